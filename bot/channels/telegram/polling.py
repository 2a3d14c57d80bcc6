"""Long polling: the offset moves on only as far as updates are answered."""

import asyncio
import logging
from datetime import datetime, timedelta

from bot.channels.telegram.answering import WINDOW, Answering
from bot.channels.telegram.api import BotApi, Json
from bot.channels.telegram.outcomes import TakenElsewhere
from bot.core.clock import Clock
from bot.core.errors import ChannelError, Unauthorised
from bot.http.pauses import Pauses

log = logging.getLogger(__name__)

WAIT_SECONDS = 50
# While updates are under way, Telegram answers a poll at once with them: look again so seldom.
LOOK_AGAIN_SECONDS = 0.1
GRACE_SECONDS = 10.0
CONFLICT_EVERY = timedelta(minutes=1)


class Poller:
    """Fetches updates until the stop."""

    def __init__(
        self, api: BotApi, answering: Answering, pauses: Pauses, clock: Clock, grace: float = GRACE_SECONDS
    ) -> None:
        self._api = api
        self._answering = answering
        self._pauses = pauses
        self._clock = clock
        self._grace = grace
        self._conflict_logged: datetime | None = None

    async def run(self) -> None:
        """Poll until the stop; then finish what is under way and confirm it. Raises Unauthorised."""
        failures = 0
        try:
            while not self._pauses.stopping:
                try:
                    await self._round()
                except Unauthorised:
                    raise
                except ChannelError as error:
                    failures += 1
                    self._log(error)
                    await self._pauses.after(failures, getattr(error, "after", None))
                else:
                    failures = 0
        finally:
            await self._answering.drain(self._grace)
        await self._confirm()

    async def _round(self) -> None:
        offset = self._answering.offset()
        if not self._answering.is_full:
            for update in await self._poll(offset):
                self._answering.begin(update)
        if self._answering.is_busy:
            await self._pauses.rest(LOOK_AGAIN_SECONDS, self._answering.idle.wait())

    async def _poll(self, offset: int | None) -> list[Json]:
        """Return the updates; none when the stop comes first."""
        seconds = 0 if self._answering.is_busy else WAIT_SECONDS
        poll = self._api.updates(offset, seconds=seconds, limit=WINDOW)
        return await self._pauses.unless_stopped(poll) or []

    async def _confirm(self) -> None:
        offset = self._answering.offset()
        if offset is None:
            return
        try:
            async with asyncio.timeout(self._grace):
                await self._api.updates(offset, seconds=0, limit=1)
        except (ChannelError, TimeoutError):
            log.info("the last updates will come again", extra={"action": "offset_unconfirmed"})

    def _log(self, error: ChannelError) -> None:
        if not isinstance(error, TakenElsewhere):
            log.warning("polling failed: %s", error, extra={"action": "polling_failed"})
            return
        now = self._clock()
        if self._conflict_logged is None or now - self._conflict_logged >= CONFLICT_EVERY:
            self._conflict_logged = now
            log.error(
                "Another program receives this bot's updates: run one bot per token, and stop the other.",
                extra={"action": "polling_conflict"},
            )
