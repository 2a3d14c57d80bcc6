"""What the database knows about itself: named values."""

from sqlalchemy import Connection, select

from bot.storage.dialects import upsert
from bot.storage.tables import meta


def read_value(connection: Connection, name: str) -> str | None:
    """Return the value, or None when it was never written."""
    return connection.scalar(select(meta.c.value).where(meta.c.name == name))


def write_value(connection: Connection, name: str, value: str) -> None:
    """Set the value, inside the caller's transaction."""
    statement = upsert(connection, meta).values(name=name, value=value)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=[meta.c.name], set_={"value": statement.excluded.value}
        )
    )


def settle_value(connection: Connection, name: str, value: str) -> str:
    """Set the value unless there is one; return what holds then, also when two settle it at once."""
    connection.execute(upsert(connection, meta).values(name=name, value=value).on_conflict_do_nothing())
    return read_value(connection, name) or value
