"""One process per bot token: it receives, answers and sends; another one stands by."""

import asyncio
import contextlib
import hashlib
import logging
from typing import TYPE_CHECKING, Protocol

from bot.storage.database import Database

if TYPE_CHECKING:
    import asyncpg

    from bot.storage.postgres import PostgresDatabase

log = logging.getLogger(__name__)

TRY_EVERY = 5.0
# With the server's own keepalive this bounds how long a dead connection is taken for a living one.
BEAT_EVERY = 3.0
BEAT_SECONDS = 5.0


class TokenLock(Protocol):
    """Held by the one process that serves a token."""

    async def acquire(self, stop: asyncio.Event) -> bool:
        """Return True when it is held, however long that takes, or False at a stop."""
        ...

    async def lost(self) -> None:
        """Return when it is not held any more."""
        ...

    async def release(self) -> None:
        """Let another process take over; does nothing when it is not held."""
        ...


class SoleLock:
    """For SQLite: whoever opened the database is the only process anyway."""

    async def acquire(self, stop: asyncio.Event) -> bool:
        """Return at once."""
        return not stop.is_set()

    async def lost(self) -> None:
        """Wait for ever."""
        await asyncio.Event().wait()

    async def release(self) -> None:
        """Do nothing."""


class AdvisoryLock:
    """For PostgreSQL: a session's advisory lock on a connection of its own, gone when that drops."""

    def __init__(self, database: "PostgresDatabase", token: str, every: float = TRY_EVERY) -> None:
        self._database = database
        digest = hashlib.blake2b(token.encode(), digest_size=8, person=b"token lock").digest()
        self._number = int.from_bytes(digest, signed=True)
        self._every = every
        self._connection: asyncpg.Connection[asyncpg.Record] | None = None
        self._dropped = asyncio.Event()

    async def acquire(self, stop: asyncio.Event) -> bool:
        """Try at once, then every few seconds, also while the server is away."""
        while not stop.is_set():
            if await self._try():
                return True
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), self._every)
        await self.release()
        return False

    async def lost(self) -> None:
        """Return when the connection has dropped, or does not answer any more."""
        while self._connection is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._dropped.wait(), BEAT_EVERY)
            if self._dropped.is_set() or not await self._beats():
                return

    async def release(self) -> None:
        """Close the connection, and with it let go of the lock."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(Exception):
                await asyncio.wait_for(connection.close(), BEAT_SECONDS)
            connection.terminate()

    async def _try(self) -> bool:
        from bot.storage.postgres import connect  # noqa: PLC0415 - SQLite need not wait for the driver

        try:
            if self._connection is None or self._connection.is_closed():
                self._dropped.clear()
                self._connection = await connect(self._database.address)
                self._connection.add_termination_listener(lambda _: self._dropped.set())
            got = await self._connection.fetchval(
                "SELECT pg_try_advisory_lock($1)", self._number, timeout=BEAT_SECONDS
            )
        except Exception as error:  # noqa: BLE001 - whatever keeps the server away, it is tried again
            log.warning(
                "the lock cannot be asked for (%s)",
                type(error).__name__,
                extra={"action": "lock_unreachable"},
            )
            await self.release()
            return False
        return bool(got)

    async def _beats(self) -> bool:
        if self._connection is None:
            return False
        try:
            await self._connection.fetchval("SELECT 1", timeout=BEAT_SECONDS)
        except Exception:  # noqa: BLE001 - whatever it is, the lock may be another's by now
            return False
        return True


def token_lock(database: Database, token: str) -> TokenLock:
    """Return the lock of a bot's token in this database; the token itself is not written there."""
    if not database.is_shared:
        return SoleLock()
    from bot.storage.postgres import PostgresDatabase  # noqa: PLC0415 - as above

    assert isinstance(database, PostgresDatabase)
    return AdvisoryLock(database, token)
