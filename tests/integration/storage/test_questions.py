"""Counting questions: by month, topic, outcome and confidence, and nothing else."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

from bot.core.journal import KEEP_QUESTIONS, Entry
from bot.core.message import Address
from bot.core.understanding import Asked, Band, Outcome
from bot.storage.database import open_beside
from bot.storage.questions import Tally, tallies
from tests.integration.storage.conftest import OpenJournal

MONDAY = datetime(2030, 1, 7, 8, tzinfo=UTC)
MAI = Address("telegram", "1001")
SCAMS = Asked("scams", Outcome.ANSWER, Band.HIGH)
NOTHING = Asked(None, Outcome.UNKNOWN, Band.LOW)


async def test_questions_are_counted_and_outlive_the_process(open_journal: OpenJournal, url: str) -> None:
    async with open_journal() as journal:
        for asked in (SCAMS, NOTHING, SCAMS):
            await journal.commit(Entry(MAI, MONDAY, asked=asked))
    async with open_journal() as journal:
        await journal.commit(Entry(MAI, MONDAY + timedelta(days=40), asked=SCAMS))
        beside = await open_beside(url)

        whole = await beside.read(tallies, "2030-01")
        later = await beside.read(tallies, "2030-02")
        await beside.close()

    assert sorted(whole, key=lambda tally: tally.count) == [Tally(NOTHING, 1), Tally(SCAMS, 3)]
    assert later == [Tally(SCAMS, 1)]


async def test_counts_are_deleted_after_two_years(open_journal: OpenJournal, url: str) -> None:
    async with open_journal() as journal:
        await journal.commit(Entry(MAI, MONDAY, asked=SCAMS))
        kept = await journal.purge(MONDAY + KEEP_QUESTIONS)
        deleted = await journal.purge(MONDAY + KEEP_QUESTIONS + timedelta(days=31))

    assert (kept, deleted) == (0, 1)


async def test_a_count_holds_ids_and_a_month_only(open_journal: OpenJournal, url: str) -> None:
    async with open_journal() as journal:
        await journal.commit(Entry(MAI, MONDAY, asked=SCAMS))

    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as opened:
        rows = opened.execute("SELECT * FROM questions").fetchall()
    assert rows == [("2030-01", "scams", "answer", "high", 1)]
