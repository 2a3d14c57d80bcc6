"""What is PostgreSQL's own: opening, upgrading, the key, and the lock of a token."""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from bot.core.errors import StorageUnusableError
from bot.storage.backup import backup
from bot.storage.database import open_alone, open_beside, upgrade
from bot.storage.key import open_key
from bot.storage.postgres import PostgresDatabase
from bot.storage.schema import HEAD
from bot.storage.token_lock import AdvisoryLock, SoleLock, token_lock
from tests.fakes.postgres import programs
from tests.integration.storage.conftest import names_in

TOKEN = "123:secret-token"
HOLDER = """
import asyncio, sys
from bot.storage.database import open_alone
from bot.storage.token_lock import token_lock
async def main():
    database = await open_alone(sys.argv[1])
    await token_lock(database, sys.argv[2]).acquire(asyncio.Event())
    print("held", flush=True)
    await asyncio.sleep(600)
asyncio.run(main())
"""


Lock = Callable[..., AdvisoryLock]


@pytest.fixture
async def lock(postgres_url: str) -> AsyncIterator[Lock]:
    """Makes locks in one database, each as a process of its own would; lets go of them at the end."""
    database = await open_alone(postgres_url)
    assert isinstance(database, PostgresDatabase)
    made: list[AdvisoryLock] = []

    def make(token: str = TOKEN) -> AdvisoryLock:
        made.append(AdvisoryLock(database, token, every=0.1))
        return made[-1]

    yield make
    for one in made:
        await one.release()
    await database.close()


async def test_an_empty_database_must_be_upgraded_by_hand(empty_postgres_url: str) -> None:
    with pytest.raises(
        StorageUnusableError, match=r"has no tables yet\. Run `python -m bot db upgrade` first"
    ):
        await open_alone(empty_postgres_url)

    first, again = await upgrade(empty_postgres_url), await upgrade(empty_postgres_url)

    assert first.current == again.current == HEAD
    await (await open_alone(empty_postgres_url)).close()


async def test_two_upgrades_at_once_do_no_harm(empty_postgres_url: str) -> None:
    found = await asyncio.gather(*(upgrade(empty_postgres_url) for _ in range(3)))

    assert {one.current for one in found} == {HEAD}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"database": "kn_nowhere"}, "There is no database kn_nowhere"),
        ({"port": 1, "host": "127.0.0.1", "query": {}}, "cannot be reached"),
        ({"username": "nobody_here", "password": "hunter2"}, "(refuses the user|cannot be used)"),
    ],
)
async def test_what_is_wrong_with_the_address_is_said_without_the_password(
    postgres_url: str, change: dict[str, object], sentence: str
) -> None:
    wrong = make_url(postgres_url).set(**change)  # type: ignore[arg-type] # the parts of an address
    url = wrong.render_as_string(hide_password=False)

    with pytest.raises(StorageUnusableError, match=sentence) as refused:
        await open_alone(url)

    assert "hunter2" not in str(refused.value)


async def test_several_processes_may_open_it(postgres_url: str) -> None:
    first, second, third = (
        await open_alone(postgres_url),
        await open_alone(postgres_url),
        await open_beside(postgres_url),
    )

    await asyncio.gather(*(one.check() for one in (first, second, third)))

    for one in (first, second, third):
        await one.close()


async def test_two_first_starts_at_once_agree_on_one_key(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = await open_alone(postgres_url)
    for machine in ("a", "b"):
        (tmp_path / machine / "data").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a")
    first = await open_key(database, None)
    monkeypatch.chdir(tmp_path / "b")

    with pytest.raises(StorageUnusableError, match="from the machine where the bot was started first"):
        await open_key(database, None)

    shutil.copy(tmp_path / "a" / "data" / "khien-nho.key", tmp_path / "b" / "data" / "khien-nho.key")
    assert await open_key(database, None) == first
    await database.close()


async def test_only_one_process_holds_a_tokens_lock(lock: Lock) -> None:
    mine, other = lock(), lock()
    stop = asyncio.Event()

    held = await mine.acquire(stop)
    waiting = asyncio.create_task(other.acquire(stop))
    await asyncio.sleep(0.5)
    refused = not waiting.done()
    await mine.release()

    assert held
    assert refused
    assert await asyncio.wait_for(waiting, 5)
    await other.release()


async def test_a_stop_ends_the_waiting(lock: Lock) -> None:
    mine, other = lock(), lock()
    stop = asyncio.Event()
    await mine.acquire(stop)
    waiting = asyncio.create_task(other.acquire(stop))
    await asyncio.sleep(0.2)

    stop.set()

    assert not await asyncio.wait_for(waiting, 5)
    await mine.release()


async def test_another_token_has_a_lock_of_its_own(lock: Lock) -> None:
    assert await lock().acquire(asyncio.Event())
    assert await lock("456:another").acquire(asyncio.Event())


async def test_a_holder_whose_connection_is_cut_notices(lock: Lock, postgres_url: str) -> None:
    mine, other = lock(), lock()
    await mine.acquire(asyncio.Event())
    lost = asyncio.create_task(mine.lost())
    waiting = asyncio.create_task(other.acquire(asyncio.Event()))

    connection = await asyncpg.connect(postgres_url)
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    await connection.close()

    await asyncio.wait_for(lost, 10)
    assert await asyncio.wait_for(waiting, 10)
    await mine.release()
    await other.release()


async def test_a_standby_takes_over_when_the_holder_is_killed(lock: Lock, postgres_url: str) -> None:
    holder = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLDER, postgres_url, TOKEN, stdout=asyncio.subprocess.PIPE
    )
    assert holder.stdout is not None
    assert await holder.stdout.readline() == b"held\n"
    waiting = asyncio.create_task(lock().acquire(asyncio.Event()))
    await asyncio.sleep(0.3)
    still_waiting = not waiting.done()

    os.kill(holder.pid, signal.SIGKILL)
    await holder.wait()

    assert still_waiting
    assert await asyncio.wait_for(waiting, 30)


async def test_on_sqlite_the_process_lock_is_enough(tmp_path: Path) -> None:
    database = await open_alone(f"sqlite:///{tmp_path}/khien-nho.db")

    lock = token_lock(database, TOKEN)

    assert isinstance(lock, SoleLock)
    assert await lock.acquire(asyncio.Event())
    await lock.release()
    await database.close()


async def test_a_backup_is_made_by_pg_dump_and_overwrites_nothing(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", programs(), prepend=os.pathsep)

    made = await backup(postgres_url, tmp_path / "backup.dump")
    with pytest.raises(StorageUnusableError, match="exists already"):
        await backup(postgres_url, tmp_path / "backup.dump")

    assert made.size > 1_000
    assert made.path.read_bytes()[:5] == b"PGDMP"
    assert made.path.stat().st_mode & 0o077 == 0
    assert names_in(tmp_path) == ["backup.dump"]


async def test_a_backup_that_fails_leaves_nothing(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", programs(), prepend=os.pathsep)
    nowhere = make_url(postgres_url).set(database="kn_nowhere").render_as_string(hide_password=False)

    with pytest.raises(StorageUnusableError, match="pg_dump could not make the backup"):
        await backup(nowhere, tmp_path / "backup.dump")

    assert names_in(tmp_path) == []


async def test_without_pg_dump_the_way_is_told(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(StorageUnusableError, match="Install the client of the server's version"):
        await backup(postgres_url, tmp_path / "backup.dump")
