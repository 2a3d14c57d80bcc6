"""The table of finished updates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Connection, delete, func, select, tuple_

from bot.storage.dialects import Upsert, upsert_in
from bot.storage.tables import updates


@dataclass(frozen=True, slots=True)
class FinishedUpdate:
    """One row."""

    channel: str
    update_id: str
    at: datetime


def add_updates(connection: Connection, finished: Sequence[FinishedUpdate]) -> None:
    """Write the updates; those that are there already stay as they are."""
    if finished:
        # In a fixed order, so that two processes do not wait for each other.
        ordered = sorted(finished, key=lambda row: (row.channel, row.update_id))
        rows = [{"channel": row.channel, "update_id": row.update_id, "at": row.at} for row in ordered]
        connection.execute(_add(connection.dialect.name), rows)


@cache
def _add(dialect: str) -> Upsert:
    return upsert_in(dialect, updates).on_conflict_do_nothing()


def has_update(connection: Connection, channel: str, update_id: str) -> bool:
    """Say whether the update is finished."""
    found = select(updates.c.at).where(updates.c.channel == channel, updates.c.update_id == update_id)
    return connection.execute(found).first() is not None


def newest_updates(connection: Connection, limit: int) -> list[FinishedUpdate]:
    """Return the newest updates, oldest first."""
    rows = connection.execute(select(updates).order_by(updates.c.at.desc()).limit(limit)).all()
    return [FinishedUpdate(row.channel, row.update_id, row.at) for row in reversed(rows)]


def highest_updates(connection: Connection) -> list[tuple[str, str]]:
    """Return channel and id of each channel's highest update: the longest, and of those the last."""
    length = func.length(updates.c.update_id)
    longest = select(updates.c.channel, func.max(length).label("length"))
    longest_of = longest.group_by(updates.c.channel).subquery()
    highest = (
        select(updates.c.channel, func.max(updates.c.update_id).label("update_id"))
        .join(longest_of, (updates.c.channel == longest_of.c.channel) & (length == longest_of.c.length))
        .group_by(updates.c.channel)
    )
    return [(row.channel, row.update_id) for row in connection.execute(highest)]


def purge_updates(connection: Connection, before: datetime, limit: int) -> int:
    """Delete up to `limit` updates that are older; return how many there were."""
    identity = tuple_(updates.c.channel, updates.c.update_id)
    old = select(updates.c.channel, updates.c.update_id).where(updates.c.at < before).limit(limit)
    return connection.execute(delete(updates).where(identity.in_(old))).rowcount
