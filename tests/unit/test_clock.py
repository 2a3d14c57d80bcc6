"""Housekeeping runs again and again, makes up for lateness once, and stops."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.jobs.clock import Clockwork, Housekeeping, Task

EVERY = timedelta(milliseconds=5)


@asynccontextmanager
async def ticking(*tasks: Task) -> AsyncIterator[Clockwork]:
    clockwork = Clockwork(tuple(Housekeeping(str(number), EVERY, task) for number, task in enumerate(tasks)))
    clockwork.start()
    yield clockwork
    clockwork.stop()
    await asyncio.sleep(0)


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not is_so():  # noqa: ASYNC110 - several chores are waited for in one way
            await asyncio.sleep(0.001)


async def test_a_chore_runs_again_and_again_beside_another_that_fails() -> None:
    runs: list[str] = []

    async def fails() -> None:
        runs.append("fails")
        raise RuntimeError("broken")

    async def works() -> None:
        runs.append("works")

    async with ticking(fails, works):
        await until(lambda: runs.count("works") >= 3 and runs.count("fails") >= 3)


async def test_a_late_run_is_made_up_for_once() -> None:
    runs: list[float] = []

    async def chore() -> None:
        runs.append(time.monotonic())

    async with ticking(chore):
        await until(lambda: len(runs) == 1)
        held_up_until = time.monotonic() + 0.04
        while time.monotonic() < held_up_until:  # holds up the event loop, as a slow disk would
            pass
        await until(lambda: len(runs) >= 3)

    late = [run for run in runs[1:] if run < held_up_until + EVERY.total_seconds() / 2]
    assert len(late) == 1


async def test_a_chore_never_runs_twice_at_once() -> None:
    under_way: list[int] = []
    most: list[int] = []

    async def slow() -> None:
        under_way.append(1)
        most.append(len(under_way))
        await asyncio.sleep(3 * EVERY.total_seconds())
        under_way.pop()

    async with ticking(slow):
        await until(lambda: len(most) == 2)

    assert most == [1, 1]


async def test_after_stopping_nothing_begins_and_what_is_under_way_is_cancelled() -> None:
    runs: list[str] = []
    endings: list[str] = []

    async def chore() -> None:
        runs.append("begun")
        try:
            await asyncio.Event().wait()
        finally:
            endings.append("ended")

    async with ticking(chore):
        await until(lambda: bool(runs))
    await until(lambda: bool(endings))
    await asyncio.sleep(3 * EVERY.total_seconds())

    assert (runs, endings) == (["begun"], ["ended"])
