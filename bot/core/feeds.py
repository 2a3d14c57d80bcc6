"""The public feeds of weekly tips: the same for everybody, so they know nobody."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from bot.core.people import Audience, Language

CALENDAR, NEWS = "ics", "rss"


def feed_path(audience: Audience, kind: str, language: Language) -> str:
    """Return the path of a feed; `kind` is CALENDAR or NEWS."""
    return f"/meo/{audience}.{kind}?lang={language}"


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One week's tip. `monday` names the week, `at` is when subscribers of this kind read theirs (UTC)."""

    monday: date
    at: datetime
    tip: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Feed:
    """An audience's tips in one language: past and coming weeks, oldest first."""

    audience: Audience
    language: Language
    title: str
    description: str
    entries: tuple[FeedEntry, ...]


# Returns None for whom there is no feed.
FeedOf = Callable[[Audience, Language, datetime], Feed | None]
