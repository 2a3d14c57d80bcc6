"""When tips are due: known cases, and every case against a slow reference that walks minute by minute."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.schedule import (
    DAY_MINUTES,
    QuietHours,
    Schedule,
    day_of,
    first_slot,
    last_slot,
    moment_of,
    slot_after,
)

HANOI = "Asia/Ho_Chi_Minh"
ZONES = (HANOI, "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia")
SUNDAY_EVENING = Schedule(6, 20 * 60, HANOI)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type] # the parts of a moment


def test_the_first_slot_is_this_week_or_the_next() -> None:
    assert first_slot(SUNDAY_EVENING, utc(2026, 11, 26, 1)) == utc(2026, 11, 29, 13)
    assert first_slot(SUNDAY_EVENING, utc(2026, 11, 29, 13)) == utc(2026, 11, 29, 13)
    assert first_slot(SUNDAY_EVENING, utc(2026, 11, 29, 13, 1)) == utc(2026, 12, 6, 13)


def test_slots_go_on_over_the_new_year() -> None:
    fortnightly = Schedule(0, 8 * 60, HANOI, weeks=2)

    assert slot_after(fortnightly, utc(2026, 12, 28, 1)) == utc(2027, 1, 11, 1)


def test_the_local_time_stays_when_the_clocks_change() -> None:
    berlin = Schedule(6, 20 * 60, "Europe/Berlin")

    summer, winter = utc(2026, 10, 18, 18), utc(2026, 10, 25, 19)

    assert slot_after(berlin, summer) == winter


def test_a_time_that_the_clocks_skip_comes_an_hour_later_by_them() -> None:
    slot = moment_of(date(2026, 3, 29), 2 * 60 + 30, "Europe/Berlin")

    assert slot.astimezone(ZoneInfo("Europe/Berlin")).strftime("%H:%M") == "03:30"


def test_a_day_that_a_zone_skipped_does_not_move_the_schedule() -> None:
    friday = Schedule(4, 8 * 60, "Pacific/Apia")  # Samoa had no 30 December 2011
    before = moment_of(date(2011, 12, 23), 8 * 60, "Pacific/Apia")

    skipped = slot_after(friday, before)

    assert day_of(friday, slot_after(friday, skipped)) == date(2012, 1, 6)


def test_after_an_outage_the_last_slot_counts() -> None:
    due = utc(2026, 11, 1, 13)

    assert last_slot(SUNDAY_EVENING, due, utc(2026, 11, 24, 9)) == utc(2026, 11, 22, 13)
    assert last_slot(SUNDAY_EVENING, due, due) == due


def test_quiet_hours_run_over_midnight() -> None:
    quiet = QuietHours.parse("21:30-06:00")

    assert [quiet.holds(minute) for minute in (21 * 60 + 29, 21 * 60 + 30, 0, 359, 360)] == [
        False,
        True,
        True,
        True,
        False,
    ]
    assert quiet.over(utc(2026, 11, 29, 15), HANOI) == utc(2026, 11, 29, 23)
    assert quiet.over(utc(2026, 11, 29, 18), HANOI) == utc(2026, 11, 29, 23)
    assert quiet.over(utc(2026, 11, 29, 13), HANOI) == utc(2026, 11, 29, 13)


@pytest.mark.parametrize("text", ["21:30", "ab-cd", "21:30-25:00", ""])
def test_what_is_no_pair_of_times_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        QuietHours.parse(text)


def test_equal_ends_mean_no_quiet_hour() -> None:
    quiet = QuietHours.parse("00:00-00:00")

    assert not any(quiet.holds(minute) for minute in range(DAY_MINUTES))


@pytest.mark.parametrize("wrong", [(7, 0, 1), (0, DAY_MINUTES, 1), (0, 0, 0), (-1, 0, 1)])
def test_what_is_no_schedule_is_refused(wrong: tuple[int, int, int]) -> None:
    weekday, minute, weeks = wrong
    with pytest.raises(ValueError, match="not a schedule"):
        Schedule(weekday, minute, HANOI, weeks)


schedules = st.builds(
    Schedule,
    st.integers(0, 6),
    st.integers(0, DAY_MINUTES - 1),
    st.sampled_from(ZONES),
    st.sampled_from((1, 2)),
)
moments = st.integers(0, 15 * 365 * DAY_MINUTES).map(
    lambda minutes: utc(2020, 1, 1) + timedelta(minutes=minutes)
)


@given(schedules, moments)
def test_the_first_slot_is_the_one_that_a_slow_walk_finds(schedule: Schedule, since: datetime) -> None:
    assert first_slot(schedule, since) == slow_first_slot(schedule, since)


@given(schedules, moments, st.integers(0, 900))
def test_the_last_slot_is_the_one_that_stepping_finds(schedule: Schedule, since: datetime, days: int) -> None:
    first = first_slot(schedule, since)
    now = first + timedelta(days=days, minutes=days)

    stepped = first
    while (following := slot_after(schedule, stepped)) <= now:
        stepped = following

    assert last_slot(schedule, first, now) == stepped


@given(schedules, moments)
def test_slots_are_on_their_weekday_and_a_whole_number_of_weeks_apart(
    schedule: Schedule, since: datetime
) -> None:
    slot = first_slot(schedule, since)
    following = slot_after(schedule, slot)

    assert day_of(schedule, slot).weekday() == schedule.weekday
    assert (day_of(schedule, following) - day_of(schedule, slot)).days == 7 * schedule.weeks
    assert timedelta(days=7 * schedule.weeks) - timedelta(hours=3) < following - slot


@given(st.integers(0, DAY_MINUTES - 1), st.integers(0, DAY_MINUTES - 1), moments, st.sampled_from(ZONES))
def test_after_quiet_hours_it_is_not_quiet_and_was_until_then(
    start: int, end: int, moment: datetime, zone: str
) -> None:
    quiet = QuietHours(start, end)

    over = quiet.over(moment, zone)

    assert not quiet.holds(local_minute(over, zone))
    if over > moment:
        assert quiet.holds(local_minute(moment, zone))
        assert over - moment <= timedelta(hours=27)


def slow_first_slot(schedule: Schedule, since: datetime) -> datetime:
    """Look at every day around; take the earliest moment of the schedule that is not before."""
    zone = ZoneInfo(schedule.zone)
    day = since.astimezone(zone).date() - timedelta(days=2)
    found = []
    for offset in range(12):
        candidate = day + timedelta(days=offset)
        if candidate.weekday() == schedule.weekday:
            hours, minutes = divmod(schedule.minute, 60)
            local = datetime(candidate.year, candidate.month, candidate.day, hours, minutes, tzinfo=zone)
            found.append(local.astimezone(UTC))
    return min(moment for moment in found if moment >= since)


def local_minute(moment: datetime, zone: str) -> int:
    local = moment.astimezone(ZoneInfo(zone))
    return local.hour * 60 + local.minute
