"""Floods and a database that fails or hangs: help and erasing go on."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

import bot.dispatch as bot_dispatch
from bot.core.handbook import AlarmCategory
from bot.core.message import Address, Body, Command, Pressed, Typed
from bot.core.understanding import Alarm, Level
from tests.unit.dispatch.conftest import QUIET_WORD, Bot

THREAT = "nó dọa giết em"
WAIT = "Chờ mình khoảng một phút"
HELP: list[Body] = [
    Pressed("help"),
    Pressed("card:sextortion"),
    Pressed("aid:child:sextortion:::"),
    Pressed("leave"),
    Pressed("forget"),
    Pressed("draftdrop"),
    Pressed("substop"),
    Command("sos"),
    Command("giup"),
    Command("xoa"),
    Command("dung"),
    Typed("dừng"),
]


@pytest.fixture
def flooding(bot: Bot) -> Bot:
    bot.understanding.alarms = {
        THREAT: Alarm(Level.HARD, AlarmCategory.IMMEDIATE_DANGER),
        "em mệt quá": Alarm(Level.SOFT, None),
    }
    bot.chat_limit.left = 0
    return bot


@pytest.mark.parametrize("body", HELP, ids=str)
async def test_help_and_erasing_are_answered_in_a_flood(flooding: Bot, body: Body) -> None:
    said = await flooding.say(body)

    assert said
    assert WAIT not in said[0]


async def test_so_is_what_may_be_a_disclosure_and_dropping_a_report(flooding: Bot) -> None:
    flooding.chat_limit.left = 1
    await flooding.say(Pressed("draft:child:sextortion:no:going:"))

    gentle, *_ = await flooding.say("em mệt quá")
    [dropped] = await flooding.say("xóa")

    assert "111" in gentle
    assert "đã bỏ bản soạn" in dropped


async def test_even_that_has_an_end_but_for_a_card_and_the_quiet_word(flooding: Bot) -> None:
    flooding.urgent_limit.left = 0

    [waiting] = await flooding.say(Pressed("help"))
    card, *_ = await flooding.say(THREAT)
    said = await flooding.say(QUIET_WORD)

    assert WAIT in waiting
    assert "Mình nghe em rồi" in card
    assert said


async def test_a_visitor_over_the_limit_takes_no_room_in_memory(bot: Bot) -> None:
    bot.origin_limit.left = 0

    await bot.say("chào", origin="192.0.2.1", update_id=None)

    assert bot.memories._channels["recording"] == {}


async def test_each_channel_has_its_own_room_in_memory(bot: Bot) -> None:
    bot.memories.of(Address("telegram", "1")).missed = 1
    for number in range(3):
        bot.memories.of(Address("web", str(number)))

    assert bot.memories.of(Address("telegram", "1")).missed == 1


class Hanging:
    """Stands in for every call of a database that answers no more."""

    def __getattr__(self, name: str) -> Callable[..., Awaitable[object]]:
        async def hang(*_: object, **__: object) -> object:
            return await asyncio.Event().wait()

        return hang


class Failing:
    """Stands in for every call of a database with a fault that nobody foresaw."""

    def __getattr__(self, name: str) -> Callable[..., Awaitable[object]]:
        async def fail(*_: object, **__: object) -> object:
            raise RuntimeError(name)

        return fail


@pytest.mark.parametrize("database", [Hanging(), Failing()], ids=["hanging", "failing"])
@pytest.mark.parametrize(
    "body", [Typed(THREAT), *HELP, Typed(QUIET_WORD), Typed("nhận mẹo hằng tuần"), Typed("chào")], ids=str
)
async def test_whatever_the_database_does_there_is_an_answer(
    bot: Bot, body: Body, database: Hanging | Failing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot_dispatch, "READ_SECONDS", 0.01)
    monkeypatch.setattr(bot_dispatch, "CHANGE_SECONDS", 0.01)
    monkeypatch.setattr(bot_dispatch, "AFTER_SECONDS", 0.01)
    bot.understanding.alarms = {THREAT: Alarm(Level.HARD, AlarmCategory.IMMEDIATE_DANGER)}
    bot.channel.proactive = True
    bot.journal = bot.subscriptions = database  # type: ignore[assignment] # whatever is called
    bot.restart()

    said = await bot.say(body)

    assert said
    if body == Typed(THREAT):
        assert "Mình nghe em rồi" in said[0]
