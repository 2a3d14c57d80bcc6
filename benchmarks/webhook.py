"""The Official Account's webhook under a steady stream: how soon an event is acknowledged, and answered.

Four processes run at once: the bot, the fake OpenAPI, the poster, and a bare aiohttp server that takes its
turn at the same rate, so that the figures can be told from the machine's. On a machine with two cores they
compete, and the slowest events wait for a core rather than for the bot: look at the bare server's figures,
and at how late the poster itself was, before blaming either. Zalo waits for two seconds.

Each event is of another person. Taps are of buttons that this process has not offered, as after a restart, so
that their words are screened too: the dearer way.
"""

import json
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.events import APP_ID, SECRET, person
from benchmarks.processes import free_port, khien_nho, process, wait_for_port
from bot.channels.zalo_oa.options import WEBHOOK_PATH

RATE = 200.0
SECONDS = 20
WARM_UP_SECONDS = 5
PATIENCE_SECONDS = 30.0
QUANTILES = (0.5, 0.95, 0.99, 1.0)


@dataclass(frozen=True, slots=True)
class Delays:
    """Seconds from the planned moment on, of each event."""

    acknowledged: tuple[float, ...]
    sent: tuple[float, ...]
    refused: int


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of one stream; `answered` is the time until the first message reached the fake."""

    bot: Delays
    bare: Delays
    answered: tuple[float, ...]
    unanswered: int


def quantiles(delays: Sequence[float]) -> list[float]:
    """Return p50, p95, p99 and the longest, in milliseconds."""
    ordered = sorted(delays)
    return [1000 * ordered[min(len(ordered) - 1, int(part * len(ordered)))] for part in QUANTILES]


def measured(folder: Path) -> Measured:
    """Post to the bot for some seconds, and to the bare server before and after it."""
    folder.mkdir(parents=True, exist_ok=True)
    amount, warm_up = int(RATE * SECONDS), int(RATE * WARM_UP_SECONDS)
    api, bare = free_port(), free_port()
    with (
        process("-m", "benchmarks.fast_oa", str(api)),
        process("-m", "benchmarks.rival_bare", str(bare)),
        khien_nho(folder, environment=_environment(api)) as (_, port),
    ):
        for one in (api, bare, port):
            wait_for_port(one)
        time.sleep(1)
        _posted(folder, port, WEBHOOK_PATH, warm_up, 0)
        _posted(folder, bare, "/", warm_up, 0)
        before = _posted(folder, bare, "/", amount // 2, warm_up)
        planned = _posted(folder, port, WEBHOOK_PATH, amount, warm_up)
        after = _posted(folder, bare, "/", amount // 2, warm_up)
        first = _first_messages(api, warm_up + amount)
    answered = [
        first[person(number)] - moment[0]
        for number, moment in enumerate(planned, start=warm_up)
        if person(number) in first
    ]
    return Measured(
        _delays(planned), _delays([*before, *after]), tuple(answered), warm_up + amount - len(first)
    )


Moments = list[tuple[float, float, float, int]]


def _posted(folder: Path, port: int, path: str, amount: int, first: int) -> Moments:
    out = folder / "posted.json"
    arguments = (str(port), path, str(RATE), str(amount), str(first), str(out))
    with process("-m", "benchmarks.poster", *arguments) as poster:
        if poster.wait(amount / RATE + 60):
            raise RuntimeError("the poster has failed")
    found: Moments = json.loads(out.read_text(encoding="utf-8"))
    return found


def _delays(moments: Moments) -> Delays:
    return Delays(
        tuple(acknowledged - planned for planned, _, acknowledged, _ in moments),
        tuple(sent - planned for planned, sent, _, _ in moments),
        sum(status != 200 for *_, status in moments),
    )


def _first_messages(api: int, expected: int) -> dict[str, float]:
    """Return when each person's first message came, once everybody has one or the patience is over."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        with urllib.request.urlopen(f"http://127.0.0.1:{api}/first", timeout=10) as page:
            first: dict[str, float] = json.load(page)
        if len(first) >= expected or time.monotonic() > until:
            return first
        time.sleep(0.2)


def _environment(api: int) -> dict[str, str]:
    return {
        "BOT_WEB__PUBLIC_URL": "https://khien-nho.example.org",
        "BOT_ZALO_OA__APP_ID": APP_ID,
        "BOT_ZALO_OA__APP_SECRET": "benchmark-app-secret",
        "BOT_ZALO_OA__WEBHOOK_SECRET": SECRET,
        "BOT_ZALO_OA__REFRESH_TOKEN": "granted",
        "BOT_ZALO_OA__API_BASE_URL": f"http://127.0.0.1:{api}",
        "BOT_ZALO_OA__OAUTH_BASE_URL": f"http://127.0.0.1:{api}",
    }
