"""Preparing a report in a real browser: with script, not one word leaves it."""

import pytest
from playwright.async_api import Page, Request, expect

from tests.browser.conftest import OpenPage, Site

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

MARK = "nick_xau_99"
CASE = "/soan?c=child:sextortion:no:going:zalo"


async def _prepare(page: Page) -> None:
    await page.fill("#when", "tối qua")
    await page.fill("#account", MARK)
    await page.check("[value=messages]")
    await page.fill("#words", "Nó nói <words> & dọa.")
    await page.click("#report .btn.urgent")
    await expect(page.locator("#made")).to_be_visible()


async def test_the_text_is_made_in_the_page_and_nothing_is_sent(site: Site, open_page: OpenPage) -> None:
    page = await open_page(site.url + CASE)
    sent: list[str] = []

    def note(request: Request) -> None:
        sent.append(f"{request.method} {request.url} {request.post_data}")

    page.on("request", note)
    await _prepare(page)

    text = await page.inner_text("#made-text")
    assert text.splitlines() == [
        "Con muốn kể với Tổng đài 111 một chuyện.",
        "Chuyện gì: bị người ta đòi ảnh và đe dọa.",
        "Ai gặp chuyện: chính con.",
        "Khi nào: tối qua.",
        "Ở đâu: Zalo.",
        f"Tài khoản, đường dẫn: {MARK}",
        "Lúc này: Vẫn đang xảy ra.",
        "Người gây chuyện sống cùng nhà: Không.",
        "Đã giữ: tin nhắn còn trong máy.",
        "Kể thêm: Nó nói <words> & dọa.",
    ]
    assert [each for each in sent if "/static/" not in each] == []
    assert MARK not in str(sent)
    assert page.url == site.url + "/soan"


async def test_what_was_left_out_is_not_in_the_text(site: Site, open_page: OpenPage) -> None:
    page = await open_page(site.url + "/soan?c=parent:scams::over:")
    await page.click("#report .btn.urgent")

    text = await page.inner_text("#made-text")

    assert text.splitlines() == [
        "Tôi muốn báo với Tổng đài 111 một việc về trẻ em.",
        "Chuyện gì: bị lừa trên mạng.",
        "Ai gặp chuyện: con tôi.",
        "Lúc này: Đã qua rồi.",
    ]


async def test_another_recipient_changes_the_text_at_once(site: Site, open_page: OpenPage) -> None:
    page = await open_page(site.url + CASE)
    await _prepare(page)

    await page.check("[value=platform]")

    text = await page.inner_text("#made-text")
    assert "Tôi báo cáo một tài khoản" in text
    assert "sống cùng nhà" not in text
    await expect(page.locator("#made-use")).to_contain_text("Báo nền tảng không thay cho 111")


async def test_deleting_and_leaving_drop_every_word(site: Site, open_page: OpenPage) -> None:
    page = await open_page(site.url + CASE)
    await _prepare(page)
    await page.click("[data-drop]")
    await expect(page.locator("#made")).to_be_hidden()
    emptied = await page.input_value("#account")

    await _prepare(page)
    await page.get_by_role("button", name="Thoát nhanh").first.click()
    await page.wait_for_url("http://localhost:**")
    await page.go_back()

    assert emptied == ""
    assert MARK not in await page.content()
    assert MARK not in str(
        await page.evaluate("[...document.querySelectorAll('input')].map(one => one.value)")
    )


async def test_an_adult_saves_the_text_as_a_file(site: Site, open_page: OpenPage) -> None:
    page = await open_page(site.url + "/soan?c=teacher:violence:no:over:")
    await page.fill("#account", MARK)
    await page.click("#report .btn.urgent")

    async with page.expect_download() as waiting:
        await page.click("#made-file")
    saved = await (await waiting.value).path()

    assert (await waiting.value).suggested_filename == "ghi-chu.txt"
    assert MARK in saved.read_text(encoding="utf-8")


async def test_on_paper_there_is_the_text_alone(site: Site, open_page: OpenPage) -> None:
    page = await open_page(site.url + "/soan?c=teacher:violence:no:over:")
    await page.click("#report .btn.urgent")
    await page.emulate_media(media="print")

    await expect(page.locator("#made-text")).to_be_visible()
    await expect(page.locator("#report")).to_be_hidden()
    await expect(page.locator("header.top")).to_be_hidden()


async def test_after_half_an_hour_every_word_is_gone(site: Site, open_page: OpenPage) -> None:
    page = await open_page("about:blank")
    await page.clock.install()
    await page.goto(site.url + CASE)
    await _prepare(page)

    await page.clock.fast_forward("30:01")

    await expect(page.locator("#made")).to_be_hidden()
    assert await page.input_value("#words") == ""
    assert await page.input_value("#account") == ""
    await expect(page.get_by_text("Đã quá 30 phút")).to_be_visible()


async def test_a_phone_that_slept_meanwhile_forgets_when_it_wakes(site: Site, open_page: OpenPage) -> None:
    page = await open_page("about:blank")
    await page.clock.install()
    await page.goto(site.url + CASE)
    await _prepare(page)
    await page.clock.set_system_time(await page.evaluate("Date.now() + 31 * 60000"))

    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    assert await page.input_value("#words") == ""


async def test_without_script_the_form_is_answered(site: Site, open_page: OpenPage) -> None:
    page = await open_page(site.url + CASE, script=False)
    await expect(page.locator(".with-script")).to_be_hidden()
    await expect(page.get_by_text("được gửi tới máy chủ")).to_be_visible()
    await page.fill("#account", MARK)
    await page.click("#report .btn.urgent")

    assert MARK in await page.inner_text("#made-text")
