"""When a reporting channel answers, where that is known: `mon-fri 07:30-17:00; sat 08:00-11:30`."""

import re
from dataclasses import dataclass
from datetime import datetime, time

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(r"([a-z]{3})(?:-([a-z]{3}))? (\d{2}:\d{2})-(\d{2}:\d{2})")


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` to before `end` on some weekdays (0: Monday)."""

    days: frozenset[int]
    start: time
    end: time

    def holds(self, moment: datetime) -> bool:
        """Say whether a local moment is in the span."""
        return moment.weekday() in self.days and self.start <= moment.time() < self.end


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """Spans of the week, in local time."""

    spans: tuple[Span, ...]

    @classmethod
    def parse(cls, text: str) -> "OpeningHours":
        """Read the spans; ValueError when they are none."""
        return cls(tuple(_span(part.strip()) for part in text.split(";")))

    def holds(self, moment: datetime) -> bool:
        """Say whether somebody is there at a local moment."""
        return any(span.holds(moment) for span in self.spans)


def _span(text: str) -> Span:
    found = _SPAN.fullmatch(text)
    if found is None or not {found[1], found[2] or found[1]} <= set(DAYS):
        raise ValueError('must be days and times such as "mon-fri 07:30-17:00; sat 08:00-11:30"')
    first, last = DAYS.index(found[1]), DAYS.index(found[2] or found[1])
    start, end = time.fromisoformat(found[3]), time.fromisoformat(found[4])
    if last < first or end <= start:
        raise ValueError("days and times must go forwards, within one week and one day")
    return Span(frozenset(range(first, last + 1)), start, end)
