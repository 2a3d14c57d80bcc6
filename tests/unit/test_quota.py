"""A month's messages: counted, kept through restarts, and not all spent on tips."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.errors import StorageError
from bot.services.quota import Quota, needed

HANOI = "Asia/Ho_Chi_Minh"
NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)
# Midnight of the first of December where the readers live.
DECEMBER = datetime(2026, 11, 30, 17, tzinfo=UTC)


class MemoryLedger:
    """Keeps the counts, unless it is broken."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()
        self.broken = False

    async def add(self, channel: str, month: str, amount: int) -> int:
        if self.broken:
            raise StorageError("switched off")
        self.counts[channel, month] += amount
        return self.counts[channel, month]


def quota(limit: int = 100) -> Quota:
    return Quota("zalo-bot", limit, HANOI)


def test_the_last_fifth_is_left_to_answers() -> None:
    mine = quota()
    mine.count(79, NOW)

    before = mine.is_scarce(NOW)
    mine.count(1, NOW)

    assert (before, mine.is_scarce(NOW), mine.left(NOW)) == (False, True, 20)


def test_a_new_month_begins_with_all_of_it_at_the_readers_midnight() -> None:
    mine = quota()
    mine.count(100, NOW)

    assert mine.next_month(NOW) == DECEMBER
    assert mine.is_scarce(DECEMBER - timedelta(seconds=1))
    assert mine.left(DECEMBER) == 100
    assert mine.next_month(DECEMBER) == datetime(2026, 12, 31, 17, tzinfo=UTC)


async def test_what_other_processes_sent_counts_too() -> None:
    ledger, one, other = MemoryLedger(), quota(), quota()
    one.count(30, NOW)
    await one.settle(ledger, NOW)
    other.count(40, NOW)
    await other.settle(ledger, NOW)
    await one.settle(ledger, NOW)

    assert one.left(NOW) == other.left(NOW) == 30
    assert ledger.counts == {("zalo-bot", "2026-11"): 70}


async def test_what_cannot_be_written_is_written_next_time() -> None:
    ledger, mine = MemoryLedger(), quota()
    mine.count(3, NOW)
    ledger.broken = True
    with pytest.raises(StorageError):
        await mine.settle(ledger, NOW)
    ledger.broken = False
    mine.count(4, DECEMBER)
    await mine.settle(ledger, DECEMBER)

    assert ledger.counts == {("zalo-bot", "2026-11"): 3, ("zalo-bot", "2026-12"): 4}
    assert mine.left(DECEMBER) == 96


def test_a_month_may_have_five_weeks() -> None:
    assert needed(20) == 100
