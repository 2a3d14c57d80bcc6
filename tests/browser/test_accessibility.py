"""Everybody can use the page: names, contrast, sizes, narrow screens, large text, light and dark."""

import pytest
from playwright.async_api import expect

from tests.browser.checks import problems
from tests.browser.conftest import OpenPage, Site

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(360, 640), (1280, 800)], ids=["phone", "desk"])
@pytest.mark.parametrize("path", ["/", "/?a=child", "/goi", "/goi#nguoi-lon", "/nhung", "/soan", "/?lang=en"])
async def test_a_page_has_names_contrast_sizes_and_structure(
    site: Site, open_page: OpenPage, path: str, width: int, height: int, dark: bool
) -> None:
    page = await open_page(site.url + path, width=width, height=height, dark=dark, script="#" not in path)

    assert await problems(page) == {}


async def test_the_checks_find_what_is_wrong(site: Site, open_page: OpenPage) -> None:
    page = await open_page(site.url + "/")
    await page.evaluate(
        """() => {
          document.getElementById('send').removeAttribute('aria-label');
          document.querySelector('.always').style.color = '#8aa';
          document.querySelector('.switch').style.minHeight = '20px';
          document.querySelector('.brand').style.minWidth = '500px';
          document.querySelector('main h1').remove();
        }"""
    )

    found = await problems(page)

    assert sorted(found) == ["faint", "small", "structure", "too wide by", "unnamed"]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_answers_have_names_contrast_sizes_and_structure(
    site: Site, open_page: OpenPage, dark: bool
) -> None:
    page = await open_page(site.url + "/", dark=dark)
    for words, shown in (("bắt nạt", "h2"), ("sợ", ".crisis")):
        await page.fill("#text", words)
        await page.click("#send")
        await expect(
            page.locator(f"#log > section:last-child {shown}, #log > {shown}:last-child")
        ).to_be_visible()
    site.receiver.silent = True
    await page.fill("#text", "chào")
    await page.click("#send")
    await expect(page.locator("#log > .notice")).to_be_visible()

    assert await problems(page) == {}


@pytest.mark.parametrize(
    ("width", "height"), [(320, 568), (180, 370), (640, 300)], ids=["320", "200%", "flat"]
)
async def test_narrow_screens_and_large_text_need_no_sideways_scrolling_and_keep_leave_now_in_reach(
    site: Site, open_page: OpenPage, width: int, height: int
) -> None:
    page = await open_page(site.url + "/?a=child", width=width, height=height)
    await page.fill("#text", "x" * 300)
    await page.click("#send")
    await expect(page.locator("#log > .msg.me")).to_be_visible()
    await page.fill("#text", "sợ")
    await page.click("#send")
    await expect(page.locator(".crisis")).to_be_visible()

    assert "too wide by" not in await problems(page)
    await expect(page.locator("#leave")).to_be_in_viewport()


async def test_the_answer_starts_where_it_can_be_read(site: Site, open_page: OpenPage) -> None:
    page = await open_page(site.url + "/")
    await page.fill("#text", "sợ")
    await page.click("#send")
    await expect(page.locator(".crisis")).to_be_visible()

    card = await page.locator(".crisis").bounding_box()
    header = await page.locator("header").bounding_box()

    assert card is not None
    assert header is not None
    assert 0 <= card["y"] - header["height"] <= 40
    await expect(page.locator(".crisis a[href='tel:111']")).to_be_in_viewport(ratio=1)


async def test_new_answers_are_announced_and_each_speaker_is_named(site: Site, open_page: OpenPage) -> None:
    page = await open_page(site.url + "/")
    await page.fill("#text", "bắt nạt")
    await page.click("#send")
    await expect(page.locator("#log > section")).to_have_count(3)

    log = page.get_by_role("log", name="Cuộc trò chuyện")
    speakers = await log.locator("section > .off").all_text_contents()

    assert await log.get_attribute("aria-live") == "polite"
    assert speakers == ["Khiên Nhỏ trả lời:", "Bạn viết:", "Khiên Nhỏ trả lời:"]


async def test_focus_is_always_visible(site: Site, open_page: OpenPage) -> None:
    page = await open_page(site.url + "/")

    outlines = []
    for _ in range(8):
        await page.keyboard.press("Tab")
        outlines.append(await page.evaluate("getComputedStyle(document.activeElement).outlineStyle"))

    assert set(outlines) == {"solid"}


async def test_nothing_moves_for_who_asked_for_less_motion(site: Site, open_page: OpenPage) -> None:
    page = await open_page(site.url + "/")
    await page.emulate_media(reduced_motion="reduce")

    name = await page.evaluate(
        """() => {
          const typing = document.getElementById('typing');
          typing.appendChild(document.createElement('i'));
          return getComputedStyle(typing.lastChild).animationName;
        }"""
    )

    assert name == "none"
