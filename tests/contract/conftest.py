"""Subscriptions and an outbox over each kind of database."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from bot.storage.cipher import Cipher
from bot.storage.database import Database, open_alone
from bot.storage.key import SecretKey
from bot.storage.notices import SqlNotices
from bot.storage.outbox import SqlOutbox
from bot.storage.subscriptions import SqlSubscriptions

CIPHER = Cipher(SecretKey(b"k" * 32))


@dataclass(frozen=True, slots=True)
class Store:
    """One database, as one process sees it."""

    database: Database
    subscriptions: SqlSubscriptions
    outbox: SqlOutbox
    notices: SqlNotices

    def another_process(self) -> SqlOutbox:
        """Return the outbox of another process on the same database."""
        return SqlOutbox(self.database, CIPHER)


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    database = await open_alone(database_url)
    yield Store(
        database, SqlSubscriptions(database, CIPHER), SqlOutbox(database, CIPHER), SqlNotices(database)
    )
    await database.close()
