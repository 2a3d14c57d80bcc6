"""A database in a folder of its own, and journals over it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from bot.storage.cipher import Cipher
from bot.storage.database import open_alone
from bot.storage.journal import SqlJournal
from bot.storage.key import SecretKey

KEY = SecretKey(b"k" * 32)


def names_in(folder: Path) -> list[str]:
    """Return what is in the folder."""
    return sorted(file.name for file in folder.iterdir())


OpenJournal = Callable[[], AbstractAsyncContextManager[SqlJournal]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "khien-nho.db"


@pytest.fixture
def url(path: Path) -> str:
    return f"sqlite:///{path}"


@pytest.fixture
def letter(path: Path) -> Path:
    """Something else in the place of the database."""
    path.parent.mkdir()
    path.write_text("a letter\n" * 200)
    return path


@pytest.fixture
def open_journal(url: str) -> OpenJournal:
    @asynccontextmanager
    async def running() -> AsyncIterator[SqlJournal]:
        database = await open_alone(url)
        journal = SqlJournal(database, Cipher(KEY))
        await journal.start()
        yield journal
        await journal.stop()
        await database.close()

    return running
