"""Hostile input on every channel: nothing crashes, nothing is unanswered, no call is rejected."""

import aiohttp
import pytest

from tests.fakes.bot_api import FakeBotApi
from tests.integration.bot.conftest import Start

TEXTS = (
    "x" * 4_096,
    "ộ" * 4_096,
    "</b><script>alert(1)</script>&amp;&lt;<",
    "\u202eRTL\u202c \u200b\u200d\ufeff",
    "a\u0000b",
    "😀" * 2_000,
    "*_[]()~`>#+-=|{}.!",
    "{em} {Em} {name} %s {0}",
    "' OR 1=1; DROP TABLE chats; --",
    "/start " + "🙂" * 60,
    "/",
    "//",
    "/@",
    "\n\n\n",
    "‎",
)
KINDS: tuple[dict[str, object], ...] = (
    {"poll": {"id": "1"}},
    {"message_reaction": {"chat": {"id": 1, "type": "private"}}},
    {"unheard_of": {"a": [None, {"b": 1}]}},
    {"my_chat_member": {}},
    {"inline_query": {"id": "1", "query": "x"}},
    {"message": {}},
    {"callback_query": {"id": "1"}},
    {"edited_channel_post": {"message_id": 1}},
)


async def test_telegram_is_answered_whatever_comes(api: FakeBotApi, start: Start) -> None:
    async with start(api):
        for number, text in enumerate(TEXTS):
            person = api.user(100 + number)
            await person.send_text(text)
        for update in KINDS:
            await api.send_raw_update(dict(update))
        last = api.user(99)
        await last.send_text("còn đó không?")
        await api.wait_for(lambda: not api.pending_updates, 30)

        silent = [
            text
            for number, text in enumerate(TEXTS)
            if not any(message.from_bot for message in api.messages(100 + number))
        ]
        assert silent == []
        assert any(message.from_bot for message in api.messages(99))
    assert (api.rejected, api.violations) == ([], [])


@pytest.mark.parametrize(
    "form",
    [
        {"text": "x" * 10_000},
        {"text": "a\u0000b"},
        {"text": "</p><script>alert(1)</script>"},
        {"action": "x" * 300},
        {"action": "topic:'; DROP"},
        {"text": "", "action": ""},
        {"nothing": "1"},
        {"text": "\u202e" * 50, "token": "wrong"},
    ],
)
async def test_the_page_is_answered_whatever_comes(start: Start, form: dict[str, str]) -> None:
    async with start() as bot, aiohttp.ClientSession() as client:
        url = f"http://127.0.0.1:{bot.port}/"
        async with client.get(url) as page:
            token = (await page.text()).split('name="token" value="')[1].split('"')[0]
        async with client.post(url, data={"token": token, **form}) as page:
            text = await page.text()

    assert page.status == 200
    assert "111" in text
    assert "<script>alert" not in text


async def test_one_flooding_person_gets_one_line_and_others_their_answers(
    api: FakeBotApi, start: Start
) -> None:
    async with start(api):
        flooder, other = api.user(1), api.user(2)
        for number in range(150):
            await flooder.send_text(f"tin số {number}")
        await other.send_text("con tôi bị nói xấu trên nhóm lớp")
        await api.wait_for(lambda: not api.pending_updates, 30)

    flooded = [message.text for message in api.messages(1) if message.from_bot]
    assert len(flooded) < 40
    assert len([text for text in flooded if "nhiều tin cùng lúc" in text]) == 1
    assert any("Bắt nạt" in message.text for message in api.messages(2) if message.from_bot)
