"""An editor's changes reach people while the bot runs; broken ones do not."""

import asyncio
import io
import shutil
from pathlib import Path

import aiohttp

from tests.fakes.knowledge import CONTENT
from tests.integration.bot.conftest import Start

GREETING = "Mình là chatbot tự động"
EDITED = "Mình là máy trả lời tự động"


async def page_has(client: aiohttp.ClientSession, url: str, words: str) -> bool:
    """Say whether the first screen has these words."""
    async with client.get(url) as page:
        return words in await page.text()


async def until(client: aiohttp.ClientSession, url: str, words: str) -> None:
    """Return when the first screen has these words."""
    async with asyncio.timeout(180):
        while not await page_has(client, url, words):  # noqa: ASYNC110 - a page gives no event
            await asyncio.sleep(0.1)


async def until_logged(log_text: io.StringIO, action: str) -> None:
    """Return when an event of this name has been logged."""
    async with asyncio.timeout(90):
        while action not in log_text.getvalue():  # noqa: ASYNC110 - a log gives no event
            await asyncio.sleep(0.05)


async def test_a_good_edit_is_taken_up_and_a_broken_or_unsafe_one_refused(
    start: Start, tmp_path: Path, log_text: io.StringIO
) -> None:
    content = tmp_path / "content"
    shutil.copytree(CONTENT, content)
    words = content / "vi" / "interface" / "conversation.yaml"
    cards = content / "vi" / "cards.yaml"

    async with start(content={"path": content}) as bot, aiohttp.ClientSession() as client:
        url = f"http://127.0.0.1:{bot.port}/"
        words.write_text(words.read_text(encoding="utf-8").replace(GREETING, EDITED), encoding="utf-8")
        await until(client, url, EDITED)

        cards.write_text("universal: [", encoding="utf-8")
        await until_logged(log_text, "content_refused")

        assert await page_has(client, url, EDITED)
    assert "vi/cards.yaml" in log_text.getvalue()
