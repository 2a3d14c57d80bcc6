"""Order within a chat, no delay between chats, nothing lost."""

import asyncio

import pytest

from bot.core.errors import TryLater
from bot.core.message import Address
from bot.lanes import Lanes

ALICE = Address("telegram", "1")
BOB = Address("telegram", "2")


async def test_updates_of_one_chat_are_handled_in_order() -> None:
    lanes, done = Lanes(), list[int]()

    async def work(number: int) -> None:
        await asyncio.sleep(0)
        done.append(number)

    await asyncio.gather(*(lanes.run(ALICE, lambda number=number: work(number)) for number in range(50)))  # type: ignore[misc]

    assert done == list(range(50))


async def test_a_stuck_chat_does_not_hold_up_another() -> None:
    lanes, gate = Lanes(), asyncio.Event()

    async def stuck() -> None:
        await gate.wait()

    async def quick() -> None:
        return

    waiting = asyncio.create_task(lanes.run(ALICE, stuck))
    await asyncio.sleep(0)
    await lanes.run(BOB, quick)

    assert not waiting.done()
    gate.set()
    await waiting


async def test_a_failure_reaches_its_own_caller_and_the_next_goes_on() -> None:
    lanes, gate, done = Lanes(), asyncio.Event(), list[str]()

    async def first() -> None:
        await gate.wait()

    async def failing() -> None:
        raise ValueError("mine")

    async def last() -> None:
        done.append("last")

    tasks = [asyncio.create_task(lanes.run(ALICE, work)) for work in (first, failing, last)]
    await asyncio.sleep(0)
    gate.set()
    results = await asyncio.gather(*tasks, return_exceptions=True)

    assert [type(result) for result in results] == [type(None), ValueError, type(None)]
    assert done == ["last"]


async def test_what_does_not_fit_is_handed_back() -> None:
    lanes, gate = Lanes(lane=1), asyncio.Event()

    async def stuck() -> None:
        await gate.wait()

    tasks = [asyncio.create_task(lanes.run(ALICE, stuck)) for _ in range(2)]
    await asyncio.sleep(0)

    with pytest.raises(TryLater):
        await lanes.run(ALICE, stuck)
    gate.set()
    await asyncio.gather(*tasks)


async def test_an_idle_lane_leaves_nothing_behind() -> None:
    lanes = Lanes()

    async def quick() -> None:
        return

    await asyncio.gather(*(lanes.run(Address("web", str(chat)), quick) for chat in range(100)))

    assert lanes.idle


async def test_a_lane_that_is_cancelled_in_the_middle_is_given_up_and_the_next_begins_anew() -> None:
    lanes, gate, done = Lanes(total=3), asyncio.Event(), list[str]()

    async def stuck() -> None:
        await gate.wait()

    async def cancelled() -> None:
        raise asyncio.CancelledError

    async def quick() -> None:
        done.append("quick")

    tasks = [asyncio.create_task(lanes.run(ALICE, work)) for work in (stuck, cancelled, stuck, stuck)]
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(*tasks, return_exceptions=True)
    gathered = await asyncio.gather(*(lanes.run(ALICE, quick) for _ in range(4)), return_exceptions=True)

    assert gathered == [None] * 4
    assert done == ["quick"] * 4
    assert lanes.idle
