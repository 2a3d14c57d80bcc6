"""Turns the database's errors into the project's own, keeping the cause."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.core.errors import StorageError, StorageUnusableError

# OverflowError and UnicodeError: a value that the database cannot hold.
DATABASE_ERRORS = (SQLAlchemyError, sqlite3.Error, OSError, OverflowError, UnicodeError)


@contextmanager
def passing(doing: str) -> Iterator[None]:
    """Raise StorageError for whatever the database raises while the bot runs."""
    try:
        yield
    except DATABASE_ERRORS as error:
        raise StorageError(f"The database failed while {doing}: {_reason(error)}.") from error


@contextmanager
def lasting(path: Path | str) -> Iterator[None]:
    """Raise StorageUnusableError, with how to mend it, for whatever stops the file from being opened."""
    try:
        yield
    except DATABASE_ERRORS as error:
        raise StorageUnusableError(_sentence(path, error)) from error


def _sentence(path: Path | str, error: Exception) -> str:
    match _code(error):
        case sqlite3.SQLITE_NOTADB:
            return (
                f"{path} is not a database of this program. "
                "Set database.url to another file, or move this one away."
            )
        case sqlite3.SQLITE_CORRUPT:
            return f"The database {path} is damaged. Move it away and put your last backup in its place."
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return f"Another program is using the database {path}. Close that program and start again."
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_CANTOPEN:
            return (
                f"The database {path} cannot be opened for writing. "
                "Give this user the right to write the file and its folder."
            )
        case sqlite3.SQLITE_FULL:
            return f"There is no room on the disk for the database {path}. Free some space and start again."
        case _:
            return (
                f"The database {path} cannot be used: {_reason(error)}. "
                "Check the disk and that this user may write to the folder."
            )


def _code(error: Exception) -> int | None:
    if isinstance(error, OSError):
        return sqlite3.SQLITE_PERM if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS) else None
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlite_errorcode", None)
    return code & 0xFF if isinstance(code, int) else None  # the low byte: the code without its details


def _reason(error: Exception) -> str:
    """Describe an error without the values that were being written."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, OSError):
        return cause.strerror or type(cause).__name__
    return str(cause) if isinstance(cause, sqlite3.Error) else type(cause).__name__
