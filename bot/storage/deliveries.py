"""The table of deliveries: what is to be sent unasked, and where each one stands.

Everything here is a function of a connection, to run inside one transaction. What concerns many
subscribers is one statement; no loop goes over them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import (
    LABEL_STYLE_TABLENAME_PLUS_COL,
    BigInteger,
    ColumnElement,
    Connection,
    Row,
    Select,
    TextClause,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal,
    select,
    text,
    tuple_,
    type_coerce,
    update,
)

from bot.core.outbox import (
    AFTER_ANSWER,
    CATCH_UP,
    KEEP_DELIVERIES,
    LEASE,
    NO_WINDOWS,
    OPEN,
    SHARES,
    Again,
    Claimed,
    Ending,
    Failed,
    Figures,
    InDoubtPolicy,
    Planned,
    Reason,
    Recovered,
    Sent,
    State,
    Unknown,
    Waits,
    Windows,
)
from bot.core.schedule import Schedule, day_of, first_slot, last_slot, slot_after
from bot.core.subscription import BEFORE_CLOSING, MIN_GAP, Standing
from bot.storage.dialects import is_postgres, room_for, upsert
from bot.storage.tables import (
    ENDED,
    HELD,
    WAITING_NOTICE,
    WAITING_TIP,
    deliveries,
    microseconds,
    sent_tips,
    subscriptions,
)

# PostgreSQL plans the claims badly until it has counted the rows anew: 70 times slower, as measured.
MANY = 1_000
PURGED_AT_ONCE = 5_000
FINISHED_SINCE = timedelta(days=7)
# Any number, so long as nothing else locks it.
_PLANNING = 0x6B68_6965_6E31


@dataclass(frozen=True, slots=True)
class Slot:
    """All subscriptions that are due at one moment by one schedule."""

    schedule: Schedule
    next_due_at: datetime
    amount: int

    @property
    def is_brought_forward(self) -> bool:
        """Whether the moment is none of the schedule's own, but before a window closes."""
        return slot_after(self.schedule, self.next_due_at, 0) != self.next_due_at

    def due(self, now: datetime) -> datetime:
        """Return the slot to be served now: the last one, so that an outage makes one tip of several."""
        if self.is_brought_forward:
            return self.next_due_at
        return last_slot(self.schedule, self.next_due_at, now)

    def following(self, now: datetime) -> datetime:
        """Return the first slot after now; after one that was brought forward, not too soon after it."""
        due = self.due(now)
        if self.is_brought_forward:
            return first_slot(self.schedule, max(now, due + MIN_GAP * self.schedule.weeks))
        return slot_after(self.schedule, due)

    def period(self, now: datetime) -> str:
        """Return the day that its deliveries are named by, as ISO."""
        due = self.due(now)
        if self.is_brought_forward:
            return due.astimezone(ZoneInfo(self.schedule.zone)).date().isoformat()
        return day_of(self.schedule, due).isoformat()


def plan(connection: Connection, now: datetime, spread: timedelta, windows: Windows = NO_WINDOWS) -> Planned:
    """Queue every due subscription once and move it to its next slot."""
    if is_postgres(connection) and not connection.scalar(select(func.pg_try_advisory_xact_lock(_PLANNING))):
        return Planned()  # another process is planning just now
    slots = due_slots(connection, now)
    with room_for(connection, sum(slot.amount for slot in slots)):
        planned = [_plan(connection, slot, now, spread, windows) for slot in slots]
    queued, missed = sum(one.queued for one in planned), sum(one.missed for one in planned)
    _count_anew(connection, queued)
    return Planned(queued, missed)


def due_slots(connection: Connection, now: datetime) -> list[Slot]:
    """Return the slots with due subscriptions, each with how many there are."""
    columns = (
        subscriptions.c.zone,
        subscriptions.c.weekday,
        subscriptions.c.minute,
        subscriptions.c.weeks,
        subscriptions.c.next_due_at,
    )
    found = (
        select(*columns, func.count().label("amount"))
        .where(subscriptions.c.next_due_at.is_not(None), subscriptions.c.next_due_at <= now)
        .group_by(*columns)
        .order_by(*columns)
    )
    return [
        Slot(Schedule(row.weekday, row.minute, row.zone, row.weeks), row.next_due_at, row.amount)
        for row in connection.execute(found)
    ]


