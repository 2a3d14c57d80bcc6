"""The whole bot in a real browser: the real texts and engine, with script and without."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from bot.app import MODELS, running
from bot.config import Settings
from bot.core.knowledge import Knowledge
from tests.browser.conftest import OpenPage
from tests.integration.bot.conftest import settings_for

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

QUESTION = "con tôi bị bạn bè nói xấu trên nhóm lớp"
DISCLOSURE = "có người dọa đăng ảnh nhạy cảm của em"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def url(
    chromium: Path,
    tmp_path_factory: pytest.TempPathFactory,
    real_settings: Settings,
    real_knowledge: Knowledge,
) -> AsyncIterator[str]:
    data = tmp_path_factory.mktemp("bot")
    shutil.copytree(real_settings.data_folder / MODELS, data / MODELS)
    async with running(settings_for(data), lambda _: None) as bot:
        yield f"http://127.0.0.1:{bot.port}/"


async def _say(page: Page, text: str) -> None:
    await page.fill("#text", text)
    await page.click("#send")


@pytest.mark.parametrize("script", [True, False])
async def test_a_parents_question_is_answered_from_the_handbook(
    url: str, open_page: OpenPage, script: bool
) -> None:
    page = await open_page(url, script=script)

    await _say(page, QUESTION)

    answer = page.locator("#log > section").last
    await expect(answer.get_by_role("heading", name="bắt nạt")).to_be_visible()
    await expect(answer).to_contain_text("111")
    await expect(answer).to_contain_text("Luật")
    await expect(page.locator(".crisis")).to_have_count(0)


@pytest.mark.parametrize("script", [True, False])
async def test_a_childs_disclosure_gets_the_card_with_a_call(
    url: str, open_page: OpenPage, script: bool
) -> None:
    page = await open_page(f"{url}?a=child", script=script)

    await _say(page, DISCLOSURE)

    card = page.locator(".crisis")
    await expect(card).to_be_visible()
    await expect(card).to_contain_text("không có lỗi")
    await expect(card.locator("a[href='tel:111']").first).to_be_visible()
    assert page.url == url if script else page.url.startswith(url)


@pytest.mark.parametrize("script", [True, False])
async def test_a_topic_is_found_by_clicking(url: str, open_page: OpenPage, script: bool) -> None:
    page = await open_page(url, script=script)

    await page.get_by_role("button", name="Cha mẹ").last.click()
    await page.get_by_role("button", name="bắt nạt").last.click()
    await expect(page.locator("#log > section").last).to_contain_text("Đã rà soát ngày")
    await page.get_by_role("button", name="Ai giúp được").last.click()

    helpers = page.locator("#log > section").last
    await expect(helpers).to_contain_text("Chuẩn bị:")
    await expect(helpers.locator("a[href='tel:111']")).to_be_visible()


async def test_a_mistaken_alarm_leads_back(url: str, open_page: OpenPage) -> None:
    page = await open_page(f"{url}?a=child")
    await _say(page, DISCLOSURE)

    await page.locator(".crisis").get_by_role("button", name="Không phải vậy").click()

    await expect(page.locator("#log > section").last).to_contain_text("111")
    await expect(page.locator("#log > section").last).to_contain_text("hiểu nhầm")
