"""The secret key's file, and what happens when it is lost."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.errors import SettingsError, StorageUnusableError
from bot.storage.database import Database, open_alone, open_beside
from bot.storage.key import key_file, open_key

SETTING = "a-long-text-that-only-the-operator-knows"


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    database = await open_alone(url)
    yield database
    await database.close()


async def test_the_first_start_makes_a_key_for_this_user_alone(database: Database) -> None:
    key = await open_key(database, None)

    file = key_file(database.path)
    assert file.name == "khien-nho.key"
    assert oct(file.stat().st_mode & 0o777) == "0o600"
    assert file.read_bytes().strip() == key.secret


async def test_the_next_start_finds_the_same_key(database: Database) -> None:
    assert await open_key(database, None) == await open_key(database, None)


async def test_the_file_s_text_works_as_a_setting_too(database: Database) -> None:
    key = await open_key(database, None)
    file = key_file(database.path)
    text = file.read_text()
    file.unlink()

    assert await open_key(database, text) == key


async def test_with_a_setting_no_file_is_made(database: Database) -> None:
    await open_key(database, SETTING)

    assert not key_file(database.path).exists()


async def test_the_key_is_not_in_the_database(database: Database) -> None:
    key = await open_key(database, None)

    for file in database.path.parent.glob("khien-nho.db*"):
        assert key.secret not in file.read_bytes()


async def test_a_missing_key_file_stops_the_start_and_nothing_is_overwritten(database: Database) -> None:
    await open_key(database, None)
    file = key_file(database.path)
    file.rename(file.with_name("elsewhere"))

    with pytest.raises(StorageUnusableError) as refused:
        await open_key(database, None)

    assert str(refused.value) == (
        f"The key file {file} is missing, and {database.path} is of no use without it. "
        "Put it back from your backup, or set database.key. "
        f"If it is really lost, move {database.path}, khien-nho.db-wal and khien-nho.db-shm away and start "
        "again: what the bot remembered of its chats and subscribers is lost then."
    )
    assert not file.exists()


async def test_the_returned_key_file_is_accepted_again(database: Database) -> None:
    key = await open_key(database, None)
    file = key_file(database.path)
    file.rename(file.with_name("elsewhere"))
    with pytest.raises(StorageUnusableError):
        await open_key(database, None)

    file.with_name("elsewhere").rename(file)

    assert await open_key(database, None) == key


async def test_another_key_file_is_refused_and_left_alone(database: Database) -> None:
    await open_key(database, None)
    file = key_file(database.path)
    file.write_text("x" * 40)

    with pytest.raises(StorageUnusableError, match=r"khien-nho\.key is not the one"):
        await open_key(database, None)

    assert file.read_text() == "x" * 40


async def test_another_setting_is_refused(database: Database) -> None:
    await open_key(database, SETTING)

    with pytest.raises(StorageUnusableError, match=r"in the setting database\.key is not the one"):
        await open_key(database, SETTING + "!")


@pytest.mark.parametrize("text", ["", "short\n"])
async def test_a_key_file_that_was_cut_short_is_refused(database: Database, text: str) -> None:
    await open_key(database, None)
    key_file(database.path).write_text(text)

    with pytest.raises(StorageUnusableError, match="empty or cut short"):
        await open_key(database, None)


@pytest.mark.parametrize("setting", ["", "x" * 31, " " * 40])
async def test_a_setting_that_is_too_short_is_refused(database: Database, setting: str) -> None:
    with pytest.raises(SettingsError, match="at least 32 characters"):
        await open_key(database, setting)


async def test_a_key_file_that_others_could_read_is_closed_and_that_is_logged(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    key = await open_key(database, None)
    file = key_file(database.path)
    file.chmod(0o644)

    with caplog.at_level(logging.WARNING):
        assert await open_key(database, None) == key

    assert oct(file.stat().st_mode & 0o777) == "0o600"
    assert [getattr(record, "action", None) for record in caplog.records] == ["key_file_closed"]


async def test_beside_a_database_that_was_never_served_no_key_is_made(url: str, database: Database) -> None:
    beside = await open_beside(url)

    with pytest.raises(StorageUnusableError, match="start the bot once first"):
        await open_key(beside, None)

    assert not key_file(Path(database.path)).exists()
    await beside.close()
