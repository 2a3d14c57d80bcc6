"""What every journal promises, whichever one keeps it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.decision import KEEP_DECISIONS, Decision
from bot.core.journal import KEEP_STATES, KEEP_UPDATES, Entry, Journal
from bot.core.message import Address, Command, Pressed
from bot.core.people import Audience, Language
from bot.core.turn import ChatState, Forget, Remember
from bot.storage.cipher import Cipher
from bot.storage.database import open_alone
from bot.storage.journal import SqlJournal
from bot.storage.key import SecretKey
from bot.storage.memory import MemoryJournal

MONDAY = datetime(2030, 1, 7, 8, tzinfo=UTC)
MAI = Address("telegram", "1001")
NAM = Address("telegram", "1002")
CHILD = ChatState(Audience.CHILD, Language.VI, "menu", "khanh-hoa")
PARENT = ChatState(Audience.PARENT, Language.EN)
EMPTY = ChatState()


@pytest.fixture(params=["memory", "sql", "sql that remembers one", "postgresql"])
async def journal(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Journal]:
    if request.param == "memory":
        yield MemoryJournal()
        return
    held = 1 if request.param == "sql that remembers one" else 1_000
    on_server = request.param == "postgresql"
    url = request.getfixturevalue("postgres_url") if on_server else f"sqlite:///{tmp_path}/khien-nho.db"
    database = await open_alone(url)
    sql = SqlJournal(database, Cipher(SecretKey(b"k" * 32)), updates_held=held, states_held=held)
    await sql.start()
    yield sql
    await sql.stop()
    await database.close()


async def test_an_update_is_done_once_it_is_committed(journal: Journal) -> None:
    before = await journal.is_done("telegram", "7")

    await journal.commit(Entry(MAI, MONDAY, "7"))

    assert not before
    assert await journal.is_done("telegram", "7")


async def test_the_same_id_in_another_channel_is_another_update(journal: Journal) -> None:
    await journal.commit(Entry(MAI, MONDAY, "7"))

    assert not await journal.is_done("zalo-bot", "7")


async def test_all_of_many_updates_are_done(journal: Journal) -> None:
    for number in range(8, 13):
        await journal.commit(Entry(MAI, MONDAY, str(number)))

    done = [number for number in range(7, 14) if await journal.is_done("telegram", str(number))]

    assert done == [8, 9, 10, 11, 12]


async def test_an_update_that_is_committed_twice_stays_done(journal: Journal) -> None:
    await journal.commit(Entry(MAI, MONDAY, "7"))
    await journal.commit(Entry(MAI, MONDAY, "7"))

    assert await journal.is_done("telegram", "7")


async def test_nothing_is_kept_of_a_chat_that_never_wrote(journal: Journal) -> None:
    assert await journal.state(MAI, MONDAY) == EMPTY


async def test_each_chat_has_its_own_state(journal: Journal) -> None:
    await journal.commit(Entry(MAI, MONDAY, "7", Remember(CHILD)))
    await journal.commit(Entry(NAM, MONDAY, "8", Remember(PARENT)))

    assert await journal.state(MAI, MONDAY) == CHILD
    assert await journal.state(NAM, MONDAY) == PARENT


async def test_the_same_chat_id_in_another_channel_is_another_chat(journal: Journal) -> None:
    await journal.commit(Entry(MAI, MONDAY, "7", Remember(CHILD)))

    assert await journal.state(Address("zalo-bot", MAI.chat), MONDAY) == EMPTY


async def test_the_threads_of_a_chat_share_its_state(journal: Journal) -> None:
    await journal.commit(Entry(Address("telegram", "1001", "5"), MONDAY, "7", Remember(CHILD)))

    assert await journal.state(Address("telegram", "1001", "6"), MONDAY) == CHILD


async def test_an_entry_without_an_update_id_still_remembers(journal: Journal) -> None:
    await journal.commit(Entry(MAI, MONDAY, change=Remember(CHILD)))

    assert await journal.state(MAI, MONDAY) == CHILD


async def test_a_new_state_replaces_the_one_before(journal: Journal) -> None:
    await journal.commit(Entry(MAI, MONDAY, "7", Remember(CHILD)))
    await journal.commit(Entry(MAI, MONDAY, "8", Remember(PARENT)))

    assert await journal.state(MAI, MONDAY) == PARENT


async def test_an_entry_without_a_change_leaves_the_state(journal: Journal) -> None:
    await journal.commit(Entry(MAI, MONDAY, "7", Remember(CHILD)))
    await journal.commit(Entry(MAI, MONDAY, "8"))

    assert await journal.state(MAI, MONDAY) == CHILD


@pytest.mark.parametrize("change", [Forget(), Remember(EMPTY)])
async def test_a_forgotten_chat_is_like_a_new_one(journal: Journal, change: Forget | Remember) -> None:
    await journal.commit(Entry(MAI, MONDAY, "7", Remember(CHILD)))
    await journal.commit(Entry(NAM, MONDAY, "8", Remember(PARENT)))

    await journal.commit(Entry(MAI, MONDAY, "9", change))

    assert await journal.state(MAI, MONDAY) == EMPTY
    assert await journal.state(NAM, MONDAY) == PARENT


async def test_a_state_is_gone_when_its_time_is_over(journal: Journal) -> None:
    await journal.commit(Entry(MAI, MONDAY, "7", Remember(CHILD)))
    end = MONDAY + KEEP_STATES

    assert await journal.state(MAI, end - timedelta(microseconds=1)) == CHILD
    assert await journal.state(MAI, end) == EMPTY


async def test_changes_of_one_chat_that_arrive_together_are_applied_in_order(journal: Journal) -> None:
    steps: list[Remember | Forget] = [Remember(CHILD), Forget(), Remember(PARENT)]

    await asyncio.gather(
        *(journal.commit(Entry(MAI, MONDAY, str(number), step)) for number, step in enumerate(steps))
    )

    assert await journal.state(MAI, MONDAY) == PARENT


async def test_many_chats_at_once_all_end_with_their_own_state(journal: Journal) -> None:
    chats = [Address("telegram", str(number)) for number in range(300)]

    await asyncio.gather(
        *(
            journal.commit(
                Entry(chat, MONDAY, chat.chat, Remember(ChatState(Audience.CHILD, None, f"s{chat.chat}")))
            )
            for chat in chats
        )
    )

    assert [(await journal.state(chat, MONDAY)).step for chat in chats] == [f"s{chat.chat}" for chat in chats]
    assert [chat.chat for chat in chats if not await journal.is_done("telegram", chat.chat)] == []


async def test_purge_deletes_what_has_outlived_its_time_and_counts_it(journal: Journal) -> None:
    now = MONDAY + KEEP_UPDATES
    await journal.commit(Entry(MAI, MONDAY - timedelta(microseconds=1), "7", Remember(CHILD)))
    await journal.commit(Entry(NAM, MONDAY, "8", Remember(CHILD)))
    await journal.commit(Entry(NAM, now, "9", Remember(PARENT)))

    deleted = await journal.purge(now)

    assert deleted == 2  # the update "7", and Mai's state
    assert [await journal.is_done("telegram", number) for number in ("7", "8", "9")] == [False, True, True]
    assert await journal.state(MAI, now) == EMPTY
    assert await journal.state(NAM, now) == PARENT


async def test_purge_of_nothing_deletes_nothing(journal: Journal) -> None:
    assert await journal.purge(MONDAY) == 0


def decision(update_id: str, at: datetime = MONDAY, body: Command | Pressed | None = None) -> Decision:
    return Decision(MAI, update_id, at, body or Command("start"))


async def test_a_decision_is_kept_until_its_update_is_committed(journal: Journal) -> None:
    first, second = decision("7"), decision("8", MONDAY + timedelta(seconds=1), Pressed("card:bullying"))
    await journal.hold(second)
    await journal.hold(first)

    assert list(await journal.held("telegram")) == [first, second]
    assert list(await journal.held("zalo-oa")) == []
    await journal.commit(Entry(MAI, MONDAY, "7", held=True))
    assert list(await journal.held("telegram")) == [second]


async def test_a_decision_that_is_kept_twice_stays_the_first(journal: Journal) -> None:
    await journal.hold(decision("7"))
    await journal.hold(decision("7", body=Pressed("again")))

    assert list(await journal.held("telegram")) == [decision("7")]


async def test_a_decision_holds_no_words(journal: Journal) -> None:
    await journal.hold(decision("7", body=Pressed("topic:scams:child", "em bị lừa")))

    assert [one.body for one in await journal.held("telegram")] == [Pressed("topic:scams:child")]


async def test_a_decision_and_its_end_may_come_together(journal: Journal) -> None:
    await asyncio.gather(journal.hold(decision("7")), journal.commit(Entry(MAI, MONDAY, "7", held=True)))

    assert list(await journal.held("telegram")) == []


async def test_a_decision_of_the_day_before_is_purged(journal: Journal) -> None:
    await journal.hold(decision("7"))
    await journal.purge(MONDAY + KEEP_DECISIONS)
    kept = list(await journal.held("telegram"))
    await journal.purge(MONDAY + KEEP_DECISIONS + timedelta(seconds=1))

    assert kept == [decision("7")]
    assert list(await journal.held("telegram")) == []