def subscribers_of(slot: Slot, windows: Windows, limit: int) -> Select[tuple[object, ...]]:
    """Return the query for the subscriptions that a plan would queue in a slot."""
    return select(subscriptions).where(*_to_queue(slot, windows)).order_by(subscriptions.c.id).limit(limit)


def amount_of(connection: Connection, slot: Slot, windows: Windows) -> int:
    """Return how many a plan would queue in a slot."""
    if not windows:
        return slot.amount
    counted = select(func.count()).select_from(subscriptions).where(*_to_queue(slot, windows))
    return connection.scalar(counted) or 0


def queue_notice(
    connection: Connection, notice: int, audience: str | None, now: datetime, expires_at: datetime
) -> int:
    """Queue a notice for everybody of an audience who has not paused; return how many there are."""
    chosen = select(
        subscriptions.c.id,
        literal(f"notice-{notice}"),
        subscriptions.c.channel,
        literal(notice, BigInteger),
        literal(now, deliveries.c.due_at.type),
        literal(expires_at, deliveries.c.expires_at.type),
        literal(State.PENDING.value),
        literal(now, deliveries.c.not_before.type),
        literal(0),
        literal(False),
    ).where(
        subscriptions.c.standing == Standing.ACTIVE,
        subscriptions.c.paused_until.is_(None) | (subscriptions.c.paused_until <= now),
    )
    if audience is not None:
        chosen = chosen.where(subscriptions.c.audience == audience)
    queued = connection.execute(
        insert(deliveries).from_select([*_QUEUED[:3], "notice", *_QUEUED[3:]], chosen)
    )
    _count_anew(connection, queued.rowcount)
    return queued.rowcount


def recover(connection: Connection, channel: str, policy: InDoubtPolicy, now: datetime) -> Recovered:
    """Give back what a dead process had claimed, and settle what it was sending."""
    held = (HELD, deliveries.c.channel == channel)
    claimed = connection.execute(
        update(deliveries).where(*held, deliveries.c.state == State.CLAIMED).values(**_GIVEN_BACK)
    )
    sending = (*held, deliveries.c.state == State.SENDING)
    if policy is InDoubtPolicy.REPEAT:
        again = {**_GIVEN_BACK, "not_before": now, "attempts": deliveries.c.attempts + 1}
        doubtful = connection.execute(update(deliveries).where(*sending).values(**again)).rowcount
    else:
        rows = connection.execute(select(deliveries).where(*sending)).all()
        ended = {"state": State.UNKNOWN, "ended_at": now, "claim": None, "lease_until": None}
        doubtful = connection.execute(update(deliveries).where(*sending).values(**ended)).rowcount
        _remember(connection, [(row, now) for row in rows])
    return Recovered(claimed.rowcount, doubtful)


def claim(
    connection: Connection,
    channel: str,
    name: str,
    now: datetime,
    limit: int,
    after: tuple[datetime, int] | None,
) -> list[Row[tuple[object, ...]]]:
    """Claim up to `limit` due deliveries under `name`, notices first, then tips after the cursor."""
    ids = _take(connection, WAITING_NOTICE, channel, name, now, limit, None)
    if len(ids) < limit:
        ids += _take(connection, WAITING_TIP, channel, name, now, limit - len(ids), after)
    if not ids:
        return []
    found = (
        select(deliveries, subscriptions)
        .join(subscriptions, subscriptions.c.id == deliveries.c.subscription)
        .where(deliveries.c.id.in_(ids))
        .order_by(deliveries.c.notice.is_(None), deliveries.c.not_before, deliveries.c.id)
        .set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)
    )
    return list(connection.execute(found).all())


def histories(connection: Connection, ids: Sequence[int]) -> list[Row[tuple[object, ...]]]:
    """Return what was sent to these subscriptions."""
    if not ids:
        return []
    return list(connection.execute(select(sent_tips).where(sent_tips.c.subscription.in_(ids))).all())


@dataclass(frozen=True, slots=True)
class Mark:
    """A claimed delivery about to be sent, with the tip that was chosen for it."""

    claimed: Claimed
    tip: str | None
    recall: bool
    now: datetime


