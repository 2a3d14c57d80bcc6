"""Which revision of the tables a database has, and how it is brought to the newest one."""

from dataclasses import dataclass

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

from bot.core.errors import StorageUnusableError

# Alembic keeps a database's revision here.
VERSION_TABLE = "alembic_version"


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
    script = ScriptDirectory.from_config(_config())
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and not _knows(script, current):
        raise StorageUnusableError(
            f"The database {place} was written by a newer version of this program (revision {current}). "
            "Install that version again, or put back the backup from before its upgrade."
        )
    head = script.get_current_head()
    assert head is not None  # the first revision ships with the program
    return Revisions(current, head)


def upgrade_tables(connection: Connection) -> None:
    """Apply all missing revisions inside the caller's transaction: all of them or none."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _knows(script: ScriptDirectory, revision: str) -> bool:
    try:
        return script.get_revision(revision) is not None
    except CommandError:
        return False


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "bot.storage:migrations")
    config.set_main_option("path_separator", "os")
    return config
