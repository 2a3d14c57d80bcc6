"""What would be sent: for the operator, changes nothing and tells no chat."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from bot.core.outbox import CATCH_UP, NO_WINDOWS, Due, Windows
from bot.core.people import Audience, Language
from bot.core.subscription import Standing
from bot.storage.database import Database
from bot.storage.deliveries import amount_of, due_slots, subscribers_of
from bot.storage.outbox import history_of
from bot.storage.subscriptions import interests_of
from bot.storage.tables import WAITING_TIP, deliveries, subscriptions
from bot.storage.trouble import passing


@dataclass(frozen=True, slots=True)
class Forthcoming:
    """What a plan at this moment would queue: how many, the first of them, and what waits already."""

    amount: int
    first: Sequence[Due]
    waiting: int
    missed: int


async def forthcoming(
    database: Database, now: datetime, limit: int, windows: Windows = NO_WINDOWS
) -> Forthcoming:
    """Return what is due at a moment, without queueing it."""
    with passing("looking for what is due"):
        return await database.read(_forthcoming, now, limit, windows)


async def subscribers(database: Database) -> Mapping[tuple[str, str], int]:
    """Return how many subscriptions there are by audience and standing."""
    with passing("counting subscriptions"):
        return await database.read(_subscribers)


def _forthcoming(connection: Connection, now: datetime, limit: int, windows: Windows) -> Forthcoming:
    amount = missed = 0
    first: list[Due] = []
    for slot in due_slots(connection, now):
        due = slot.due(now)
        if now - due > CATCH_UP:
            missed += slot.amount
            continue
        amount += amount_of(connection, slot, windows)
        rows = connection.execute(subscribers_of(slot, windows, max(0, limit - len(first)))).all()
        histories = history_of(connection, [row.id for row in rows])
        first += [
            Due(
                subscription=row.id,
                channel=row.channel,
                audience=Audience(row.audience),
                language=Language(row.language),
                interests=interests_of(row.interests),
                zone=row.zone,
                period=slot.period(now),
                slot=due,
                tips_sent=row.tips_sent,
                history=histories.get(row.id, ()),
            )
            for row in rows
        ]
    waiting = connection.scalar(
        select(func.count()).select_from(deliveries).where(WAITING_TIP, deliveries.c.not_before <= now)
    )
    return Forthcoming(amount, first, waiting or 0, missed)


def _subscribers(connection: Connection) -> Mapping[tuple[str, str], int]:
    columns = (subscriptions.c.audience, subscriptions.c.standing)
    rows = connection.execute(select(*columns, func.count().label("amount")).group_by(*columns)).all()
    return {(row.audience, Standing(row.standing).value): row.amount for row in rows}
