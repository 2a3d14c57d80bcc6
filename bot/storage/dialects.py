"""What differs between the databases."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeAlias

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

POSTGRES = "postgresql"
Upsert: TypeAlias = postgresql.Insert | sqlite.Insert


def is_postgres(connection: Connection) -> bool:
    """Say whether this is PostgreSQL."""
    return connection.dialect.name == POSTGRES


def upsert(connection: Connection, table: Table) -> Upsert:
    """Return an INSERT that can say what to do on a conflict."""
    return upsert_in(connection.dialect.name, table)


def upsert_in(dialect: str, table: Table) -> Upsert:
    """Return the same by the dialect's name, for statements that are made once and kept."""
    return postgresql.insert(table) if dialect == POSTGRES else sqlite.insert(table)


# Rows from which on SQLite is lent a larger page cache, and how large, in KiB.
MANY_ROWS = 10_000
ROOMY, ORDINARY = 32_000, 2_000


@contextmanager
def room_for(connection: Connection, rows: int) -> Iterator[None]:
    """Lend SQLite memory for a statement over many rows: their indexes are then written once, not often."""
    if rows < MANY_ROWS or is_postgres(connection):
        yield
        return
    connection.exec_driver_sql(f"PRAGMA cache_size = -{ROOMY}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA cache_size = -{ORDINARY}")
        connection.exec_driver_sql("PRAGMA shrink_memory")
