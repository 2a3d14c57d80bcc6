"""What protects the visitor: headers, cookie, forms from elsewhere, leaving, logs."""

import logging

import pytest

from bot.core.message import Command, Typed
from tests.integration.web.conftest import Site

PAGES = ["/", "/goi", "/nhung", "/soan", "/soan?c=child:sextortion:yes::zalo", "/roi", "/healthz-of-nobody"]


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_has_the_security_headers_and_is_never_stored(site: Site, path: str) -> None:
    response, _ = await site.get(path, Accept="text/html")

    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=(), microphone=(), geolocation=()" in response.headers["Permissions-Policy"]
    assert response.headers["Server"] == "khien-nho"


async def test_there_is_one_anonymous_cookie_that_ends_with_the_browser(site: Site) -> None:
    response, _ = await site.get("/")

    cookies = response.headers.getall("Set-Cookie")
    assert len(cookies) == 1
    assert cookies[0].startswith("phien=")
    assert "HttpOnly" in cookies[0]
    assert "SameSite=Lax" in cookies[0]
    assert "Path=/" in cookies[0]
    assert "Max-Age" not in cookies[0]
    assert "expires" not in cookies[0].lower()


async def test_every_page_has_one_neutral_title(site: Site) -> None:
    titles = {
        (await site.get(path))[1].split("<title>")[1].split("</title>")[0]
        for path in ("/", "/?a=child", "/goi", "/nhung", "/soan?c=child:scams:::")
    }
    token = await site.token()
    _, page = await site.post("/", {"token": token, "text": "sợ"})
    titles.add(page.split("<title>")[1].split("</title>")[0])

    assert titles == {"Hỏi đáp"}


async def test_the_page_runs_no_script_or_style_of_its_own_text(site: Site) -> None:
    for path in ("/", "/goi", "/soan"):
        _, page = await site.get(path)
        assert " style=" not in page
        assert "<style" not in page
        assert " onclick=" not in page
        assert page.count("<script") == page.count('<script src="/static/web.js')


@pytest.mark.parametrize("token", ["", "0" * 64, "không phải"])
async def test_a_stale_token_is_answered_in_a_new_session(site: Site, token: str) -> None:
    await site.token()
    before = site.cookie

    response, page = await site.post("/", {"token": token, "text": "sợ"})

    assert response.status == 200
    assert 'class="msg bot crisis"' in page
    assert site.receiver.chats[-1] != before
    assert site.receiver.chats[-1] == site.cookie


async def test_a_browser_without_cookies_is_answered(site: Site) -> None:
    token = await site.token()
    site.client.cookie_jar.clear()

    _, page = await site.post("/", {"token": token, "text": "sợ"})

    assert 'class="msg bot crisis"' in page


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Origin": "https://evil.example"},
    ],
)
async def test_a_form_from_another_site_acts_in_no_session_and_gets_its_words_back(
    site: Site, headers: dict[str, str]
) -> None:
    await site.token()
    before = site.cookie

    response, page = await site.post("/", {"token": "", "text": "em sợ"}, **headers)

    assert response.status == 403
    assert len(site.receiver.received) == 1
    assert ">em sợ</textarea>" in page
    assert 'href="tel:111"' in page
    assert "Set-Cookie" not in response.headers
    assert site.cookie == before


async def test_sending_the_returned_words_again_is_answered(site: Site) -> None:
    await site.post("/", {"text": "em sợ"}, Sec_Fetch_Site="cross-site")

    response, _ = await site.post("/", {"token": "", "text": "em sợ"}, Sec_Fetch_Site="same-origin")

    assert response.status == 200
    assert site.receiver.bodies == [Typed("em sợ")]


async def test_leaving_forgets_the_chat_drops_the_cookie_and_goes_on(site: Site) -> None:
    token = await site.token()
    chat = site.cookie

    response, _ = await site.post("/roi", {"token": token, "text": "chưa gửi", "action": "leave"})
    _, page = await site.get("/roi")

    assert (response.status, response.headers["Location"]) == (303, "/roi")
    assert site.receiver.bodies[-1] == Command("xoa")
    assert site.receiver.chats[-1] == chat
    assert site.cookie is None
    assert '<meta http-equiv="refresh" content="0;url=https://www.google.com.vn">' in page


