"""The table of questions: how many there were of a kind in a month. Nothing in it tells of a person."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Connection, delete, select

from bot.core.understanding import Asked, Band, Outcome
from bot.storage.dialects import Upsert, upsert_in
from bot.storage.tables import questions

NO_TOPIC = ""


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
    rows.sort(key=lambda row: tuple(map(str, row.values())))  # so that processes do not wait for each other
    if rows:
        connection.execute(_add(connection.dialect.name), rows)


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


@cache
def _add(dialect: str) -> Upsert:
    adding = upsert_in(dialect, questions)
    return adding.on_conflict_do_update(
        index_elements=[questions.c.month, questions.c.topic, questions.c.outcome, questions.c.band],
        set_={"times": questions.c.times + adding.excluded.times},
    )


def month_of(moment: datetime) -> str:
    """Return the month as it is stored."""
    return f"{moment:%Y-%m}"
