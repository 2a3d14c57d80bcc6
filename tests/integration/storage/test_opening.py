"""Opening a database, and the sentences for when that is impossible."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from bot.core.errors import StorageUnusableError
from bot.storage.database import open_alone, open_beside, upgrade
from bot.storage.tables import metadata


def execute(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)


def contents(path: Path) -> bytes:
    return path.read_bytes()


async def refusal_of(url: str) -> str:
    with pytest.raises(StorageUnusableError) as refused:
        await open_alone(url)
    return str(refused.value)


async def test_the_first_start_creates_folder_and_file_for_this_user_alone(url: str, path: Path) -> None:
    database = await open_alone(url)
    await database.close()

    assert [oct(file.stat().st_mode & 0o777) for file in (path.parent, path)] == ["0o700", "0o600"]


async def test_every_connection_is_durable_and_overwrites_what_is_deleted(url: str) -> None:
    def pragmas(connection: Connection) -> dict[str, object]:
        names = ("journal_mode", "synchronous", "secure_delete", "foreign_keys", "busy_timeout")
        return {name: connection.scalar(text(f"PRAGMA {name}")) for name in names}

    expected = {
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "foreign_keys": 1,
        "busy_timeout": 5_000,
    }
    database = await open_alone(url)

    assert await database.write(pragmas) == expected
    assert await database.read(pragmas) == expected

    await database.close()


async def test_the_migrations_lead_to_exactly_the_tables_that_the_program_uses(url: str) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    database = await open_alone(url)

    assert await database.read(differences) == []

    await database.close()


async def test_a_transaction_that_raises_leaves_nothing_behind(url: str) -> None:
    def half(connection: Connection) -> None:
        connection.execute(text("INSERT INTO meta VALUES ('a', 'b')"))
        raise ZeroDivisionError

    def count(connection: Connection) -> object:
        return connection.scalar(text("SELECT count(*) FROM meta"))

    database = await open_alone(url)
    with pytest.raises(ZeroDivisionError):
        await database.write(half)

    assert await database.read(count) == 0

    await database.close()


async def test_upgrade_tells_the_revision_and_can_be_repeated(url: str) -> None:
    first = await upgrade(url)
    second = await upgrade(url)

    assert first == second
    assert first.is_newest


async def test_a_second_process_is_told_that_the_first_one_serves(url: str, path: Path) -> None:
    first = await open_alone(url)

    sentence = await refusal_of(url)
    await first.close()
    second = await open_alone(url)
    await second.close()

    assert sentence == (
        f"Another process ({os.getpid()}) already serves from the database {path}. "
        "Stop it first, or give this one a database.url of its own."
    )


async def test_the_lock_holds_by_whichever_link_the_file_is_reached(url: str, path: Path) -> None:
    first = await open_alone(url)
    link = path.parent.parent / "link.db"
    link.symlink_to(path)

    sentence = await refusal_of(f"sqlite:///{link}")
    await first.close()

    assert sentence.startswith("Another process")


async def test_beside_a_running_bot_the_database_can_be_opened(url: str) -> None:
    first = await open_alone(url)

    second = await open_beside(url)

    assert (first.is_owned, second.is_owned) == (True, False)
    assert (await second.revisions()).is_newest
    await second.close()
    await first.close()


async def test_opening_beside_creates_nothing(url: str, path: Path) -> None:
    with pytest.raises(StorageUnusableError, match="There is no database"):
        await open_beside(url)

    assert not path.parent.exists()


async def test_a_database_of_an_older_version_is_not_opened_beside(url: str, path: Path) -> None:
    await upgrade(url)
    execute(path, "DELETE FROM alembic_version")

    with pytest.raises(StorageUnusableError, match="db upgrade"):
        await open_beside(url)


async def test_a_database_of_a_newer_version_is_refused_and_left_alone(url: str, path: Path) -> None:
    await upgrade(url)
    execute(path, "UPDATE alembic_version SET version_num = '9999'")

    sentence = await refusal_of(url)

    assert sentence == (
        f"The database {path} was written by a newer version of this program (revision 9999). "
        "Install that version again, or put back the backup from before its upgrade."
    )


async def test_another_program_s_database_is_refused_and_left_alone(url: str, path: Path) -> None:
    path.parent.mkdir()
    execute(path, "CREATE TABLE photos (id INTEGER)")
    before = contents(path)

    sentence = await refusal_of(url)

    assert sentence.startswith(f"The database {path} belongs to another program.")
    assert contents(path) == before


async def test_a_file_that_is_no_database_is_refused_and_left_alone(url: str, letter: Path) -> None:
    before = contents(letter)

    sentence = await refusal_of(url)

    assert sentence == (
        f"{letter} is not a database of this program. "
        "Set database.url to another file, or move this one away."
    )
    assert contents(letter) == before


async def test_a_folder_in_the_place_of_the_database_is_refused(tmp_path: Path) -> None:
    sentence = await refusal_of(f"sqlite:///{tmp_path}")

    assert sentence == f"{tmp_path} is a folder. Set database.url to a file in it."


@pytest.mark.parametrize("below", ["khien-nho.db", "deeper/khien-nho.db"])
async def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path, below: str) -> None:
    (tmp_path / "data").touch()

    sentence = await refusal_of(f"sqlite:///{tmp_path}/data/{below}")

    assert sentence.startswith(f"The database {tmp_path}/data/{below} cannot be created: ")
    assert "is not a folder" in sentence


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to every folder")
async def test_a_folder_that_cannot_be_written_to_is_refused(url: str, path: Path) -> None:
    path.parent.mkdir(mode=0o500)

    assert (await refusal_of(url)).startswith(f"The folder {path.parent} cannot be written to.")


async def test_a_database_that_another_program_has_locked_is_refused(
    url: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.engine.BUSY_TIMEOUT_MS", 10)
    await upgrade(url)
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")

        sentence = await refusal_of(url)

    assert sentence == f"Another program is using the database {path}. Close that program and start again."
