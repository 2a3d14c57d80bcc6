"""Reading database.url."""

from pathlib import Path

import pytest

from bot.core.errors import StorageUnusableError
from bot.storage.location import database_path


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///data/khien-nho.db", "data/khien-nho.db"),
        ("sqlite+aiosqlite:///data/khien-nho.db", "data/khien-nho.db"),
        ("sqlite:////var/lib/khien-nho/bot.db", "/var/lib/khien-nho/bot.db"),
    ],
)
def test_a_sqlite_address_names_a_file(url: str, path: str) -> None:
    assert database_path(url) == Path(path)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("mysql://bot:hunter2@db/khien", "kept in SQLite or PostgreSQL only"),
        ("data/khien-nho.db", "is not an address"),
        ("sqlite://", "must name a file"),
        ("sqlite:///:memory:", "must name a file"),
        ("sqlite:///file:bot.db?uri=true", "must name a file"),
        ("sqlite:///data/bot.db?mode=ro", "must name a file"),
        ("sqlite:///data/bot.key", "must not name a .key file"),
    ],
)
def test_any_other_address_is_refused_without_repeating_it(url: str, reason: str) -> None:
    with pytest.raises(StorageUnusableError) as refused:
        database_path(url)

    assert reason in str(refused.value)
    assert "hunter2" not in str(refused.value)
