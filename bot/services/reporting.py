"""Which reporting channels fit a case, best first, and why. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.core.case import Case, Harm, Urgency
from bot.core.handbook import HOTLINE, Handbook, ReportingChannel
from bot.core.people import Audience, Language
from bot.services.directory import is_shown, slug

HOTLINE_NUMBER = "111"
POLICE, AMBULANCE = "police-113", "ambulance-115"
SCHOOL, NEARBY = "school-adult", "nearby-adult"
TAKE_DOWN, BANK, COMMUNE_POLICE, VNEID = "take-it-down", "bank", "commune-police", "vneid"
# As many as somebody in distress can choose between; an adult also reports.
SHOWN_TO_CHILDREN, SHOWN_TO_ADULTS = 3, 4
# June to August: nobody is at school.
SUMMER = range(6, 9)
ANY = "any"
# What is closed now stands behind everything that is open.
_CLOSED = 100


class Why(StrEnum):
    """Why a channel is offered, or why not first."""

    DANGER = "danger"
    AMBULANCE = "ambulance"
    ALWAYS = "always"
    LOCAL = "local"
    SCHOOL = "school"
    NEAR = "near"
    PICTURES = "pictures"
    MONEY = "money"
    PLATFORM = "platform"
    DUTY = "duty"
    FITS = "fits"
    MORE = "more"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Ranked:
    """A channel with the reason that people are told."""

    channel: ReportingChannel
    why: Why


@dataclass(frozen=True, slots=True)
class Situation:
    """What the ranking looks at besides the channels: the case, the local moment, the province's slug."""

    case: Case
    now: datetime
    province: str = ""

    @property
    def audience(self) -> Audience:
        """Who is to turn to them."""
        return self.case.reader.audience

    @property
    def is_urgent(self) -> bool:
        """Whether somebody is in danger now."""
        return self.case.urgency is Urgency.NOW


def ranked(handbook: Handbook, language: Language, situation: Situation) -> tuple[Ranked, ...]:
    """Return every channel that fits, the best first; 111 is always among the first three.

    Closed ones come last, and none that leads into an unsafe home or school comes at all.
    """
    platform = _platform_channel(handbook, language, situation.case.place)
    placed = [
        (_place(channel, situation, platform), channel)
        for channel in handbook.reporting_channels(language)
        if _fits(channel, situation, platform)
    ]
    placed.sort(key=lambda each: each[0].tier)
    return tuple(Ranked(channel, place.why) for place, channel in placed)


def offered(handbook: Handbook, language: Language, situation: Situation) -> tuple[Ranked, ...]:
    """Return what is offered first: as many as fit, and where it happened; none of them is closed."""
    found = ranked(handbook, language, situation)
    open_now = [each for each in found if each.why is not Why.CLOSED]
    most = SHOWN_TO_CHILDREN if situation.audience is Audience.CHILD else SHOWN_TO_ADULTS
    where = [each for each in open_now[most:] if each.why is Why.PLATFORM]
    return (*open_now[:most], *where)


def provinces(handbook: Handbook, language: Language, today: date) -> dict[str, str]:
    """Return the provinces that have channels of their own, by slug."""
    channels = handbook.reporting_channels(language)
    shown = (one for one in channels if one.province and any(is_shown(one, today, who) for who in Audience))
    return {slug(one.province): one.province for one in shown}


def _platform_channel(handbook: Handbook, language: Language, place: str | None) -> str | None:
    guide = handbook.supplement(language).guide(place or "")
    return None if guide is None else guide.channel


def _fits(channel: ReportingChannel, situation: Situation, platform: str | None) -> bool:
    case = situation.case
    if not is_shown(channel, situation.now.date(), situation.audience):
        return False
    if channel.is_local and slug(channel.province) != situation.province:
        return False
    if case.is_home_unsafe and not channel.household:
        return False
    if case.is_school_unsafe and channel.id == SCHOOL:
        return False
    if channel.id in (HOTLINE, platform):
        return True
    if channel.id == AMBULANCE:
        return situation.is_urgent or case.harm is Harm.SELF_HARM
    if channel.id == POLICE:
        return situation.is_urgent
    return bool({ANY, *_harms(case.harm)} & set(channel.harms))


def _harms(harm: Harm | None) -> tuple[str, ...]:
    return () if harm is None else (harm.value,)


@dataclass(frozen=True, slots=True)
class _Place:
    """How far behind a channel stands, and why it is offered."""

    tier: int
    why: Why


def _place(channel: ReportingChannel, situation: Situation, platform: str | None) -> _Place:
    place = _open_place(channel, situation, platform)
    is_closed = channel.opens is not None and not channel.opens.holds(situation.now)
    if is_closed or (channel.id == SCHOOL and situation.now.month in SUMMER):
        return _Place(place.tier + _CLOSED, Why.CLOSED)
    return place


def _open_place(channel: ReportingChannel, situation: Situation, platform: str | None) -> _Place:
    case, is_child = situation.case, situation.audience is Audience.CHILD
    dying = situation.is_urgent and case.harm is Harm.SELF_HARM
    named: dict[str | None, _Place] = {
        AMBULANCE: _Place(10 if dying else 25, Why.AMBULANCE),
        POLICE: _Place(40 if dying else 11, Why.DANGER),
        NEARBY: _Place(12 if dying else 36, Why.NEAR),
        BANK: _Place(22 if is_child else 15, Why.MONEY),
        HOTLINE: _Place(20, Why.ALWAYS),
        COMMUNE_POLICE: _Place(50 if is_child else 30, Why.DUTY),
        SCHOOL: _Place(35 if is_child else 65, Why.SCHOOL),
        TAKE_DOWN: _Place(40, Why.PICTURES),
        platform: _Place(41, Why.PLATFORM),
        VNEID: _Place(35, Why.DUTY),
    }
    if channel.id in named:
        return named[channel.id]
    if channel.is_local:
        return _Place(28, Why.LOCAL)
    exactly = case.harm is not None and case.harm.value in channel.harms
    return _Place(60, Why.FITS) if exactly else _Place(70, Why.MORE)
