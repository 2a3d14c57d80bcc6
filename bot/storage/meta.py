"""What the database knows about itself: named values."""

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from bot.storage.tables import meta


def read_value(connection: Connection, name: str) -> str | None:
    """Return the value, or None when it was never written."""
    return connection.scalar(select(meta.c.value).where(meta.c.name == name))


def write_value(connection: Connection, name: str, value: str) -> None:
    """Set the value, inside the caller's transaction."""
    statement = insert(meta).values(name=name, value=value)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=[meta.c.name], set_={"value": statement.excluded.value}
        )
    )
