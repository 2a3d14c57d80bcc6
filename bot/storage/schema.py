"""Which revision of the tables a database has, and how it is brought to the newest one."""

from dataclasses import dataclass

from sqlalchemy import Connection, inspect, text

from bot.core.errors import StorageUnusableError

# Alembic keeps a database's revision here.
VERSION_TABLE = "alembic_version"
# The newest revision in migrations/versions; a test keeps it so.
HEAD = "0006"


@dataclass(frozen=True, slots=True)
class Revisions:
    """`current` is the database's own (None: it is empty), `head` the newest that this program knows."""

    current: str | None
    head: str

    @property
    def is_newest(self) -> bool:
        """Whether nothing is left to apply."""
        return self.current == self.head


def revisions(connection: Connection, place: str) -> Revisions:
    """Return the database's revision; StorageUnusableError when this program does not know it.

    `place` is how the errors name the database.
    """
    current = _current(connection)
    if current not in (None, HEAD):
        from bot.storage.upgrading import is_known  # noqa: PLC0415 - Alembic is slow to import

        if not is_known(current):
            raise StorageUnusableError(
                f"The database {place} was written by a newer version of this program "
                f"(revision {current}). Install that version again, or put back the backup from before "
                "its upgrade."
            )
    return Revisions(current, HEAD)


def upgrade_tables(connection: Connection) -> None:
    """Apply all missing revisions inside the caller's transaction: all of them or none."""
    from bot.storage.upgrading import apply_revisions  # noqa: PLC0415 - Alembic is slow to import

    apply_revisions(connection)


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found: str | None = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608
    return found
