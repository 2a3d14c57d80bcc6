"""The outbox in the database: marks and endings that come together are committed together."""

import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row

from bot.core.outbox import (
    NO_WINDOWS,
    Claimed,
    Ending,
    Figures,
    InDoubtPolicy,
    Notice,
    Planned,
    Recovered,
    SentTip,
    Windows,
)
from bot.core.people import Audience, Language
from bot.storage import deliveries
from bot.storage.batches import Batches
from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.deliveries import Mark
from bot.storage.notices import find_notice, purge_notices
from bot.storage.subscriptions import interests_of, purge_subscriptions, unseal
from bot.storage.trouble import passing

Cursor = tuple[datetime, int]


class SqlOutbox:
    """Deliveries in the database, as one process sees them: its claims bear a name of its own."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher
        self._name = secrets.token_hex(8)
        self._claims = 0
        self._cursor: Cursor | None = None
        self._begins: Batches[Mark, bool] = Batches(self._begin)
        self._endings: Batches[tuple[Claimed, Ending], None] = Batches(self._finish)

    async def plan(self, now: datetime, spread: timedelta, windows: Windows = NO_WINDOWS) -> Planned:
        """Queue what is due, once each, and move every due subscription to its next slot; one transaction."""
        with passing("planning tips"):
            return await self._database.write(deliveries.plan, now, spread, windows)

    async def recover(self, channel: str, policy: InDoubtPolicy, now: datetime) -> Recovered:
        """Take over from a process that has died; only for the one process that may send on the channel."""
        with passing("taking over deliveries"):
            return await self._database.write(deliveries.recover, channel, policy, now)

    async def claim(self, channel: str, now: datetime, limit: int) -> Sequence[Claimed]:
        """Take up to `limit` due deliveries, urgent notices first."""
        # A name for each claim: a row that was given back and claimed anew is not taken for the first one.
        self._claims += 1
        name = f"{self._name}-{self._claims}"
        with passing("claiming deliveries"):
            rows, sent = await self._database.write(_claim, channel, name, now, limit, self._cursor)
            if not rows and self._cursor is not None:  # at the head, rows may have come again
                rows, sent = await self._database.write(_claim, channel, name, now, limit, None)
        tips = [row for row in rows if row.deliveries_notice is None]
        self._cursor = (tips[-1].deliveries_not_before, tips[-1].deliveries_id) if tips else None
        return [self._claimed(row, name, sent.get(row.subscriptions_id, ())) for row in rows]

    async def begin(self, claimed: Claimed, tip: str | None, *, recall: bool, now: datetime) -> bool:
        """Mark it `sending`; False when consent was withdrawn or the claim was lost meanwhile."""
        return await self._begins.put(Mark(claimed, tip, recall, now))

    async def finish(self, claimed: Claimed, ending: Ending) -> None:
        """Write how it ended."""
        await self._endings.put((claimed, ending))

    async def notice(self, notice: int) -> Notice | None:
        """Return a notice, None when it was stopped."""
        with passing("reading a notice"):
            return await self._database.read(find_notice, notice)

    async def figures(self, now: datetime) -> Figures:
        """Return how the queue stands."""
        with passing("counting deliveries"):
            return await self._database.read(deliveries.figures, now)

    async def purge(self, now: datetime) -> int:
        """Delete what has outlived its time and give back overdue claims; return the rows deleted."""
        deleted = 0
        with passing("deleting old deliveries"):
            while rows := await self._database.write(_purge, now):
                deleted += rows
        return deleted

    async def _begin(self, marks: Sequence[Mark]) -> Sequence[bool]:
        with passing("marking deliveries"):
            return await self._database.write(deliveries.begin, marks)

    async def _finish(self, endings: Sequence[tuple[Claimed, Ending]]) -> Sequence[None]:
        with passing("writing how deliveries ended"):
            await self._database.write(deliveries.finish, endings)
        return [None] * len(endings)

    def _claimed(self, row: Row[tuple[object, ...]], name: str, history: tuple[SentTip, ...]) -> Claimed:
        channel, key = row.subscriptions_channel, row.subscriptions_key
        return Claimed(
            id=row.deliveries_id,
            claim=name,
            address=unseal(self._cipher, channel, row.subscriptions_chat, key),
            in_group=row.subscriptions_in_group,
            subscription=row.subscriptions_id,
            audience=Audience(row.subscriptions_audience),
            language=Language(row.subscriptions_language),
            interests=interests_of(row.subscriptions_interests),
            zone=row.subscriptions_zone,
            share=row.subscriptions_share,
            period=row.deliveries_period,
            due_at=row.deliveries_due_at,
            expires_at=row.deliveries_expires_at,
            attempts=row.deliveries_attempts,
            tip=row.deliveries_tip,
            recall=row.deliveries_recall,
            notice=row.deliveries_notice,
            last_sent_at=row.subscriptions_last_sent_at,
            tips_sent=row.subscriptions_tips_sent,
            history=history,
            heard_at=row.subscriptions_heard_at,
        )


def _claim(
    connection: Connection, channel: str, name: str, now: datetime, limit: int, after: Cursor | None
) -> tuple[list[Row[tuple[object, ...]]], Mapping[int, tuple[SentTip, ...]]]:
    rows = deliveries.claim(connection, channel, name, now, limit, after)
    return rows, history_of(connection, [row.subscriptions_id for row in rows])


def history_of(connection: Connection, ids: Sequence[int]) -> Mapping[int, tuple[SentTip, ...]]:
    """Return what was sent to each of these subscriptions."""
    found: defaultdict[int, list[SentTip]] = defaultdict(list)
    for row in deliveries.histories(connection, ids):
        found[row.subscription].append(SentTip(row.tip, row.times, row.recalls, row.period))
    return {subscription: tuple(sent) for subscription, sent in found.items()}


def _purge(connection: Connection, now: datetime) -> int:
    return (
        deliveries.purge_deliveries(connection, now)
        + purge_subscriptions(connection, now)
        + purge_notices(connection, now)
    )
