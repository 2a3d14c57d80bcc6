"""How fast tips go out, in a time of the test's own."""

import asyncio
import math
import random
from collections.abc import Callable
from itertools import pairwise

import pytest

from bot.core.message import Address
from bot.services.pacing import CHAT_SECONDS, GROUP_AMOUNT, Answering, Pacer
from tests.fakes.channels import RecordingChannel


class Time:
    """A clock that only sleeping moves, and that wakes sleepers a little late."""

    def __init__(self, lateness: Callable[[], float] = lambda: 0.0) -> None:
        self.now = 1_000.0
        self._lateness = lateness

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds + self._lateness()
        await asyncio.sleep(0)


def pacer(time: Time, per_second: float) -> Pacer:
    return Pacer(per_second, clock=time, sleep=time.sleep)


def person(number: int) -> Address:
    return Address("telegram", str(number))


async def turns(paced: Pacer, time: Time, amount: int) -> list[float]:
    moments = []
    for number in range(amount):
        assert await paced.turn(person(number), in_group=False, patience=60)
        moments.append(time.now)
    return moments


def most_within_a_second(moments: list[float]) -> int:
    return max(sum(first <= other < first + 1.0 for other in moments) for first in moments)


@pytest.mark.parametrize("per_second", [0.5, 1, 3.3, 25, 200])
async def test_the_rate_is_used_and_never_exceeded(per_second: float) -> None:
    time = Time()

    moments = await turns(pacer(time, per_second), time, 400)

    used = (len(moments) - 1) / (moments[-1] - moments[0]) / per_second
    assert 0.98 <= used <= 1.0
    assert most_within_a_second(moments) <= math.ceil(per_second)


@pytest.mark.parametrize("seed", range(5))
async def test_late_wakings_cost_nothing_and_make_no_burst(seed: int) -> None:
    chance = random.Random(seed)
    time = Time(lambda: chance.expovariate(1 / 0.004))

    moments = await turns(pacer(time, 25), time, 1_000)

    used = (len(moments) - 1) / (moments[-1] - moments[0]) / 25
    assert used >= 0.98
    assert most_within_a_second(moments) <= 25


async def test_after_a_rest_there_is_no_burst() -> None:
    time = Time()
    paced = pacer(time, 25)
    await turns(paced, time, 50)
    time.now += 3_600

    moments = await turns(paced, time, 50)

    assert most_within_a_second(moments) <= 25
    assert min(later - earlier for earlier, later in pairwise(moments)) > 0.03


async def test_nobody_is_written_to_twice_within_a_second() -> None:
    time = Time()
    paced = pacer(time, 25)
    await paced.turn(person(1), in_group=False, patience=60)
    first = time.now

    await paced.turn(person(1), in_group=False, patience=60)

    assert time.now - first >= 1.0


async def test_the_threads_of_a_group_share_its_pace() -> None:
    time = Time()
    paced = pacer(time, 25)
    await paced.turn(Address("telegram", "-5", "1"), in_group=True, patience=60)
    first = time.now

    await paced.turn(Address("telegram", "-5", "2"), in_group=True, patience=60)

    assert time.now - first >= 1.0


async def test_a_group_gets_twenty_a_minute() -> None:
    time = Time()
    paced = pacer(time, 100)
    group = Address("telegram", "-5")
    first = time.now
    for _ in range(GROUP_AMOUNT):
        await paced.turn(group, in_group=True, patience=60)

    assert not await paced.turn(group, in_group=True, patience=CHAT_SECONDS)
    assert await paced.turn(group, in_group=True, patience=60)
    assert time.now - first >= 60


async def test_while_the_platform_asks_to_wait_nobody_gets_a_turn() -> None:
    time = Time()
    paced = pacer(time, 25)
    paced.pause(30)

    early = await paced.turn(person(1), in_group=False, patience=1)
    closed = paced.closed_for
    late = await paced.turn(person(1), in_group=False, patience=60)

    assert (early, closed, late) == (False, 30, True)
    assert paced.closed_for == 0


async def test_a_shorter_pause_does_not_end_a_longer_one() -> None:
    time = Time()
    paced = pacer(time, 25)
    paced.pause(30)
    paced.pause(1)

    assert paced.closed_for == 30


async def test_answers_are_never_held_back_and_tips_make_room() -> None:
    time = Time()
    paced = pacer(time, 25)
    answers = Answering(RecordingChannel(proactive=True), paced)
    began = time.now
    for number in range(25):
        await answers.send(person(number), ())
        paced.answered(person(number))

    assert time.now == began
    await paced.turn(person(99), in_group=False, patience=60)
    assert time.now - began >= 1.0


async def test_an_answering_channel_is_otherwise_the_channel_itself() -> None:
    channel = RecordingChannel(deletes=True, administrators=frozenset({"7"}))
    answers = Answering(channel, pacer(Time(), 25))

    await answers.delete(person(1), ("a",))

    assert (answers.name, answers.capabilities) == (channel.name, channel.capabilities)
    assert channel.deleted == ["a"]
    assert await answers.is_administrator(person(1), "7")
