"""`questions`: where the handbook is thin, from counters that hold no message."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rich.table import Table

from bot.core.understanding import Band, Outcome
from bot.storage.database import open_beside
from bot.storage.questions import Tally, month_of, tallies

# Below this many a number is not shown: in a small place it could point at somebody.
FEWEST = 10
MONTHS = 3


@dataclass(frozen=True, slots=True)
class Line:
    """What became of the questions that came nearest to one topic; None: to no topic at all."""

    topic: str | None
    asked: int
    outcomes: Counter[Outcome]
    unsure: int

    @property
    def missed(self) -> float:
        """The share that was not answered straight away."""
        return 1.0 - self.outcomes[Outcome.ANSWER] / self.asked


async def read(url: str, now: datetime) -> list[Line]:
    """Return the last months' lines, those with the most unanswered questions first."""
    database = await open_beside(url)
    try:
        return lines(await database.read(tallies, since(now)))
    finally:
        await database.close()


def since(now: datetime) -> str:
    """Return the first of the months that are shown."""
    months = now.year * 12 + now.month - MONTHS
    return month_of(now.replace(year=months // 12, month=months % 12 + 1, day=1))


def lines(found: Sequence[Tally]) -> list[Line]:
    """Gather the counts by topic."""
    by_topic: dict[str | None, list[Tally]] = {}
    for tally in found:
        by_topic.setdefault(tally.asked.topic, []).append(tally)
    gathered = [_line(topic, counts) for topic, counts in by_topic.items()]
    return sorted(gathered, key=lambda line: (-line.missed * line.asked, line.topic or ""))


def _line(topic: str | None, counts: Sequence[Tally]) -> Line:
    outcomes: Counter[Outcome] = Counter()
    for tally in counts:
        outcomes[tally.asked.outcome] += tally.count
    unsure = sum(tally.count for tally in counts if tally.asked.band is Band.LOW)
    return Line(topic, outcomes.total(), outcomes, unsure)


def as_json(found: Sequence[Line]) -> list[dict[str, Any]]:
    """Return the lines as plain values; None stands for a number below FEWEST, or one that would tell it."""
    return [_values(line) for line in found]


def _values(line: Line) -> dict[str, Any]:
    outcomes = {outcome.value: _shown(line.outcomes[outcome]) for outcome in Outcome}
    whole = None if None in outcomes.values() else line.asked
    return {"topic": line.topic, "asked": whole, **outcomes, "unsure": _shown(line.unsure)}


def table(found: Sequence[Line]) -> Table:
    """Return the lines for a terminal."""
    made = Table("topic", "asked", *Outcome, "unsure")
    for line in as_json(found):
        topic, asked, *numbers = line.values()
        shown = (f"<{FEWEST}" if one is None else str(one) for one in numbers)
        made.add_row(topic or "(none)", "–" if asked is None else str(asked), *shown)
    return made


def _shown(count: int) -> int | None:
    return count if count >= FEWEST or count == 0 else None
