"""Weekly tips: planning for a million subscribers, the rate of sending, and what it does to answers."""

import asyncio
import json
import os
import resource
import statistics
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from benchmarks import updates
from benchmarks.load import post_all
from benchmarks.processes import SECRET, TOKEN, free_port, process, wait_for_port
from bot.core.message import Address
from bot.storage.cipher import Cipher
from bot.storage.database import Database, open_alone, upgrade
from bot.storage.key import SecretKey, open_key
from bot.storage.outbox import SqlOutbox
from bot.storage.subscriptions import row_of
from bot.storage.tables import subscriptions
from tests.fakes.postgres import Databases, postgres_server
from tests.fakes.subscribers import due_at, fill

MILLION = int(os.environ.get("BENCHMARK_SUBSCRIBERS", "1000000"))
CHUNK = 20_000
RATE, RATE_SECONDS = 25, 40
LATENCY = "0.05"
FAST = 20_000
WEBHOOK = "/telegram/webhook"


def planning_on(url: str) -> tuple[float, float, int]:
    """Return seconds, memory growth in MB and deliveries of one plan, in a process of its own."""
    script = "import sys; from benchmarks.tips import plan_once; plan_once(sys.argv[1], sys.argv[2])"
    with tempfile.NamedTemporaryFile("r", suffix=".json") as out:
        with process("-c", script, url, out.name) as running:
            running.wait(900)
        seconds, megabytes, amount = json.load(out)
    return seconds, megabytes, amount


def plan_once(url: str, out: str) -> None:
    """Fill a database with due subscriptions, plan them once, and write what that took."""
    Path(out).write_text(json.dumps(asyncio.run(_plan_once(url))), encoding="utf-8")


async def _plan_once(url: str) -> tuple[float, float, int]:
    await upgrade(url)
    database = await open_alone(url)
    now = datetime.now(UTC)
    await _fill(database, now)
    outbox = SqlOutbox(database, Cipher(SecretKey(b"k" * 32)))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    planned = await outbox.plan(now, timedelta(minutes=10))
    seconds = time.perf_counter() - began
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    await database.close()
    return seconds, grown, planned.queued


async def _fill(database: Database, now: datetime) -> None:
    """Insert subscriptions that look like real ones; only their encryption is left out."""
    one, cipher = due_at(now), Cipher(SecretKey(b"k" * 32))
    base = row_of(Address("telegram", "1"), one, b"k" * 32, cipher, now) | {
        "last_sent_at": None,
        "tips_sent": 0,
    }
    for start in range(0, MILLION, CHUNK):
        rows = [
            base | {"key": number.to_bytes(32), "share": number % 1_000}
            for number in range(start, min(start + CHUNK, MILLION))
        ]
        await database.write(_insert, rows)


def _insert(connection: Connection, rows: list[dict[str, object]]) -> None:
    connection.execute(subscriptions.insert(), rows)


@contextmanager
def fresh_postgres() -> Iterator[str]:
    """Yield the address of an empty database on a server of its own."""
    with postgres_server() as server:
        databases = Databases(server)
        yield databases.empty()
        databases.close()


def sending(folder: Path, amount: int, per_second: float) -> dict[str, float]:
    """Send so many tips by the command line; return what the fast fake saw."""
    folder.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{folder / 'khien-nho.db'}"
    asyncio.run(_subscribe(url, amount))
    port = free_port()
    with process(*_fake(port)):
        wait_for_port(port)
        environment = _environment(url, port, per_second)
        moment = datetime.now(UTC).isoformat()
        with process(
            "-m", "bot", "tips", "due", "--now", moment, "--send", environment=environment
        ) as running:
            running.wait(600)
        return _stats(port)


async def _subscribe(url: str, amount: int) -> None:
    database = await open_alone(url)
    await fill(database, Cipher(await open_key(database, None)), amount, datetime.now(UTC))
    await database.close()


def answering(folder: Path, *, broadcast: bool) -> float:
    """Return the 95th percentile of a webhook's answer, in seconds, while tips go out or not."""
    folder.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{folder / 'khien-nho.db'}"
    asyncio.run(_subscribe(url, 5_000 if broadcast else 0))
    port, api = free_port(), free_port()
    with process(*_fake(api)):
        wait_for_port(api)
        environment = _environment(url, api, RATE) | {
            "BOT_WEB__PORT": str(port),
            "BOT_TELEGRAM__MODE": "webhook",
            "BOT_TELEGRAM__WEBHOOK_SECRET": SECRET,
            "BOT_WEB__PUBLIC_URL": "https://khien-nho.example.org",
        }
        with process("-m", "bot", "run", environment=environment):
            wait_for_port(port)
            time.sleep(3)
            rounds = [_answers(port, first) for first in (1, 20_001, 40_001, 60_001)]
    return statistics.median(rounds[1:])  # the first warms up


def _answers(port: int, first: int) -> float:
    bodies = list(updates.texts(600, 300, first))
    load = asyncio.run(post_all(port, WEBHOOK, bodies, connections=4, secret=SECRET))
    return load.quantile(0.95)


def _fake(port: int) -> tuple[str, ...]:
    server = ("-m", "tests.fakes.bot_api", "--port", str(port), "--token", TOKEN)
    return (*server, "--lenient-speed", "--latency", LATENCY)


def _environment(url: str, api: int, per_second: float) -> dict[str, str]:
    return {
        "BOT_DATABASE__URL": url,
        "BOT_TELEGRAM__TOKEN": TOKEN,
        "BOT_TELEGRAM__API_BASE_URL": f"http://127.0.0.1:{api}",
        "BOT_TIPS__QUIET_HOURS": "00:00-00:00",
        "BOT_TIPS__SPREAD_MINUTES": "0",
        "BOT_TIPS__MESSAGES_PER_SECOND": str(per_second),
        "BOT_LOGS__LEVEL": "error",
    }


def _stats(port: int) -> dict[str, float]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/stats", timeout=10) as answer:
        found: dict[str, float] = json.load(answer)
    return found


if __name__ == "__main__":
    sys.exit("Run `python -m benchmarks tips`.")
