"""Which channels fit a case: by harm, home, urgency, place, province and the hour."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.core.case import ELSEWHERE, Case, Harm, Home, Urgency
from bot.core.handbook import HOTLINE, Handbook, ReportingChannel
from bot.core.knowledge import Knowledge
from bot.core.opening import OpeningHours
from bot.core.people import Audience, Language, Reader, SelfWord
from bot.core.reply import Call, Style
from bot.core.request import Voice
from bot.services import directory, reporting
from bot.services.reporting import Ranked, Situation, Why
from tests.fakes.knowledge import SmallHandbook, reporting_channel

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MONDAY_MORNING = datetime(2026, 11, 23, 9, tzinfo=ZONE)
NIGHT = datetime(2026, 11, 23, 23, tzinfo=ZONE)


@pytest.fixture
def handbook(real_texts: Knowledge) -> Handbook:
    return real_texts.handbook


def offered(handbook: Handbook, case: Case, now: datetime = NIGHT, province: str = "") -> list[str]:
    """Return the ids that are offered first."""
    return [each.channel.id for each in found(handbook, case, now, province)]


def found(handbook: Handbook, case: Case, now: datetime = NIGHT, province: str = "") -> Sequence[Ranked]:
    return reporting.offered(handbook, Language.VI, Situation(case, now, province))


def test_111_is_among_the_first_for_everybody_at_any_hour(handbook: Handbook) -> None:
    cases = itertools.product(Reader, (None, *Harm), (None, *Home), (None, *Urgency), (MONDAY_MORNING, NIGHT))
    for reader, harm, home, urgency, now in cases:
        first = offered(handbook, Case(reader, harm, home, urgency), now)

        assert HOTLINE in first, (reader, harm, home, urgency)
        assert 2 <= len(first) <= 5


@pytest.mark.parametrize("harm", Harm)
def test_in_danger_113_comes_first_and_115_when_a_life_is(handbook: Handbook, harm: Harm) -> None:
    for reader in Reader:
        first = offered(handbook, Case(reader, harm, urgency=Urgency.NOW))

        assert first[0] == ("ambulance-115" if harm is Harm.SELF_HARM else "police-113"), reader


def test_whoever_does_not_want_to_live_always_sees_115(handbook: Handbook) -> None:
    for reader, urgency in itertools.product(Reader, (None, *Urgency)):
        assert "ambulance-115" in offered(handbook, Case(reader, Harm.SELF_HARM, urgency=urgency)), reader


def test_without_danger_nobody_is_sent_to_113(handbook: Handbook) -> None:
    assert "police-113" not in offered(handbook, Case(Reader.CHILD, Harm.VIOLENCE, urgency=Urgency.OVER))


def test_in_school_hours_a_child_is_led_to_the_school_and_at_night_to_an_adult_nearby(
    handbook: Handbook,
) -> None:
    case = Case(Reader.CHILD, Harm.BULLYING, urgency=Urgency.GOING)

    assert offered(handbook, case, MONDAY_MORNING)[:2] == [HOTLINE, "school-adult"]
    assert "school-adult" not in offered(handbook, case, NIGHT)
    assert "school-adult" not in offered(handbook, case, MONDAY_MORNING.replace(month=7))
    assert offered(handbook, case, NIGHT)[:2] == [HOTLINE, "nearby-adult"]


def test_pictures_money_and_the_platform_have_their_own(handbook: Handbook) -> None:
    pictures = Case(Reader.CHILD, Harm.SEXTORTION, Home.NO, Urgency.GOING, "zalo")
    money = Case(Reader.PARENT, Harm.SCAM, None, Urgency.OVER, ELSEWHERE)

    assert {"take-it-down", "platform-zalo"} <= set(offered(handbook, pictures))
    assert offered(handbook, money)[0] == "bank"
    assert "platform-zalo" not in offered(handbook, replace(pictures, place=ELSEWHERE))


@pytest.mark.parametrize("home", [None, Home.YES, Home.UNSURE])
def test_what_leads_into_an_unsafe_home_is_never_offered(handbook: Handbook, home: Home | None) -> None:
    case = Case(Reader.PARENT, Harm.SEXTORTION, home, Urgency.OVER)
    unsafe = reporting.ranked(handbook, Language.VI, Situation(case, MONDAY_MORNING))
    safe = reporting.ranked(handbook, Language.VI, Situation(replace(case, home=Home.NO), MONDAY_MORNING))

    assert "vneid" not in [each.channel.id for each in unsafe]
    assert "vneid" in [each.channel.id for each in safe]


def test_an_adult_is_led_to_the_duty_to_report(handbook: Handbook) -> None:
    for reader, harm in itertools.product((Reader.PARENT, Reader.TEACHER), (Harm.SEXTORTION, Harm.GROOMING)):
        first = offered(handbook, Case(reader, harm, Home.NO, Urgency.GOING))

        assert {HOTLINE, "commune-police", "vneid"} <= set(first)


def test_the_young_are_not_led_to_what_is_for_adults(handbook: Handbook) -> None:
    for reader, harm in itertools.product((Reader.CHILD, Reader.TEEN, Reader.FRIEND), Harm):
        everything = reporting.ranked(handbook, Language.VI, Situation(Case(reader, harm), NIGHT))

        assert all(Audience.CHILD in each.channel.audiences for each in everything)


def with_channels(*more: ReportingChannel) -> SmallHandbook:
    return SmallHandbook(directory=(reporting_channel(HOTLINE, "111"), *more))


def local(channel_id: str, province: str = "Khánh Hòa", **changes: object) -> ReportingChannel:
    return reporting_channel(channel_id, "0258 123 4567", province=province, always=False, **changes)


def test_the_own_provinces_channels_come_right_after_111() -> None:
    handbook = with_channels(reporting_channel("other", "1900"), local("here"), local("there", "Đà Nẵng"))
    case = Case(Reader.CHILD, Harm.BULLYING)

    assert offered(handbook, case, NIGHT, "khanh-hoa") == [HOTLINE, "here", "other"]
    assert offered(handbook, case, NIGHT, "da-nang") == [HOTLINE, "there", "other"]
    assert offered(handbook, case, NIGHT) == [HOTLINE, "other"]
    assert found(handbook, case, NIGHT, "khanh-hoa")[1].why is Why.LOCAL
    assert reporting.provinces(handbook, Language.VI, date(2026, 11, 23)) == {
        "khanh-hoa": "Khánh Hòa",
        "da-nang": "Đà Nẵng",
    }


def test_what_is_closed_now_is_not_offered_and_stands_last() -> None:
    hours = OpeningHours.parse("mon-fri 07:30-17:00")
    handbook = with_channels(local("here", opens=hours), reporting_channel("other", "1900"))
    case = Case(Reader.CHILD, Harm.BULLYING)

    assert offered(handbook, case, MONDAY_MORNING, "khanh-hoa") == [HOTLINE, "here", "other"]
    assert offered(handbook, case, NIGHT, "khanh-hoa") == [HOTLINE, "other"]
    last = reporting.ranked(handbook, Language.VI, Situation(case, NIGHT, "khanh-hoa"))[-1]
    assert (last.channel.id, last.why) == ("here", Why.CLOSED)


def test_what_is_overdue_or_off_is_never_offered() -> None:
    gone = local("gone", review_by=date(2026, 11, 22))
    handbook = with_channels(gone, local("off", enabled=False))

    assert offered(handbook, Case(Reader.CHILD), MONDAY_MORNING, "khanh-hoa") == [HOTLINE]
    assert reporting.provinces(handbook, Language.VI, date(2026, 11, 23)) == {}


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Khánh Hòa", "khanh-hoa"), ("Đà Nẵng", "da-nang"), ("TP. Hồ Chí Minh", "tp-ho-chi-minh"), ("", "")],
)
def test_a_province_is_carried_by_a_slug(name: str, slug: str) -> None:
    assert directory.slug(name) == slug


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (datetime(2026, 11, 23, 7, 30, tzinfo=UTC), True),
        (datetime(2026, 11, 23, 17, 0, tzinfo=UTC), False),
        (datetime(2026, 11, 28, 9, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 28, 12, 0, tzinfo=UTC), False),
        (datetime(2026, 11, 29, 9, 0, tzinfo=UTC), False),
    ],
)
def test_opening_hours(moment: datetime, is_open: bool) -> None:
    hours = OpeningHours.parse("mon-fri 07:30-17:00; sat 08:00-11:30")

    assert hours.holds(moment) is is_open


@pytest.mark.parametrize(
    "text", ["", "always", "mon-fri", "fri-mon 08:00-17:00", "mon 17:00-08:00", "xyz 08:00-09:00", "mon 8-17"]
)
def test_what_are_no_opening_hours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="days and times"):
        OpeningHours.parse(text)


def test_the_directory_lists_the_own_province_right_after_111() -> None:
    handbook = with_channels(reporting_channel("other", "1900"), local("there", "Đà Nẵng"), local("here"))
    voice = Voice(handbook, Language.VI, SelfWord.EM, date(2026, 11, 23))

    listed = directory.contacts(voice, Audience.PARENT, 0, "khanh-hoa")

    names = [block.lines[0] for block in listed.blocks if block.style is Style.TITLE][1:]
    assert names == ["Tên 111", "Tên 0258 123 4567", "Tên 1900", "Tên 0258 123 4567"]
    calls = [each.number for row in listed.buttons for each in row if isinstance(each, Call)]
    assert calls == ["111", "0258 123 4567", "1900", "0258 123 4567"]
