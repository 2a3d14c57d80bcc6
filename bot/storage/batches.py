"""Group commit: what arrives while a batch is being written goes into the next one."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from bot.core.errors import StorageError

T = TypeVar("T")
R = TypeVar("R")

BATCH = 2_000
GATHER_SECONDS = 0.002


class Batches(Generic[T, R]):
    """Hands items to `write` in the order of their arrival, many at a time; it returns a result for each.

    A lone item is written at once; under load a batch waits a moment for others to join.
    """

    def __init__(self, write: Callable[[Sequence[T]], Awaitable[Sequence[R]]]) -> None:
        self._write = write
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._flushing: asyncio.Task[None] | None = None

    async def put(self, item: T) -> R:
        """Return the item's result when its batch is written; raise StorageError when that failed."""
        done: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, done))
        if self._flushing is None:
            self._flushing = asyncio.create_task(self._flush())
        return await done

    async def drain(self) -> None:
        """Return when nothing waits any more."""
        if self._flushing is not None:
            await self._flushing

    async def _flush(self) -> None:
        batch: list[tuple[T, asyncio.Future[R]]] = []
        try:
            while self._waiting:
                if len(batch) > 1 or len(self._waiting) > 1:
                    await asyncio.sleep(GATHER_SECONDS)
                batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
                try:
                    results = await self._write([item for item, _ in batch])
                except StorageError as error:
                    _fail(batch, error)
                else:
                    _succeed(batch, results)
        finally:
            self._flushing = None
            # Nobody may wait for ever, should the task be cancelled or `write` have a fault.
            _fail(batch + self._waiting, StorageError("Writing to the database was interrupted."))
            self._waiting = []


def _succeed(batch: Sequence[tuple[object, "asyncio.Future[R]"]], results: Sequence[R]) -> None:
    for (_, done), result in zip(batch, results, strict=True):
        if not done.done():
            done.set_result(result)


def _fail(batch: Sequence[tuple[object, "asyncio.Future[R]"]], error: StorageError) -> None:
    """Tell each caller that still waits, with an error of its own."""
    for _, done in batch:
        if not done.done():
            failure = StorageError(str(error))
            failure.__cause__ = error.__cause__
            done.set_exception(failure)
