"""Kill -9 of the real process at random points: what is promised of lost and repeated tips holds."""

import asyncio
import os
import random
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.storage.cipher import Cipher
from bot.storage.database import open_alone
from bot.storage.key import open_key
from tests.fakes.bot_api import TOKEN
from tests.fakes.bot_api.fast import Counter, fast_bot_api
from tests.fakes.subscribers import fill
from tests.integration.bot.process import ROOT, bot_process, environment

# By each of the two policies: twenty kills in all. BOT_TEST_KILLS asks for more.
KILLS = int(os.environ.get("BOT_TEST_KILLS", "10"))
LATENCY = 0.02


def settings_of(data: Path, api: str, policy: str) -> dict[str, str]:
    return {
        "BOT_DATABASE__URL": f"sqlite:///{data / 'khien-nho.db'}",
        "BOT_WEB__PORT": "0",
        "BOT_TELEGRAM__TOKEN": TOKEN,
        "BOT_TELEGRAM__API_BASE_URL": api,
        "BOT_TIPS__IN_DOUBT": policy,
        "BOT_TIPS__QUIET_HOURS": "00:00-00:00",
        "BOT_TIPS__SPREAD_MINUTES": "0",
        "BOT_TIPS__MESSAGES_PER_SECOND": "1000",
        "BOT_LOGS__LEVEL": "error",
    }


async def subscribed(data: Path, amount: int) -> None:
    database = await open_alone(f"sqlite:///{data / 'khien-nho.db'}")
    await fill(database, Cipher(await open_key(database, None)), amount, datetime.now(UTC))
    await database.close()


def states(data: Path) -> dict[str, int]:
    """Return how many deliveries are in each state."""
    connection = sqlite3.connect(data / "khien-nho.db")
    try:
        return dict(connection.execute("SELECT state, count(*) FROM deliveries GROUP BY state").fetchall())
    finally:
        connection.close()


async def sends(counter: Counter, more: int) -> None:
    """Return when so many more messages have arrived."""
    target = len(counter.arrivals) + more
    async with asyncio.timeout(180):
        while len(counter.arrivals) < target:  # noqa: ASYNC110 - the server is in this very loop
            await asyncio.sleep(0.005)


async def all_ended(data: Path, amount: int) -> None:
    async with asyncio.timeout(120):
        while True:
            found = states(data)
            if sum(found.get(state, 0) for state in ("sent", "failed", "unknown")) == amount:
                return
            await asyncio.sleep(0.1)


@asynccontextmanager
async def sending_by_hand(settings: dict[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run `tips due --send` as a process of its own."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "tips", "due", "--now", datetime.now(UTC).isoformat(), "--send"),
        cwd=ROOT,
        env=environment(settings),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_repeat_loses_nothing_and_repeats_no_more_than_was_under_way(data: Path) -> None:
    amount, chance, in_doubt = 400 * KILLS, random.Random(11), 0
    await subscribed(data, amount)
    async with fast_bot_api(TOKEN, latency=LATENCY) as (api, counter):
        settings = settings_of(data, api, "repeat")
        for _ in range(KILLS):
            async with bot_process(settings) as bot:
                await sends(counter, chance.randint(1, 350))
                await bot.kill()
            in_doubt += states(data).get("sending", 0)
        async with bot_process(settings) as bot:
            await all_ended(data, amount)
            assert await bot.stop() == 0

    assert states(data) == {"sent": amount}
    assert len(counter.chats) == amount
    assert 0 < counter.repeated <= in_doubt


async def test_park_repeats_nothing_and_shows_every_doubt(data: Path) -> None:
    amount, chance, in_doubt = 200 * KILLS, random.Random(12), 0
    await subscribed(data, amount)
    async with fast_bot_api(TOKEN, latency=LATENCY) as (api, counter):
        settings = settings_of(data, api, "park")
        for _ in range(KILLS):
            async with sending_by_hand(settings) as process:
                await sends(counter, chance.randint(1, 150))
                process.kill()
                await process.wait()
            in_doubt += states(data).get("sending", 0)
        async with sending_by_hand(settings) as process:
            assert await asyncio.wait_for(process.wait(), 60) == 0

    ended = states(data)
    assert counter.repeated == 0
    assert ended.get("unknown", 0) == in_doubt > 0
    assert ended["sent"] + in_doubt == amount
    assert amount - in_doubt <= len(counter.chats) <= amount


async def test_sigterm_loses_and_repeats_nothing(data: Path) -> None:
    amount, chance = 1_200, random.Random(13)
    await subscribed(data, amount)
    async with fast_bot_api(TOKEN, latency=LATENCY) as (api, counter):
        settings = settings_of(data, api, "park")
        for _ in range(2):
            async with bot_process(settings) as bot:
                await sends(counter, chance.randint(1, 400))
                assert await bot.stop() == 0
            assert states(data).get("sending", 0) == states(data).get("claimed", 0) == 0
        async with bot_process(settings) as bot:
            await all_ended(data, amount)
            await bot.stop()

    assert states(data) == {"sent": amount}
    assert (len(counter.chats), counter.repeated) == (amount, 0)
