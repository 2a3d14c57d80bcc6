"""PostgreSQL by asyncpg: the same transactions as on SQLite, from several processes at once.

A module of its own: importing the driver and SQLAlchemy's asyncio takes time that SQLite need not wait.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import asyncpg
from sqlalchemy import Connection, text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.core.errors import StorageUnusableError
from bot.storage.database import Database
from bot.storage.schema import Revisions, revisions, upgrade_tables
from bot.storage.trouble import DATABASE_ERRORS

P = ParamSpec("P")
T = TypeVar("T")

CONNECTIONS = 5
CONNECT_SECONDS = 10.0
# Beside the learned models; there is no database file to be named after.
BESIDE = Path("data/khien-nho.db")
_UPGRADING = 0x6B68_6965_6E30


class PostgresDatabase(Database):
    """A database on a server."""

    is_owned = True
    is_shared = True

    def __init__(self, address: URL) -> None:
        self.address = address
        self.place = place_of(address)
        self.path = BESIDE
        self._engine = _engine(address, CONNECTIONS)

    async def read(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `work` in a transaction of its own."""
        return await self.write(work, *args, **kwargs)

    async def write(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `work` as one transaction: durable on return, undone when it raises."""
        async with self._engine.begin() as connection:
            return await connection.run_sync(work, *args, **kwargs)

    async def checkpoint(self) -> None:
        """Do nothing: the server's vacuum overwrites what was deleted, in its own time."""

    async def close(self) -> None:
        """Finish what is under way and close all connections."""
        await self._engine.dispose()


async def open_postgres(address: URL) -> PostgresDatabase:
    """Open a database that is at the newest revision. Raises StorageUnusableError with one sentence."""
    await probe(address)
    database = PostgresDatabase(address)
    try:
        with _opening(address):
            found = await database.read(revisions, database.place)
        if not found.is_newest:
            state = "has no tables yet" if found.current is None else "is of an older version"
            raise StorageUnusableError(
                f"The database {database.place} {state}. Run `python -m bot db upgrade` first."
            )
    except BaseException:
        await database.close()
        raise
    return database


async def upgrade_postgres(address: URL) -> Revisions:
    """Bring the tables to the newest revision, one process at a time; return where they stand then."""
    await probe(address)
    engine = _engine(address, 1)
    try:
        with _opening(address):
            async with engine.begin() as connection:
                return await connection.run_sync(_upgrade, place_of(address))
    finally:
        await engine.dispose()


async def connect(address: URL) -> "asyncpg.Connection[asyncpg.Record]":
    """Open one connection outside the pool. Raises asyncpg's errors and OSError."""
    query = {name: str(value) for name, value in address.query.items()}
    return await asyncpg.connect(
        host=query.get("host", address.host),
        port=int(query.get("port", address.port or 5432)),
        user=address.username,
        password=address.password,
        database=address.database,
        ssl=query.get("ssl", query.get("sslmode")),
        timeout=CONNECT_SECONDS,
        server_settings={"application_name": "khien-nho"},
    )


async def probe(address: URL) -> None:
    """Find out, before anything waits for it, whether the server lets us in."""
    with _opening(address):
        connection = await connect(address)
        await connection.close()


def place_of(address: URL) -> str:
    """Return how sentences name the database: without the user and the password."""
    host = str(address.query.get("host", address.host or "localhost"))
    return f"{address.database} on the PostgreSQL server {host}"


@contextmanager
def _opening(address: URL) -> Iterator[None]:
    """Raise StorageUnusableError, with how to mend it, for whatever stops the database from being opened."""
    place = place_of(address)
    try:
        yield
    except (asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError):
        raise StorageUnusableError(
            f"The database {place} refuses the user or the password in database.url. "
            "Check both (BOT_DATABASE__URL), and the server's pg_hba.conf."
        ) from None
    except asyncpg.InvalidCatalogNameError:
        raise StorageUnusableError(
            f"There is no database {place}. Create it (CREATE DATABASE), or correct database.url."
        ) from None
    except (TimeoutError, OSError, asyncpg.CannotConnectNowError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
        raise StorageUnusableError(
            f"The database {place} cannot be reached ({reason}). "
            "Check that the server runs and that host and port in database.url are right."
        ) from None
    except asyncpg.TooManyConnectionsError:
        raise StorageUnusableError(
            f"The database {place} takes no more connections. Raise max_connections there, or stop others."
        ) from None
    except (asyncpg.PostgresError, *DATABASE_ERRORS) as error:
        cause = getattr(error, "orig", error)
        raise StorageUnusableError(
            f"The database {place} cannot be used: {type(cause).__name__}. "
            "The user in database.url must own the database, or be allowed to create tables in it."
        ) from error


def _engine(address: URL, connections: int) -> AsyncEngine:
    return create_async_engine(
        address,
        pool_size=connections,
        max_overflow=0,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={
            "timeout": CONNECT_SECONDS,
            "command_timeout": 300,
            "server_settings": {"application_name": "khien-nho"},
        },
    )


def _upgrade(connection: Connection, place: str) -> Revisions:
    connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _UPGRADING})
    if not revisions(connection, place).is_newest:
        upgrade_tables(connection)
    return revisions(connection, place)
