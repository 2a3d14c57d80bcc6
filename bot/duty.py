"""What only one process per bot token may do: receive, answer and send. Others stand by."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Protocol

from bot.core.errors import OperatorError
from bot.services.sender import Sender
from bot.storage.token_lock import TokenLock

log = logging.getLogger(__name__)

# How long the start waits for the lock before it goes on without this bot.
FIRST_TRY_SECONDS = 3.0
AGAIN_SECONDS = 10.0


class Messenger(Protocol):
    """A bot on a platform; `start` may be called again after `stop`."""

    async def start(self, on_link: Callable[[str], None]) -> None:
        """Begin to receive; raises OperatorError when the platform refuses."""
        ...

    async def stop(self) -> None:
        """Take no more updates and finish those under way."""
        ...


class Duty:
    """Serves a token while it holds its lock; takes over when another holder dies."""

    def __init__(
        self,
        lock: TokenLock,
        messenger: Messenger,
        sender: Callable[[], Sender],
        on_link: Callable[[str], None],
    ) -> None:
        self._lock = lock
        self._messenger = messenger
        self._make_sender = sender
        self._on_link = on_link
        self._stop = asyncio.Event()
        self._sender: Sender | None = None
        self._sending: asyncio.Task[None] | None = None
        self._life: asyncio.Task[None] | None = None

    @property
    def is_stuck(self) -> bool:
        """Whether this process should be sending and is not."""
        if self._sender is None or self._sending is None:
            return False
        return self._sender.is_stuck or (self._sending.done() and not self._stop.is_set())

    async def start(self) -> None:
        """Begin at once when the lock is free, else stand by. Raises OperatorError as the bot does."""
        acquiring = asyncio.create_task(self._lock.acquire(self._stop))
        await asyncio.wait({acquiring}, timeout=FIRST_TRY_SECONDS)
        if acquiring.done() and acquiring.result():
            try:
                await self._begin()
            except BaseException:
                await self._lock.release()
                raise
            self._life = asyncio.create_task(self._serve())
        else:
            log.info("another process serves this bot: standing by", extra={"action": "standing_by"})
            self._life = asyncio.create_task(self._stand_by(acquiring))

    async def stop(self) -> None:
        """Finish what is under way and let another process take over."""
        self._stop.set()
        if self._life is not None:
            await asyncio.wait({self._life})
            if not self._life.cancelled() and (error := self._life.exception()) is not None:
                log.error("a bot ended badly (%s)", type(error).__name__, extra={"action": "duty_failed"})

    async def _stand_by(self, acquiring: Awaitable[bool]) -> None:
        if await acquiring and await self._begin_somehow():
            await self._serve()

    async def _serve(self) -> None:
        while True:
            lost, stopped = asyncio.create_task(self._lock.lost()), asyncio.create_task(self._stop.wait())
            await asyncio.wait({lost, stopped}, return_when=asyncio.FIRST_COMPLETED)
            for task in (lost, stopped):
                task.cancel()
            await asyncio.gather(lost, stopped, return_exceptions=True)
            await self._end()
            await self._lock.release()
            if self._stop.is_set():
                return
            log.error("the bot's lock was lost: standing by", extra={"action": "lock_lost"})
            if not await self._lock.acquire(self._stop) or not await self._begin_somehow():
                await self._lock.release()
                return

    async def _begin_somehow(self) -> bool:
        """Begin, however often the platform refuses; False at a stop."""
        while not self._stop.is_set():
            try:
                await self._begin()
            except OperatorError as error:
                log.error("%s", error, extra={"action": "start_failed"})
                await asyncio.wait({asyncio.create_task(self._stop.wait())}, timeout=AGAIN_SECONDS)
            else:
                log.info("this process serves the bot now", extra={"action": "took_over"})
                return True
        return False

    async def _begin(self) -> None:
        await self._messenger.start(self._on_link)
        self._sender = self._make_sender()
        self._sending = asyncio.create_task(self._sender.run())

    async def _end(self) -> None:
        """Stop sending first, so that nothing new is under way when the connections close."""
        if self._sender is not None and self._sending is not None:
            self._sender.stop.set()
            await asyncio.wait({self._sending})
            if not self._sending.cancelled() and (error := self._sending.exception()) is not None:
                log.error("the sender failed (%s)", type(error).__name__, extra={"action": "sender_failed"})
        self._sender = self._sending = None
        await self._messenger.stop()
