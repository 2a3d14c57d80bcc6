"""Tokens that change: refreshed in time, once, never twice with the same one; a death in between."""

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import parse_qsl, urlsplit

import pytest

from bot import zalo_commands
from bot.channels.zalo_oa.oauth import OAuth
from bot.channels.zalo_oa.options import ZaloOaOptions
from bot.channels.zalo_oa.tokens import AccessTokens
from bot.core.errors import OperatorError, TryLater
from bot.core.tokens import Phase
from bot.http.client import client_session
from bot.storage.cipher import Cipher
from bot.storage.database import open_alone
from bot.storage.key import SecretKey
from bot.storage.tokens import SqlTokens
from tests.fakes.zalo_oa import HOUR, PERSON, FakeZaloOa, Fault
from tests.integration.zalo_oa.conftest import PUBLIC, StartOa

ACCOUNT = "account"


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[SqlTokens]:
    database = await open_alone(database_url)
    yield SqlTokens(database, Cipher(SecretKey(b"k" * 32)))
    await database.close()


def tokens_of(oa: FakeZaloOa, store: SqlTokens, seed: str | None = None) -> AccessTokens:
    """Return what one process knows of the account."""
    options = ZaloOaOptions(
        oa.app_id, oa.app_secret, oa.oa_secret, oauth_base_url=oa.base_url, public_url=PUBLIC
    )

    async def sleep(seconds: float) -> None:
        await oa.advance(seconds)
        await asyncio.sleep(0.005)

    oauth = OAuth(options, client_session, oa.utc_now)
    return AccessTokens(ACCOUNT, store, oauth, oa.utc_now, seed=seed, sleep=sleep)


async def test_a_token_is_refreshed_at_twenty_hours_and_not_before(oa: FakeZaloOa, store: SqlTokens) -> None:
    tokens = tokens_of(oa, store, oa.grant().refresh_token)
    first = await tokens.access()
    await oa.advance(19 * HOUR)
    same = await tokens.access()
    await oa.advance(1.1 * HOUR)
    other = await tokens.access()

    assert first == same != other
    assert oa.dead_uses == 0


async def test_many_callers_and_processes_refresh_once(oa: FakeZaloOa, store: SqlTokens) -> None:
    seed = oa.grant().refresh_token
    processes = [tokens_of(oa, store, seed) for _ in range(4)]
    found = await asyncio.gather(*(process.access() for process in processes for _ in range(10)))

    assert len(set(found)) == 1
    assert len([call for call in oa.calls if call.endpoint == "access_token"]) == 1
    assert oa.dead_uses == 0


async def test_a_refused_token_is_renewed_once(oa: FakeZaloOa, store: SqlTokens) -> None:
    tokens = tokens_of(oa, store, oa.grant().refresh_token)
    refused = await tokens.access()
    found = await asyncio.gather(*(tokens.renewed(refused) for _ in range(10)))

    assert len(set(found)) == 1
    assert found[0] != refused
    assert oa.dead_uses == 0


async def test_while_zalo_cannot_be_reached_the_old_token_serves_on(oa: FakeZaloOa, store: SqlTokens) -> None:
    tokens = tokens_of(oa, store, oa.grant().refresh_token)
    first = await tokens.access()
    await oa.advance(21 * HOUR)
    oa.fail_next("access_token", Fault(code=-32))

    assert await tokens.access() == first
    assert await tokens.access() != first
    assert oa.dead_uses == 0


@pytest.mark.parametrize("grace", [True, False])
async def test_after_a_lost_answer_the_old_token_is_tried_once(
    oa: FakeZaloOa, store: SqlTokens, caplog: pytest.LogCaptureFixture, grace: bool
) -> None:
    oa.grace = grace
    tokens = tokens_of(oa, store, oa.grant().refresh_token)
    oa.rotate_and_drop()
    with pytest.raises(TryLater):
        await tokens.access()
    if grace:
        assert await tokens.access()
        assert oa.dead_uses == 0
        return
    for _ in range(3):
        with pytest.raises(TryLater):
            await tokens.access()

    kept = await store.find(ACCOUNT)
    assert kept is not None
    assert kept.phase is Phase.DEAD
    assert oa.dead_uses == 1
    assert "python -m bot zalo login" in caplog.text


async def test_a_refresh_that_another_process_has_died_in_is_taken_over(
    oa: FakeZaloOa, store: SqlTokens
) -> None:
    tokens = tokens_of(oa, store, oa.grant().refresh_token)
    await tokens.access()
    kept = await store.find(ACCOUNT)
    assert kept is not None
    await store.change(ACCOUNT, kept, Phase.REFRESHING, 1, oa.utc_now())
    await oa.advance(26 * HOUR)

    assert await tokens_of(oa, store).access()
    assert oa.dead_uses == 0


async def test_a_login_while_the_bot_runs_lets_it_answer_what_has_waited(
    oa: FakeZaloOa, start_oa: StartOa
) -> None:
    async with start_oa(seed="dead-from-the-start") as bot:
        delivery = await oa.write(PERSON, "có người dọa tung ảnh của em")
        assert delivery.statuses == [200]
        assert oa.sent == []
        login = await zalo_commands.begin(bot.settings, None)
        asked = dict(parse_qsl(urlsplit(login.link).query))
        oa.consent(asked["code_challenge"], asked["redirect_uri"], asked["state"])
        before = await zalo_commands.status(bot.settings)
        await zalo_commands.complete(bot.settings, oa.callbacks[-1], oa.utc_now)
    async with start_oa(seed=None) as bot:
        await oa.wait_for(PERSON, "không có lỗi")
        after = await zalo_commands.status(bot.settings)

    assert before is not None
    assert before.phase is Phase.DEAD
    assert after is not None
    assert "lives for 2" in zalo_commands.sentence(after, oa.utc_now())
    assert oa.dead_uses == 0


async def test_a_code_of_another_login_or_none_is_refused_with_what_to_do(
    oa: FakeZaloOa, start_oa: StartOa
) -> None:
    async with start_oa(seed=None) as bot:
        for address, words in [
            (f"{PUBLIC}/?code=a&state=b", "another login"),
            (f"{PUBLIC}/", "no code"),
            (f"{PUBLIC}/?code=unknown", "does not take this code"),
        ]:
            with pytest.raises(OperatorError, match=words):
                await zalo_commands.complete(bot.settings, address, oa.utc_now)
        assert "No administrator" in zalo_commands.sentence(
            await zalo_commands.status(bot.settings), oa.utc_now()
        )
