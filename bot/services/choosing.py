"""Which tip a subscriber gets: the season's first, none twice before all are used, each fourth an old one.

The same history and day give the same tip, on every machine: what `tips due` shows is what is sent.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from bot.core.outbox import SentTip
from bot.core.people import Audience
from bot.core.subscription import Interest
from bot.core.supplement import Calendar, Period, Supplement, Tip

RECALL_EVERY = 4
ANY_TIME = (1, 0)


@dataclass(frozen=True, slots=True)
class Choice:
    """The tip; `recall` says that it comes back to one that was sent before."""

    tip: Tip
    recall: bool = False


def choose(
    supplement: Supplement,
    audience: Audience,
    day: date,
    interests: Iterable[Interest] = (),
    history: Sequence[SentTip] = (),
    tips_sent: int = 0,
) -> Choice | None:
    """Return what to send for the slot of this day; None when the handbook has no tip for this audience."""
    tips = supplement.tips.get(audience, ())
    sent = {one.tip: one for one in history}
    if tips_sent % RECALL_EVERY == RECALL_EVERY - 1 and (earlier := _earlier(tips, sent)) is not None:
        return Choice(earlier, recall=True)
    if not tips:
        return None
    wanted = _topics(supplement.calendar, interests)
    seasons = _seasons(supplement.calendar.periods, day)
    times = [sent[tip.id].times if tip.id in sent else 0 for tip in tips]
    least = min(times)
    unused = [tip for tip, used in zip(tips, times, strict=True) if used == least]
    # Stable: within the same rank the order of the file, which is the editors'.
    return Choice(min(unused, key=lambda tip: (seasons.get(tip.period, ANY_TIME), tip.topic not in wanted)))


def _earlier(tips: Sequence[Tip], sent: Mapping[str, SentTip]) -> Tip | None:
    """Return the tip to come back to: recalled least often, sent longest ago, and not the last one."""
    known = [tip for tip in tips if tip.id in sent]
    if not known:
        return None
    latest = max(known, key=lambda tip: sent[tip.id].period)
    others = [tip for tip in known if tip is not latest] or known
    return min(others, key=lambda tip: (sent[tip.id].recalls, sent[tip.id].period))


@lru_cache(64)
def _seasons(periods: tuple[Period, ...], day: date) -> Mapping[str | None, tuple[int, int]]:
    """Rank the parts of the year: this one, any time, those just over … and last what is still to come."""
    here = next((number for number, period in enumerate(periods) if period.holds(day)), 0)
    ahead = {period.id: (number - here) % len(periods) for number, period in enumerate(periods)}
    return {name: (2, -distance) if distance else (0, 0) for name, distance in ahead.items()}


def _topics(calendar: Calendar, interests: Iterable[Interest]) -> frozenset[str]:
    return frozenset(topic for interest in interests for topic in calendar.themes.get(interest, ()))
