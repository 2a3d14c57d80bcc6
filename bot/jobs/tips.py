"""The clock of weekly tips: plan what is due, tell how the queue stands, count the load, tidy up.

Nothing depends on a run at the right second: the database is the schedule.
"""

import logging
from dataclasses import dataclass, field
from datetime import timedelta

from bot.core.clock import Clock
from bot.core.errors import StorageError
from bot.core.meter import Meter
from bot.core.outbox import Outbox, State, Windows
from bot.core.subscription import Subscriptions
from bot.services.forecast import Forecast

log = logging.getLogger(__name__)


@dataclass(slots=True)
class TipsClock:
    """What is done again and again for tips. A failing database is logged; the next run makes up for it."""

    outbox: Outbox
    subscriptions: Subscriptions
    forecast: Forecast
    meter: Meter
    clock: Clock
    spread: timedelta
    windows: Windows = field(default_factory=dict)

    async def plan(self) -> None:
        """Queue what is due."""
        try:
            planned = await self.outbox.plan(self.clock(), self.spread, self.windows)
        except StorageError as error:
            log.error("%s", error, extra={"action": "planning_failed"})
            return
        if planned.queued:
            log.info("%d tips are queued", planned.queued, extra={"action": "tips_planned"})
        if planned.missed:
            log.warning(
                "%d tips were due too long ago and are left out",
                planned.missed,
                extra={"action": "tips_missed"},
            )

    async def measure(self) -> None:
        """Tell the metrics how the queue stands."""
        now = self.clock()
        try:
            figures = await self.outbox.figures(now)
        except StorageError as error:
            log.error("%s", error, extra={"action": "measuring_failed"})
            return
        age = 0.0 if figures.oldest_due is None else (now - figures.oldest_due).total_seconds()
        self.meter.set("deliveries_open", figures.by_state[State.PENDING])
        self.meter.set("deliveries_waiting", figures.waiting)
        self.meter.set("deliveries_outside_window", figures.outside)
        self.meter.set("deliveries_held_back", figures.held_back)
        self.meter.set("deliveries_oldest_seconds", max(0.0, age))

    async def count(self) -> None:
        """Count the subscribers of each slot."""
        try:
            self.forecast.load = await self.subscriptions.load()
        except StorageError as error:
            log.error("%s", error, extra={"action": "measuring_failed"})

    async def purge(self) -> None:
        """Delete what has outlived its time."""
        try:
            rows = await self.outbox.purge(self.clock())
        except StorageError as error:
            log.error("%s", error, extra={"action": "purge_failed"})
        else:
            log.info("%d rows of tips have outlived their time", rows, extra={"action": "purged"})
