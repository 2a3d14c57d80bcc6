"""The conversation in a real browser, with script and without."""

import pytest
from playwright.async_api import Page, expect

from bot.core.errors import TryLater
from bot.core.message import Command, Pressed, Typed
from tests.browser.conftest import OpenPage, Site

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def _say(page: Page, text: str) -> None:
    await page.fill("#text", text)
    await page.click("#send")


async def test_what_is_typed_gets_its_answer_below_in_the_same_page(site: Site, open_page: OpenPage) -> None:
    page = await open_page(site.url + "/")

    await _say(page, "bắt nạt")
    await expect(page.get_by_role("heading", name="Bị bắt nạt trên mạng")).to_be_visible()
    await _say(page, "chào")
    await expect(page.locator("#log > section")).to_have_count(5)

    assert await page.locator("#log .msg.me .words").all_inner_texts() == ["bắt nạt", "chào"]
    assert await page.input_value("#text") == ""
    assert page.url == site.url + "/"


async def test_enter_sends_and_shift_enter_makes_a_new_line(site: Site, open_page: OpenPage) -> None:
    page = await open_page(site.url + "/")

    await page.focus("#text")
    await page.keyboard.type("một")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("hai")
    answered = await page.locator("#log .msg.bot").count()
    await page.keyboard.press("Enter")
    await expect(page.locator("#log > .msg.me")).to_have_count(1)
    await expect(page.locator("#log .msg.bot")).not_to_have_count(answered)

    assert site.receiver.bodies[-1] == Typed("một\nhai")


async def test_every_button_is_reached_and_pressed_by_keyboard(site: Site, open_page: OpenPage) -> None:
    page = await open_page(site.url + "/?a=child")

    reached: list[str] = []
    for _ in range(10):
        await page.keyboard.press("Tab")
        reached.append(await page.evaluate("document.activeElement.innerText.trim()"))
        if reached[-1] == "Bị trêu chọc, bắt nạt":
            break
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Bị bắt nạt trên mạng")).to_be_visible()

    assert reached[0] == "Tới phần chính của trang"
    assert "Thoát nhanh" in reached
    assert site.receiver.bodies[-1] == Pressed("topic:cyberbullying:child")
    assert await page.evaluate("document.activeElement.className") == "msg bot plain"


async def test_a_press_does_not_lose_what_is_being_written(site: Site, open_page: OpenPage) -> None:
    page = await open_page(site.url + "/")
    await page.fill("#text", "đang viết dở")

    await page.get_by_role("button", name="Cần giúp ngay").click()
    await expect(page.locator(".crisis")).to_be_visible()

    assert await page.input_value("#text") == "đang viết dở"


async def test_hostile_words_stay_words(site: Site, open_page: OpenPage) -> None:
    page = await open_page(site.url + "/")
    hostile = "<img src=x onerror=document.title=1> \u202e</bdi><b>\ud83d"

    await page.evaluate("text => { document.getElementById('text').value = text; }", hostile)
    await page.click("#send")
    await expect(page.locator("#log > .msg.bot")).to_have_count(2)

    assert await page.locator("#log .msg.me img, #log .msg.me b").count() == 0
    assert await page.title() == "Hỏi đáp"


async def test_when_the_network_fails_the_words_come_back_with_111(site: Site, open_page: OpenPage) -> None:
    page = await open_page(site.url + "/")
    await page.context.set_offline(True)

    await _say(page, "em sợ lắm")
    await expect(page.locator("#log .notice")).to_be_visible()

    assert await page.input_value("#text") == "em sợ lắm"
    assert await page.locator("#log .notice a[href='tel:111']").count() == 1
    await page.context.set_offline(False)
    await page.click("#send")
    await expect(page.locator("#log > .msg.bot")).to_have_count(3)
    assert site.receiver.bodies[-1] == Typed("em sợ lắm")


@pytest.mark.parametrize("failure", [TryLater("busy"), RuntimeError("broken")])
async def test_when_the_server_fails_the_words_come_back_with_111(
    site: Site, open_page: OpenPage, failure: Exception
) -> None:
    page = await open_page(site.url + "/")
    site.receiver.failure = failure

    await _say(page, "em sợ lắm")
    await expect(page.locator("#log .notice")).to_be_visible()

    assert await page.input_value("#text") == "em sợ lắm"
    assert await page.locator("#log .notice a[href='tel:111']").count() == 1


