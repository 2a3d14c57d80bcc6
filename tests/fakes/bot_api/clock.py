"""The fake's own time, so that tests can let it pass."""

import time
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> float:
        """Return the seconds since 1970."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> float:
        """Return the seconds since 1970."""
        return time.time()


class ManualClock:
    """Stands still until it is told to go on."""

    def __init__(self, start: float = 1_900_000_000.0) -> None:
        self._now = start

    def now(self) -> float:
        """Return the seconds since 1970."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._now += seconds
