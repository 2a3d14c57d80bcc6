"""How SQLite is set up: durable before fast, and forgetful when something is deleted."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.pool import ConnectionPoolEntry

from bot.core.errors import StorageUnusableError
from bot.storage.schema import VERSION_TABLE

BUSY_TIMEOUT_MS = 5_000
_PRAGMAS = (
    f"busy_timeout = {BUSY_TIMEOUT_MS}",
    "synchronous = FULL",
    "secure_delete = ON",
    "foreign_keys = ON",
)


def probe(path: Path) -> None:
    """Find out, before anything waits for it, whether SQLite can use the file; switch WAL on."""
    with closing(sqlite3.connect(path, timeout=BUSY_TIMEOUT_MS / 1000)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        if tables and VERSION_TABLE not in tables:
            raise StorageUnusableError(
                f"The database {path} belongs to another program. Set database.url to a file of its own."
            )
        (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        raise StorageUnusableError(
            f"The folder {path.parent} cannot hold a database safely (a network folder?). "
            "Set database.url to a file on a local disk."
        )


def sqlite_engine(path: Path, connections: int) -> Engine:
    """Return an engine of this many connections, whose transactions begin as `_begin` says."""
    url = URL.create("sqlite", database=str(path))
    # hide_parameters keeps the values out of error texts, and so out of logs.
    engine = create_engine(url, pool_size=connections, max_overflow=0, hide_parameters=True)
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def _configure(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself: `_begin` does
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    # A writer takes its lock at once: a reader that turns writer half-way can be refused.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
