"""What is to be sent unasked, and the port to where it stands: each delivery has one state at a time.

pending → claimed → sending → sent | failed | unknown. A claim that comes to nothing goes back to pending
when its lease is over; a `sending` row never does by itself, since its message may have arrived.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol, TypeAlias

from bot.core.message import Address
from bot.core.people import Audience, Language
from bot.core.subscription import Interest

# After an outage a tip still goes out within this time of its slot, later ones only.
CATCH_UP = timedelta(days=3)
NOTICE_LIFE = timedelta(hours=24)
LEASE = timedelta(minutes=2)
KEEP_DELIVERIES = timedelta(days=90)
# How long after an answer a tip that has waited for it goes out: not into what is being talked about.
AFTER_ANSWER = timedelta(hours=1)
# The channels with a window, and how long it is.
Windows: TypeAlias = Mapping[str, timedelta]
NO_WINDOWS: Windows = MappingProxyType({})
# The thousandths by which subscriptions of one slot are spread over the minutes after it.
SHARES = 1_000


class State(StrEnum):
    """Where a delivery stands."""

    PENDING = "pending"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


OPEN = (State.PENDING, State.CLAIMED, State.SENDING)


class Reason(StrEnum):
    """Why a delivery failed. `WINDOW` and `QUOTA` also: why one waits, for its reader or the next month."""

    GONE = "gone"
    REJECTED = "rejected"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    WINDOW = "window"
    QUOTA = "quota"
    GAVE_UP = "gave-up"
    NO_TIP = "no-tip"


class InDoubtPolicy(StrEnum):
    """What becomes of a message that may or may not have arrived."""

    REPEAT = "repeat"
    PARK = "park"


@dataclass(frozen=True, slots=True)
class SentTip:
    """That a tip was sent: `times` as a new one, `recalls` as a recalled one, last for `period`."""

    tip: str
    times: int
    recalls: int
    period: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that this process may send, with what its message depends on.

    `claim` proves that it is still this process's. `share` is 0 to 999. `period` names the slot (a local
    day) or the notice. `tip` is set when it was chosen by an earlier try.
    """

    id: int
    claim: str = field(repr=False)
    address: Address
    in_group: bool
    subscription: int
    audience: Audience
    language: Language
    interests: frozenset[Interest]
    zone: str
    share: int
    period: str
    due_at: datetime
    expires_at: datetime
    attempts: int
    tip: str | None
    recall: bool
    notice: int | None
    last_sent_at: datetime | None
    tips_sent: int
    history: tuple[SentTip, ...] = ()
    heard_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform has accepted it."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Failed:
    """It will not be sent."""

    reason: Reason
    at: datetime


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have arrived, and is not sent again."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Again:
    """It goes back to the queue, not to be tried before `at`; `counted` says that this was an attempt.

    `reason` is one that the operator is told of while it waits.
    """

    at: datetime
    counted: bool
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Waits:
    """The platform lets nobody write to this person; it waits until they write again."""


Ending: TypeAlias = Sent | Failed | Unknown | Again | Waits


@dataclass(frozen=True, slots=True)
class Planned:
    """What one tick did: deliveries queued, slots passed over because they were too old."""

    queued: int = 0
    missed: int = 0


@dataclass(frozen=True, slots=True)
class Recovered:
    """What another process had left: rows given back, and rows in doubt by the policy."""

    returned: int = 0
    in_doubt: int = 0


@dataclass(frozen=True, slots=True)
class Due:
    """One delivery that a plan would queue: for the operator's preview."""

    subscription: int
    channel: str
    audience: Audience
    language: Language
    interests: frozenset[Interest]
    zone: str
    period: str
    slot: datetime
    tips_sent: int
    history: tuple[SentTip, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """An urgent message of the operator's to an audience (None: all), by language."""

    id: int
    audience: Audience | None
    texts: Mapping[Language, str]


@dataclass(frozen=True, slots=True)
class Figures:
    """The queue at a moment. `oldest_due` is the due moment of the delivery that waits longest.

    `outside`: how many wait for their readers to write again; `held_back`: how many for the next month.
    """

    by_state: Mapping[State, int]
    failed: Mapping[Reason, int]
    waiting: int
    oldest_due: datetime | None
    outside: int = 0
    held_back: int = 0


class Outbox(Protocol):
    """Keeps deliveries. Raises StorageError when it can't; every change is durable on return."""

    async def plan(self, now: datetime, spread: timedelta, windows: Windows = NO_WINDOWS) -> Planned:
        """Queue what is due, once each, and move every due subscription to its next slot; one transaction.

        A subscription's tip is due up to `spread` after its slot, always by the same part of it. On a channel
        with a window nothing is queued behind a tip that waits for its reader, and who was heard lately is
        due a day before the window closes.
        """
        ...

    async def recover(self, channel: str, policy: InDoubtPolicy, now: datetime) -> Recovered:
        """Take over from a process that has died; only for the one process that may send on the channel."""
        ...

    async def claim(self, channel: str, now: datetime, limit: int) -> Sequence[Claimed]:
        """Take up to `limit` due deliveries, urgent notices first."""
        ...

    async def begin(self, claimed: Claimed, tip: str | None, *, recall: bool, now: datetime) -> bool:
        """Mark it `sending`; False when consent was withdrawn or the claim was lost meanwhile.

        Marks that arrive together share a transaction.
        """
        ...

    async def finish(self, claimed: Claimed, ending: Ending) -> None:
        """Write how it ended. Endings that arrive together share a transaction."""
        ...

    async def notice(self, notice: int) -> Notice | None:
        """Return a notice, None when it was stopped."""
        ...

    async def figures(self, now: datetime) -> Figures:
        """Return how the queue stands."""
        ...

    async def purge(self, now: datetime) -> int:
        """Delete what has outlived its time and give back overdue claims; return the rows deleted."""
        ...
