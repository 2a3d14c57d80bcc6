"""Sends what is due from the outbox of one channel: paced, in daylight, once, and never without consent.

Around every message stand two commits: `sending` before it, how it ended after it. What a kill leaves in
between is in doubt, and settled by the policy when the next process takes over.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.core.channel import Channel
from bot.core.clock import Clock
from bot.core.errors import (
    ChannelError,
    InDoubt,
    RecipientGone,
    RecipientMoved,
    Rejected,
    StorageError,
    TryLater,
    Unauthorised,
    WindowClosed,
)
from bot.core.meter import Meter
from bot.core.outbox import (
    SHARES,
    Again,
    Claimed,
    Ending,
    Failed,
    InDoubtPolicy,
    Outbox,
    Reason,
    Sent,
    Unknown,
    Waits,
)
from bot.core.reply import Reply
from bot.core.schedule import QuietHours
from bot.core.subscription import MIN_GAP, Subscriptions
from bot.services.pacing import Pacer
from bot.services.quota import Quota
from bot.services.retry import breathing_space, next_attempt

log = logging.getLogger(__name__)

POLL_SECONDS = 1.0
# A little more than one chat has to wait for its next message.
PATIENCE_SECONDS = 1.5
GRACE_SECONDS = 30.0
STUCK_SECONDS = 120.0
MAX_IN_FLIGHT = 100
MOVES = 3
# What is sent just before the quiet hours may arrive within them.
ON_THE_WAY = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Composed:
    """A message, and the tip that it holds."""

    reply: Reply
    tip: str | None = None
    recall: bool = False


# Returns None when there is nothing to send: no tip for this audience, or a notice that was stopped.
Compose = Callable[[Claimed], Awaitable[Composed | None]]


@dataclass(slots=True)
class Sender:
    """The one sender of a channel. `per_second` is what its pacer gives at most."""

    channel: Channel
    outbox: Outbox
    subscriptions: Subscriptions
    compose: Compose
    pacer: Pacer
    per_second: float
    policy: InDoubtPolicy
    quiet: QuietHours
    spread: timedelta
    clock: Clock
    meter: Meter
    quota: Quota | None = None
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: set["asyncio.Task[None]"] = field(default_factory=set)
    _failures: int = 0
    _beat_at: float = field(default_factory=time.monotonic)
    _room: asyncio.Semaphore = field(init=False)
    _calls: asyncio.Semaphore = field(init=False)
    _ahead: asyncio.Semaphore = field(init=False)
    _drains: bool = False

    def __post_init__(self) -> None:
        """Fit what may be under way to the rate: few rows are in doubt after a kill, none waits for room."""
        in_flight = min(MAX_IN_FLIGHT, max(10, int(self.per_second / 2.5)))
        self._calls = asyncio.Semaphore(in_flight)
        self._room = asyncio.Semaphore(in_flight + in_flight // 2)  # the others wait for their commits
        self._ahead = asyncio.Semaphore(max(2, int(self.per_second / 50)))

    @property
    def is_stuck(self) -> bool:
        """Whether nothing has moved for two minutes."""
        return time.monotonic() - self._beat_at > STUCK_SECONDS

    async def run(self) -> None:
        """Take over what a dead process has left, then send until `stop` is set; finish what is under way.

        Raises Unauthorised when the platform refuses the token.
        """
        try:
            if await self._recover():
                await self._work()
        finally:
            await self._drain()

    async def send_due(self) -> None:
        """Send all that is due, and return when nothing is."""
        self._drains = True
        await self.run()

    async def _recover(self) -> bool:
        while not self.stop.is_set():
            try:
                found = await self.outbox.recover(self.channel.name, self.policy, self.clock())
            except StorageError as error:
                await self._trouble(error)
            else:
                if found.in_doubt:
                    log.warning(
                        "%d messages are in doubt (%s)",
                        found.in_doubt,
                        self.policy,
                        extra={"action": "tips_in_doubt"},
                    )
                if self.policy is InDoubtPolicy.PARK:
                    self._count("unknown", found.in_doubt)
                return True
        return False

    async def _work(self) -> None:
        while not self.stop.is_set():
            closed = self.pacer.closed_for
            if closed:
                self._beat()
                await self._rest(min(closed, POLL_SECONDS))
                continue
            try:
                claimed = await self.outbox.claim(self.channel.name, self.clock(), self._batch)
            except StorageError as error:
                await self._trouble(error)
                continue
            self._beat()
            if not claimed:
                if self._drains and not self._tasks:
                    return
                await self._rest(0.02 if self._drains else POLL_SECONDS)
            for one in claimed:
                await self._room.acquire()
                self._beat()
                self._start(one)

    def _start(self, claimed: Claimed) -> None:
        task = asyncio.create_task(self._deliver(claimed))
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        self._room.release()
        self._beat()
        if not task.cancelled() and (error := task.exception()) is not None:
            # One recipient's failure never touches the next: its lease gives the row back.
            log.error("a delivery failed (%s)", type(error).__name__, extra={"action": "delivery_failed"})

    async def _deliver(self, claimed: Claimed) -> None:
        now = self.clock()
        refused = self._before(claimed, now)
        if self.stop.is_set():
            refused = Again(now, counted=False)
        if refused is not None:
            await self._finish(claimed, refused)
            return
        message = await self.compose(claimed)
        if message is None:
            reason = Reason.NO_TIP if claimed.notice is None else Reason.WITHDRAWN
            await self._finish(claimed, Failed(reason, now))
            return
        async with self._ahead:
            turn = await self._turn(claimed, message)
        if turn is None:
            self._count(Reason.WITHDRAWN)
            return
        if turn:
            async with self._calls:
                ending = await self._send(claimed, message.reply)
        else:
            wait = max(self.pacer.closed_for, PATIENCE_SECONDS)
            ending = Again(self.clock() + timedelta(seconds=wait), counted=False)
        await self._finish(claimed, ending)

    async def _turn(self, claimed: Claimed, message: Composed) -> bool | None:
        """Mark it `sending` and wait for its turn; False when that is far away, None when it is withdrawn."""
        try:
            begun = await self.outbox.begin(claimed, message.tip, recall=message.recall, now=self.clock())
        except StorageError as error:  # it may be marked or not; it was not sent
            log.error("%s", error, extra={"action": "outbox_failed"})
            return False
        if not begun:
            return None
        return await self.pacer.turn(claimed.address, in_group=claimed.in_group, patience=PATIENCE_SECONDS)

    def _before(self, claimed: Claimed, now: datetime) -> Ending | None:
        """Return why it is not to be sent now: too late, quiet hours, or too soon after the last tip."""
        moment = self.quiet.over(now, claimed.zone)
        if moment == now:
            moment = self.quiet.over(now + ON_THE_WAY, claimed.zone)
            moment = now if moment == now + ON_THE_WAY else moment
        if moment > now:  # not everybody at the first minute of the morning
            moment += self.spread * claimed.share / SHARES
        if claimed.last_sent_at is not None and claimed.notice is None:
            moment = max(moment, claimed.last_sent_at + MIN_GAP)
        if moment >= claimed.expires_at:
            return Failed(Reason.EXPIRED, now)
        if self._is_outside(claimed, moment):
            return _outside(claimed, now)
        if self.quota is not None and claimed.notice is None and self.quota.is_scarce(now):
            return self._next_month(claimed, self.quota.next_month(now), now)
        return Again(moment, counted=False) if moment > now else None

    def _next_month(self, claimed: Claimed, month: datetime, now: datetime) -> Ending:
        """Put a tip off until there are messages for it again; where that is too late, it is left out."""
        moment = month + self.spread * claimed.share / SHARES
        if moment >= claimed.expires_at:
            return Failed(Reason.QUOTA, now)
        return Again(moment, counted=False, reason=Reason.QUOTA)

    def _is_outside(self, claimed: Claimed, moment: datetime) -> bool:
        window = self.channel.capabilities.window
        if window is None:
            return False
        return claimed.heard_at is None or moment >= claimed.heard_at + window

    async def _send(self, claimed: Claimed, reply: Reply) -> Ending:
        for _ in range(MOVES):
            try:
                sent = await self.channel.send(claimed.address, (reply,))
            except RecipientMoved as moved:
                await self._move(claimed, moved.new_chat)
                claimed = replace(claimed, address=replace(claimed.address, chat=moved.new_chat))
            except Unauthorised as error:
                log.error("%s", error, extra={"action": "token_refused"})
                self.stop.set()
                return Again(self.clock(), counted=False)
            except TryLater as error:
                return self._later(claimed, error)
            except RecipientGone:
                return Failed(Reason.GONE, self.clock())
            except WindowClosed:
                return _outside(claimed, self.clock())
            except Rejected as error:
                log.error("the platform refused a tip: %s", error, extra={"action": "tip_rejected"})
                return Failed(Reason.REJECTED, self.clock())
            except (InDoubt, ChannelError) as error:
                return self._doubtful(claimed, error)
            except Exception:
                log.exception("a tip could not be rendered", extra={"action": "tip_failed"})
                return Failed(Reason.REJECTED, self.clock())
            else:
                self._failures = 0
                if self.quota is not None:
                    self.quota.count(len(sent), self.clock())
                return Sent(self.clock())
        return self._retried(claimed)

    def _later(self, claimed: Claimed, error: TryLater) -> Ending:
        if error.after is None:
            self._failed_once()
            return self._retried(claimed)
        self.meter.count("floods", channel=self.channel.name)
        self.pacer.pause(error.after)
        return Again(self.clock() + timedelta(seconds=error.after), counted=False)

    def _doubtful(self, claimed: Claimed, error: ChannelError) -> Ending:
        log.warning("a message is in doubt: %s", error, extra={"action": "tip_in_doubt"})
        self._failed_once()
        return Unknown(self.clock()) if self.policy is InDoubtPolicy.PARK else self._retried(claimed)

    def _failed_once(self) -> None:
        self._failures += 1
        self.pacer.pause(breathing_space(self._failures))

    def _retried(self, claimed: Claimed) -> Ending:
        now = self.clock()
        moment = next_attempt(claimed.attempts + 1, now, claimed.expires_at)
        if moment is None:
            log.error("a delivery is given up", extra={"action": "tip_given_up"})
            return Failed(Reason.GAVE_UP, now)
        return Again(moment, counted=True)

    async def _move(self, claimed: Claimed, chat: str) -> None:
        try:
            await self.subscriptions.move(claimed.address, chat, self.clock())
        except StorageError:  # the next message will be told the same
            log.error("a chat's new id could not be kept", extra={"action": "chat_moved"})

    async def _finish(self, claimed: Claimed, ending: Ending) -> None:
        """Write the ending, however long the database takes: only this process knows it."""
        match ending:
            case Sent():
                self._count("sent")
            case Unknown():
                self._count("unknown")
            case Failed(reason, _):
                self._count(reason)
            case Waits():
                self._count(Reason.WINDOW)
            case Again():
                self._count("again")
        while True:
            try:
                await self.outbox.finish(claimed, ending)
            except StorageError as error:
                log.error("%s", error, extra={"action": "outbox_failed"})
                await asyncio.sleep(POLL_SECONDS)
            else:
                return

    async def _drain(self) -> None:
        """Let what is under way end; what does not is in doubt."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=GRACE_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _trouble(self, error: StorageError) -> None:
        log.error("%s", error, extra={"action": "outbox_failed"})
        await self._rest(POLL_SECONDS)

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self.stop.wait()
        except TimeoutError:
            return

    def _count(self, outcome: str, amount: int = 1) -> None:
        for _ in range(amount):
            self.meter.count("deliveries", channel=self.channel.name, outcome=outcome)

    def _beat(self) -> None:
        self._beat_at = time.monotonic()

    @property
    def _batch(self) -> int:
        return min(200, max(10, int(self.per_second * 2)))


def _outside(claimed: Claimed, now: datetime) -> Ending:
    """A tip waits for its reader to write again; an urgent notice would be too late by then."""
    return Waits() if claimed.notice is None else Failed(Reason.WINDOW, now)
