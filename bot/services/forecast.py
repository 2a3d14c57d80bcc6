"""How many subscribers each slot has, and which ones have more than can be sent at their time."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from bot.core.schedule import DAY_MINUTES, QuietHours, Schedule
from bot.core.subscription import Load

# What is offered first, in minutes of the day.
OFFERED = (6 * 60 + 45, 11 * 60 + 30, 17 * 60 + 30, 19 * 60, 20 * 60, 20 * 60 + 30)
GRID = 15
NEIGHBOURS = 2
FARTHEST = 60


@dataclass(slots=True)
class Forecast:
    """The load as it was counted last; `per_second` is how fast tips go out, `spread` within what time."""

    per_second: float
    spread: timedelta
    quiet: QuietHours
    load: Load = field(default_factory=dict)

    @property
    def capacity(self) -> int:
        """How many subscribers a slot can have without anybody waiting."""
        return max(1, int(self.per_second * max(self.spread.total_seconds(), 60.0)))

    def is_possible(self, minute: int) -> bool:
        """Say whether a tip due at this minute goes out before the quiet hours, with all its spread."""
        last = (minute + int(self.spread.total_seconds() // 60) + 1) % DAY_MINUTES
        return 0 <= minute < DAY_MINUTES and not self.quiet.holds(minute) and not self.quiet.holds(last)

    def offered(self) -> tuple[int, ...]:
        """Return the minutes of the day to choose from."""
        return tuple(minute for minute in OFFERED if self.is_possible(minute)) or tuple(
            minute for minute in range(0, DAY_MINUTES, 2 * GRID) if self.is_possible(minute)
        )

    def amount(self, schedule: Schedule) -> int:
        """Return how many subscribers there are in a schedule's slot."""
        return self.load.get((schedule.zone, schedule.weekday, schedule.minute), 0)

    def is_crowded(self, schedule: Schedule) -> bool:
        """Say whether one more subscriber would have to wait."""
        return self.amount(schedule) >= self.capacity

    def lighter(self, schedule: Schedule) -> tuple[int, ...]:
        """Return the nearest minutes that are not crowded, at most two, in the order of the day."""
        found = []
        for minute in _around(schedule.minute):
            there = Schedule(schedule.weekday, minute, schedule.zone, schedule.weeks)
            if self.is_possible(minute) and not self.is_crowded(there):
                found.append(minute)
            if len(found) == NEIGHBOURS:
                break
        return tuple(sorted(found))


def _around(minute: int) -> Iterator[int]:
    for distance in range(GRID, FARTHEST + 1, GRID):
        for near in (minute - distance, minute + distance):
            if 0 <= near < DAY_MINUTES:
                yield near
