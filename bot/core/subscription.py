"""Who has asked for a tip every week, and the port to where that is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from bot.core.message import Address
from bot.core.people import Audience, Language
from bot.core.schedule import Schedule, first_slot, slot_after

# Nobody is sent two tips within four days, also after a change of day.
MIN_GAP = timedelta(days=4)
KEEP_STOPPED = timedelta(days=30)
# So long before a window closes its last tip goes out: by the sixth day of seven.
BEFORE_CLOSING = timedelta(days=1)
_HOUR = timedelta(hours=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SUBSCRIBING = (Audience.PARENT, Audience.TEACHER, Audience.COMMUNICATOR)
WEEKS = {Audience.PARENT: 1, Audience.TEACHER: 1, Audience.COMMUNICATOR: 2}


class Interest(StrEnum):
    """The five broad themes of the tips' calendar; broad enough that none reveals a case."""

    CONTACT = "contact"
    BULLYING = "bullying"
    SCAMS = "scams"
    HEALTH = "health"
    PRIVACY = "privacy"


class Standing(StrEnum):
    """Whether tips are sent: `stopped` by the person, `gone` when the chat cannot be written to."""

    ACTIVE = "active"
    STOPPED = "stopped"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Subscription:
    """One chat's subscription.

    `interests` come first among a season's tips; none means all alike. `paused_until` and `next_due_at`
    are moments; `next_due_at` is None unless active. `in_group` says that the chat is a group. `province` is
    the slug of the one that the person has chosen, for whom to turn to first.
    """

    audience: Audience
    language: Language
    schedule: Schedule
    interests: frozenset[Interest] = frozenset()
    in_group: bool = False
    standing: Standing = Standing.ACTIVE
    paused_until: datetime | None = None
    next_due_at: datetime | None = None
    last_sent_at: datetime | None = None
    tips_sent: int = 0
    province: str | None = None

    @property
    def is_active(self) -> bool:
        """Whether tips are sent, now or after a pause."""
        return self.standing is Standing.ACTIVE

    def is_paused(self, now: datetime) -> bool:
        """Say whether the person wants no tip just now."""
        return self.paused_until is not None and now < self.paused_until

    def begun(self, now: datetime) -> "Subscription":
        """Return it active, without a pause, with its next tip due."""
        return replace(self, standing=Standing.ACTIVE, paused_until=None).due_from(now)

    def due_from(self, now: datetime) -> "Subscription":
        """Return it with its next slot: after now, after the pause, and not too soon after the last tip."""
        earliest = [now]
        if self.paused_until is not None:
            earliest.append(self.paused_until)
        if self.last_sent_at is not None:
            earliest.append(self.last_sent_at + MIN_GAP)
        return replace(self, next_due_at=first_slot(self.schedule, max(earliest)))

    def heard(self, now: datetime, window: timedelta) -> "Subscription":
        """Return it after its reader has written or tapped, where nobody may be written to after a window.

        Its next tip comes at its slot, or before: a day before the window closes, to the hour, so that few
        moments differ; never too soon after the last one.
        """
        if not self.is_active or self.next_due_at is None or self.next_due_at <= now:
            return self
        usual = self.next_due_at if self._is_slot(self.next_due_at) else self.due_from(now).next_due_at
        last = now + window - BEFORE_CLOSING
        last -= (last - _EPOCH) % _HOUR
        earliest = [now] if self.paused_until is None else [now, self.paused_until]
        if self.last_sent_at is not None:
            earliest.append(self.last_sent_at + self.min_gap)
        brought_forward = usual is not None and last < usual and last >= max(earliest)
        return replace(self, next_due_at=last if brought_forward else usual)

    @property
    def min_gap(self) -> timedelta:
        """How long after the last tip the next one may be brought forward to."""
        return MIN_GAP * self.schedule.weeks

    def _is_slot(self, moment: datetime) -> bool:
        return slot_after(self.schedule, moment, 0) == moment

    def paused(self, until: datetime, now: datetime) -> "Subscription":
        """Return it paused; it goes on by itself."""
        return replace(self, paused_until=until).due_from(now)


class Feedback(StrEnum):
    """What a person said of a tip."""

    DONE = "done"
    NOT_YET = "not-yet"
    UNFIT = "unfit"


# Subscriptions by (zone, weekday, minute) of their slot.
Load = Mapping[tuple[str, int, int], int]


@dataclass(frozen=True, slots=True)
class Rating:
    """How often a tip was rated so."""

    tip: str
    feedback: Feedback
    times: int


class Subscriptions(Protocol):
    """Keeps subscriptions. Raises StorageError when it can't; every change is durable on return."""

    async def find(self, address: Address) -> Subscription | None:
        """Return what is kept of the chat's subscription, also when it was stopped."""
        ...

    async def keep(self, address: Address, subscription: Subscription, now: datetime) -> None:
        """Keep it instead of the one before; what waits to be sent by the old one is withdrawn."""
        ...

    async def hear(self, address: Address, now: datetime, window: timedelta) -> bool:
        """Note that the chat's person has written or tapped; say whether there is an active subscription.

        Its next tip comes before the window closes, and one that waited for this goes out in an hour.
        """
        ...

    async def stop(self, address: Address, now: datetime) -> bool:
        """Send nothing more; say whether there was an active subscription."""
        ...

    async def erase(self, address: Address) -> bool:
        """Delete all that is kept of the subscription; say whether there was one."""
        ...

    async def close(self, address: Address, now: datetime) -> None:
        """Note that the chat cannot be written to any more."""
        ...

    async def move(self, address: Address, chat: str, now: datetime) -> None:
        """Let the subscription go on under the chat's new id."""
        ...

    async def load(self) -> Load:
        """Return how many active subscriptions each slot has."""
        ...

    async def rate(self, tip: str, feedback: Feedback) -> None:
        """Count what somebody said of a tip."""
        ...

    async def ratings(self) -> Sequence[Rating]:
        """Return the counts."""
        ...
