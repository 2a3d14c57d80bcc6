"""Copies the database of a running bot into one fresh file: SQLite by itself, PostgreSQL by its pg_dump."""

import asyncio
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL

from bot.core.errors import StorageUnusableError
from bot.storage.files import require_file, sync_folder
from bot.storage.location import database_path, postgres_address
from bot.storage.trouble import lasting


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished, checked copy. It is of no use without the secret key, which it does not hold."""

    path: Path
    size: int


async def backup(url: str, destination: Path) -> Backup:
    """Copy the database as it is at one moment; a running bot goes on meanwhile.

    The copy gets its name only when it is complete, checked and on the disk. Raises
    StorageUnusableError, above all rather than overwriting anything.
    """
    address = postgres_address(url)
    if address is not None:
        return await asyncio.to_thread(_dump, address, destination)
    return await asyncio.to_thread(_backup, database_path(url), destination)


@contextmanager
def _whole(destination: Path) -> Iterator[Path]:
    """Yield a file to write; it gets the destination's name once it is complete and on the disk, or goes."""
    with lasting(destination), ExitStack() as undo:
        _reserve(destination)
        undo.callback(destination.unlink)
        unfinished = destination.with_name(f"{destination.name}.unfinished")
        unfinished.unlink(missing_ok=True)
        _create(unfinished)
        undo.callback(unfinished.unlink, missing_ok=True)
        yield unfinished
        _sync(unfinished)
        unfinished.replace(destination)
        sync_folder(destination.parent)
        undo.pop_all()


def _backup(source: Path, destination: Path) -> Backup:
    with lasting(source):
        require_file(source)
    with _whole(destination) as unfinished, lasting(source):
        _copy(source, unfinished)
    return Backup(destination, destination.stat().st_size)


def _dump(address: URL, destination: Path) -> Backup:
    program = shutil.which("pg_dump")
    if program is None:
        raise StorageUnusableError(
            "A PostgreSQL database is backed up by pg_dump, which is not on this machine's PATH. "
            "Install the client of the server's version, or run the backup on the server."
        )
    with _whole(destination) as unfinished:
        plain = address.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
        # The password by the environment: arguments can be read by everybody on the machine.
        environment = os.environ | ({"PGPASSWORD": str(address.password)} if address.password else {})
        done = subprocess.run(  # noqa: S603 - the program and the address are the operator's own
            [program, "--format=custom", f"--file={unfinished}", f"--dbname={plain}"],
            env=environment,
            capture_output=True,
            check=False,
        )
        if done.returncode != 0:
            lines = done.stderr.decode(errors="replace").strip().splitlines() or ["no reason given"]
            raise StorageUnusableError(f"pg_dump could not make the backup: {lines[-1]}")
    return Backup(destination, destination.stat().st_size)


def _reserve(destination: Path) -> None:
    """Take the name at once, so that nobody else's file can appear under it."""
    try:
        _create(destination)
    except FileExistsError:
        raise StorageUnusableError(
            f"{destination} exists already, and a backup overwrites nothing. Name a new file."
        ) from None
    except (FileNotFoundError, NotADirectoryError):
        raise StorageUnusableError(
            f"The folder {destination.parent} does not exist. Create it, or name a file in another one."
        ) from None


def _create(path: Path) -> None:
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))


def _copy(source: Path, unfinished: Path) -> None:
    with closing(sqlite3.connect(source)) as origin, closing(sqlite3.connect(unfinished)) as copy:
        origin.backup(copy)  # in one step, so that a busy writer cannot make it start over
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, without -wal and -shm beside it
        (verdict,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
    if verdict != "ok":
        raise StorageUnusableError(
            f"The copy of {source} is damaged, and so probably is the database. No backup was written. "
            "Check the disk, and keep your earlier backups."
        )


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
