"""When the database fails while the bot runs, an answer with 111 still goes out on every channel."""

import sqlite3
from pathlib import Path

import aiohttp

from tests.fakes.bot_api import FakeBotApi
from tests.integration.bot.conftest import Start


async def test_without_its_tables_the_bot_still_answers(api: FakeBotApi, start: Start, data: Path) -> None:
    async with start(api) as bot, aiohttp.ClientSession() as client:
        with sqlite3.connect(data / "khien-nho.db") as database:
            database.execute("DROP TABLE chats")
            database.execute("DROP TABLE updates")
        database.close()
        person = api.user(3)
        await person.send_text("con tôi bị nói xấu trên nhóm lớp")
        message = await person.next_message()
        async with client.get(f"http://127.0.0.1:{bot.port}/?a=child") as page:
            text = await page.text()

    assert "111" in message.text
    assert "111" in text
    assert (api.rejected, api.violations) == ([], [])
