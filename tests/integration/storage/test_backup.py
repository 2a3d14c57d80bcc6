"""Copying the database of a running bot."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core.errors import StorageUnusableError
from bot.core.journal import Entry
from bot.core.message import Address
from bot.core.turn import ChatState, Remember
from bot.storage.backup import backup
from bot.storage.cipher import Cipher
from bot.storage.database import open_alone, upgrade
from bot.storage.journal import SqlJournal
from tests.integration.storage.conftest import KEY, OpenJournal, names_in

MONDAY = datetime(2030, 1, 7, 8, tzinfo=UTC)
MAI = Address("telegram", "1001")
STATE = ChatState(step="menu")


async def test_a_backup_made_while_the_bot_writes_holds_all_that_was_committed_before(
    open_journal: OpenJournal, url: str, tmp_path: Path
) -> None:
    destination = tmp_path / "backup.db"
    async with open_journal() as journal:
        for number in range(100):
            await journal.commit(Entry(MAI, MONDAY, str(number), Remember(STATE)))
        writing = [asyncio.create_task(journal.commit(Entry(MAI, MONDAY, str(n)))) for n in range(100, 2_000)]

        made = await backup(url, destination)

        await asyncio.gather(*writing)
    copy = await open_alone(f"sqlite:///{destination}")
    restored = SqlJournal(copy, Cipher(KEY))
    await restored.start()

    assert (made.path, made.size) == (destination, destination.stat().st_size)
    assert [n for n in range(100) if not await restored.is_done("telegram", str(n))] == []
    assert await restored.state(MAI, MONDAY) == STATE
    await restored.stop()
    await copy.close()


async def test_a_backup_is_one_file_for_this_user_alone(url: str, tmp_path: Path) -> None:
    await upgrade(url)
    folder = tmp_path / "backups"
    folder.mkdir()

    await backup(url, folder / "monday.db")

    assert names_in(folder) == ["monday.db"]
    assert oct((folder / "monday.db").stat().st_mode & 0o777) == "0o600"


async def test_a_backup_overwrites_nothing(url: str, tmp_path: Path) -> None:
    await upgrade(url)
    destination = tmp_path / "letter.txt"
    destination.write_text("dear all")

    with pytest.raises(StorageUnusableError, match="overwrites nothing"):
        await backup(url, destination)

    assert destination.read_text() == "dear all"


async def test_a_backup_into_a_missing_folder_is_refused(url: str, tmp_path: Path) -> None:
    await upgrade(url)

    with pytest.raises(StorageUnusableError, match="does not exist"):
        await backup(url, tmp_path / "nowhere" / "backup.db")


async def test_without_a_database_there_is_no_backup(url: str, tmp_path: Path) -> None:
    with pytest.raises(StorageUnusableError, match="There is no database"):
        await backup(url, tmp_path / "backup.db")

    assert names_in(tmp_path) == []


async def test_a_file_that_is_no_database_is_not_backed_up(url: str, letter: Path, tmp_path: Path) -> None:
    with pytest.raises(StorageUnusableError, match="is not a database"):
        await backup(url, tmp_path / "backup.db")

    assert names_in(tmp_path) == [letter.parent.name]
