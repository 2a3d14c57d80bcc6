"""Where a text comes from, who answers for it, and until when it holds."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement comes from; `date` is the source's own, as precise as it is known."""

    name: str
    publisher: str
    date: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """Who answers for a text, when it was checked, when it must be checked again, and its sources."""

    owner: str
    reviewed: date
    review_by: date
    sources: tuple[Source, ...]