async def test_the_scripts_farewell_needs_no_page(site: Site) -> None:
    token = await site.token()

    response, text = await site.post("/roi", {"token": token, "beacon": "1"})

    assert (response.status, text) == (204, "")
    assert site.receiver.bodies[-1] == Command("xoa")
    assert site.cookie is None


async def test_another_site_cannot_have_a_chat_forgotten(site: Site) -> None:
    token = await site.token()

    response, _ = await site.post("/roi", {"token": token}, Sec_Fetch_Site="cross-site")

    assert response.status == 303
    assert Command("xoa") not in site.receiver.bodies


async def test_leaving_works_when_everything_behind_fails(site: Site) -> None:
    token = await site.token()
    site.receiver.failure = RuntimeError("the database is gone")

    response, _ = await site.post("/roi", {"token": token})

    assert response.status == 303
    assert site.cookie is None


@pytest.mark.parametrize(
    ("accept", "kind"),
    [("text/html", "text/html"), ("application/json", "application/json"), ("*/*", "text/plain")],
)
async def test_a_failure_behind_the_page_still_says_111(site: Site, accept: str, kind: str) -> None:
    token = await site.token()
    site.receiver.failure = RuntimeError("the database is gone")

    response, text = await site.post("/", {"token": token, "text": "em sợ"}, Accept=accept)

    assert response.status == 500
    assert response.content_type == kind
    assert "111" in text
    assert "database" not in text


@pytest.mark.parametrize(
    ("path", "status"), [("/khong-co", 404), ("/static/khong-co.css", 404), ("/static/..%2fchannel.py", 404)]
)
async def test_an_unknown_address_still_says_111(site: Site, path: str, status: int) -> None:
    response, text = await site.get(path, Accept="text/html")

    assert response.status == status
    assert 'href="tel:111"' in text


async def test_a_wrong_method_still_says_111(site: Site) -> None:
    async with site.client.delete(site.url + "/") as response:
        text = await response.text()

    assert response.status == 405
    assert "GET" in response.headers["Allow"]
    assert "111" in text


async def test_no_log_holds_words_cookies_tokens_or_addresses(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    token = await site.token()
    cookie = site.cookie or ""
    await site.post("/", {"token": token, "text": "MARKER-42"}, X_Forwarded_For="198.51.100.7")
    site.receiver.failure = RuntimeError("MARKER-42 198.51.100.7")
    await site.post("/", {"token": token, "text": "MARKER-42"}, X_Forwarded_For="198.51.100.7")
    await site.post("/roi", {"token": token, "text": "MARKER-42"})

    logged = "\n".join(str(vars(record)) for record in caplog.records)

    assert {record.__dict__.get("action") for record in caplog.records} >= {"request_failed", "forget_failed"}
    for secret in ("MARKER-42", "198.51.100.7", "127.0.0.1", cookie, token):
        assert secret not in logged


async def test_the_pages_own_files_are_cached_for_long_under_their_hash(site: Site) -> None:
    _, page = await site.get("/")
    path = page.split('href="/static/web.css')[1].split('"')[0]

    current, _ = await site.get("/static/web.css" + path)
    old, _ = await site.get("/static/web.css?v=old")

    assert current.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert current.content_type == "text/css"
    assert old.headers["Cache-Control"] == "no-cache"


async def test_the_call_page_offers_the_numbers_and_the_card_for_an_adult(site: Site) -> None:
    _, page = await site.get("/goi")

    for number in ("111", "113", "115"):
        assert f'href="tel:{number}"' in page
    assert "Con cần giúp.\nGọi 111 giúp con." in page
    assert site.receiver.received == []


async def test_the_snippet_is_a_link_to_a_tab_of_its_own(site: Site) -> None:
    _, page = await site.get("/nhung")

    assert f"&lt;a href=&#34;{site.url}/?a=child&#34; target=&#34;_blank&#34;" in page
    assert "iframe" not in page


async def test_the_operators_name_is_shown_as_text(site: Site) -> None:
    _, page = await site.get("/")

    assert "Đơn vị vận hành: Sở Văn hoá &lt;Mẫu&gt;" in page
