"""The screens around a subscription: offered, changed, paused, stopped, shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, get_day_names

from bot.core.action import encode
from bot.core.feeds import feed_path
from bot.core.people import Audience, Language
from bot.core.reply import Button, Link, Press, Reply, paragraphs
from bot.core.request import Request, Voice
from bot.core.schedule import Schedule
from bot.core.subscription import SUBSCRIBING, WEEKS, Feedback, Interest, Subscription
from bot.core.supplement import Tip
from bot.services.forecast import Forecast
from bot.services.guidance import menu_rows

# When each audience has time to read, as (weekday, minute).
DEFAULTS = {
    Audience.PARENT: (6, 20 * 60),
    Audience.TEACHER: (0, 6 * 60 + 45),
    Audience.COMMUNICATOR: (0, 8 * 60),
}
PAUSES = (2, 4, 8)
_DAY_FORMAT = {Language.VI: "EEEE, d/M, HH:mm", Language.EN: "EEEE d MMM, HH:mm"}


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where a channel that cannot write first sends people; an empty address is left out."""

    messengers: Sequence[tuple[str, str]] = ()
    public_url: str = ""


def suggested(audience: Audience, zone: str, forecast: Forecast) -> Schedule:
    """Return the schedule to offer first: the audience's own, or the next one that can be had."""
    weekday, minute = DEFAULTS.get(audience, DEFAULTS[Audience.PARENT])
    if not forecast.is_possible(minute):
        minute = next(iter(forecast.offered()), minute)
    return Schedule(weekday, minute, zone, WEEKS.get(audience, 1))


def who(request: Request) -> Reply:
    """Ask which tips are wanted."""
    rows = tuple(
        (Press(request.say("subscribe.choice", audience), encode("sub", audience)),)
        for audience in SUBSCRIBING
    )
    return _reply(request, request.say("subscribe.who", Audience.PARENT), rows)


def declined(request: Request) -> Reply:
    """Tell a child kindly why not, and give a tip at once."""
    child = Audience.CHILD
    rows = (
        (Press(request.say("subscribe.child_tip", child), encode("tip", child)),),
        (Press(request.say("subscribe.adult", child), encode("sub", "adult")),),
    )
    return _reply(request, request.say("subscribe.child", child), rows)


def offer(request: Request, audience: Audience, forecast: Forecast, zone: str) -> Reply:
    """Say what comes, how often and what is kept; one press is enough to agree."""
    schedule = suggested(audience, zone, forecast)
    key = "subscribe.offer_group" if request.in_group else "subscribe.offer"
    accept = request.say("subscribe.accept", slot=slot(request.voice, schedule))
    other = Audience.PARENT if audience is Audience.TEACHER else Audience.TEACHER
    rows: list[tuple[Button, ...]] = [
        (Press(accept, _chosen(audience, schedule.weekday, schedule.minute)),),
        (Press(request.say("subscribe.other_time"), encode("subday", audience)),),
        (Press(request.say("subscribe.choice", other), encode("sub", other)),),
    ]
    return _reply(request, request.say(key, audience), rows)


def days(request: Request, audience: Audience) -> Reply:
    """Ask for the day of the week."""
    names = _day_names(request.language)
    buttons = [Press(names[day], encode("subtime", audience, str(day))) for day in range(7)]
    return _reply(request, request.say("subscribe.day"), _pairs(buttons))


def times(request: Request, audience: Audience, weekday: int, forecast: Forecast, zone: str) -> Reply:
    """Ask for the time of the day."""
    text = request.say("subscribe.time", day=_day_names(request.language)[weekday], zone=zone)
    buttons = [Press(clock_time(minute), _chosen(audience, weekday, minute)) for minute in forecast.offered()]
    return _reply(request, text, _pairs(buttons))