def begin(connection: Connection, marks: Sequence[Mark]) -> list[bool]:
    """Mark deliveries `sending` where the claim and the consent still hold; say which."""
    mine = _still_mine(connection, [mark.claimed for mark in marks], State.CLAIMED)
    agreed = select(subscriptions.c.id).where(
        subscriptions.c.id.in_([mark.claimed.subscription for mark in marks]),
        subscriptions.c.standing == Standing.ACTIVE,
        subscriptions.c.paused_until.is_(None)
        | (subscriptions.c.paused_until <= max(mark.now for mark in marks)),
    )
    consenting = set(connection.scalars(agreed))
    going = [mark.claimed.id in mine and mark.claimed.subscription in consenting for mark in marks]
    begun = [
        {"this": mark.claimed.id, "tip": mark.tip, "recall": mark.recall}
        for mark, goes in zip(marks, going, strict=True)
        if goes
    ]
    if begun:
        connection.execute(_BEGIN, begun)
    refused = [
        _failed(mark.claimed, Reason.WITHDRAWN, mark.now)
        for mark, goes in zip(marks, going, strict=True)
        if not goes and mark.claimed.id in mine
    ]
    if refused:
        connection.execute(_END, refused)
    return going


def finish(connection: Connection, endings: Sequence[tuple[Claimed, Ending]]) -> None:
    """Write how deliveries ended; one that is not this process's any more stays as it is."""
    mine = _still_mine(connection, [claimed for claimed, _ in endings], None)
    ended: list[Mapping[str, object]] = []
    again: list[Mapping[str, object]] = []
    remembered: list[tuple[int, datetime]] = []
    gone: list[tuple[int, datetime]] = []
    waiting: list[Claimed] = []
    for claimed, ending in endings:
        if claimed.id not in mine:
            continue
        match ending:
            case Sent(at) | Unknown(at):
                state = State.SENT if isinstance(ending, Sent) else State.UNKNOWN
                ended.append({"this": claimed.id, "state": state, "reason": None, "ended_at": at})
                remembered.append((claimed.id, at))
            case Failed(reason, at):
                ended.append(_failed(claimed, reason, at))
                if reason is Reason.GONE:
                    gone.append((claimed.subscription, at))
            case Waits():
                again.append({"this": claimed.id, "not_before": NEVER, "more": 0, "reason": Reason.WINDOW})
                waiting.append(claimed)
            case Again(at, counted, reason):
                again.append({"this": claimed.id, "not_before": at, "more": int(counted), "reason": reason})
    if ended:
        connection.execute(_END, ended)
    if again:
        connection.execute(_AGAIN, again)
    if waiting:
        outside = update(deliveries).where(deliveries.c.id.in_([claimed.id for claimed in waiting]))
        connection.execute(outside.values(expires_at=NEVER))
        _release_heard(connection, waiting)
    if remembered:
        moments = dict(remembered)
        rows = connection.execute(select(deliveries).where(deliveries.c.id.in_(moments))).all()
        _remember(connection, [(row, moments[row.id]) for row in rows])
    for subscription, at in gone:
        close_subscription(connection, subscription, at)


def close_subscription(connection: Connection, subscription: int, now: datetime) -> None:
    """Note that the chat cannot be written to, and withdraw what waits for it."""
    connection.execute(
        update(subscriptions)
        .where(subscriptions.c.id == subscription, subscriptions.c.standing == Standing.ACTIVE)
        .values(standing=Standing.GONE, next_due_at=None, paused_until=None, changed_at=now)
    )
    withdraw(connection, subscription, now)


def queued_tip(connection: Connection, subscription: int) -> datetime | None:
    """Return when the tip is due that is on its way to a subscription; not one that waits for its reader."""
    found = select(func.max(deliveries.c.due_at)).where(
        deliveries.c.subscription == subscription,
        deliveries.c.notice.is_(None),
        deliveries.c.state.in_(OPEN),
        deliveries.c.reason.is_distinct_from(Reason.WINDOW),
    )
    due: datetime | None = connection.scalar(found)
    return due


