"""Showing and erasing one chat, beside a running bot."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.core.journal import KEEP_STATES, Entry
from bot.core.message import Address
from bot.core.people import Audience, Language
from bot.core.turn import ChatState, Remember
from bot.storage.cipher import Cipher
from bot.storage.database import open_beside
from bot.storage.erasure import erase_chat, export_chat
from bot.storage.journal import ERASURE_CHECK
from tests.integration.storage.conftest import KEY, OpenJournal

MONDAY = datetime(2030, 1, 7, 8, tzinfo=UTC)
MAI = Address("telegram", "1001")
NAM = Address("telegram", "1002")
CHILD = ChatState(Audience.CHILD, Language.VI, "menu")
CIPHER = Cipher(KEY)


async def test_the_export_tells_all_that_is_kept(open_journal: OpenJournal, url: str) -> None:
    async with open_journal() as journal:
        await journal.commit(Entry(MAI, MONDAY, "7", Remember(CHILD)))
        beside = await open_beside(url)

        assert await export_chat(beside, CIPHER, MAI, MONDAY) == {
            "audience": "child",
            "language": "vi",
            "step": "menu",
            "province": None,
            "expires_at": "2030-01-08T08:00:00+00:00",
        }
        assert await export_chat(beside, CIPHER, NAM, MONDAY) is None
        assert await export_chat(beside, CIPHER, MAI, MONDAY + KEEP_STATES) is None
        await beside.close()


async def test_a_running_bot_forgets_an_erased_chat_within_a_second(
    open_journal: OpenJournal, url: str
) -> None:
    async with open_journal() as journal:
        await journal.commit(Entry(MAI, MONDAY, "7", Remember(CHILD)))
        await journal.commit(Entry(NAM, MONDAY, "8", Remember(CHILD)))
        await journal.state(MAI, MONDAY)
        beside = await open_beside(url)

        erased = [await erase_chat(beside, CIPHER, MAI) for _ in range(2)]
        later = MONDAY + ERASURE_CHECK

        assert erased == [True, False]
        assert await journal.state(MAI, later) == ChatState()
        assert await journal.state(NAM, later) == CHILD
        await beside.close()


async def test_a_running_bot_remembers_an_erased_chat_anew_when_it_writes_again(
    open_journal: OpenJournal, url: str
) -> None:
    later = MONDAY + ERASURE_CHECK
    async with open_journal() as journal:
        await journal.commit(Entry(MAI, MONDAY, "7", Remember(CHILD)))
        beside = await open_beside(url)
        await erase_chat(beside, CIPHER, MAI)

        await journal.commit(Entry(MAI, later, "8", Remember(ChatState(Audience.PARENT))))

        assert await journal.state(MAI, later) == ChatState(Audience.PARENT)
        await beside.close()


async def test_nothing_of_an_erased_chat_is_left_in_the_files(
    open_journal: OpenJournal, url: str, path: Path
) -> None:
    def files_with(data: bytes) -> list[str]:
        return sorted(file.name for file in path.parent.iterdir() if data in file.read_bytes())

    async with open_journal() as journal:
        await journal.commit(Entry(MAI, MONDAY, "7", Remember(CHILD)))
        before = files_with(CIPHER.lookup(MAI))
        beside = await open_beside(url)
        await erase_chat(beside, CIPHER, MAI)

        assert before == ["khien-nho.db-wal"]
        assert files_with(CIPHER.lookup(MAI)) == []
        await beside.close()


async def test_nothing_of_a_purged_chat_is_left_in_the_files(open_journal: OpenJournal, path: Path) -> None:
    async with open_journal() as journal:
        await journal.commit(Entry(MAI, MONDAY, "7", Remember(CHILD)))

        await journal.purge(MONDAY + KEEP_STATES + timedelta(seconds=1))

        assert [file.name for file in path.parent.iterdir() if CIPHER.lookup(MAI) in file.read_bytes()] == []
