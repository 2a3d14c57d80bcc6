"""Subscribe to weekly tips: offer, choose day and time, change, pause, stop, say what one thinks of a tip."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.core.action import encode
from bot.core.message import Command
from bot.core.people import Audience, Language
from bot.core.reply import Press, Reply, paragraphs
from bot.core.request import Request
from bot.core.schedule import Schedule
from bot.core.subscription import SUBSCRIBING, WEEKS, Feedback, Interest, Subscription
from bot.core.supplement import Supplement
from bot.core.turn import Keep, Rate, Turn, Unsubscribe
from bot.services import subscribing, tips
from bot.services.forecast import Forecast
from bot.services.guidance import menu_rows
from bot.services.subscribing import Elsewhere

ADULT, AGAIN, ANYWAY = "adult", "again", "anyway"


@dataclass(frozen=True, slots=True)
class Subscribing:
    """The handlers, with what they need to know: the load, the zone, and where else tips can be had."""

    forecast: Forecast
    zone: str
    elsewhere: Callable[[], Elsewhere]

    async def begin(self, request: Request) -> Turn:
        """Show the subscription, or offer one to whom it is for."""
        wanted, mine = _named(request), request.subscription
        if wanted is None and mine is not None and mine.is_active:
            return Turn((subscribing.status(request, mine),))
        if wanted is None and request.audience is Audience.CHILD and request.argument(0) != ADULT:
            return Turn((subscribing.declined(request),))
        if not request.can_write_first:
            return Turn((subscribing.elsewhere(request, self.elsewhere()),))
        if request.argument(0) == AGAIN and mine is not None:
            return self._kept(request, mine.begun(request.now), new=True)
        if wanted is None and request.in_group:
            wanted = Audience.PARENT
        if wanted is None and request.argument(0) != ADULT:
            wanted = mine.audience if mine is not None else request.audience
        if wanted is None:
            return Turn((subscribing.who(request),))
        return Turn((subscribing.offer(request, wanted, self.forecast, self.zone),))

    async def days(self, request: Request) -> Turn:
        """Ask for the day."""
        audience = _audience(request.argument(0))
        return Turn((subscribing.days(request, audience) if audience else subscribing.who(request),))

    async def times(self, request: Request) -> Turn:
        """Ask for the time."""
        audience, weekday = _audience(request.argument(0)), request.number(1)
        if audience is None or weekday > 6:
            return Turn((subscribing.who(request),))
        zone = self._zone_of(request)
        return Turn((subscribing.times(request, audience, weekday, self.forecast, zone),))

    async def accept(self, request: Request) -> Turn:
        """Keep the subscription, or offer lighter slots beside a crowded one."""
        if not request.can_write_first:
            return Turn((subscribing.elsewhere(request, self.elsewhere()),))
        audience, weekday, minute = _audience(request.argument(0)), request.number(1), request.number(2)
        if audience is None or weekday > 6 or not self.forecast.is_possible(minute):
            return Turn((subscribing.who(request),))
        schedule = Schedule(weekday, minute, self._zone_of(request), WEEKS[audience])
        lighter = self.forecast.lighter(schedule)
        if request.argument(3) != ANYWAY and self.forecast.is_crowded(schedule) and lighter:
            return Turn((subscribing.crowded(request, audience, schedule, lighter),))
        mine = request.subscription
        if mine is None:
            wanted = Subscription(audience, request.language, schedule, in_group=request.in_group)
        else:
            wanted = replace(mine, audience=audience, schedule=schedule, in_group=request.in_group)
        wanted = replace(wanted, province=request.province or None)
        return self._kept(request, wanted.begun(request.now), new=mine is None or not mine.is_active)

    async def interests(self, request: Request) -> Turn:
        """Switch a theme on or off, and show them."""
        mine = request.subscription
        if mine is None:
            return Turn((subscribing.said(request, "subscribe.not_yet"),))
        name = request.argument(0)
        if name not in set(Interest):
            return Turn((subscribing.interests(request, mine),))
        changed = replace(mine, interests=mine.interests ^ {Interest(name)})
        return Turn((subscribing.interests(request, changed),), (Keep(changed),))

    async def pause(self, request: Request) -> Turn:
        """Ask how long, or pause for so many weeks."""
        mine = request.subscription
        if mine is None or not mine.is_active:
            return Turn((subscribing.said(request, "subscribe.not_yet"),))
        weeks = request.number(0)
        if weeks not in subscribing.PAUSES:
            return Turn((subscribing.pauses(request),))
        resting = mine.paused(request.now + timedelta(weeks=weeks), request.now)
        return Turn((subscribing.paused(request, resting),), (Keep(resting),))

    async def resume(self, request: Request) -> Turn:
        """Go on now."""
        mine = request.subscription
        if mine is None or not mine.is_active:
            return Turn((subscribing.said(request, "subscribe.not_yet"),))
        going = mine.begun(request.now)
        return Turn((subscribing.resumed(request, going),), (Keep(going),))

    async def language(self, request: Request) -> Turn:
        """Get tips in another language."""
        mine, name = request.subscription, request.argument(0)
        if mine is None or name not in set(Language):
            return Turn((subscribing.said(request, "subscribe.not_yet"),))
        changed = replace(mine, language=Language(name))
        there = request.in_language(Language(name))
        return Turn((subscribing.status(there, changed),), (Keep(changed),))

    async def timezone(self, request: Request) -> Turn:
        """Count hours as they are where the subscriber lives."""
        mine, body = request.subscription, request.incoming.body
        if mine is None or not mine.is_active:
            return Turn((subscribing.said(request, "subscribe.not_yet"),))
        name = body.argument.strip() if isinstance(body, Command) else ""
        if not _is_zone(name):
            return Turn((subscribing.said(request, "subscribe.zone_unknown"),))
        moved = replace(mine, schedule=replace(mine.schedule, zone=name)).due_from(request.now)
        text = request.say("subscribe.zone_done", zone=name, next=subscribing.next_tip(request.voice, moved))
        return Turn((Reply((paragraphs(text),), menu_rows(request)),), (Keep(moved),))

    def _kept(self, request: Request, wanted: Subscription, *, new: bool) -> Turn:
        return Turn((subscribing.confirmed(request, wanted, new=new),), (Keep(wanted),))

    def _zone_of(self, request: Request) -> str:
        mine = request.subscription
        return mine.schedule.zone if mine is not None else self.zone


async def stop(request: Request) -> Turn:
    """Send no more tips; where there were none, say that nothing is sent unasked."""
    mine = request.subscription
    if mine is not None and mine.is_active:
        return Turn((subscribing.stopped(request),), (Unsubscribe(),))
    row = (Press(request.say("privacy.erase"), encode("forget")),)
    return Turn((Reply((paragraphs(request.say("stop.text")),), (row, *menu_rows(request))),))


async def rate(request: Request) -> Turn:
    """Count what somebody thinks of a tip, once, and say thank you."""
    name = request.argument(0)
    rated = tips.by_id(_supplement(request), request.argument(1))
    if name not in set(Feedback) or rated is None:
        return Turn((subscribing.said(request, "unknown.button"),))
    effects = (Rate(rated.id, Feedback(name)),)
    return Turn((subscribing.thanks(request, Feedback(name), rated),), effects)


async def admin_only(request: Request) -> Turn:
    """Say who in a group can decide this."""
    return Turn((Reply((paragraphs(request.say("subscribe.admin_only")),)),))


def _named(request: Request) -> Audience | None:
    """Return the audience that the button or the word after the command names."""
    body = request.incoming.body
    word = body.argument.strip().lower() if isinstance(body, Command) else request.argument(0)
    return _audience(word)


def _audience(name: str) -> Audience | None:
    return Audience(name) if name in set(SUBSCRIBING) else None


def _supplement(request: Request) -> Supplement:
    return request.knowledge.handbook.supplement(request.language)


def _is_zone(name: str) -> bool:
    try:
        return bool(name) and ZoneInfo(name) is not None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
