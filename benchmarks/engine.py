"""The engine alone: screen, search and cues of one message, in milliseconds."""

import json
import sys
import time
from pathlib import Path

from benchmarks.updates import QUESTIONS
from bot.app import learn
from bot.config import Content, Database, Settings
from bot.core.understanding import Understanding
from tests.fakes.knowledge import CONTENT

TURNS = 300


def main() -> None:
    """Measure, and write the figures to the second argument."""
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    settings = Settings(
        database=Database(url=f"sqlite:///{folder / 'khien-nho.db'}"), content=Content(path=CONTENT)
    )
    understanding = learn(settings, lambda _: None).understanding
    long = " ".join(QUESTIONS)[:200]
    longest = (" ".join(QUESTIONS) * 40)[:10_000]
    figures = [
        ("questions as people type them", *_times(understanding, list(QUESTIONS)), "p95 < 5 ms"),
        ("200 characters", *_times(understanding, [long]), "p95 < 5 ms"),
        ("10,000 characters", *_times(understanding, [longest], turns=30), ""),
    ]
    out.write_text(json.dumps(figures), encoding="utf-8")


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
    ordered = sorted(taken[20:])
    return ordered[len(ordered) // 2], ordered[int(0.95 * len(ordered))]
