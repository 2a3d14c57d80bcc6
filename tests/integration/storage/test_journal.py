"""What only the journal in the database promises: outliving the process, and sharing transactions."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import pytest
from sqlalchemy import Connection

from bot.core.errors import StorageError
from bot.core.journal import Entry
from bot.core.message import Address
from bot.core.people import Audience, Language
from bot.core.turn import ChatState, Remember
from bot.storage.cipher import Cipher
from bot.storage.database import SqliteDatabase, upgrade
from bot.storage.journal import PURGE_ROWS, SqlJournal
from tests.integration.storage.conftest import KEY, OpenJournal

P = ParamSpec("P")
T = TypeVar("T")

MONDAY = datetime(2030, 1, 7, 8, tzinfo=UTC)
MAI = Address("telegram", "1001")
CHILD = ChatState(Audience.CHILD, Language.VI, "menu")


class CountingDatabase(SqliteDatabase):
    """Counts transactions."""

    reads = 0
    writes = 0

    async def read(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        self.reads += 1
        return await super().read(work, *args, **kwargs)

    async def write(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        self.writes += 1
        return await super().write(work, *args, **kwargs)


def rename_table(path: Path, old: str, new: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"ALTER TABLE {old} RENAME TO {new}")


async def test_updates_and_states_outlive_a_restart(open_journal: OpenJournal) -> None:
    async with open_journal() as journal:
        await journal.commit(Entry(MAI, MONDAY, "7", Remember(CHILD)))

    async with open_journal() as journal:
        assert await journal.is_done("telegram", "7")
        assert await journal.state(MAI, MONDAY) == CHILD


async def test_entries_that_arrive_together_share_a_transaction_and_later_reads_need_none(
    url: str, path: Path
) -> None:
    await upgrade(url)
    database = CountingDatabase(path)
    journal = SqlJournal(database, Cipher(KEY))
    await journal.start()
    await journal.state(MAI, MONDAY)
    database.reads = 0
    chats = [Address("telegram", str(number)) for number in range(1_000)]

    await asyncio.gather(*(journal.commit(Entry(c, MONDAY, c.chat, Remember(CHILD))) for c in chats))
    done = [await journal.is_done("telegram", chat.chat) for chat in chats]
    states = {await journal.state(chat, MONDAY) for chat in chats}

    assert (database.writes, database.reads) == (1, 0)
    assert all(done)
    assert states == {CHILD}
    await journal.stop()
    await database.close()


async def test_a_failing_batch_fails_for_each_and_the_next_one_is_written(
    open_journal: OpenJournal, path: Path
) -> None:
    async with open_journal() as journal:
        rename_table(path, "updates", "away")
        results = await asyncio.gather(
            *(journal.commit(Entry(MAI, MONDAY, str(number), Remember(CHILD))) for number in (1, 2)),
            return_exceptions=True,
        )
        rename_table(path, "away", "updates")

        assert [type(result) for result in results] == [StorageError, StorageError]
        assert not await journal.is_done("telegram", "1")
        assert await journal.state(MAI, MONDAY) == ChatState()

        await journal.commit(Entry(MAI, MONDAY, "1", Remember(CHILD)))

        assert await journal.is_done("telegram", "1")
        assert await journal.state(MAI, MONDAY) == CHILD


async def test_an_error_keeps_its_cause_and_tells_no_value(open_journal: OpenJournal, path: Path) -> None:
    async with open_journal() as journal:
        rename_table(path, "updates", "away")
        with pytest.raises(StorageError) as failed:
            await journal.commit(Entry(MAI, MONDAY, "marker-7"))
        rename_table(path, "away", "updates")

    assert str(failed.value) == "The database failed while committing: no such table: updates."
    assert failed.value.__cause__ is not None
    assert "marker-7" not in str(failed.value.__cause__)


async def test_an_id_that_cannot_be_stored_fails_alone(open_journal: OpenJournal) -> None:
    async with open_journal() as journal:
        results = await asyncio.gather(
            journal.commit(Entry(MAI, MONDAY, "\ud800")),
            journal.commit(Entry(MAI, MONDAY, "8")),
            return_exceptions=True,
        )

        assert [type(result) for result in results] == [StorageError, type(None)]
        assert await journal.is_done("telegram", "8")


async def test_stop_commits_what_still_waits_and_takes_no_more(open_journal: OpenJournal) -> None:
    async with open_journal() as journal:
        waiting = [asyncio.create_task(journal.commit(Entry(MAI, MONDAY, str(n)))) for n in range(50)]
        await asyncio.sleep(0)

        await journal.stop()

        assert all(task.done() for task in waiting)
        assert [n for n in range(50) if not await journal.is_done("telegram", str(n))] == []
        with pytest.raises(StorageError, match="takes no entries"):
            await journal.commit(Entry(MAI, MONDAY, "51"))


async def test_a_caller_that_gives_up_does_not_disturb_the_others(open_journal: OpenJournal) -> None:
    async with open_journal() as journal:
        first = asyncio.create_task(journal.commit(Entry(MAI, MONDAY, "1")))
        second = asyncio.create_task(journal.commit(Entry(MAI, MONDAY, "2")))
        await asyncio.sleep(0)

        first.cancel()
        await second

        assert await journal.is_done("telegram", "2")


async def test_purge_deletes_more_rows_than_fit_one_part(open_journal: OpenJournal) -> None:
    many = PURGE_ROWS + 10
    async with open_journal() as journal:
        await asyncio.gather(*(journal.commit(Entry(MAI, MONDAY, str(n))) for n in range(many)))

        assert await journal.purge(MONDAY.replace(month=2)) == many
        assert not await journal.is_done("telegram", "0")


async def test_no_chat_id_is_in_any_file(open_journal: OpenJournal, path: Path) -> None:
    marker = "840901234567"
    async with open_journal() as journal:
        for number in range(20):
            chat = Address("telegram", f"{marker}{number}", f"{marker}-thread")
            await journal.commit(Entry(chat, MONDAY, str(number), Remember(CHILD)))
        while_running = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    after = {file.name: file.read_bytes() for file in path.parent.iterdir()}

    assert "khien-nho.db-wal" in while_running
    assert [
        name for files in (while_running, after) for name in files if marker.encode() in files[name]
    ] == []
