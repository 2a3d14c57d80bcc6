"""`evaluate`: how well messages are understood, measured on labelled JSON lines.

What a line is shows by its fields: `topics` a question that these topics answer, `category` a disclosure,
`misuse` a request to do harm (or, when null, one that only looks like it), `kind` a message that looks
alarming and is harmless, `before` a second message, after an answer with this topic; with none of these, a
message that nothing in the handbook answers. `audience`, `noise` and `direct` divide the results further.
No message is printed: rates, and pairs of topics.
"""

import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from rich.console import Console
from rich.table import Table

from bot.core.errors import OperatorError
from bot.core.people import Audience
from bot.core.understanding import Finding, Level, Outcome, Understanding

Line: TypeAlias = dict[str, Any]
# With fewer lines than this a part of the set says nothing.
FEWEST = 5
_PARTS = ("questions", "disclosures", "harmless", "outside", "misuse", "second")
PAIRS = 20
_CONFIDENT = 1.96


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of some lines, with its 95 % interval by Wilson's method."""

    name: str
    hits: int
    total: int

    @property
    def share(self) -> float:
        """The share itself, 0 of none."""
        return self.hits / max(1, self.total)

    @property
    def interval(self) -> tuple[float, float]:
        """The interval in which the true share lies, 95 times in a hundred."""
        if not self.total:
            return 0.0, 1.0
        z, rate = _CONFIDENT, self.share
        middle = rate + z * z / (2 * self.total)
        spread = z * math.sqrt(rate * (1 - rate) / self.total + z * z / (4 * self.total * self.total))
        return (middle - spread) / (1 + z * z / self.total), (middle + spread) / (1 + z * z / self.total)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All rates, and how often one topic was put first where another was wanted."""

    rates: tuple[Rate, ...]
    confusions: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Labelled:
    """The lines by what they are."""

    questions: Sequence[Line]
    disclosures: Sequence[Line]
    harmless: Sequence[Line]
    outside: Sequence[Line]
    misuse: Sequence[Line]
    second: Sequence[Line]


def read(paths: Sequence[Path]) -> Labelled:
    """Read the files; OperatorError names the line that can't be used."""
    lines = [line for path in paths for line in _read(path)]
    parts: dict[str, list[Line]] = {}
    for line in lines:
        parts.setdefault(_part(line), []).append(line)
    return Labelled(*(parts.get(name, []) for name in _PARTS))


def evaluate(labelled: Labelled, understanding: Understanding) -> Evaluation:
    """Measure everything."""
    found = [
        (line, understanding.search(line["text"], _audience(line)))
        for line in (*labelled.questions, *labelled.outside)
    ]
    inside, beyond = found[: len(labelled.questions)], found[len(labelled.questions) :]
    alarms = _Alarms(understanding)
    rates = (
        *_search(inside, beyond),
        *alarms.rates(labelled),
        *_misuse(labelled.misuse, understanding),
        *_second(labelled.second, understanding),
    )
    return Evaluation(tuple(rate for rate in rates if rate.total), _confusions(inside))


def show(evaluation: Evaluation, console: Console) -> None:
    """Print the tables."""
    table = Table("measure", "rate", "95 % interval", "of")
    for rate in evaluation.rates:
        low, high = rate.interval
        table.add_row(rate.name, f"{rate.share:.3f}", f"{low:.3f} – {high:.3f}", str(rate.total))
    console.print(table)
    if evaluation.confusions:
        pairs = Table("wanted", "put first", "times")
        for wanted, first, times in evaluation.confusions:
            pairs.add_row(wanted, first, str(times))
        console.print(pairs)


def as_json(evaluation: Evaluation) -> dict[str, Any]:
    """Return everything as plain values."""
    return {
        "rates": [
            {
                "measure": rate.name,
                "rate": round(rate.share, 4),
                "low": round(rate.interval[0], 4),
                "high": round(rate.interval[1], 4),
                "of": rate.total,
            }
            for rate in evaluation.rates
        ],
        "confusions": [list(pair) for pair in evaluation.confusions],
    }


def _search(inside: Sequence[tuple[Line, Finding]], beyond: Sequence[tuple[Line, Finding]]) -> Iterable[Rate]:
    yield _rate("right topic first", inside, _is_first)
    yield _rate("right topic in the first three", inside, lambda one: _is_among(one, 3))
    for field in ("noise", "audience"):
        for value in sorted({str(line[field]) for line, _ in inside if line.get(field)}):
            part = [one for one in inside if one[0].get(field) == value]
            yield _rate(f"right topic first, {value}", part, _is_first)
    yield _rate(
        "in scope, answered or given choices", inside, lambda one: one[1].outcome is not Outcome.UNKNOWN
    )
    direct = [one for one in inside if one[1].outcome is Outcome.ANSWER]
    yield _rate("right when answered directly", direct, _is_first)
    yield _rate("in scope, answered directly", inside, lambda one: one[1].outcome is Outcome.ANSWER)
    yield _rate(
        "out of scope, not answered as a topic", beyond, lambda one: one[1].outcome is not Outcome.ANSWER
    )
    yield _rate("out of scope, unknown", beyond, lambda one: one[1].outcome is Outcome.UNKNOWN)
    for topic in sorted({line["topics"][0] for line, _ in inside}):
        part = [one for one in inside if one[0]["topics"][0] == topic]
        if len(part) >= FEWEST:
            yield _rate(f"right topic first, of {topic}", part, _is_first)


