"""The table of questions: how many there were of a kind in a month. Nothing in it tells of a person."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from bot.core.understanding import Asked, Band, Outcome
from bot.storage.tables import questions

NO_TOPIC = ""

_insert = insert(questions)
_ADD = _insert.on_conflict_do_update(
    index_elements=[questions.c.month, questions.c.topic, questions.c.outcome, questions.c.band],
    set_={"times": questions.c.times + _insert.excluded.times},
)


@dataclass(frozen=True, slots=True)
class Tally:
    """How often the search came to this end."""

    asked: Asked
    count: int


def add_questions(connection: Connection, asked: Sequence[tuple[datetime, Asked]]) -> None:
    """Count the questions, each in its month."""
    counts = Counter((month_of(at), one) for at, one in asked)
    rows = [
        {
            "month": month,
            "topic": one.topic or NO_TOPIC,
            "outcome": one.outcome,
            "band": one.band,
            "times": count,
        }
        for (month, one), count in counts.items()
    ]
    if rows:
        connection.execute(_ADD, rows)


def tallies(connection: Connection, since: str) -> list[Tally]:
    """Return the counts from this month on ("2026-11"), without what this version does not know."""
    rows = connection.execute(select(questions).where(questions.c.month >= since)).all()
    known = [row for row in rows if row.outcome in set(Outcome) and row.band in set(Band)]
    counts: Counter[Asked] = Counter()
    for row in known:
        counts[Asked(row.topic or None, Outcome(row.outcome), Band(row.band))] += row.times
    return [Tally(asked, count) for asked, count in counts.items()]


def purge_questions(connection: Connection, before: str) -> int:
    """Delete the months that are older; return how many rows there were."""
    return connection.execute(delete(questions).where(questions.c.month < before)).rowcount


def month_of(moment: datetime) -> str:
    """Return the month as it is stored."""
    return f"{moment:%Y-%m}"
