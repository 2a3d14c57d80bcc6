"""The table of urgent notices: an operator's words to an audience, never a person's."""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from bot.core.outbox import KEEP_DELIVERIES, NOTICE_LIFE, Notice, State
from bot.core.people import Audience, Language
from bot.core.subscription import Standing
from bot.storage.database import Database
from bot.storage.deliveries import queue_notice, withdraw_notice
from bot.storage.tables import deliveries, notices, subscriptions
from bot.storage.trouble import passing


class SqlNotices:
    """Notices in the database; the bot that runs sends what is queued here."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def recipients(self, audience: Audience | None, now: datetime) -> int:
        """Return how many would be sent a notice."""
        with passing("counting recipients"):
            return await self._database.read(_recipients, audience, now)

    async def queue(self, audience: Audience | None, texts: Mapping[Language, str], now: datetime) -> int:
        """Queue a notice; return its number. All of it in one transaction."""
        with passing("queueing a notice"):
            return await self._database.write(_queue, audience, texts, now)

    async def stop(self, notice: int, now: datetime) -> int:
        """Send no more of it; return how many messages were withdrawn."""
        with passing("stopping a notice"):
            return await self._database.write(_stop, notice, now)

    async def running(self) -> int | None:
        """Return the number of the newest notice that is still going out."""
        with passing("looking for a notice"):
            return await self._database.read(_running)

    async def progress(self, notice: int) -> Mapping[State, int]:
        """Return how its deliveries stand."""
        with passing("counting deliveries"):
            return await self._database.read(_progress, notice)


def find_notice(connection: Connection, notice: int) -> Notice | None:
    """Return a notice, None when it was stopped."""
    found = select(notices).where(notices.c.id == notice, notices.c.stopped_at.is_(None))
    row = connection.execute(found).first()
    if row is None:
        return None
    texts = {Language(name): words for name, words in json.loads(row.texts).items()}
    return Notice(row.id, None if row.audience is None else Audience(row.audience), texts)


def purge_notices(connection: Connection, now: datetime) -> int:
    """Delete notices whose deliveries are gone."""
    used = select(deliveries.c.notice).where(deliveries.c.notice == notices.c.id).exists()
    old = notices.c.created_at < now - KEEP_DELIVERIES - NOTICE_LIFE
    return connection.execute(delete(notices).where(old, ~used)).rowcount


def _recipients(connection: Connection, audience: Audience | None, now: datetime) -> int:
    counted = select(func.count()).select_from(subscriptions)
    counted = counted.where(
        subscriptions.c.standing == Standing.ACTIVE,
        subscriptions.c.paused_until.is_(None) | (subscriptions.c.paused_until <= now),
    )
    if audience is not None:
        counted = counted.where(subscriptions.c.audience == audience)
    found: int | None = connection.scalar(counted)
    return found or 0


def _queue(
    connection: Connection, audience: Audience | None, texts: Mapping[Language, str], now: datetime
) -> int:
    adding = insert(notices).values(
        audience=audience,
        texts=json.dumps(dict(texts), ensure_ascii=False),
        created_at=now,
        stopped_at=None,
    )
    number: int | None = connection.scalar(adding.returning(notices.c.id))
    assert number is not None
    queue_notice(connection, number, audience, now, now + NOTICE_LIFE)
    return number


def _stop(connection: Connection, notice: int, now: datetime) -> int:
    connection.execute(update(notices).where(notices.c.id == notice).values(stopped_at=now))
    return withdraw_notice(connection, notice, now)


def _running(connection: Connection) -> int | None:
    unfinished = deliveries.c.state.in_([State.PENDING, State.CLAIMED, State.SENDING])
    newest = select(func.max(deliveries.c.notice)).where(deliveries.c.notice.is_not(None), unfinished)
    found: int | None = connection.scalar(newest)
    return found


def _progress(connection: Connection, notice: int) -> Mapping[State, int]:
    counted = (
        select(deliveries.c.state, func.count().label("amount"))
        .where(deliveries.c.notice == notice)
        .group_by(deliveries.c.state)
    )
    return {State(row.state): row.amount for row in connection.execute(counted)}
