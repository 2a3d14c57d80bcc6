"""The updates under way: handed on in order, tried again where they failed, confirmed when answered."""

import asyncio
import logging
from collections.abc import Coroutine
from functools import partial

from bot.channels.telegram.api import BotApi, Json
from bot.channels.telegram.intake import Arrival, Intake
from bot.channels.telegram.offsets import Offsets
from bot.core.channel import Channel, Receiver
from bot.core.errors import ChannelError, InDoubt, TryLater, Unauthorised
from bot.http.pauses import Pauses

log = logging.getLogger(__name__)

# Telegram shows at most so many updates from the first unconfirmed one on.
WINDOW = 100
# An update that keeps failing while the others succeed must not hold them up for ever.
TRIES_IN_THE_WAY = 5


class Answering:
    """Holds at most WINDOW updates; `idle` is set whenever the last of them has ended."""

    def __init__(
        self, api: BotApi, intake: Intake, receiver: Receiver, channel: Channel, pauses: Pauses
    ) -> None:
        self._api = api
        self._intake = intake
        self._receiver = receiver
        self._channel = channel
        self._pauses = pauses
        self._offsets = Offsets()
        self._answers: set[asyncio.Task[None]] = set()
        self._others: set[asyncio.Task[None]] = set()
        self._fatal: Unauthorised | None = None
        self.idle = asyncio.Event()

    @property
    def is_busy(self) -> bool:
        """Whether any update is unfinished."""
        return self._offsets.under_way > 0

    @property
    def is_full(self) -> bool:
        """Whether Telegram could show no further update."""
        return self._offsets.under_way + self._offsets.finished >= WINDOW

    def offset(self) -> int | None:
        """Return the offset of the next poll. Raises Unauthorised once the token was refused."""
        if self._fatal is not None:
            raise self._fatal
        return self._offsets.ask()

    def begin(self, update: Json) -> None:
        """Start answering the update, unless it came before."""
        update_id = update.get("update_id")
        if not isinstance(update_id, int):
            log.error("an update has no id", extra={"action": "update_unreadable"})
            return
        if not self._offsets.begin(update_id):
            return
        arrival = self._intake.read(update)
        if arrival is None:
            self._offsets.finish(update_id)
            return
        self.idle.clear()
        # Tasks start in the order of their making, so the receiver sees the updates in order.
        task = _start(self._answer(arrival, update_id), self._answers)
        task.add_done_callback(partial(self._ended, update_id))
        if arrival.query is not None:
            _start(self._acknowledge(arrival.query), self._others)

    async def drain(self, grace: float) -> None:
        """Let what is under way end within `grace` seconds, then cancel it: it will come again."""
        tasks = self._answers | self._others
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=grace)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _answer(self, arrival: Arrival, update_id: int) -> None:
        """Return when the update is finished; cancel itself when it shall come again."""
        failures = 0
        while True:
            try:
                await self._receiver(arrival.incoming, self._channel)
            except (TryLater, InDoubt) as error:
                failures += 1
                if self._is_in_the_way(update_id, failures):
                    log.error("an update is given up: %s", error, extra={"action": "update_given_up"})
                    return
                log.warning("an update will be tried again: %s", error, extra={"action": "update_retried"})
                if not await self._pauses.after(failures, getattr(error, "after", None)):
                    raise asyncio.CancelledError from None
            else:
                return

    def _ended(self, update_id: int, task: asyncio.Task[None]) -> None:
        """Confirm the update, unless it was cancelled or the token was refused."""
        error = None if task.cancelled() else task.exception()
        if isinstance(error, Unauthorised):
            self._fatal = error
        elif not task.cancelled():
            if error is not None:
                name = type(error).__name__
                log.error("an update could not be answered (%s)", name, extra={"action": "update_failed"})
            self._offsets.finish(update_id)
        if not self._answers - {task}:
            self.idle.set()

    def _is_in_the_way(self, update_id: int, failures: int) -> bool:
        others_succeed = self._offsets.finished >= WINDOW // 2
        return failures >= TRIES_IN_THE_WAY and others_succeed and self._offsets.is_first(update_id)

    async def _acknowledge(self, query: str) -> None:
        """Stop the button's spinner; a press that is too old has none."""
        try:
            await self._api.answer_button(query)
        except ChannelError as error:
            log.info("a button could not be acknowledged: %s", error, extra={"action": "button_unanswered"})


def _start(work: Coroutine[object, object, None], among: set[asyncio.Task[None]]) -> asyncio.Task[None]:
    task = asyncio.create_task(work)
    among.add(task)
    task.add_done_callback(among.discard)
    return task