def release(connection: Connection, subscription: int, now: datetime) -> None:
    """Let what has waited for its reader go out, after what is being talked about."""
    moment = now + AFTER_ANSWER
    connection.execute(
        update(deliveries)
        .where(deliveries.c.subscription == subscription, _OUTSIDE)
        .values(reason=None, due_at=moment, not_before=moment, expires_at=moment + CATCH_UP)
    )


def _release_heard(connection: Connection, waiting: Sequence[Claimed]) -> None:
    """Let go out what was found to wait while its reader wrote; locked, so that neither misses the other."""
    before = {claimed.subscription: claimed.heard_at for claimed in waiting}
    found = (
        select(subscriptions.c.id, subscriptions.c.heard_at)
        .where(subscriptions.c.id.in_(before))  # PostgreSQL waits for no row that a condition leaves out
        .order_by(subscriptions.c.id)
        .with_for_update()
    )
    for row in connection.execute(found).all():
        if row.heard_at is not None and row.heard_at != before[row.id]:
            release(connection, row.id, row.heard_at)


def withdraw(connection: Connection, subscription: int, now: datetime) -> None:
    """End what waits to be sent to a subscription."""
    connection.execute(
        update(deliveries)
        .where(
            deliveries.c.subscription == subscription,
            deliveries.c.state.in_([State.PENDING, State.CLAIMED]),
        )
        .values(state=State.FAILED, reason=Reason.WITHDRAWN, ended_at=now, claim=None, lease_until=None)
    )


def withdraw_notice(connection: Connection, notice: int, now: datetime) -> int:
    """End what waits to be sent of a notice; return how many messages there were."""
    return connection.execute(
        update(deliveries)
        .where(deliveries.c.notice == notice, deliveries.c.state.in_([State.PENDING, State.CLAIMED]))
        .values(state=State.FAILED, reason=Reason.WITHDRAWN, ended_at=now, claim=None, lease_until=None)
    ).rowcount


def export_deliveries(connection: Connection, subscription: int) -> list[dict[str, object]]:
    """Return what is kept of a subscription's deliveries, as JSON values."""
    rows = connection.execute(
        select(deliveries).where(deliveries.c.subscription == subscription).order_by(deliveries.c.id)
    )
    return [
        {
            "period": row.period,
            "state": row.state,
            "due_at": row.due_at.isoformat(),
            "ended_at": None if row.ended_at is None else row.ended_at.isoformat(),
            "tip": row.tip,
            "reason": row.reason,
        }
        for row in rows
    ]


def erase_deliveries(connection: Connection, ids: Sequence[int]) -> None:
    """Delete all deliveries of these subscriptions."""
    connection.execute(delete(deliveries).where(deliveries.c.subscription.in_(ids)))


def figures(connection: Connection, now: datetime) -> Figures:
    """Return how the queue stands, and how what ended within the last days has ended."""
    by_state = dict.fromkeys(State, 0)
    failed: dict[Reason, int] = {}
    waiting, oldest = 0, None
    for condition in (WAITING_TIP, WAITING_NOTICE):
        by_state[State.PENDING] += (
            connection.scalar(select(func.count()).select_from(deliveries).where(condition)) or 0
        )
        due = (condition, deliveries.c.not_before <= now)
        waiting += connection.scalar(select(func.count()).select_from(deliveries).where(*due)) or 0
        first = connection.scalar(select(func.min(deliveries.c.not_before)).where(*due))
        oldest = min(filter(None, (oldest, first)), default=None)
    held = select(deliveries.c.state, func.count().label("amount")).where(HELD).group_by(deliveries.c.state)
    for row in connection.execute(held):
        by_state[State(row.state)] += row.amount
    ended = (
        select(deliveries.c.state, deliveries.c.reason, func.count().label("amount"))
        .where(ENDED, deliveries.c.ended_at >= now - FINISHED_SINCE)
        .group_by(deliveries.c.state, deliveries.c.reason)
    )
    for row in connection.execute(ended):
        by_state[State(row.state)] += row.amount
        if row.reason in set(Reason):
            failed[Reason(row.reason)] = failed.get(Reason(row.reason), 0) + row.amount
    tips = select(func.count()).select_from(deliveries).where(WAITING_TIP)
    outside = connection.scalar(tips.where(_OUTSIDE)) or 0
    held_back = connection.scalar(tips.where(_HELD_BACK)) or 0
    return Figures(by_state, failed, waiting, oldest, outside, held_back)


