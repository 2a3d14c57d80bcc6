"""When a tip is due: a weekday and a time where the subscriber lives, and the hours that stay quiet.

Moments are aware UTC; a minute counts from local midnight (0 to 1439). Where daylight saving skips a
local time, the moment just as long after midnight by the old clock is taken; where it repeats one, the
first.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY_MINUTES = 24 * 60
WEEK = 7


@dataclass(frozen=True, slots=True)
class Schedule:
    """Every `weeks` weeks on `weekday` (0: Monday) at `minute` of the day in `zone` (an IANA name)."""

    weekday: int
    minute: int
    zone: str
    weeks: int = 1

    def __post_init__(self) -> None:
        """Refuse what is no schedule: ValueError."""
        if not (0 <= self.weekday < WEEK and 0 <= self.minute < DAY_MINUTES and self.weeks >= 1):
            raise ValueError(f"not a schedule: {self!r}")


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` to before `end`, in minutes of the local day; over midnight when start is later.

    Equal ends mean that no hour is quiet.
    """

    start: int
    end: int

    @classmethod
    def parse(cls, text: str) -> "QuietHours":
        """Read "21:30-06:00"; ValueError when it is no pair of times."""
        start, dash, end = text.partition("-")
        if not dash:
            raise ValueError(f"not two times: {text!r}")
        return cls(*(_minute(time.fromisoformat(part.strip())) for part in (start, end)))

    def holds(self, minute: int) -> bool:
        """Say whether a minute of the day is quiet."""
        if self.start <= self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end

    def over(self, moment: datetime, zone: str) -> datetime:
        """Return the first moment from this one on at which it is not quiet in the zone."""
        while self.holds(_minute((local := moment.astimezone(ZoneInfo(zone))).time())):
            end = moment_of(local.date(), self.end, zone)
            moment = end if end > moment else moment_of(local.date() + timedelta(days=1), self.end, zone)
        return moment


def moment_of(day: date, minute: int, zone: str) -> datetime:
    """Return the moment at which it is this minute of this day in the zone."""
    local = datetime.combine(day, time(*divmod(minute, 60)), ZoneInfo(zone))
    return local.astimezone(UTC)


def first_slot(schedule: Schedule, since: datetime) -> datetime:
    """Return the schedule's first slot at or after a moment."""
    day = since.astimezone(ZoneInfo(schedule.zone)).date() - timedelta(days=1)
    day += timedelta(days=(schedule.weekday - day.weekday()) % WEEK)
    while (slot := moment_of(day, schedule.minute, schedule.zone)) < since:
        day += timedelta(days=WEEK)
    return slot


def day_of(schedule: Schedule, slot: datetime) -> date:
    """Return the day that a slot stands for: the schedule's weekday, also where a zone has skipped a day."""
    local = slot.astimezone(ZoneInfo(schedule.zone)).date()
    return local - timedelta(days=(local.weekday() - schedule.weekday + 3) % WEEK - 3)


def slot_after(schedule: Schedule, slot: datetime, turns: int = 1) -> datetime:
    """Return the slot so many turns after this one."""
    day = day_of(schedule, slot) + timedelta(days=WEEK * schedule.weeks * turns)
    return moment_of(day, schedule.minute, schedule.zone)


def last_slot(schedule: Schedule, slot: datetime, now: datetime) -> datetime:
    """Return the last slot at or before `now`, counted from this slot, which is not after `now`."""
    turns = max(0, (now - slot) // timedelta(days=WEEK * schedule.weeks))
    found = slot_after(schedule, slot, turns)
    while found > now:
        turns -= 1
        found = slot_after(schedule, slot, turns)
    while (following := slot_after(schedule, slot, turns + 1)) <= now:
        turns += 1
        found = following
    return found


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute
