"""Which tip a subscriber gets: the season's first, none twice before all are used, each fourth an old one.

The same history and day give the same tip, on every machine: what `tips due` shows is what is sent.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.core.outbox import SentTip
from bot.core.people import Audience
from bot.core.subscription import Interest
from bot.core.supplement import Calendar, Supplement, Tip

RECALL_EVERY = 4


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
    least = min(_times(sent, tip) for tip in tips)
    unused = [tip for tip in tips if _times(sent, tip) == least]
    # Stable: within the same rank the order of the file, which is the editors'.
    return Choice(
        min(unused, key=lambda tip: (_season(supplement.calendar, tip, day), tip.topic not in wanted))
    )


def _earlier(tips: Sequence[Tip], sent: Mapping[str, SentTip]) -> Tip | None:
    """Return the tip to come back to: recalled least often, sent longest ago, and not the last one."""
    known = [tip for tip in tips if tip.id in sent]
    if not known:
        return None
    latest = max(known, key=lambda tip: sent[tip.id].period)
    others = [tip for tip in known if tip is not latest] or known
    return min(others, key=lambda tip: (sent[tip.id].recalls, sent[tip.id].period))


def _times(sent: Mapping[str, SentTip], tip: Tip) -> int:
    return sent[tip.id].times if tip.id in sent else 0


def _season(calendar: Calendar, tip: Tip, day: date) -> tuple[int, int]:
    """Rank a tip by its part of the year: now, any time, just over … and last what is still to come."""
    here = calendar.period(day)
    if tip.period is None:
        return (1, 0)
    if here is None:
        return (2, 0)
    if tip.period == here.id:
        return (0, 0)
    names = [period.id for period in calendar.periods]
    if tip.period not in names:
        return (1, 0)
    ahead = (names.index(tip.period) - names.index(here.id)) % len(names)
    return (2, -ahead)


def _topics(calendar: Calendar, interests: Iterable[Interest]) -> frozenset[str]:
    return frozenset(topic for interest in interests for topic in calendar.themes.get(interest, ()))
