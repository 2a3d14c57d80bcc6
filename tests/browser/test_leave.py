"""Leave-now in a real browser: at once, by button or Shift three times, and nothing comes back."""

import pytest
from playwright.async_api import Error, Page, expect

from bot.core.message import Command
from tests.browser.conftest import OpenPage, Site

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

AWAY = "http://localhost:**"


async def _talk(page: Page) -> None:
    await page.fill("#text", "sợ")
    await page.click("#send")
    await expect(page.locator(".crisis")).to_be_visible()
    await page.fill("#text", "đang viết dở")


async def _press_shift(page: Page, times: int) -> None:
    for _ in range(times):
        await page.keyboard.press("Shift")


async def _is_gone(page: Page, site: Site) -> None:
    """Check that neither the cookie nor the browser's back button brings anything back."""
    await page.wait_for_url(AWAY)
    cookies = [cookie["name"] for cookie in await page.context.cookies(site.url)]
    entries = await page.evaluate("history.length")
    await page.go_back()
    assert cookies == []
    assert entries <= 2
    assert "Mình nghe em rồi" not in await page.content()
    assert "đang viết dở" not in await page.content()


async def test_the_button_leaves_at_once_and_nothing_comes_back(site: Site, open_page: OpenPage) -> None:
    page = await open_page(site.url + "/")
    await _talk(page)

    await page.get_by_role("button", name="Thoát nhanh").first.click()

    await _is_gone(page, site)
    assert site.receiver.bodies[-1] == Command("xoa")


async def test_the_crisis_cards_own_button_leaves_too(site: Site, open_page: OpenPage) -> None:
    page = await open_page(site.url + "/")
    await _talk(page)

    await page.locator(".crisis .leave-too").click()

    await _is_gone(page, site)


async def test_shift_three_times_leaves_even_from_the_box(site: Site, open_page: OpenPage) -> None:
    page = await open_page(site.url + "/")
    await _talk(page)
    await page.focus("#text")

    await _press_shift(page, 2)
    announced = await page.locator("#leave-status").inner_text()
    await _press_shift(page, 1)

    await _is_gone(page, site)
    assert announced == "Bấm Shift thêm một lần để thoát."


async def test_capital_letters_and_escape_do_not_leave(site: Site, open_page: OpenPage) -> None:
    page = await open_page(site.url + "/")
    await page.focus("#text")

    for letter in "EMSOLAM":
        await page.keyboard.press(f"Shift+{letter}")
    await page.keyboard.press("Escape")

    assert page.url == site.url + "/"
    assert await page.input_value("#text") == "EMSOLAM"


async def test_the_page_is_blank_before_the_other_one_comes(site: Site, open_page: OpenPage) -> None:
    page = await open_page(site.url + "/")
    await _talk(page)

    left = await page.evaluate(
        """() => {
          document.getElementById('leave').click();
          return [document.body.childElementCount, document.body.hidden, document.title.trim().length];
        }"""
    )

    assert left[:2] == [0, True]
    await page.wait_for_url(AWAY)


async def test_the_call_page_leaves_too(site: Site, open_page: OpenPage) -> None:
    page = await open_page(site.url + "/goi")

    await _press_shift(page, 3)

    await page.wait_for_url(AWAY)


async def test_leaving_works_while_the_server_does_not_answer(site: Site, open_page: OpenPage) -> None:
    page = await open_page(site.url + "/")
    await _talk(page)
    site.receiver.failure = RuntimeError("broken")

    await page.get_by_role("button", name="Thoát nhanh").first.click()

    await _is_gone(page, site)


async def test_without_script_the_button_leaves_and_nothing_comes_back(
    site: Site, open_page: OpenPage
) -> None:
    page = await open_page(site.url + "/", script=False)
    await page.fill("#text", "sợ")
    await page.click("#send")

    await page.get_by_role("button", name="Thoát nhanh").first.click()
    await page.wait_for_url(AWAY)
    cookies = await page.context.cookies(site.url)

    assert cookies == []
    assert site.receiver.bodies[-1] == Command("xoa")
    with pytest.raises(Error, match="ERR_CACHE_MISS"):  # the browser kept nothing to go back to
        await page.go_back()


async def test_without_script_the_crisis_cards_button_leaves_too(site: Site, open_page: OpenPage) -> None:
    page = await open_page(site.url + "/", script=False)
    await page.fill("#text", "sợ")
    await page.click("#send")

    await page.locator(".crisis .leave-too").click()
    await page.wait_for_url(AWAY)

    assert site.receiver.bodies[-1] == Command("xoa")
