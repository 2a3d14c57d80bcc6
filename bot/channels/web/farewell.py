"""Forgetting a chat while its person leaves: nothing here may hold them up."""

import asyncio
import logging

from aiohttp import web

from bot.channels.web.collector import Collector
from bot.core.channel import Receiver
from bot.core.message import Command, Incoming

log = logging.getLogger(__name__)

FORGET = Command("xoa")
# Leaving never waits longer than this.
SECONDS = 0.5


class Farewell:
    """Has chats forgotten, going on in the background where that takes longer."""

    def __init__(self, receive: Receiver) -> None:
        self._receive = receive
        self._tasks: set[asyncio.Task[None]] = set()

    async def forget(self, incoming: Incoming) -> None:
        """Return when the chat is forgotten, or after a moment; never raises what went wrong."""
        task = asyncio.create_task(self._forget(incoming))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        await asyncio.wait({task}, timeout=SECONDS)

    async def finish(self, _app: web.Application) -> None:
        """Let what is under way end before the program does."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=SECONDS)

    async def _forget(self, incoming: Incoming) -> None:
        try:
            await self._receive(incoming, Collector())
        except Exception as error:  # noqa: BLE001 - who leaves must get away, whatever fails here
            extra = {"action": "forget_failed", "error": type(error).__name__}
            log.error("a chat could not be forgotten on leaving", extra=extra)
