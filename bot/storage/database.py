"""Opens the database: one SQLite file, or PostgreSQL where several processes share it.

SQLite has many readers and one writer at a time; what has been committed survives a kill and a power
failure (WAL with synchronous=FULL), what has been deleted is overwritten (secure_delete).
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, closing
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, select

from bot.core.errors import StorageUnusableError
from bot.storage.engine import probe, sqlite_engine
from bot.storage.files import create_file, create_folder, require_file
from bot.storage.location import database_path, postgres_address
from bot.storage.lock import ProcessLock
from bot.storage.schema import Revisions, revisions, upgrade_tables
from bot.storage.trouble import lasting, passing

P = ParamSpec("P")
T = TypeVar("T")

READERS = 2


class Database(ABC):
    """An open database. Its errors are SQLAlchemy's: the stores translate them.

    A transaction is a plain function of a connection. `place` names the database in sentences, never with
    a password; the key file is named after `path`. `is_owned` says that this process may make what is
    missing; `is_shared`, that other processes may write at the same time.
    """

    place: str
    path: Path
    is_owned: bool
    is_shared: bool

    @abstractmethod
    async def read(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `work` on the database as it is at one moment; disturbs no writer."""

    @abstractmethod
    async def write(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `work` as one transaction: durable on return, undone when it raises."""

    @abstractmethod
    async def checkpoint(self) -> None:
        """See to it that what was deleted is in no file of the database, as far as that can be done."""

    @abstractmethod
    async def close(self) -> None:
        """Finish what is under way and close all connections."""

    async def check(self) -> None:
        """Return when the database answers; raise StorageError when it does not."""
        with passing("being asked whether it works"):
            await self.read(_answer)

    async def revisions(self) -> Revisions:
        """Return the database's revision and the newest one."""
        with passing("telling its revision"):
            return await self.read(revisions, self.place)


class SqliteDatabase(Database):
    """One file. A transaction runs as a whole in a thread of the database's own: one hand-over between
    threads, where a driver with an await per statement needs a dozen.
    """

    is_shared = False

    def __init__(self, path: Path, lock: ProcessLock | None = None) -> None:
        self.path = path
        self.place = str(path)
        self.is_owned = lock is not None
        self._lock = lock
        self._engine = sqlite_engine(path, connections=READERS + 1)  # one per thread
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="database-writer")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="database-reader")

    async def read(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `work` on the database as it is at one moment; disturbs no writer."""
        return await _in(self._readers, lambda: self._run(False, lambda c: work(c, *args, **kwargs)))

    async def write(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `work` as one transaction: durable on return, undone when it raises.

        Writers of this process wait here in line, those of other processes in SQLite.
        """
        return await _in(self._writer, lambda: self._run(True, lambda c: work(c, *args, **kwargs)))

    async def checkpoint(self) -> None:
        """Move what was written from the WAL into the database, so that what was deleted is in neither.

        Does what it can when another process is reading just now; the next one does the rest.
        """
        await _in(self._writer, self._checkpoint)

    async def close(self) -> None:
        """Finish what is under way, close all connections, then let go of the process lock."""
        await asyncio.to_thread(self._close)

    def _run(self, writes: bool, work: Callable[[Connection], T]) -> T:
        with self._engine.connect().execution_options(writes=writes) as connection, connection.begin():
            return work(connection)

    def _checkpoint(self) -> None:
        with closing(self._engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _close(self) -> None:
        self._writer.shutdown()
        self._readers.shutdown()
        self._engine.dispose()
        if self._lock is not None:
            self._lock.release()


async def _in(threads: ThreadPoolExecutor, work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(threads, work)


async def open_alone(url: str) -> Database:
    """Open the database to serve from it.

    On SQLite takes the process lock, creates what is missing and brings the tables to the newest
    revision; PostgreSQL, which several processes share, must be there and at the newest revision.
    Raises StorageUnusableError with one sentence.
    """
    address = postgres_address(url)
    if address is not None:
        from bot.storage.postgres import open_postgres  # noqa: PLC0415 - SQLite need not wait for it

        return await open_postgres(address)
    path = database_path(url)
    lock = ProcessLock(path.resolve())  # one lock, by whichever link the file is reached
    async with AsyncExitStack() as undo:
        with lasting(path):
            create_folder(path)
            lock.acquire()
            undo.callback(lock.release)
            create_file(path)
            await asyncio.to_thread(probe, path)
            database: Database = SqliteDatabase(path, lock)
            undo.push_async_callback(database.close)
            await database.write(_upgrade, str(path))
        undo.pop_all()
    return database


async def open_beside(url: str) -> Database:
    """Open an existing database while another process may be serving from it; changes no table.

    Raises StorageUnusableError with one sentence.
    """
    address = postgres_address(url)
    if address is not None:
        from bot.storage.postgres import open_postgres  # noqa: PLC0415 - SQLite need not wait for it

        return await open_postgres(address)
    path = database_path(url)
    with lasting(path):
        require_file(path)
        await asyncio.to_thread(probe, path)
        database: Database = SqliteDatabase(path)
        async with AsyncExitStack() as undo:
            undo.push_async_callback(database.close)
            if not (await database.read(revisions, str(path))).is_newest:
                raise StorageUnusableError(
                    f"The database {path} was written by an older version of this program. "
                    "Run `python -m bot db upgrade` first."
                )
            undo.pop_all()
    return database


async def upgrade(url: str) -> Revisions:
    """Create the database or bring it to the newest revision; return where it stands then."""
    address = postgres_address(url)
    if address is not None:
        from bot.storage.postgres import upgrade_postgres  # noqa: PLC0415 - SQLite need not wait for it

        return await upgrade_postgres(address)
    database = await open_alone(url)
    try:
        return await database.revisions()
    finally:
        await database.close()


def _answer(connection: Connection) -> None:
    connection.execute(select(1))


def _upgrade(connection: Connection, place: str) -> None:
    if not revisions(connection, place).is_newest:
        upgrade_tables(connection)
