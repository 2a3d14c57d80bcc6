"""An update that comes again because its answer could not be sent is decided once."""

import itertools
from datetime import timedelta

import pytest

from bot.core.errors import InDoubt, TryLater
from bot.core.handbook import AlarmCategory
from bot.core.message import Address, Attached, Body, Command, MediaKind, Pressed, Typed
from bot.core.understanding import Alarm, Level
from tests.unit.dispatch.conftest import QUIET_WORD, Bot

HERE = Address("recording", "42")
AIDED = Pressed("aid:child:sextortion:::")
DRAFTED = Pressed("draft:child:sextortion:no:going:")
THREAT = "nó dọa giết em"

BEFORE: dict[str, tuple[Body, ...]] = {
    "nothing": (),
    "a card": (Typed(THREAT),),
    "a question of the triage": (AIDED,),
    "a report": (DRAFTED, Typed("tối qua")),
    "a withheld message": (Attached(MediaKind.WITHHELD),),
    "a message not understood": (Typed("xyz"),),
}
THEN: dict[str, Body] = {
    "a threat": Typed(THREAT),
    "words": Typed("có"),
    "a withheld message": Attached(MediaKind.WITHHELD),
    "a button": Pressed("topics:child:0"),
    "the report's button": DRAFTED,
    "the quiet word": Typed(QUIET_WORD),
    "erasing": Command("xoa"),
    "a rating": Pressed("rate:tip-1:yes"),
    "not so": Pressed("notso:immediate-danger::child"),
}
# The second message in a row that the platform keeps from us is answered by nothing.
ANSWERED = [pair for pair in itertools.product(BEFORE, THEN) if pair != ("a withheld message",) * 2]


def scripted() -> Bot:
    bot = Bot()
    bot.understanding.alarms = {THREAT: Alarm(Level.HARD, AlarmCategory.IMMEDIATE_DANGER)}
    return bot


async def said_of(bot: Bot, state: str, then: str) -> list[str]:
    """Return the answer to the next message, and the one to the message after it."""
    for body in BEFORE[state]:
        await bot.say(body)
    return [*await bot.say(THEN[then]), *await bot.say("và rồi")]


@pytest.mark.parametrize(("state", "then"), ANSWERED)
@pytest.mark.parametrize("fault", [TryLater("busy", after=60), InDoubt("cut off")])
async def test_the_answer_is_the_undisturbed_one(state: str, then: str, fault: TryLater | InDoubt) -> None:
    undisturbed = await said_of(scripted(), state, then)
    bot = scripted()
    for body in BEFORE[state]:
        await bot.say(body)
    before = len(bot.channel.sent)
    incoming = bot.incoming(THEN[then])

    bot.fail(*[fault] * 3)
    with pytest.raises((TryLater, InDoubt)):
        await bot.dispatcher(incoming, bot.channel)
    bot.fail()
    bot.later(seconds=2)
    await bot.dispatcher(incoming, bot.channel)
    await bot.say("và rồi")

    assert bot.channel.texts[before:] == undisturbed


async def test_it_is_answered_once_more_only_until_it_is_answered() -> None:
    bot = scripted()
    incoming = bot.incoming(THREAT)
    bot.fail(*[TryLater("busy", after=60)])
    with pytest.raises(TryLater):
        await bot.dispatcher(incoming, bot.channel)

    await bot.dispatcher(incoming, bot.channel)
    sent = len(bot.channel.sent)
    await bot.dispatcher(incoming, bot.channel)

    assert len(bot.channel.sent) == sent
    assert bot.memories.of(HERE).unsent == ()


async def test_an_answer_that_waits_too_long_is_decided_anew_and_swept() -> None:
    bot = scripted()
    bot.fail(TryLater("busy", after=60))
    with pytest.raises(TryLater):
        await bot.dispatcher(bot.incoming(DRAFTED), bot.channel)

    bot.memories.sweep(bot.now + timedelta(minutes=11))

    assert bot.memories.of(HERE).unsent == ()


async def test_the_quiet_word_drops_answers_that_wait() -> None:
    bot = scripted()
    bot.fail(TryLater("busy", after=60))
    with pytest.raises(TryLater):
        await bot.dispatcher(bot.incoming(DRAFTED), bot.channel)

    await bot.say(QUIET_WORD)

    assert bot.memories.of(HERE).unsent == ()
