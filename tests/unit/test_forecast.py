"""Which times are offered, and when a slot is called crowded."""

from datetime import timedelta

from bot.core.schedule import QuietHours, Schedule
from bot.services.forecast import OFFERED, Forecast

HANOI = "Asia/Ho_Chi_Minh"
EVENING = Schedule(6, 20 * 60, HANOI)


def forecast(quiet: str = "21:30-06:00", minutes: int = 10, **load: int) -> Forecast:
    found = Forecast(25.0, timedelta(minutes=minutes), QuietHours.parse(quiet))
    found.load = {(HANOI, 6, int(minute[1:])): amount for minute, amount in load.items()}
    return found


def test_a_slot_takes_what_is_sent_within_its_spread() -> None:
    assert forecast().capacity == 15_000
    assert forecast(minutes=0).capacity == 1_500


def test_a_time_is_possible_when_its_spread_ends_before_the_quiet_hours() -> None:
    found = forecast()

    assert found.is_possible(21 * 60 + 18)
    assert not found.is_possible(21 * 60 + 20)
    assert not found.is_possible(22 * 60)
    assert not found.is_possible(5 * 60)
    assert found.is_possible(6 * 60)
    assert not found.is_possible(24 * 60)


def test_all_offered_times_are_possible_also_with_long_quiet_hours() -> None:
    assert forecast().offered() == OFFERED
    short = forecast("08:00-06:00")
    assert short.offered() == (6 * 60 + 45,)
    shorter = forecast("06:40-06:00")
    assert all(shorter.is_possible(minute) for minute in shorter.offered())
    assert shorter.offered()


def test_a_full_slot_is_crowded_and_its_free_neighbours_are_offered() -> None:
    found = forecast(m1200=15_000, m1185=15_000)

    assert found.is_crowded(EVENING)
    assert found.lighter(EVENING) == (1170, 1215)


def test_a_slot_with_room_is_not_crowded() -> None:
    found = forecast(m1200=14_999)

    assert not found.is_crowded(EVENING)
    assert not found.is_crowded(Schedule(5, 20 * 60, HANOI))