def purge_deliveries(connection: Connection, now: datetime) -> int:
    """Delete a part of what ended long ago, and give back claims whose lease is over."""
    connection.execute(
        update(deliveries)
        .where(HELD, deliveries.c.state == State.CLAIMED, deliveries.c.lease_until <= now)
        .values(**_GIVEN_BACK)
    )
    old = (
        select(deliveries.c.id)
        .where(ENDED, deliveries.c.ended_at < now - KEEP_DELIVERIES)
        .limit(PURGED_AT_ONCE)
    )
    return connection.execute(delete(deliveries).where(deliveries.c.id.in_(old))).rowcount


_QUEUED = (
    "subscription",
    "period",
    "channel",
    "due_at",
    "expires_at",
    "state",
    "not_before",
    "attempts",
    "recall",
)
# What waits for its reader to write again.
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
_OUTSIDE = and_(deliveries.c.state == State.PENDING, deliveries.c.reason == Reason.WINDOW)
_HELD_BACK = and_(deliveries.c.state == State.PENDING, deliveries.c.reason == Reason.QUOTA)
_GIVEN_BACK: Mapping[str, object] = {"state": State.PENDING, "claim": None, "lease_until": None}
_BEGIN = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("this"))
    .values(state=State.SENDING, tip=bindparam("tip"), recall=bindparam("recall"))
)
_END = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("this"))
    .values(
        state=bindparam("state"),
        reason=bindparam("reason"),
        ended_at=bindparam("ended_at"),
        claim=None,
        lease_until=None,
    )
)
_AGAIN = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("this"))
    .values(
        state=State.PENDING,
        claim=None,
        lease_until=None,
        not_before=bindparam("not_before"),
        attempts=deliveries.c.attempts + bindparam("more"),
        reason=bindparam("reason"),
    )
)
_SENT_TO = (
    update(subscriptions)
    .where(subscriptions.c.id == bindparam("this"))
    .values(last_sent_at=bindparam("last_sent_at"), tips_sent=subscriptions.c.tips_sent + 1)
)


def _of(slot: Slot) -> tuple[ColumnElement[bool], ...]:
    schedule = slot.schedule
    return (
        subscriptions.c.next_due_at == slot.next_due_at,
        subscriptions.c.zone == schedule.zone,
        subscriptions.c.weekday == schedule.weekday,
        subscriptions.c.minute == schedule.minute,
        subscriptions.c.weeks == schedule.weeks,
    )


def _to_queue(slot: Slot, windows: Windows) -> tuple[ColumnElement[bool], ...]:
    """Return the condition for a slot's subscriptions without those whose readers are waited for."""
    if not windows:
        return _of(slot)
    waits = select(deliveries.c.id).where(deliveries.c.subscription == subscriptions.c.id, _OUTSIDE)
    return (*_of(slot), subscriptions.c.channel.not_in(list(windows)) | ~waits.exists())


def _plan(connection: Connection, slot: Slot, now: datetime, spread: timedelta, windows: Windows) -> Planned:
    timely = now - slot.due(now) <= CATCH_UP
    queued = _queue(connection, slot, now, spread, windows) if timely else 0
    following: ColumnElement[object] = literal(microseconds(slot.following(now)), BigInteger)
    for channel, window in windows.items():
        following = _within_window(slot, now, channel, window, following)
    connection.execute(update(subscriptions).where(*_of(slot)).values(next_due_at=following))
    return Planned(queued, 0 if timely else slot.amount)


def _within_window(
    slot: Slot, now: datetime, channel: str, window: timedelta, following: ColumnElement[object]
) -> ColumnElement[object]:
    """Return what follows for a channel's rows: before their windows close, where that is not too soon."""
    last = type_coerce(subscriptions.c.heard_at, BigInteger) + literal(
        _span(window - BEFORE_CLOSING), BigInteger
    )
    last = (
        last
        // literal(_span(timedelta(hours=1)), BigInteger)
        * literal(_span(timedelta(hours=1)), BigInteger)
    )
    earliest = max(now, slot.due(now) + MIN_GAP * slot.schedule.weeks)
    before = and_(
        subscriptions.c.channel == channel,
        subscriptions.c.heard_at.is_not(None),
        last < literal(microseconds(slot.following(now)), BigInteger),
        last >= literal(microseconds(earliest), BigInteger),
    )
    return case((before, last), else_=following)


