"""The conversation over real HTTP: every form gets an answer, and nobody's words are lost."""

import json
from html import escape

import pytest

from bot.core.errors import InDoubt, TryLater
from bot.core.message import Command, Incoming, Pressed, Typed
from bot.core.people import Language
from tests.fakes.web import NOW
from tests.integration.web.conftest import Site


async def test_the_first_screen_is_the_answer_to_start(site: Site) -> None:
    response, page = await site.get("/")

    assert response.status == 200
    assert site.receiver.bodies == [Command("start", "")]
    assert "Khiên Nhỏ xin chào" in page
    assert '<button class="btn press urgent" name="action" value="help"' in page


@pytest.mark.parametrize("query", ["a=child", "start=child"])
async def test_a_link_opens_the_childs_door(site: Site, query: str) -> None:
    _, page = await site.get(f"/?{query}")

    assert site.receiver.bodies == [Command("start", "child")]
    assert page.count('class="tile tile-') == 4


async def test_words_are_answered_and_shown_beside_the_answer(site: Site) -> None:
    token = await site.token()

    response, page = await site.post("/", {"token": token, "text": "bắt nạt"})

    assert response.status == 200
    assert site.receiver.bodies[-1] == Typed("bắt nạt")
    assert "<bdi>bắt nạt</bdi>" in page
    assert "<h2>Bị bắt nạt trên mạng</h2>" in page
    assert "<ol><li>Đừng trả lời lại lúc đang giận.</li>" in page
    assert '<a class="btn call" href="tel:111">' in page
    assert 'href="https://takeitdown.ncmec.org/vi" target="_blank" rel="noopener noreferrer"' in page


async def test_the_receiver_is_told_the_chat_the_time_and_the_visitors_address(site: Site) -> None:
    token = await site.token()

    await site.post("/", {"token": token, "text": "chào"}, X_Forwarded_For="198.51.100.7")

    expected = Incoming(
        address=site.receiver.received[0].address,
        body=Typed("chào"),
        at=NOW,
        origin="198.51.100.7",
        message_ids=("page",),
    )
    assert site.receiver.received[-1] == expected
    assert site.receiver.chats[-1] == site.cookie


async def test_a_button_acts_and_words_not_yet_sent_stay_in_the_box(site: Site) -> None:
    token = await site.token()

    _, page = await site.post("/", {"token": token, "action": "help", "text": "đang viết dở"})

    assert site.receiver.bodies[-1] == Pressed("help")
    assert ">đang viết dở</textarea>" in page
    assert 'class="msg bot crisis"' in page


async def test_with_script_only_the_answer_comes_back(site: Site) -> None:
    token = await site.token()

    _, text = await site.post("/", {"token": token, "text": "sợ"}, Accept="application/json")

    answer = json.loads(text)
    assert answer["token"] == token
    assert (answer["wipe"], answer["keep"]) == (False, False)
    assert answer["html"].lstrip().startswith('<section class="msg bot crisis">')
    assert "<bdi>" not in answer["html"]


async def test_hostile_words_are_shown_as_words(site: Site) -> None:
    token = await site.token()
    hostile = (
        '</textarea><script>alert(1)</script>\x00 {{ 7 * 7 }} {em} "><img src=x onerror=alert(1)> \u202eabc'
    )

    _, page = await site.post("/", {"token": token, "text": hostile})

    assert site.receiver.bodies[-1] == Typed(hostile)
    assert "<script>alert" not in page
    assert escape("<script>alert(1)</script>") in page
    assert "{{ 7 * 7 }}" in page


@pytest.mark.parametrize("length", [4_001, 10_000, 100_000])
async def test_a_text_of_any_length_is_answered(site: Site, length: int) -> None:
    token = await site.token()

    response, page = await site.post("/", {"token": token, "text": "ợ" * length})

    body = site.receiver.bodies[-1]
    assert response.status == 200
    assert isinstance(body, Typed)
    assert len(body.text) >= min(length, 10_000)
    assert "Mình đã nhận được" in page


async def test_an_empty_form_gets_a_kind_word_and_111(site: Site) -> None:
    token = await site.token()

    response, page = await site.post("/", {"token": token, "text": "  "})

    assert response.status == 200
    assert len(site.receiver.bodies) == 1
    assert "Bạn chưa viết gì" in page
    assert 'href="tel:111"' in page


@pytest.mark.parametrize("failure", [TryLater("busy"), InDoubt("unclear")])
async def test_when_it_cannot_be_answered_now_the_words_stay_in_the_box(
    site: Site, failure: Exception
) -> None:
    token = await site.token()
    site.receiver.failure = failure

    _, page = await site.post("/", {"token": token, "text": "em sợ lắm"})
    _, text = await site.post("/", {"token": token, "text": "em sợ"}, Accept="application/json")

    assert ">em sợ lắm</textarea>" in page
    assert 'href="tel:111"' in page
    assert json.loads(text)["keep"] is True


async def test_a_receiver_without_an_answer_is_never_silence(site: Site) -> None:
    token = await site.token()
    site.receiver.silent = True

    _, page = await site.post("/", {"token": token, "text": "chào"})

    assert "Mình chưa trả lời được câu này" in page
    assert 'href="tel:111"' in page


async def test_a_wiped_conversation_shows_nothing_of_what_was_said(site: Site) -> None:
    token = await site.token()

    _, page = await site.post("/", {"token": token, "text": "mẹ ơi"})
    _, text = await site.post("/", {"token": token, "text": "mẹ ơi"}, Accept="application/json")

    assert "mẹ ơi" not in page
    assert "Mình có thể giúp gì?" in page
    assert json.loads(text)["wipe"] is True


async def test_switching_the_language_keeps_the_words_in_the_box(site: Site) -> None:
    token = await site.token()

    _, page = await site.post("/", {"token": token, "action": "lang:en", "text": "đang viết dở"})
    _, next_page = await site.post("/", {"token": token, "text": "hi"})

    assert '<html lang="en"' in page
    assert ">đang viết dở</textarea>" in page
    assert "Leave now" in next_page
    assert site.receiver.received[-1].language is Language.EN


async def test_a_link_may_choose_the_language(site: Site) -> None:
    _, page = await site.get("/?lang=en&a=child")

    assert '<html lang="en"' in page
    assert site.receiver.bodies == [Pressed("lang:en"), Command("start", "child")]


@pytest.mark.parametrize(
    "path", ["/?lang=fr", "/?a=" + "x" * 500, "/?a=%00%ff%F0%9F%98%80", "/?lang=&a=&start="]
)
async def test_odd_links_open_the_page(site: Site, path: str) -> None:
    response, page = await site.get(path)

    assert response.status == 200
    assert "Khiên Nhỏ" in page
