"""The start: what Telegram is told, and what happens when it can't be reached."""

import asyncio

import pytest

from bot.core.people import Language
from tests.fakes.bot_api import Answer, FakeBotApi, Status
from tests.integration.telegram.conftest import MakeBot, Naps


def _texts(api: FakeBotApi) -> dict[tuple[str, str], str]:
    return api.telegram.settings.texts


async def test_commands_and_descriptions_are_registered_in_both_languages(
    api: FakeBotApi, make_bot: MakeBot
) -> None:
    await make_bot().start()
    await api.wait_for(lambda: len(api.calls_of("setMyShortDescription")) == 2)

    commands = {key[1]: value for key, value in api.telegram.settings.commands.items()}
    assert commands == {
        "": [
            {"command": "start", "description": "Bắt đầu"},
            {"command": "giup", "description": "Cần giúp ngay"},
        ],
        Language.EN: [{"command": "start", "description": "Start"}],
    }
    assert _texts(api) == {
        ("description", ""): "Khiên Nhỏ, tự động",
        ("description", "en"): "Little Shield, automatic",
        ("short_description", ""): "An toàn trên mạng",
        ("short_description", "en"): "Online safety",
    }
    assert (api.rejected, api.violations) == ([], [])


async def test_what_is_registered_already_is_left_alone(api: FakeBotApi, make_bot: MakeBot) -> None:
    first = make_bot()
    await first.start()
    await api.wait_for(lambda: len(api.calls_of("setMyShortDescription")) == 2)
    await first.stop()
    before = len(api.calls)

    await make_bot().start()
    await api.wait_for(lambda: len(api.calls_of("getMyShortDescription")) == 4)

    assert [call.method for call in api.calls[before:] if call.method.startswith("setMy")] == []


async def test_a_failed_registration_stops_nothing(api: FakeBotApi, make_bot: MakeBot) -> None:
    for method in ("getMyCommands", "setMyCommands", "setMyDescription"):
        api.fail_next(method, Answer(429, "Too Many Requests", {"retry_after": 60}))
    await make_bot().start()

    await api.user(1001).send_text("chào")
    reply = await api.user(1001).next_message()

    assert reply.text == "chào"


async def test_a_start_without_telegram_is_tried_on_until_it_is_there(
    api: FakeBotApi, make_bot: MakeBot, naps: Naps
) -> None:
    api.fail_next("getMe", Status(502), 4)
    api.fail_next("deleteWebhook", Status(502), 2)
    bot = make_bot()

    await bot.start()
    await api.user(1001).send_text("chào")
    reply = await api.user(1001).next_message()

    assert reply.text == "chào"
    assert bot.is_connected
    assert len(naps.taken) >= 6


async def test_a_stop_ends_a_start_that_never_succeeded(api: FakeBotApi, make_bot: MakeBot) -> None:
    api.fail_next("getMe", Status(502), 3)
    gate = api.hold_next("getMe")
    bot = make_bot()

    starting = asyncio.create_task(bot.start())
    await api.wait_for(lambda: len(api.calls_of("getMe")) == 3)
    await bot.stop()
    await starting
    gate.set()

    assert not bot.is_connected


async def test_a_start_that_is_given_up_leaves_nothing_behind(api: FakeBotApi, make_bot: MakeBot) -> None:
    api.fail_next("getMe", Status(502))
    gate = api.hold_next("getMe")
    bot = make_bot()
    starting = asyncio.create_task(bot.start())
    await api.wait_for(lambda: api.calls_of("getMe"))

    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    gate.set()

    assert not bot.is_connected


async def test_no_message_waiting_before_the_start_is_dropped(api: FakeBotApi, make_bot: MakeBot) -> None:
    await api.user(1001).send_text("em bị dọa")

    await make_bot().start()
    reply = await api.user(1001).next_message()

    assert reply.text == "em bị dọa"
