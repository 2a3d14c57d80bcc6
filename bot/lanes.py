"""Updates of one chat in order, many chats at once: a flooding user delays nobody.

Every chat has a lane of its own, which exists while it has work; the number of waiting updates is
bounded in each lane and in all, and beyond that an update is handed back to the platform.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from bot.core.errors import TryLater
from bot.core.message import Address

Work = Callable[[], Awaitable[None]]

LANE = 1_000
ALL = 20_000


class Lanes:
    """Runs work one after the other within a chat, side by side between chats."""

    def __init__(self, *, lane: int = LANE, total: int = ALL) -> None:
        self._lane_limit = lane
        self._total_limit = total
        self._waiting = 0
        self._lanes: dict[Address, deque[tuple[Work, asyncio.Future[None]]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def idle(self) -> bool:
        """Say whether no chat has work."""
        return not self._lanes

    async def run(self, address: Address, work: Work) -> None:
        """Return when the work is done; raise what it raised, or TryLater when the lane is full."""
        lane = self._lanes.get(address)
        if lane is None:
            # The chat is idle: do the work here, and let later arrivals wait behind it.
            self._lanes[address] = deque()
            try:
                await work()
            finally:
                self._hand_over(address)
            return
        if len(lane) >= self._lane_limit or self._waiting >= self._total_limit:
            raise TryLater("too many updates are waiting", after=1.0)
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        lane.append((work, done))
        self._waiting += 1
        await done

    def _hand_over(self, address: Address) -> None:
        if not self._lanes[address]:
            del self._lanes[address]
            return
        task = asyncio.create_task(self._drain(address))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _drain(self, address: Address) -> None:
        lane = self._lanes[address]
        try:
            while lane:
                work, done = lane.popleft()
                self._waiting -= 1
                try:
                    await work()
                except asyncio.CancelledError:
                    done.cancel()
                    raise
                except Exception as error:  # noqa: BLE001 - carried to the one who waits for this work
                    _tell(done, error)
                else:
                    _tell(done, None)
        finally:
            # Cancelled in the middle, the lane is given up with all that waits in it: the next begins anew.
            del self._lanes[address]
            self._waiting -= len(lane)
            for _, waiting in lane:
                waiting.cancel()


def _tell(done: "asyncio.Future[None]", error: Exception | None) -> None:
    if done.cancelled():
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)
