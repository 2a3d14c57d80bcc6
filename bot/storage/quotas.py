"""The table of quotas: how many messages a channel has sent in a month."""

from collections.abc import Mapping

from sqlalchemy import Connection, func, select

from bot.core.subscription import Standing
from bot.storage.database import Database
from bot.storage.dialects import upsert
from bot.storage.tables import quotas, subscriptions
from bot.storage.trouble import passing


class SqlLedger:
    """The counts in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, channel: str, month: str, amount: int) -> int:
        """Add to a month's count ("2026-11"); return the count."""
        with passing("counting messages"):
            if not amount:
                return await self._database.read(_sent, channel, month)
            return await self._database.write(_add, channel, month, amount)

    async def subscribers(self) -> Mapping[str, int]:
        """Return how many active subscriptions each channel has."""
        with passing("counting subscriptions"):
            return await self._database.read(_subscribers)


def _sent(connection: Connection, channel: str, month: str) -> int:
    found = select(quotas.c.sent).where(quotas.c.channel == channel, quotas.c.month == month)
    return connection.scalar(found) or 0


def _add(connection: Connection, channel: str, month: str, amount: int) -> int:
    insert = upsert(connection, quotas).values(channel=channel, month=month, sent=amount)
    added = insert.on_conflict_do_update(
        index_elements=[quotas.c.channel, quotas.c.month], set_={"sent": quotas.c.sent + insert.excluded.sent}
    )
    return connection.scalar(added.returning(quotas.c.sent)) or 0


def _subscribers(connection: Connection) -> Mapping[str, int]:
    counted = (
        select(subscriptions.c.channel, func.count().label("amount"))
        .where(subscriptions.c.standing == Standing.ACTIVE)
        .group_by(subscriptions.c.channel)
    )
    return {row.channel: row.amount for row in connection.execute(counted)}
