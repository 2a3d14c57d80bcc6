"""The table of subscriptions: looked up by a keyed hash, the chat itself encrypted."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, delete, func, select, update

from bot.core.message import Address
from bot.core.people import Audience, Language
from bot.core.schedule import Schedule
from bot.core.subscription import (
    KEEP_STOPPED,
    Feedback,
    Interest,
    Load,
    Rating,
    Standing,
    Subscription,
)
from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.deliveries import erase_deliveries, export_deliveries, queued_tip, release, withdraw
from bot.storage.dialects import upsert
from bot.storage.tables import feedback as feedbacks
from bot.storage.tables import sent_tips, subscriptions
from bot.storage.trouble import passing

SHARES = 1_000
PURGED_AT_ONCE = 1_000
_SETTINGS = (
    "channel",
    "chat",
    "in_group",
    "audience",
    "language",
    "interests",
    "weekday",
    "minute",
    "zone",
    "weeks",
    "standing",
    "changed_at",
    "paused_until",
    "next_due_at",
    "province",
)


class SqlSubscriptions:
    """Subscriptions in the database."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    async def find(self, address: Address) -> Subscription | None:
        """Return what is kept of the chat's subscription, also when it was stopped."""
        with passing("reading a subscription"):
            return await self._database.read(find_subscription, self._cipher.lookup(address))

    async def keep(self, address: Address, subscription: Subscription, now: datetime) -> None:
        """Keep it instead of the one before; what waits to be sent by the old one is withdrawn."""
        key = self._cipher.lookup(address)
        row = row_of(address, subscription, key, self._cipher, now)
        with passing("keeping a subscription"):
            await self._database.write(_keep, row, now)

    async def hear(self, address: Address, now: datetime, window: timedelta) -> bool:
        """Note that the chat's person has written or tapped; say whether there is an active subscription."""
        key = self._cipher.lookup(address)
        with passing("noting that somebody has written"):
            found = await self._database.read(find_subscription, key)
            if found is None or not found.is_active:
                return False
            return await self._database.write(_hear, key, now, window)

    async def stop(self, address: Address, now: datetime) -> bool:
        """Send nothing more; say whether there was an active subscription."""
        with passing("stopping a subscription"):
            key = self._cipher.lookup(address)
            return await self._database.write(end_subscription, key, Standing.STOPPED, now)

    async def erase(self, address: Address) -> bool:
        """Delete all that is kept of the subscription, from the files too; say whether there was one."""
        with passing("erasing a subscription"):
            found = await self._database.write(erase_subscription, self._cipher.lookup(address))
            if found:
                await self._database.checkpoint()
        return found

    async def close(self, address: Address, now: datetime) -> None:
        """Note that the chat cannot be written to any more."""
        with passing("closing a subscription"):
            await self._database.write(end_subscription, self._cipher.lookup(address), Standing.GONE, now)

    async def move(self, address: Address, chat: str, now: datetime) -> None:
        """Let the subscription go on under the chat's new id."""
        new = Address(address.channel, chat, address.thread)
        key = self._cipher.lookup(new)
        with passing("moving a subscription"):
            old = self._cipher.lookup(address)
            await self._database.write(_move, old, key, seal(self._cipher, new, key), now)

    async def load(self) -> Load:
        """Return how many active subscriptions each slot has."""
        with passing("counting subscriptions"):
            return await self._database.read(_load)

    async def rate(self, tip: str, feedback: Feedback) -> None:
        """Count what somebody said of a tip."""
        with passing("counting what was said of a tip"):
            await self._database.write(_rate, tip, feedback)

    async def ratings(self) -> Sequence[Rating]:
        """Return the counts."""
        with passing("reading what was said of tips"):
            return await self._database.read(_ratings)


def seal(cipher: Cipher, address: Address, key: bytes) -> bytes:
    """Return the chat and its thread encrypted, readable for this row alone."""
    return cipher.encrypt(f"{address.chat}\n{address.thread or ''}", _context(key))


