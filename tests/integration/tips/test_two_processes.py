"""Two real processes on PostgreSQL: one serves, the other stands by and takes over."""

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import asyncpg

from bot.storage.cipher import Cipher
from bot.storage.database import open_alone
from bot.storage.key import SecretKey, open_key
from tests.fakes.bot_api import TOKEN
from tests.fakes.bot_api.fast import fast_bot_api
from tests.fakes.subscribers import fill
from tests.integration.bot.process import bot_process
from tests.integration.tips.test_kill import LATENCY, sends, settings_of

AMOUNT = 1_200
KEY = "k" * 40


async def states(url: str) -> dict[str, int]:
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch("SELECT state, count(*) AS amount FROM deliveries GROUP BY state")
    finally:
        await connection.close()
    return {row["state"]: row["amount"] for row in rows}


async def ended(url: str) -> int:
    found = await states(url)
    return found.get("sent", 0) + found.get("unknown", 0)


async def all_sent(url: str) -> None:
    async with asyncio.timeout(270):
        while (await states(url)).get("sent", 0) < AMOUNT:  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.1)


async def subscribed(url: str) -> None:
    database = await open_alone(url)
    key: SecretKey = await open_key(database, KEY)
    await fill(database, Cipher(key), AMOUNT, datetime.now(UTC))
    await database.close()


def settings(url: str, data: Path, api: str, policy: str) -> dict[str, str]:
    own = {"BOT_DATABASE__URL": url, "BOT_DATABASE__KEY": KEY, "BOT_TIPS__MESSAGES_PER_SECOND": "150"}
    return settings_of(data, api, policy) | own


async def test_two_live_processes_send_each_tip_once(postgres_url: str, data: Path) -> None:
    await subscribed(postgres_url)
    async with fast_bot_api(TOKEN, latency=LATENCY) as (api, counter), AsyncExitStack() as stack:
        both = [
            await stack.enter_async_context(bot_process(settings(postgres_url, data, api, "repeat")))
            for _ in range(2)
        ]
        await all_sent(postgres_url)
        codes = [await bot.stop() for bot in both]

    assert codes == [0, 0]
    assert await states(postgres_url) == {"sent": AMOUNT}
    assert (len(counter.chats), counter.repeated) == (AMOUNT, 0)


async def test_when_the_serving_one_is_killed_the_other_takes_over(postgres_url: str, data: Path) -> None:
    await subscribed(postgres_url)
    async with fast_bot_api(TOKEN, latency=LATENCY) as (api, counter), AsyncExitStack() as stack:
        both = [
            await stack.enter_async_context(bot_process(settings(postgres_url, data, api, "repeat")))
            for _ in range(2)
        ]
        await sends(counter, 200)
        await both[0].kill()
        in_doubt = (await states(postgres_url)).get("sending", 0)
        await all_sent(postgres_url)
        assert await both[1].stop() == 0

    assert len(counter.chats) == AMOUNT
    assert counter.repeated <= in_doubt


async def test_when_the_serving_one_is_cut_off_the_bound_holds_too(postgres_url: str, data: Path) -> None:
    await subscribed(postgres_url)
    async with fast_bot_api(TOKEN, latency=LATENCY) as (api, counter), AsyncExitStack() as stack:
        both = [
            await stack.enter_async_context(bot_process(settings(postgres_url, data, api, "park")))
            for _ in range(2)
        ]
        await sends(counter, 200)
        connection = await asyncpg.connect(postgres_url)
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        await connection.close()
        async with asyncio.timeout(270):
            while await ended(postgres_url) < AMOUNT:  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.1)
        codes = [await bot.stop() for bot in both]

    assert codes == [0, 0]
    assert counter.repeated == 0
    assert len(counter.chats) >= (await states(postgres_url))["sent"]