async def test_sending_twice_while_waiting_sends_once(site: Site, open_page: OpenPage) -> None:
    page = await open_page(site.url + "/")

    await page.evaluate(
        """() => {
          const box = document.getElementById('text'), send = document.getElementById('send');
          for (let i = 0; i < 5; i++) { box.value = 'chào'; send.click(); }
        }"""
    )
    await expect(page.locator("#log > .msg.bot")).to_have_count(2)

    assert site.receiver.bodies == [Command("start", ""), Typed("chào")]


async def test_the_language_switch_changes_the_whole_page_and_keeps_the_box(
    site: Site, open_page: OpenPage
) -> None:
    page = await open_page(site.url + "/")
    await page.fill("#text", "đang viết dở")

    await page.locator("header .switch").click()
    await expect(page.get_by_role("button", name="Leave now")).to_be_visible()

    assert await page.evaluate("document.documentElement.lang") == "en"
    assert await page.input_value("#text") == "đang viết dở"
    assert site.receiver.bodies[-1] == Pressed("lang:en")


async def test_a_wiped_chat_shows_only_what_came_after(site: Site, open_page: OpenPage) -> None:
    page = await open_page(site.url + "/")
    await _say(page, "bắt nạt")
    await expect(page.locator("#log > section")).to_have_count(3)

    await _say(page, "mẹ ơi")
    await expect(page.locator("#log > section")).to_have_count(1)

    assert (await page.locator("#log .words").inner_text()).strip() == "Mình có thể giúp gì?"


async def test_the_address_bar_keeps_only_the_neutral_address(site: Site, open_page: OpenPage) -> None:
    page = await open_page(site.url + "/?a=child")

    assert page.url == site.url + "/"
    assert await page.title() == "Hỏi đáp"


async def test_a_text_is_copied(site: Site, open_page: OpenPage) -> None:
    page = await open_page(site.url + "/")
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await _say(page, "bắt nạt")

    await page.get_by_role("button", name="Chép mẫu báo cáo").click()
    await expect(page.get_by_role("button", name="Đã chép")).to_be_visible()

    copied = await page.evaluate("navigator.clipboard.readText()")
    assert copied == "Em muốn báo cáo một tài khoản bắt nạt."


async def test_the_card_for_an_adult_fills_the_screen_and_leads_back(site: Site, open_page: OpenPage) -> None:
    page = await open_page(site.url + "/")
    await _say(page, "sợ")

    await page.locator(".crisis [data-adult]").click()
    box = await page.locator("#nguoi-lon").bounding_box()
    focused = await page.evaluate("document.activeElement.getAttribute('href')")
    await page.locator("[data-adult-back]").click()

    assert box == {"x": 0, "y": 0, "width": 360, "height": 740}
    assert focused == "tel:111"
    assert await page.locator(".crisis").is_visible()
    assert not await page.locator("#nguoi-lon").is_visible()


async def test_the_numbers_open_over_the_chat_and_lead_back_to_it(site: Site, open_page: OpenPage) -> None:
    page = await open_page(site.url + "/")
    await _say(page, "bắt nạt")
    await expect(page.locator("#log > section")).to_have_count(3)

    await page.locator(".always [data-sheet]").click()
    await expect(page.locator("#sheet a[href='tel:113']")).to_be_visible()
    await page.locator("[data-sheet-back]").click()

    await expect(page.locator("#log > section").last).to_be_visible()
    assert page.url == site.url + "/"


async def test_without_script_words_and_buttons_are_answered(site: Site, open_page: OpenPage) -> None:
    page = await open_page(site.url + "/", script=False)

    await _say(page, "bắt nạt")
    answer = await page.locator("#log").inner_text()
    await page.get_by_role("button", name="Ai giúp được").click()

    assert "Bị bắt nạt trên mạng" in answer
    assert "Em muốn báo cáo một tài khoản bắt nạt." in answer
    assert site.receiver.bodies == [
        Command("start", ""),
        Typed("bắt nạt"),
        Pressed("helpers:cyberbullying:child"),
    ]
    assert len(set(site.receiver.chats)) == 1


async def test_without_script_the_card_for_an_adult_opens_and_closes(site: Site, open_page: OpenPage) -> None:
    page = await open_page(site.url + "/goi", script=False)

    await page.get_by_role("link", name="Đưa người lớn xem").click()
    shown = await page.locator("#nguoi-lon").is_visible()
    await page.locator("#nguoi-lon .quiet").click()

    assert shown
    assert not await page.locator("#nguoi-lon").is_visible()
