"""Waiting for something to become true, woken by events instead of polling."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Signal:
    """Wakes everybody who waits whenever something has changed."""

    def __init__(self) -> None:
        self._waiters: set[asyncio.Future[None]] = set()

    def fire(self) -> None:
        """Let every waiter look again."""
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def wait_for(self, predicate: Callable[[], T], timeout: float) -> T:  # noqa: ASYNC109 - its promise
        """Return the predicate's first true value; TimeoutError when it stays false."""
        deadline = asyncio.get_running_loop().time() + timeout
        while not (value := predicate()):
            waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiters.add(waiter)
            try:
                async with asyncio.timeout_at(deadline):
                    await waiter
            finally:
                self._waiters.discard(waiter)
        return value
