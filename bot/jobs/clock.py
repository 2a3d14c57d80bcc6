"""The one home of APScheduler: housekeeping at fixed intervals."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.util import undefined

Task = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Housekeeping:
    """Something to do again and again; a late run is made up for once, never skipped.

    `at_once`: the first run comes with the start, not after one interval.
    """

    name: str
    every: timedelta
    task: Task
    at_once: bool = False


class Clockwork:
    """Runs housekeeping while the bot runs."""

    def __init__(self, chores: tuple[Housekeeping, ...]) -> None:
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        for chore in chores:
            self._scheduler.add_job(
                chore.task,
                "interval",
                seconds=chore.every.total_seconds(),
                id=chore.name,
                next_run_time=datetime.now(UTC) if chore.at_once else undefined,
                coalesce=True,
                misfire_grace_time=None,
                max_instances=1,
            )

    def start(self) -> None:
        """Begin; first runs come after one interval, or at once where that was asked for."""
        self._scheduler.start()

    def stop(self) -> None:
        """Stop: no run begins any more, and one under way is cancelled at the loop's next turn."""
        self._scheduler.shutdown(wait=False)
