"""How well messages are understood: the development set, with 95 % intervals.

    python -m benchmarks.quality [FOLDER]

The set was written by somebody who saw neither rules nor examples (tests/data/development/README.md).
It prints rates only, so that nobody is tempted to write a rule for a single message.
"""

import json
import math
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.processes import ROOT
from bot.app import learn
from bot.config import Content, Database, Settings
from bot.core.people import Audience
from bot.core.understanding import Level, Outcome, Understanding
from tests.fakes.knowledge import CONTENT

SET = ROOT / "tests" / "data" / "development"
Line = dict[str, Any]


def main() -> None:
    """Measure and print."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SET
    with tempfile.TemporaryDirectory() as data:
        settings = Settings(database=Database(url=f"sqlite:///{data}/x.db"), content=Content(path=CONTENT))
        understanding = learn(settings, lambda _: None).understanding
    table = Table("measure", "rate", "95 % interval", "of")
    for name, hits, total in measure(folder, understanding):
        low, high = interval(hits, total)
        table.add_row(name, f"{hits / max(1, total):.3f}", f"{low:.3f} – {high:.3f}", str(total))
    Console().print(table)


def measure(folder: Path, understanding: Understanding) -> Iterable[tuple[str, int, int]]:
    """Yield (measure, hits, total)."""
    questions, disclosures = _read(folder / "questions.jsonl"), _read(folder / "disclosures.jsonl")
    harmless, outside = _read(folder / "harmless.jsonl"), _read(folder / "out-of-scope.jsonl")
    yield from _search(understanding, questions, outside)
    yield from _alarms(understanding, questions, disclosures, harmless, outside)
    misuse = _read(folder / "misuse.jsonl")
    bad = [line for line in misuse if line["misuse"]]
    yield _count("misuse refused", bad, lambda line: understanding.misuse(line["text"]) is not None)
    fair = [line for line in misuse if not line["misuse"]]
    yield _count("look-alikes refused", fair, lambda line: understanding.misuse(line["text"]) is not None)


def _search(
    understanding: Understanding, questions: Sequence[Line], outside: Sequence[Line]
) -> Iterable[tuple[str, int, int]]:
    found = {line["id"]: understanding.search(line["text"], _audience(line)) for line in questions}

    def first(line: Line) -> bool:
        return bool(set(found[line["id"]].topics[:1]) & set(line["topics"]))

    yield _count("right topic first", questions, first)
    yield _count(
        "right topic in the first three",
        questions,
        lambda line: bool(set(found[line["id"]].topics[:3]) & set(line["topics"])),
    )
    for noise in sorted({line["noise"] for line in questions}):
        part = [line for line in questions if line["noise"] == noise]
        yield _count(f"right topic first, {noise}", part, first)
    yield _count(
        "in scope, answered or given choices",
        questions,
        lambda line: found[line["id"]].outcome is not Outcome.UNKNOWN,
    )
    direct = [line for line in questions if found[line["id"]].outcome is Outcome.ANSWER]
    yield _count("right when answered directly", direct, first)
    yield _count(
        "out of scope, not answered as a topic",
        outside,
        lambda line: understanding.search(line["text"]).outcome is not Outcome.ANSWER,
    )
    yield _count(
        "out of scope, unknown",
        outside,
        lambda line: understanding.search(line["text"]).outcome is Outcome.UNKNOWN,
    )


def _alarms(
    understanding: Understanding,
    questions: Sequence[Line],
    disclosures: Sequence[Line],
    harmless: Sequence[Line],
    outside: Sequence[Line],
) -> Iterable[tuple[str, int, int]]:
    def level(line: Line) -> Level:
        return understanding.screen(line["text"]).level

    def hard(line: Line) -> bool:
        return level(line) is Level.HARD

    def either(line: Line) -> bool:
        return level(line) is not Level.NONE

    for name, part in (
        ("disclosures, direct", [line for line in disclosures if line["direct"]]),
        ("disclosures, oblique", [line for line in disclosures if not line["direct"]]),
        ("disclosures", disclosures),
        ("ordinary questions", questions),
        ("alarming but harmless", harmless),
        ("out of scope", outside),
    ):
        yield _count(f"{name}: hard alarm", part, hard)
        yield _count(f"{name}: hard or soft", part, either)
    for category in sorted({line["category"] for line in disclosures}):
        part = [line for line in disclosures if line["category"] == category]
        yield _count(f"{category}: hard alarm", part, hard)


def interval(hits: int, total: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a rate."""
    if not total:
        return 0.0, 1.0
    z, rate = 1.96, hits / total
    middle = rate + z * z / (2 * total)
    spread = z * math.sqrt(rate * (1 - rate) / total + z * z / (4 * total * total))
    return (middle - spread) / (1 + z * z / total), (middle + spread) / (1 + z * z / total)


def _count(name: str, lines: Sequence[Line], hit: Callable[[Line], bool]) -> tuple[str, int, int]:
    return name, sum(map(hit, lines)), len(lines)


def _audience(line: Line) -> Audience | None:
    return Audience(line["audience"]) if line.get("audience") else None


def _read(file: Path) -> list[Line]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


if __name__ == "__main__":
    main()