def crowded(request: Request, audience: Audience, schedule: Schedule, lighter: Iterable[int]) -> Reply:
    """Offer the neighbours of a slot that many have chosen."""
    chosen = slot(request.voice, schedule)
    buttons = [Press(clock_time(minute), _chosen(audience, schedule.weekday, minute)) for minute in lighter]
    anyway = encode("subok", audience, str(schedule.weekday), str(schedule.minute), "anyway")
    rows = (*_pairs(buttons), (Press(request.say("subscribe.anyway", slot=chosen), anyway),))
    return _reply(request, request.say("subscribe.crowded", slot=chosen), rows)


def confirmed(request: Request, subscription: Subscription, *, new: bool) -> Reply:
    """Say when the next tip comes, and how to change or stop."""
    key = "subscribe.done" if new else "subscribe.changed"
    text = request.say(key, subscription.audience, next=next_tip(request.voice, subscription))
    if new and request.has_window:
        text = f"{text}\n{request.say('subscribe.window', subscription.audience)}"
    return _reply(request, text, manage_rows(request, subscription))


def status(request: Request, subscription: Subscription) -> Reply:
    """Show all that is kept, and what can be changed."""
    key = "subscribe.resting" if subscription.is_paused(request.now) else "subscribe.status"
    schedule = subscription.schedule
    chosen = [interest_name(request, one) for one in Interest if one in subscription.interests]
    text = request.say(
        key,
        subscription.audience,
        kind=request.say("subscribe.kind", subscription.audience),
        rhythm=request.say("subscribe.weekly" if schedule.weeks == 1 else "subscribe.fortnightly"),
        slot=slot(request.voice, schedule),
        zone=schedule.zone,
        next=next_tip(request.voice, subscription),
        interests="; ".join(chosen) or request.say("subscribe.all_interests"),
        sent=str(subscription.tips_sent),
    )
    return _reply(request, text, manage_rows(request, subscription))


def manage_rows(request: Request, subscription: Subscription) -> tuple[tuple[Button, ...], ...]:
    """Return the buttons to change, pause and stop."""
    audience = subscription.audience
    other = Language.EN if subscription.language is Language.VI else Language.VI
    pause = (
        Press(request.say("subscribe.resume"), encode("subgo"))
        if subscription.is_paused(request.now)
        else Press(request.say("subscribe.pause"), encode("subpause"))
    )
    return (
        (Press(request.say("subscribe.change"), encode("subday", audience)), pause),
        (
            Press(request.say("subscribe.interests"), encode("subint")),
            Press(request.say("subscribe.audience"), encode("sub", "adult")),
        ),
        (
            Press(request.say("subscribe.language"), encode("sublang", other)),
            Press(request.say("subscribe.stop"), encode("substop")),
        ),
    )


def interests(request: Request, subscription: Subscription) -> Reply:
    """Let the five broad themes be switched on and off."""
    chosen = [interest_name(request, one) for one in Interest if one in subscription.interests]
    text = request.say(
        "subscribe.choose_interests", chosen="; ".join(chosen) or request.say("subscribe.all_interests")
    )
    rows: list[tuple[Button, ...]] = []
    for one in Interest:
        name = interest_name(request, one)
        if one in subscription.interests:
            name = request.say("subscribe.chosen_mark", name=name)
        rows.append((Press(name, encode("subint", one)),))
    rows.append((Press(request.say("subscribe.back"), encode("sub")),))
    return _reply(request, text, rows)


def pauses(request: Request) -> Reply:
    """Ask how long no tip is wanted."""
    row = tuple(
        Press(request.say("subscribe.weeks", count=str(weeks)), encode("subpause", str(weeks)))
        for weeks in PAUSES
    )
    back = (Press(request.say("subscribe.back"), encode("sub")),)
    return _reply(request, request.say("subscribe.how_long"), (row, back))


def paused(request: Request, subscription: Subscription) -> Reply:
    """Say when tips go on by themselves."""
    text = request.say("subscribe.paused", next=next_tip(request.voice, subscription))
    return _reply(request, text, ((Press(request.say("subscribe.resume"), encode("subgo")),),))


