"""The engine alone: screen, search and cues of one message; and the way from a disclosure to its card."""

import asyncio
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.updates import QUESTIONS
from bot.app import dispatcher, learn
from bot.config import Content, Database, Settings
from bot.core.knowledge import Knowledge, Live
from bot.core.message import Address, Incoming, Typed
from bot.core.reply import Tone
from bot.core.understanding import Understanding
from bot.metrics import NullMeter
from bot.storage.memory import MemoryJournal
from tests.fakes.channels import RecordingChannel
from tests.fakes.knowledge import CONTENT

TURNS = 300
DISCLOSURES = (
    "có người dọa tung ảnh của em lên mạng",
    "dượng sờ vào người em",
    "em không muốn sống nữa",
    "nó dọa giết em, nó đang ở ngoài cửa",
)


def main() -> None:
    """Measure, and write the figures to the second argument."""
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    settings = Settings(
        database=Database(url=f"sqlite:///{folder / 'khien-nho.db'}"), content=Content(path=CONTENT)
    )
    knowledge = learn(settings, lambda _: None)
    understanding = knowledge.understanding
    long = " ".join(QUESTIONS)[:200]
    longest = (" ".join(QUESTIONS) * 40)[:10_000]
    figures = [
        ("questions as people type them", *_times(understanding, list(QUESTIONS)), "p95 < 5 ms"),
        ("200 characters", *_times(understanding, [long]), "p95 < 5 ms"),
        ("10,000 characters", *_times(understanding, [longest], turns=30), ""),
        ("from a disclosure to its card", *asyncio.run(_card_times(knowledge, settings)), "p95 < 50 ms"),
    ]
    out.write_text(json.dumps(figures), encoding="utf-8")


async def _card_times(knowledge: Knowledge, settings: Settings) -> tuple[float, float]:
    """Return p50 and p95 of the whole way of a disclosure, in a chat of its own each time."""
    receive = dispatcher(Live(knowledge), MemoryJournal(), settings, NullMeter())
    taken = []
    for turn in range(TURNS):
        channel = RecordingChannel()
        said = Typed(DISCLOSURES[turn % len(DISCLOSURES)])
        incoming = Incoming(Address("recording", str(turn)), said, datetime.now(UTC))
        began = time.perf_counter()
        await receive(incoming, channel)
        taken.append((time.perf_counter() - began) * 1000)
        if channel.sent[0][1].tone is not Tone.CRISIS:
            raise RuntimeError(f"no card for {said.text!r}")
    return _quantiles(taken)


def _times(understanding: Understanding, texts: list[str], turns: int = TURNS) -> tuple[float, float]:
    taken = []
    for turn in range(turns + 20):
        text = texts[turn % len(texts)]
        began = time.perf_counter()
        understanding.screen(text, ("chào", "có người"))
        understanding.search(text)
        understanding.misuse(text)
        understanding.audience(text)
        understanding.self_word(text)
        taken.append((time.perf_counter() - began) * 1000)
    return _quantiles(taken[20:])


def _quantiles(taken: list[float]) -> tuple[float, float]:
    ordered = sorted(taken)
    return ordered[len(ordered) // 2], ordered[int(0.95 * len(ordered))]
