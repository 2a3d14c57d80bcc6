"""Where the database is: reads `database.url`."""

from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.core.errors import StorageUnusableError

_DRIVERS = ("sqlite", "sqlite+aiosqlite")
_TAKEN = (".key", ".lock")
_EXAMPLE = "Write it as sqlite:///data/khien-nho.db (a file, relative to the working folder)."


def database_path(url: str) -> Path:
    """Return the file that the address names, or raise StorageUnusableError.

    The address itself is never repeated in the error: it may hold a password.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise StorageUnusableError(f"The setting database.url is not an address. {_EXAMPLE}") from None
    if parsed.drivername not in _DRIVERS:
        raise StorageUnusableError(
            f"The setting database.url names {parsed.drivername}, "
            f"but this version keeps its data in SQLite only. {_EXAMPLE}"
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
