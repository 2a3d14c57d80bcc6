"""The tip of a calendar week, the same for everybody: for the public feeds, which know nobody."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from bot.core.feeds import Feed, FeedEntry
from bot.core.handbook import Handbook
from bot.core.outbox import SentTip
from bot.core.people import Audience, Language, SelfWord
from bot.core.reply import Reply
from bot.core.request import Voice
from bot.core.schedule import moment_of
from bot.core.subscription import SUBSCRIBING, WEEKS
from bot.core.supplement import Supplement, Tip
from bot.services import tips
from bot.services.choosing import choose
from bot.services.subscribing import DEFAULTS

# The Monday that all weeks are counted from; any other would do, but it must not change.
EPOCH = date(2026, 8, 3)
PAST_WEEKS, COMING_WEEKS = 12, 12
LONGEST_WALK = 52 * 30


def of_the_week(supplement: Supplement, audience: Audience, monday: date) -> Tip | None:
    """Return the week's tip: the season's first, none again before all have been used.

    None where the audience has no tips, gets none in this week, or the week lies before the epoch.
    """
    number = (monday - EPOCH).days // 7
    turns, rest = divmod(number, WEEKS.get(audience, 1))
    if rest or not 0 <= number <= LONGEST_WALK:
        return None
    history: dict[str, SentTip] = {}
    for turn in range(turns + 1):
        day = EPOCH + timedelta(weeks=turn * WEEKS.get(audience, 1))
        choice = choose(supplement, audience, day, (), tuple(history.values()))
        if choice is None:
            return None
        tip = choice.tip
        times = history[tip.id].times if tip.id in history else 0
        history[tip.id] = SentTip(tip.id, times + 1, 0, day.isoformat())
    return tip


@lru_cache(maxsize=16)
def feed(voice: Voice, audience: Audience, zone: str) -> Feed | None:
    """Return an audience's feed as it is in the week of the voice's day; None for whom there is none."""
    if audience not in SUBSCRIBING or not voice.handbook.supplement(voice.language).tips.get(audience):
        return None
    monday = voice.today - timedelta(days=voice.today.weekday())
    weeks = (monday + timedelta(weeks=number) for number in range(-PAST_WEEKS, COMING_WEEKS + 1))
    found = (_entry(voice, audience, week, zone) for week in weeks)
    return Feed(
        audience,
        voice.language,
        voice.say("feed.title", audience),
        voice.say("feed.description", audience),
        tuple(entry for entry in found if entry is not None),
    )


def voice_of(handbook: Handbook, language: Language, moment: datetime) -> Voice:
    """Return the voice in which a feed speaks in a moment's week, by the calendar of its zone."""
    return Voice(handbook, language, SelfWord.EM, moment.date() - timedelta(days=moment.weekday()))


def forget() -> None:
    """Let go of what was made from an earlier handbook."""
    feed.cache_clear()


def _entry(voice: Voice, audience: Audience, monday: date, zone: str) -> FeedEntry | None:
    tip = of_the_week(voice.handbook.supplement(voice.language), audience, monday)
    if tip is None:
        return None
    weekday, minute = DEFAULTS[audience]
    day = monday + timedelta(days=weekday)
    text = Reply(tips.for_a_group(replace(voice, today=day), tip)).text
    return FeedEntry(monday, moment_of(day, minute, zone), tip.id, tip.title, text)
