"""Waiting before another try, until somebody says stop."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Coroutine
from typing import TypeVar

T = TypeVar("T")
Sleep = Callable[[float], Awaitable[object]]
# Returns a number within 0..1.
Chance = Callable[[], float]

FIRST = 1.0
LONGEST = 30.0


class Pauses:
    """Pauses that end at once when `stop` is set."""

    def __init__(
        self, stop: asyncio.Event, sleep: Sleep = asyncio.sleep, chance: Chance = random.random
    ) -> None:
        self._stop = stop
        self._sleep = sleep
        self._chance = chance

    @property
    def stopping(self) -> bool:
        """Whether it is time to end."""
        return self._stop.is_set()

    async def until(self, *others: Awaitable[object]) -> None:
        """Return when the first of the others is done, or at a stop; the rest are cancelled."""
        tasks = [asyncio.ensure_future(other) for other in (self._stop.wait(), *others)]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def unless_stopped(self, work: Coroutine[object, object, T]) -> T | None:
        """Return what the work returns; at a stop it is cancelled, and the result is None."""
        task = asyncio.create_task(work)
        await self.until(task)
        return None if task.cancelled() else task.result()

    async def rest(self, seconds: float, *others: Awaitable[object]) -> bool:
        """Wait so long, or until one of the others is done; return False at a stop."""
        await self.until(self._sleep(seconds), *others)
        return not self.stopping

    async def after(self, failures: int, asked: float | None = None) -> bool:
        """Wait as long as fits so many failures in a row; return False at a stop."""
        return await self.rest(backoff(failures, self._chance, asked))


def backoff(failures: int, chance: Chance, asked: float | None = None) -> float:
    """Return the seconds: doubling, scattered, never less than asked for."""
    longest = min(LONGEST, FIRST * 2.0 ** min(failures - 1, 10))
    return max(longest * (0.5 + chance() / 2), asked or 0.0)
