"""The database's folder and file, as they are before SQLite touches them."""

import os
from pathlib import Path

from bot.core.errors import StorageUnusableError


def require_file(path: Path) -> None:
    """Raise StorageUnusableError when there is no database yet."""
    if not path.is_file():
        raise StorageUnusableError(
            f"There is no database {path}. Set database.url to the right file, "
            "or run `python -m bot db upgrade` to create it."
        )


def create_folder(path: Path) -> None:
    """Create the database's folder for this user alone; leave one that exists as it is."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(path.parent, os.W_OK | os.X_OK):
            raise PermissionError
    except (FileExistsError, NotADirectoryError):
        raise StorageUnusableError(
            f"The database {path} cannot be created: {path.parent} is not a folder. "
            "Set database.url to a file in a folder."
        ) from None
    except OSError:
        raise StorageUnusableError(
            f"The folder {path.parent} cannot be written to. "
            "Give this user the right to write there, or set database.url to a file in another folder."
        ) from None


def create_file(path: Path) -> None:
    """Create the empty file for this user alone: SQLite would let everybody read it."""
    if path.is_dir():
        raise StorageUnusableError(f"{path} is a folder. Set database.url to a file in it.")
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    except FileExistsError:
        return
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names of new files in the folder survive a power failure."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
