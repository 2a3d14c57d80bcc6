"""The report's page without script: the form is answered with the text, and nothing of it is kept."""

import json

import pytest

from bot.core.message import Command, Typed
from tests.integration.web.conftest import Site

WORDS = "nick_xau_99"


async def test_the_form_is_answered_with_the_finished_text(site: Site) -> None:
    form = {
        "c": "parent:sextortion:no:going:zalo",
        "when": "tối qua",
        "place": "Zalo",
        "account": WORDS,
        "evidence": "messages",
        "words": "Nó đòi <b>thêm</b> ảnh.",
        "to": "police",
    }

    response, page = await site.post("/soan", form)

    assert response.status == 200
    made = page.split('id="made-text"')[1].split("</pre>")[0]
    told = ("Kính gửi công an", "tối qua", "Zalo", WORDS, "tin nhắn còn trong máy", "&lt;b&gt;thêm&lt;/b&gt;")
    assert [part for part in told if part not in made] == []
    assert "<b>thêm" not in page
    assert 'class="msg bot' not in page
    assert response.headers["Cache-Control"] == "no-store"


async def test_more_fields_than_a_form_has_are_an_empty_form(site: Site) -> None:
    response, page = await site.get("/soan?" + "&".join(f"x{number}=1" for number in range(99)))

    assert response.status == 200
    assert 'href="tel:111"' in page


async def test_what_reaches_the_server_is_screened_and_a_card_stands_above(site: Site) -> None:
    _, page = await site.post("/soan", {"c": "child:sextortion:no::", "words": "sợ"})

    assert site.receiver.bodies == [Typed("sợ"), Command("xoa")]
    assert len({incoming.address for incoming in site.receiver.received}) == 1
    assert page.index("Mình nghe em rồi") < page.index('id="made-text"')


async def test_an_address_fills_in_nothing_but_the_case(site: Site) -> None:
    _, page = await site.get(f"/soan?c=child:sextortion:no::&words={WORDS}&account={WORDS}&to=police")

    assert WORDS not in page
    assert 'value="child:sextortion:no::"' in page


async def test_a_form_from_elsewhere_gets_an_empty_form_and_no_session(site: Site) -> None:
    fields = {"c": "child:sextortion:no::", "words": WORDS}
    response, page = await site.post("/soan", fields, Sec_Fetch_Site="cross-site")

    assert response.status == 403
    assert "Set-Cookie" not in response.headers
    assert WORDS not in page
    assert site.receiver.bodies == []


async def test_the_card_has_no_button_that_means_something_in_its_own_chat_only(site: Site) -> None:
    _, page = await site.post("/soan", {"c": "child:sextortion:no::", "words": "sợ"})

    assert "notso:" not in page


async def test_the_next_page_knows_nothing_of_it(site: Site) -> None:
    await site.post("/soan", {"c": "child:scams:::", "account": WORDS})

    _, again = await site.get("/soan")
    _, chat = await site.get("/")

    assert WORDS not in again + chat


@pytest.mark.parametrize(
    "query",
    ["", "?c=", "?c=x:y:z", "?c=child:sextortion:yes:now:<script>", "?c=%00&to=x", "?to=police&c=teacher"],
)
async def test_whatever_the_address_says_there_is_a_form_and_111(site: Site, query: str) -> None:
    response, page = await site.get(f"/soan{query}")

    assert response.status == 200
    assert 'href="tel:111"' in page
    assert '<form id="report"' in page
    assert "<script>" not in page


async def test_a_child_copies_and_an_adult_may_save_and_print(site: Site) -> None:
    _, child = await site.get("/soan?c=teen:sextortion:no::")
    _, adult = await site.get("/soan?c=teacher:sextortion:no::")

    assert ("made-file" in child, "made-print" in child) == (False, False)
    assert ("made-file" in adult, "made-print" in adult) == (True, True)
    assert "sao chép thêm một chữ" in child
    assert "Đừng hỏi trẻ nhiều lần" in adult


async def test_with_somebody_at_home_the_police_are_not_told_by_phone_app(site: Site) -> None:
    _, page = await site.get("/soan?c=parent:violence:yes:going:")
    uses = json.loads(page.split('data-uses="')[1].split('"')[0].replace("&#34;", '"'))

    assert "Không dùng VNeID" in uses["police"]


async def test_the_chats_button_leads_to_the_page(site: Site) -> None:
    token = await site.token()

    _, page = await site.post("/", {"token": token, "text": "soạn"})

    assert 'href="/soan?c=child:sextortion:no:going:zalo"' in page
    assert site.receiver.bodies[-1] == Typed("soạn")
