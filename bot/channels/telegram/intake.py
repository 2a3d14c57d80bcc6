"""One raw update: read, or acknowledged without an answer."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from telegram import Update

from bot.channels.telegram.essentials import essentials
from bot.channels.telegram.identity import Me
from bot.channels.telegram.press import read_press
from bot.channels.telegram.receive import receive
from bot.core.clock import Clock
from bot.core.message import Incoming
from bot.core.meter import Meter

log = logging.getLogger(__name__)

# What building the library's objects from JSON of a shape that it does not expect can raise.
_MISSHAPEN = (ArithmeticError, AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update that is to be answered; `query` is the id of the button press to acknowledge."""

    incoming: Incoming
    query: str | None = None


class Intake:
    """Reads updates. Those that nobody waits for, and those that can't be read, are counted."""

    def __init__(self, me: Me, clock: Clock, meter: Meter | None = None) -> None:
        self._me = me
        self._clock = clock
        self._meter = meter

    def read(self, data: dict[str, Any]) -> Arrival | None:
        """Return what is to be answered, or None when acknowledging it is all."""
        now = self._clock()
        press = read_press(data, now)
        if press is not None:
            return Arrival(press, query_of(data))
        try:
            found = self._receive(data, now)
        except _MISSHAPEN as error:
            # Only the error's type: its text may quote the update.
            log.error(
                "an update cannot be read (%s)", type(error).__name__, extra={"action": "update_unreadable"}
            )
            self._count("unreadable")
            return None
        if found is None:
            self._count("ignored")
            return None
        return Arrival(found, query_of(data))

    def _receive(self, data: dict[str, Any], now: datetime) -> Incoming | None:
        try:
            update = Update.de_json(data, None)
        except _MISSHAPEN:
            update = Update.de_json(essentials(data), None)
        return receive(update, self._me, now)

    def _count(self, outcome: str) -> None:
        if self._meter is not None:
            self._meter.count("updates", channel="telegram", outcome=outcome)


def query_of(data: dict[str, Any]) -> str | None:
    """Return the id of the update's button press."""
    query = data.get("callback_query")
    found = query.get("id") if isinstance(query, dict) else None
    return found if isinstance(found, str) and found else None