def _span(span: timedelta) -> int:
    return span // timedelta(microseconds=1)


def _queue(connection: Connection, slot: Slot, now: datetime, spread: timedelta, windows: Windows) -> int:
    due = slot.due(now)
    step = _span(spread) // SHARES
    later = literal(microseconds(due), BigInteger) + subscriptions.c.share * literal(step, BigInteger)
    rows = select(
        subscriptions.c.id,
        literal(slot.period(now)),
        subscriptions.c.channel,
        later,
        literal(microseconds(due + CATCH_UP), BigInteger),
        literal(State.PENDING.value),
        later,
        literal(0),
        literal(False),
    ).where(*_to_queue(slot, windows))
    queued = upsert(connection, deliveries).from_select(list(_QUEUED), rows).on_conflict_do_nothing()
    return connection.execute(queued).rowcount


def _take(
    connection: Connection,
    waiting: TextClause,
    channel: str,
    name: str,
    now: datetime,
    limit: int,
    after: tuple[datetime, int] | None,
) -> list[int]:
    due = select(deliveries.c.id).where(
        waiting, deliveries.c.channel == channel, deliveries.c.not_before <= now
    )
    if after is not None:
        moment, number = after
        cursor = tuple_(literal(microseconds(moment), BigInteger), literal(number, BigInteger))
        due = due.where(tuple_(deliveries.c.not_before, deliveries.c.id) > cursor)
    due = (
        due.order_by(deliveries.c.not_before, deliveries.c.id).limit(limit).with_for_update(skip_locked=True)
    )
    taken = (
        update(deliveries)
        .where(deliveries.c.id.in_(due))
        .values(state=State.CLAIMED, claim=name, lease_until=now + LEASE)
        .returning(deliveries.c.id)
    )
    return list(connection.scalars(taken))


def _still_mine(connection: Connection, claims: Iterable[Claimed], state: State | None) -> set[int]:
    """Return which rows are still under these claims, and hold them until the transaction ends."""
    names: dict[int, str] = {claimed.id: claimed.claim for claimed in claims}
    found = (
        select(deliveries.c.id, deliveries.c.claim)
        .where(deliveries.c.id.in_(names), HELD)
        .order_by(deliveries.c.id)
        .with_for_update()
    )
    if state is not None:
        found = found.where(deliveries.c.state == state)
    return {row.id for row in connection.execute(found) if row.claim == names[row.id]}


def _failed(claimed: Claimed, reason: Reason, at: datetime) -> Mapping[str, object]:
    return {"this": claimed.id, "state": State.FAILED, "reason": reason, "ended_at": at}


def _remember(connection: Connection, sent: Iterable[tuple[Row[tuple[object, ...]], datetime]]) -> None:
    """Note which tips subscribers have been sent. A notice is no tip."""
    tips = [(row, at) for row, at in sent if row.tip is not None and row.notice is None]
    if not tips:
        return
    adding = upsert(connection, sent_tips)
    adding = adding.on_conflict_do_update(
        index_elements=[sent_tips.c.subscription, sent_tips.c.tip],
        set_={
            "times": sent_tips.c.times + adding.excluded.times,
            "recalls": sent_tips.c.recalls + adding.excluded.recalls,
            "period": adding.excluded.period,
        },
    )
    rows = [
        {
            "subscription": row.subscription,
            "tip": row.tip,
            "times": int(not row.recall),
            "recalls": int(row.recall),
            "period": row.period,
        }
        for row, _ in tips
    ]
    connection.execute(adding, rows)
    connection.execute(_SENT_TO, [{"this": row.subscription, "last_sent_at": at} for row, at in tips])


def _count_anew(connection: Connection, queued: int) -> None:
    if queued >= MANY and is_postgres(connection):
        connection.execute(text("ANALYZE deliveries"))
