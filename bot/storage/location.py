"""Where the database is: reads `database.url`."""

from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.core.errors import StorageUnusableError

_DRIVERS = ("sqlite", "sqlite+aiosqlite")
_POSTGRES = ("postgresql", "postgres", "postgresql+asyncpg")
_TAKEN = (".key", ".lock")
_EXAMPLE = (
    "Write it as sqlite:///data/khien-nho.db (a file, relative to the working folder), "
    "or as postgresql://user:password@host/name."
)


def postgres_address(url: str) -> URL | None:
    """Return the address of a PostgreSQL database, or None when it is of another kind."""
    parsed = _parsed(url)
    if parsed.drivername not in _POSTGRES:
        return None
    if not parsed.database:
        raise StorageUnusableError(
            f"The setting database.url names no database on the PostgreSQL server. {_EXAMPLE}"
        )
    return parsed.set(drivername="postgresql+asyncpg")


def database_path(url: str) -> Path:
    """Return the file that the address names, or raise StorageUnusableError.

    The address itself is never repeated in the error: it may hold a password.
    """
    parsed = _parsed(url)
    if parsed.drivername not in _DRIVERS:
        raise StorageUnusableError(
            f"The setting database.url names {parsed.drivername}, "
            f"but data are kept in SQLite or PostgreSQL only. {_EXAMPLE}"
        )
    if parsed.host or parsed.query or not parsed.database or parsed.database.startswith((":", "file:")):
        raise StorageUnusableError(
            "The setting database.url must name a file, without anything else: "
            f"what is kept must outlive the process. {_EXAMPLE}"
        )
    path = Path(parsed.database)
    if path.suffix in _TAKEN:
        raise StorageUnusableError(
            f"The setting database.url must not name a {path.suffix} file: such a file is kept beside it. "
            f"{_EXAMPLE}"
        )
    return path


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError):
        raise StorageUnusableError(f"The setting database.url is not an address. {_EXAMPLE}") from None