def resumed(request: Request, subscription: Subscription) -> Reply:
    """Say when the next tip comes."""
    text = request.say("subscribe.resumed", next=next_tip(request.voice, subscription))
    return _reply(request, text, manage_rows(request, subscription))


def stopped(request: Request) -> Reply:
    """Say that nothing more is sent, how to erase what is left, and how to begin again."""
    rows = (
        (
            Press(request.say("privacy.erase"), encode("forget")),
            Press(request.say("subscribe.again"), encode("sub", "again")),
        ),
    )
    return _reply(request, request.say("subscribe.stopped"), rows)


def elsewhere(request: Request, places: Elsewhere) -> Reply:
    """Tell where tips can be had, on a channel that cannot write first."""
    audience = request.speaks_as if request.speaks_as in SUBSCRIBING else Audience.PARENT
    lines = [request.say("subscribe.elsewhere")]
    rows: list[tuple[Button, ...]] = []
    if places.messengers:
        lines.append(request.say("subscribe.elsewhere_open"))
    for channel, url in places.messengers:
        name = request.say(f"subscribe.channel.{channel}")
        rows.append((Link(request.say("subscribe.open", channel=name), url),))
    if places.public_url:
        lines.append(request.say("subscribe.elsewhere_calendar"))
        links = [
            Link(request.say(key), places.public_url + feed_path(audience, kind, request.language))
            for key, kind in (("subscribe.calendar", "ics"), ("subscribe.feed", "rss"))
        ]
        rows.append(tuple(links))
    return Reply((paragraphs("\n".join(lines)),), (*rows, *menu_rows(request)))


def said(request: Request, key: str, **values: str) -> Reply:
    """Return one sentence with the way back to the menu; in a group, without buttons."""
    rows = () if request.in_group else menu_rows(request)
    return Reply((paragraphs(request.say(key, None, **values)),), rows)


def slot(voice: Voice, schedule: Schedule) -> str:
    """Return a schedule's day and time as people say them."""
    return f"{_day_names(voice.language)[schedule.weekday]} {clock_time(schedule.minute)}"


def next_tip(voice: Voice, subscription: Subscription) -> str:
    """Return the day and time of the next tip, where the subscriber lives."""
    if subscription.next_due_at is None:
        return ""
    return moment_words(voice.language, subscription.next_due_at, subscription.schedule.zone)


def moment_words(language: Language, moment: datetime, zone: str) -> str:
    """Return a moment as people write it."""
    local = moment.astimezone(ZoneInfo(zone))
    return format_datetime(local, _DAY_FORMAT[language], locale=language.value)


def clock_time(minute: int) -> str:
    """Return a time of the day as people write it."""
    return f"{minute // 60:02}:{minute % 60:02}"


def interest_name(request: Request, interest: Interest) -> str:
    """Return how a theme is called."""
    return request.say(f"subscribe.interest.{interest}")


def thanks(request: Request, feedback: Feedback, rated: Tip) -> Reply:
    """Thank for a word on a tip; where it did not fit, offer to choose."""
    rows = [(Press(request.say("tip.another"), encode("tip", rated.audience)),)]
    if feedback is Feedback.UNFIT:
        rows.append((Press(request.say("subscribe.interests"), encode("subint")),))
    return _reply(request, request.say(f"weekly.thanks.{feedback}"), rows)


def _reply(request: Request, text: str, rows: Sequence[tuple[Button, ...]]) -> Reply:
    """Return a screen; in private, help is one press away from each."""
    last = () if request.in_group else ((Press(request.say("button.urgent"), encode("help")),),)
    return Reply((paragraphs(text),), (*rows, *last))


def _day_names(language: Language) -> dict[int, str]:
    return dict(get_day_names("wide", locale=language.value))


def _chosen(audience: Audience, weekday: int, minute: int) -> str:
    return encode("subok", audience, str(weekday), str(minute))


def _pairs(buttons: Sequence[Button]) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2))