def unseal(cipher: Cipher, channel: str, data: bytes, key: bytes) -> Address:
    """Return the address; StorageError when it does not fit the key or the row."""
    chat, _, thread = cipher.decrypt(data, _context(key)).partition("\n")
    return Address(channel, chat, thread or None)


def find_subscription(connection: Connection, key: bytes) -> Subscription | None:
    """Return the subscription under this keyed hash."""
    row = connection.execute(select(subscriptions).where(subscriptions.c.key == key)).first()
    return None if row is None else _subscription(row)


def export_subscription(connection: Connection, key: bytes) -> dict[str, object] | None:
    """Return all that is kept of a subscription and its deliveries, as JSON values."""
    row = connection.execute(select(subscriptions).where(subscriptions.c.key == key)).first()
    if row is None:
        return None
    sent = connection.execute(select(sent_tips).where(sent_tips.c.subscription == row.id)).all()
    return {
        "audience": row.audience,
        "language": row.language,
        "interests": sorted(interests_of(row.interests)),
        "province": row.province,
        "weekday": row.weekday,
        "minute": row.minute,
        "zone": row.zone,
        "weeks": row.weeks,
        "in_group": row.in_group,
        "standing": row.standing,
        "changed_at": _iso(row.changed_at),
        "paused_until": _iso(row.paused_until),
        "next_due_at": _iso(row.next_due_at),
        "last_sent_at": _iso(row.last_sent_at),
        "heard_at": _iso(row.heard_at),
        "tips_sent": [
            {"tip": one.tip, "times": one.times, "recalls": one.recalls, "last_for": one.period}
            for one in sent
        ],
        "deliveries": export_deliveries(connection, row.id),
    }


def erase_subscription(connection: Connection, key: bytes) -> bool:
    """Delete it with all that hangs on it."""
    found = connection.scalar(select(subscriptions.c.id).where(subscriptions.c.key == key))
    if found is None:
        return False
    _erase(connection, [found])
    return True


def end_subscription(connection: Connection, key: bytes, standing: Standing, now: datetime) -> bool:
    """Send nothing more and withdraw what waits; say whether it was active."""
    ended = (
        update(subscriptions)
        .where(subscriptions.c.key == key, subscriptions.c.standing == Standing.ACTIVE)
        .values(standing=standing, changed_at=now, next_due_at=None, paused_until=None)
        .returning(subscriptions.c.id)
    )
    found = connection.scalar(ended)
    if found is None:
        return False
    withdraw(connection, found, now)
    return True


def interests_of(text: str) -> frozenset[Interest]:
    """Return the interests as they are stored; one that this version does not know is left out."""
    return frozenset(Interest(part) for part in text.split(",") if part in set(Interest))


def purge_subscriptions(connection: Connection, now: datetime) -> int:
    """Delete subscriptions that ended long ago; return how many there were."""
    ended = (
        select(subscriptions.c.id)
        .where(
            subscriptions.c.next_due_at.is_(None),
            subscriptions.c.standing != Standing.ACTIVE,
            subscriptions.c.changed_at < now - KEEP_STOPPED,
        )
        .limit(PURGED_AT_ONCE)
    )
    found = list(connection.scalars(ended))
    _erase(connection, found)
    return len(found)


def _erase(connection: Connection, ids: Sequence[int]) -> None:
    if not ids:
        return
    erase_deliveries(connection, ids)
    connection.execute(delete(sent_tips).where(sent_tips.c.subscription.in_(ids)))
    connection.execute(delete(subscriptions).where(subscriptions.c.id.in_(ids)))


def _keep(connection: Connection, row: Mapping[str, object], now: datetime) -> None:
    insert = upsert(connection, subscriptions).values(**row, last_sent_at=None, tips_sent=0)
    kept = insert.on_conflict_do_update(
        index_elements=[subscriptions.c.key], set_={name: insert.excluded[name] for name in _SETTINGS}
    )
    found = connection.scalar(kept.returning(subscriptions.c.id))
    assert found is not None
    withdraw(connection, found, now)


