"""Run all benchmarks, print a table, write JSON."""

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import tips, updates
from benchmarks.load import Load, post_all
from benchmarks.processes import (
    ROOT,
    SECRET,
    TOKEN,
    fake_api,
    free_port,
    khien_nho,
    process,
    resident_mb,
    wait_for_answer,
    wait_for_port,
)
from benchmarks.webhook import measured, quantiles

RESULTS = ROOT / "benchmarks" / "results"
WEBHOOK = "/telegram/webhook"
ROUNDS = 3
AMOUNT = 4_000
CHATS = 1_000
CONNECTIONS = 50
PTB = "python-telegram-bot"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: what, how much, and what was wanted."""

    name: str
    value: str
    wanted: str
    raw: Any


def main() -> None:
    """Measure everything, or the suites that are named."""
    rows: list[Row] = []
    suites = (start_up, engine, throughput, flood, plans, sends, answers, webhook)
    named = [suite for suite in suites if suite.__name__ in sys.argv[1:]]
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        for suite in named or suites:
            print(f"measuring: {suite.__name__} …", file=sys.stderr)
            rows += suite(data)
    table = Table("figure", "measured", "wanted")
    for row in rows:
        table.add_row(row.name, row.value, row.wanted)
    Console().print(table)
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / f"{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    figures = {row.name: {"measured": row.raw, "wanted": row.wanted} for row in rows}
    file.write_text(json.dumps(figures, ensure_ascii=False, indent=2), encoding="utf-8")
    print(f"written to {file.relative_to(ROOT)}", file=sys.stderr)


def start_up(data: Path) -> list[Row]:
    """Measure from the start of the process to its first answer, without and with cached models."""
    taken = []
    for _ in range(1 + ROUNDS):
        with khien_nho(data) as (running, port):
            taken.append(wait_for_answer(port))
            memory = resident_mb(running.pid)
    cold, warm = taken[0], statistics.median(taken[1:])
    return [
        Row("start to first answer, cold", f"{cold:.1f} s", "< 15 s", cold),
        Row("start to first answer, warm (median of 3)", f"{warm:.2f} s", "< 3 s", warm),
        Row("resident memory after the first answer", f"{memory:.0f} MB", "< 200 MB", memory),
    ]


def engine(data: Path) -> list[Row]:
    """Measure the engine alone, in a process of its own."""
    script = "from benchmarks.engine import main; main()"
    out = data / "engine.json"
    with process("-c", script, str(data), str(out)) as running:
        running.wait(120)
    found = json.loads(out.read_text(encoding="utf-8"))
    return [
        Row(f"engine, {name}: p50 / p95", f"{p50:.2f} / {p95:.2f} ms", wanted, [p50, p95])
        for name, p50, p95, wanted in found
    ]


def throughput(data: Path) -> list[Row]:
    """Measure update → reply accepted, beside the rivals' trivial echo, in turn."""
    rates: dict[str, list[float]] = {}
    memory = 0.0
    with fake_api() as api, khien_nho(data, api) as (running, ours):
        rivals = {name: free_port() for name in ("ptb", "aiogram")}
        address = f"http://127.0.0.1:{api}"
        with (
            process("-m", "benchmarks.rival_ptb", str(rivals["ptb"]), address, TOKEN),
            process("-m", "benchmarks.rival_aiogram", str(rivals["aiogram"]), address, TOKEN),
        ):
            for port in (ours, *rivals.values()):
                wait_for_port(port)
            time.sleep(1)
            for turn in range(ROUNDS + 1):
                first = 1 + turn * 10 * CHATS
                for name, port, path, make, amount in (
                    ("Khiên Nhỏ, buttons", ours, WEBHOOK, updates.buttons, AMOUNT),
                    ("Khiên Nhỏ, free text", ours, WEBHOOK, updates.texts, AMOUNT // 2),
                    (
                        "python-telegram-bot, echo to buttons",
                        rivals["ptb"],
                        "/",
                        updates.buttons,
                        AMOUNT // 4,
                    ),
                    ("aiogram, echo to buttons", rivals["aiogram"], "/", updates.buttons, AMOUNT // 2),
                ):
                    offset = 5 * CHATS if make is updates.texts else 0
                    load = _load(port, path, list(make(amount, CHATS, first + offset)))
                    if turn:  # the first turn warms up
                        rates.setdefault(name, []).append(load.per_second)
                    if load.refused:
                        raise RuntimeError(f"{name}: {load.refused} updates were refused")
            memory = resident_mb(running.pid)
    median = {name: statistics.median(values) for name, values in rates.items()}
    rows = [Row(f"{name}: replies/s", f"{rate:,.0f}", "", rate) for name, rate in median.items()]
    ptb, aiogram = median[f"{PTB}, echo to buttons"], median["aiogram, echo to buttons"]
    mine, text = median["Khiên Nhỏ, buttons"], median["Khiên Nhỏ, free text"]
    return [
        *rows,
        Row("buttons against python-telegram-bot", f"{mine / ptb:.1f}×", "≥ 4×", mine / ptb),
        Row("buttons against aiogram", f"{mine / aiogram:.2f}×", "≥ 1.5×", mine / aiogram),
        Row("free text against python-telegram-bot", f"{text / ptb:.1f}×", "≥ 1×", text / ptb),
        Row("resident memory after the load", f"{memory:.0f} MB", "< 200 MB", memory),
    ]


def flood(data: Path) -> list[Row]:
    """Measure what one person's 200 messages do to the median of a hundred others."""
    medians: dict[bool, float] = {}
    with fake_api() as api, khien_nho(data, api) as (_, port):
        wait_for_port(port)
        time.sleep(1)
        for flooded in (False, False, True):  # the first turn warms up
            first = 900_000 + 1_000 * len(medians)
            mine = list(updates.texts(200, 1, first)) if flooded else []
            others = list(updates.texts(500, 100, first + 1))
            medians[flooded] = asyncio.run(_beside(port, mine, others))
    extra = medians[True] - medians[False]
    return [Row("others' median delay by a flood of 200", f"{extra * 1000:.0f} ms", "< 300 ms", extra)]


def plans(data: Path) -> list[Row]:
    """Measure one planning tick for a million due subscriptions, on each database."""
    rows = []
    with tips.fresh_postgres() as postgres:
        for name, url, wanted in (
            ("SQLite", f"sqlite:///{data / 'plans' / 'khien-nho.db'}", "≤ 15 s"),
            ("PostgreSQL", postgres, "≤ 30 s"),
        ):
            seconds, megabytes, amount = tips.planning_on(url)
            rows += [
                Row(f"planning {amount:,} tips, {name}", f"{seconds:.1f} s", wanted, seconds),
                Row(f"planning, {name}: memory growth", f"{megabytes:.0f} MB", "< 50 MB", megabytes),
            ]
    return rows


def sends(data: Path) -> list[Row]:
    """Measure the configured rate, and how fast one process is with the limit lifted."""
    paced = tips.sending(data / "paced", tips.RATE * tips.RATE_SECONDS, tips.RATE)
    fast = tips.sending(data / "fast", tips.FAST, 5_000)
    used = paced["rate"] / tips.RATE
    return [
        Row("share of the configured 25/s that is used", f"{used:.1%}", "≥ 98 %", used),
        Row("most tips within any second", f"{paced['max_in_a_second']}", "≤ 25", paced["max_in_a_second"]),
        Row("sends/s, limit lifted, 50 ms latency", f"{fast['rate']:,.0f}", "≥ 1,200", fast["rate"]),
        Row("repeated or missing tips", f"{fast['repeated']}", "0", fast["repeated"]),
    ]


def answers(data: Path) -> list[Row]:
    """Measure how long an answer takes while tips go out, against when none does."""
    idle = tips.answering(data / "idle", broadcast=False)
    busy = tips.answering(data / "busy", broadcast=True)
    return [
        Row("answer p95, idle", f"{idle * 1000:.1f} ms", "", idle),
        Row("answer p95 while tips go out", f"{busy / idle:.2f}×", "< 2×", busy / idle),
    ]


def webhook(data: Path) -> list[Row]:
    """Measure how soon 200 events a second of an Official Account are acknowledged and answered."""
    found = measured(data / "webhook")
    mine, bare = quantiles(found.bot.acknowledged), quantiles(found.bare.acknowledged)
    lost = found.bot.refused + found.unanswered
    return [
        _delays("acknowledged", mine, "p99 < 100 ms"),
        _delays("acknowledged by a bare aiohttp server", bare),
        Row(
            "acknowledged p50 / p99 against the bare server",
            f"{mine[0] / bare[0]:.1f}× / {mine[2] / bare[2]:.1f}×",
            "",
            [mine[0] / bare[0], mine[2] / bare[2]],
        ),
        _delays("answer reached the API", quantiles(found.answered)),
        _delays("lateness of the poster itself", quantiles(found.bot.sent)),
        Row("events not acknowledged or not answered", f"{lost}", "0", lost),
    ]


def _delays(name: str, found: list[float], wanted: str = "") -> Row:
    shown = " / ".join(f"{milliseconds:.1f}" for milliseconds in found)
    return Row(f"webhook, {name}: p50 / p95 / p99 / max", f"{shown} ms", wanted, found)


async def _beside(port: int, flood: list[bytes], others: list[bytes]) -> float:
    async def many() -> None:
        if flood:
            await post_all(port, WEBHOOK, flood, connections=40, secret=SECRET)

    flooding = asyncio.create_task(many())
    load = await post_all(port, WEBHOOK, others, connections=20, secret=SECRET)
    await flooding
    return load.quantile(0.5)


def _load(port: int, path: str, bodies: list[bytes]) -> Load:
    return asyncio.run(post_all(port, path, bodies, connections=CONNECTIONS, secret=SECRET))


Suite = Callable[[Path], list[Row]]

if __name__ == "__main__":
    main()
