"""A process to be killed: commits updates and prints each id once its commit has returned."""

import asyncio
import itertools
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

from bot.core.journal import Entry
from bot.core.message import Address
from bot.core.turn import ChatState, Remember
from bot.storage.cipher import Cipher
from bot.storage.database import open_alone
from bot.storage.journal import SqlJournal
from bot.storage.key import open_key

MONDAY = datetime(2030, 1, 7, 8, tzinfo=UTC)


async def commit_for_ever(url: str, first: int) -> None:
    """Commit from forty chats at once until killed."""
    database = await open_alone(url)
    journal = SqlJournal(database, Cipher(await open_key(database, None)))
    await journal.start()
    numbers = itertools.count(first)
    await asyncio.gather(*(_write(journal, Address("telegram", str(chat)), numbers) for chat in range(40)))


async def _write(journal: SqlJournal, chat: Address, numbers: Iterator[int]) -> None:
    for number in numbers:
        await journal.commit(Entry(chat, MONDAY, str(number), Remember(ChatState(step=str(number)))))
        sys.stdout.write(f"{chat.chat} {number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(commit_for_ever(sys.argv[1], int(sys.argv[2])))
