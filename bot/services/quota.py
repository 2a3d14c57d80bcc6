"""How many messages a platform still lets a channel send this month; tips yield before answers run dry."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

# While less than this part of the month's messages is left, tips wait: answers and crisis cards need them.
RESERVE = 0.2
# Weeks that a month may have for one weekday.
MOST_WEEKS = 5


class Ledger(Protocol):
    """Keeps the counts. Raises StorageError when it can't."""

    async def add(self, channel: str, month: str, amount: int) -> int:
        """Add to a month's count ("2026-11"); return the count."""
        ...


@dataclass(slots=True)
class Quota:
    """One channel's messages of this month, as far as this process knows; `limit` is the operator's figure.

    The ledger is told by `settle`, which also learns what another process has sent. The month is the zone's.
    """

    channel: str
    limit: int
    zone: str
    _known: dict[str, int] = field(default_factory=dict)
    _untold: Counter[str] = field(default_factory=Counter)

    def count(self, amount: int, now: datetime) -> None:
        """Count messages that the platform has taken."""
        self._untold[self.month(now)] += amount

    def left(self, now: datetime) -> int:
        """Return how many messages are left of the month, 0 when the figure is exceeded."""
        month = self.month(now)
        return max(0, self.limit - self._known.get(month, 0) - self._untold[month])

    def is_scarce(self, now: datetime) -> bool:
        """Say whether tips have to leave what is left to answers."""
        return self.left(now) <= self.limit * RESERVE

    def month(self, now: datetime) -> str:
        """Return the month of a moment, as the ledger calls it."""
        return now.astimezone(ZoneInfo(self.zone)).strftime("%Y-%m")

    def next_month(self, now: datetime) -> datetime:
        """Return when the next month begins."""
        local = now.astimezone(ZoneInfo(self.zone))
        years, month = divmod(local.month, 12)
        first = datetime(local.year + years, month + 1, 1, tzinfo=ZoneInfo(self.zone))
        return first.astimezone(UTC)

    async def settle(self, ledger: Ledger, now: datetime) -> None:
        """Tell the ledger what was counted, and learn the month's whole count."""
        for month in {self.month(now), *self._untold}:
            amount = self._untold[month]
            self._known[month] = await ledger.add(self.channel, month, amount)
            self._untold[month] -= amount
        self._untold = +self._untold


def needed(subscribers: int) -> int:
    """Return how many messages weekly tips may take in a month."""
    return subscribers * MOST_WEEKS