def _hear(connection: Connection, key: bytes, now: datetime, window: timedelta) -> bool:
    """Open the window anew: the next tip comes before it closes, and what waited for this goes out."""
    mine = select(subscriptions).where(
        subscriptions.c.key == key, subscriptions.c.standing == Standing.ACTIVE
    )
    row = connection.execute(mine.with_for_update()).first()
    if row is None:
        return False
    subscription = _subscription(row)
    queued = queued_tip(connection, row.id)
    if queued is not None:  # the gap to the next one is counted from the one that is on its way
        sent = subscription.last_sent_at
        subscription = replace(subscription, last_sent_at=queued if sent is None else max(sent, queued))
    due = subscription.heard(now, window).next_due_at
    changed = update(subscriptions).where(subscriptions.c.id == row.id)
    connection.execute(changed.values(heard_at=now, next_due_at=due))
    release(connection, row.id, now)
    return True


def _move(connection: Connection, old: bytes, new: bytes, chat: bytes, now: datetime) -> None:
    moved = update(subscriptions).where(subscriptions.c.key == old)
    if connection.scalar(select(subscriptions.c.id).where(subscriptions.c.key == old)) is None:
        return
    erase_subscription(connection, new)
    connection.execute(moved.values(key=new, chat=chat, changed_at=now))


def _load(connection: Connection) -> Load:
    columns = (subscriptions.c.zone, subscriptions.c.weekday, subscriptions.c.minute)
    counted = (
        select(*columns, func.count().label("amount"))
        .where(subscriptions.c.standing == Standing.ACTIVE)
        .group_by(*columns)
    )
    return {(row.zone, row.weekday, row.minute): row.amount for row in connection.execute(counted)}


def _rate(connection: Connection, tip: str, said: Feedback) -> None:
    insert = upsert(connection, feedbacks).values(tip=tip, feedback=said, times=1)
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=[feedbacks.c.tip, feedbacks.c.feedback],
            set_={"times": feedbacks.c.times + insert.excluded.times},
        )
    )


def _ratings(connection: Connection) -> list[Rating]:
    rows = connection.execute(select(feedbacks).order_by(feedbacks.c.tip, feedbacks.c.feedback)).all()
    return [
        Rating(row.tip, Feedback(row.feedback), row.times) for row in rows if row.feedback in set(Feedback)
    ]


def row_of(
    address: Address, subscription: Subscription, key: bytes, cipher: Cipher, now: datetime
) -> dict[str, object]:
    """Return the row, without what only sending changes."""
    return {
        "key": key,
        "channel": address.channel,
        "chat": seal(cipher, address, key),
        "in_group": subscription.in_group,
        "audience": subscription.audience,
        "language": subscription.language,
        "interests": ",".join(sorted(subscription.interests)),
        "weekday": subscription.schedule.weekday,
        "minute": subscription.schedule.minute,
        "zone": subscription.schedule.zone,
        "weeks": subscription.schedule.weeks,
        "share": int.from_bytes(key[:8]) % SHARES,
        "standing": subscription.standing,
        "changed_at": now,
        "paused_until": subscription.paused_until,
        "next_due_at": subscription.next_due_at,
        "province": subscription.province,
    }


def _subscription(row: Row[tuple[object, ...]]) -> Subscription:
    return Subscription(
        audience=Audience(row.audience),
        language=Language(row.language),
        schedule=Schedule(row.weekday, row.minute, row.zone, row.weeks),
        interests=interests_of(row.interests),
        in_group=row.in_group,
        standing=Standing(row.standing),
        paused_until=row.paused_until,
        next_due_at=row.next_due_at,
        last_sent_at=row.last_sent_at,
        tips_sent=row.tips_sent,
        province=row.province,
    )


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _context(key: bytes) -> str:
    return f"subscriptions {key.hex()}"
