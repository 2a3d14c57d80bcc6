"""After a kill -9 and a restart nothing accepted is unanswered, and no words are stored."""

from functools import partial
from pathlib import Path

import pytest

from tests.fakes.bot_api import FakeBotApi
from tests.integration.bot.conftest import files_with
from tests.integration.bot.process import bot_process

PEOPLE = 30
MARKER = "DAUHIEUBIMAT"
KILLS = (0, 7, 19, 34, 52)


def has_sent(api: FakeBotApi, amount: int) -> bool:
    """Say whether the bot has sent so many messages in all."""
    return len(api.calls_of("sendMessage")) >= amount


@pytest.fixture
def settings(data: Path, api: FakeBotApi) -> dict[str, str]:
    return {
        "BOT_DATABASE__URL": f"sqlite:///{data / 'khien-nho.db'}",
        "BOT_WEB__PORT": "0",
        "BOT_TELEGRAM__TOKEN": api.token,
        "BOT_TELEGRAM__API_BASE_URL": api.base_url,
    }


async def test_nothing_is_unanswered_after_kills_and_restarts(
    api: FakeBotApi, settings: dict[str, str], data: Path
) -> None:
    people = [api.user(1_000 + number) for number in range(PEOPLE)]
    for person in people:
        await person.start()
        await person.send_text(f"{MARKER} con tôi bị nói xấu trên nhóm lớp")
        await person.send_text("/chude")

    for sends in KILLS:
        async with bot_process(settings) as bot:
            await api.wait_for(partial(has_sent, api, sends), 60)
            await bot.kill()
    async with bot_process(settings) as bot:
        await api.wait_for(lambda: not api.pending_updates, 60)
        assert await bot.stop() == 0

    answers = [len([one for one in api.messages(person.id) if one.from_bot]) for person in people]
    assert min(answers) >= 3
    assert (api.rejected, api.violations) == ([], [])
    assert files_with(data, MARKER) == []


async def test_a_stopped_bot_repeats_nothing(api: FakeBotApi, settings: dict[str, str]) -> None:
    person = api.user(7)
    await person.send_text("xin chào")

    for _ in range(2):
        async with bot_process(settings) as bot:
            await api.wait_for(lambda: not api.pending_updates, 60)
            await bot.stop()

    assert len([one for one in api.messages(person.id) if one.from_bot]) == 1
