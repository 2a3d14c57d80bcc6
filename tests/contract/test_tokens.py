"""What the store of tokens promises, over each kind of database."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, text

from bot.core.tokens import Phase, TokenPair
from bot.storage.database import Database, open_alone
from bot.storage.tokens import SqlTokens
from tests.contract.conftest import CIPHER

NOW = datetime(2026, 11, 23, 13, tzinfo=UTC)
FIRST = TokenPair("access-1", "refresh-1", NOW, NOW + timedelta(hours=25))
SECOND = TokenPair("access-2", "refresh-2", NOW + timedelta(hours=20), NOW + timedelta(hours=45))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = await open_alone(database_url)
    yield database
    await database.close()


@pytest.fixture
def tokens(database: Database) -> SqlTokens:
    return SqlTokens(database, CIPHER)


async def test_a_seed_fills_an_empty_store_only(tokens: SqlTokens) -> None:
    assert await tokens.find("oa") is None
    await tokens.seed("oa", FIRST, NOW)
    await tokens.seed("oa", SECOND, NOW)

    kept = await tokens.find("oa")
    assert kept is not None
    assert (kept.pair, kept.phase, kept.tries) == (FIRST, Phase.READY, 0)
    assert await tokens.find("another") is None


async def test_of_two_who_saw_the_same_only_one_changes_it(tokens: SqlTokens) -> None:
    await tokens.seed("oa", FIRST, NOW)
    seen = await tokens.find("oa")
    assert seen is not None

    assert await tokens.change("oa", seen, Phase.REFRESHING, 1, NOW)
    assert not await tokens.change("oa", seen, Phase.REFRESHING, 1, NOW)


async def test_a_new_pair_is_ready_whatever_was_before(tokens: SqlTokens) -> None:
    await tokens.seed("oa", FIRST, NOW)
    seen = await tokens.find("oa")
    assert seen is not None
    await tokens.change("oa", seen, Phase.DEAD, 2, NOW)
    await tokens.keep("oa", SECOND, NOW)

    kept = await tokens.find("oa")
    assert kept is not None
    assert (kept.pair, kept.phase, kept.tries) == (SECOND, Phase.READY, 0)
    assert kept.version > seen.version
    assert not await tokens.change("oa", seen, Phase.DEAD, 2, NOW)


async def test_no_token_can_be_read_in_the_database(database: Database, tokens: SqlTokens) -> None:
    await tokens.keep("oa", FIRST, NOW)

    def raw(connection: Connection) -> bytes:
        return bytes(connection.execute(text("SELECT sealed FROM tokens")).scalar_one())

    sealed = await database.read(raw)
    assert b"access" not in sealed
    assert b"refresh" not in sealed
