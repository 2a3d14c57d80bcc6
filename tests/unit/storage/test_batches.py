"""How items that arrive together are written together."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.core.errors import StorageError
from bot.storage.batches import BATCH, Batches


class Paper:
    """Keeps what is written; refuses batches with a "bad" item, and has a fault of its own for "fault"."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []

    async def write(self, items: Sequence[str]) -> Sequence[str]:
        if "fault" in items:
            raise ZeroDivisionError
        if "bad" in items:
            raise StorageError("no") from OSError("disk")
        await asyncio.sleep(0)
        self.batches.append(list(items))
        return [item.upper() for item in items]


async def test_items_that_arrive_together_are_one_batch_in_order() -> None:
    paper = Paper()
    batches = Batches(paper.write)

    await asyncio.gather(*(batches.put(item) for item in "abc"))

    assert paper.batches == [["a", "b", "c"]]


async def test_each_item_gets_its_own_result() -> None:
    batches = Batches(Paper().write)

    assert await asyncio.gather(*(batches.put(item) for item in "abc")) == ["A", "B", "C"]


async def test_items_that_arrive_during_a_write_are_the_next_batch() -> None:
    paper = Paper()
    batches = Batches(paper.write)

    first = asyncio.create_task(batches.put("a"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await asyncio.gather(first, batches.put("b"), batches.put("c"))

    assert paper.batches == [["a"], ["b", "c"]]


async def test_no_batch_is_larger_than_the_limit() -> None:
    paper = Paper()
    batches = Batches(paper.write)

    await asyncio.gather(*(batches.put(str(number)) for number in range(BATCH + 1)))

    assert [len(batch) for batch in paper.batches] == [BATCH, 1]


async def test_a_failed_batch_fails_for_each_caller_with_the_cause_and_the_next_is_written() -> None:
    paper = Paper()
    batches = Batches(paper.write)

    results = await asyncio.gather(batches.put("bad"), batches.put("a"), return_exceptions=True)
    await batches.put("b")

    errors = [result for result in results if isinstance(result, StorageError)]
    assert [(str(error), str(error.__cause__)) for error in errors] == [("no", "disk")] * 2
    assert errors[0] is not errors[1]
    assert paper.batches == [["b"]]


async def test_even_after_a_fault_in_the_program_nobody_waits_for_ever() -> None:
    paper = Paper()
    batches = Batches(paper.write)

    waiting = asyncio.create_task(batches.put("fault"))
    await asyncio.sleep(0)
    with pytest.raises(ZeroDivisionError):
        await batches.drain()
    with pytest.raises(StorageError, match="interrupted"):
        await waiting
    await batches.put("a")

    assert paper.batches == [["a"]]


async def test_drain_waits_for_all_that_was_put() -> None:
    paper = Paper()
    batches = Batches(paper.write)
    waiting = [asyncio.create_task(batches.put(item)) for item in "ab"]
    await asyncio.sleep(0)

    await batches.drain()

    assert paper.batches == [["a", "b"]]
    await asyncio.gather(*waiting)