class _Alarms:
    """Screens each line once."""

    def __init__(self, understanding: Understanding) -> None:
        self._understanding = understanding
        self._levels: dict[str, Level] = {}

    def rates(self, labelled: Labelled) -> Iterable[Rate]:
        disclosures = labelled.disclosures
        for name, part in (
            ("disclosures", disclosures),
            ("disclosures, direct", [line for line in disclosures if line.get("direct") is True]),
            ("disclosures, oblique", [line for line in disclosures if line.get("direct") is False]),
            ("ordinary questions", labelled.questions),
            ("alarming but harmless", labelled.harmless),
            ("out of scope", labelled.outside),
        ):
            yield _rate(f"{name}: hard alarm", part, self._is_hard)
            yield _rate(f"{name}: hard or soft", part, self._is_any)
        for category in sorted({line["category"] for line in disclosures}):
            part = [line for line in disclosures if line["category"] == category]
            yield _rate(f"{category}: hard alarm", part, self._is_hard)
            yield _rate(f"{category}: hard or soft", part, self._is_any)

    def _level(self, line: Line) -> Level:
        text = line["text"]
        if text not in self._levels:
            self._levels[text] = self._understanding.screen(text).level
        return self._levels[text]

    def _is_hard(self, line: Line) -> bool:
        return self._level(line) is Level.HARD

    def _is_any(self, line: Line) -> bool:
        return self._level(line) is not Level.NONE


def _misuse(lines: Sequence[Line], understanding: Understanding) -> Iterable[Rate]:
    def refused(line: Line) -> bool:
        return understanding.misuse(line["text"]) is not None

    yield _rate("misuse refused", [line for line in lines if line["misuse"]], refused)
    yield _rate("look-alikes refused", [line for line in lines if not line["misuse"]], refused)


def _second(lines: Sequence[Line], understanding: Understanding) -> Iterable[Rate]:
    def is_first(line: Line) -> bool:
        finding = understanding.search(line["text"], _audience(line), line["before"])
        return _is_first((line, finding))

    for kind in sorted({line["kind"] for line in lines if line["topics"]}):
        part = [line for line in lines if line["kind"] == kind]
        yield _rate(f"second message, {kind}: right topic first", part, is_first)
    rejections = [line for line in lines if line["kind"] == "rejection"]
    yield _rate("rejections known", rejections, lambda line: understanding.rejects(line["text"]))
    others = [line for line in lines if line["kind"] != "rejection"]
    yield _rate("taken for rejections", others, lambda line: understanding.rejects(line["text"]))


def _confusions(inside: Sequence[tuple[Line, Finding]]) -> tuple[tuple[str, str, int], ...]:
    pairs = Counter(
        (one[0]["topics"][0], one[1].topics[0]) for one in inside if one[1].topics and not _is_first(one)
    )
    return tuple((wanted, first, times) for (wanted, first), times in pairs.most_common(PAIRS))


def _is_first(one: tuple[Line, Finding]) -> bool:
    return _is_among(one, 1)


def _is_among(one: tuple[Line, Finding], places: int) -> bool:
    line, finding = one
    return not set(line["topics"]).isdisjoint(finding.topics[:places])


def _rate(name: str, lines: Sequence[Any], hit: Callable[[Any], bool]) -> Rate:
    return Rate(name, sum(map(hit, lines)), len(lines))


def _audience(line: Line) -> Audience | None:
    audience = line.get("audience")
    return Audience(audience) if audience in set(Audience) else None


def _part(line: Line) -> str:
    if line.get("before"):
        return "second"
    if line.get("topics"):
        return "questions"
    if line.get("category"):
        return "disclosures"
    if "misuse" in line:
        return "misuse"
    return "harmless" if line.get("kind") else "outside"


def _read(path: Path) -> Iterable[Line]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise OperatorError(f"{path} cannot be read: {error}.") from None
    for number, raw in enumerate(text.split("\n"), 1):
        if raw.strip():
            yield _line(raw, f"{path}, line {number}")


def _line(raw: str, where: str) -> Line:
    try:
        line = json.loads(raw)
    except ValueError:
        raise OperatorError(f"{where}: this is not JSON.") from None
    if not isinstance(line, dict) or not isinstance(line.get("text"), str):
        raise OperatorError(f'{where}: needs an object with a text under "text".')
    topics = line.get("topics", [])
    if not isinstance(topics, list) or not all(isinstance(topic, str) for topic in topics):
        raise OperatorError(f'{where}: "topics" must be a list of topic ids, the best one first.')
    for name in ("audience", "noise", "category", "kind", "before", "misuse"):
        if not isinstance(line.get(name), str | None):
            raise OperatorError(f'{where}: "{name}" must be a text or null.')
    if line.get("before") and not ("topics" in line and line.get("kind")):
        raise OperatorError(f'{where}: a second message needs "topics" and "kind" beside "before".')
    return line
