"""When a delivery that did not go through is tried again, and when it is given up."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

# Returns a number within 0..1.
Chance = Callable[[], float]

FIRST = timedelta(seconds=15)
LONGEST = timedelta(hours=1)
ATTEMPTS = 12


def next_attempt(
    attempts: int, now: datetime, expires_at: datetime, chance: Chance = random.random
) -> datetime | None:
    """Return when to try again after so many attempts, doubling and scattered; None to give it up."""
    if attempts >= ATTEMPTS:
        return None
    longest = min(LONGEST, FIRST * 2 ** (attempts - 1))
    moment = now + longest * (0.5 + chance() / 2)
    return moment if moment < expires_at else None


def breathing_space(failures: int) -> float:
    """Return for how many seconds nobody is tried after so many failures in a row."""
    return 0.0 if failures < 3 else min(60.0, 2.0 ** (failures - 3))
