"""Telegram's sending limits as token buckets on the fake's clock."""

import math
from dataclasses import dataclass, field

from tests.fakes.bot_api.refusals import too_many_requests


@dataclass(slots=True)
class Bucket:
    """Holds up to `size` tokens and gains `per_second`."""

    size: float
    per_second: float
    tokens: float = field(init=False)
    at: float | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.tokens = self.size

    def wait(self, now: float) -> float:
        """Return how many seconds until there is a token; 0 when there is one."""
        if self.at is not None:
            self.tokens = min(self.size, self.tokens + (now - self.at) * self.per_second)
        self.at = now
        return max(0.0, (1 - self.tokens) / self.per_second) if self.tokens < 1 else 0.0


@dataclass(frozen=True, slots=True)
class Limits:
    """How much Telegram takes: overall, to one private chat, to one group."""

    overall_per_second: float = 30
    private_per_second: float = 1
    private_burst: int = 3
    group_per_minute: float = 20


class RateLimiter:
    """Refuses with 429 whatever goes beyond the limits; no limits, no refusals."""

    def __init__(self, limits: Limits | None) -> None:
        self.limits = limits
        self._overall: Bucket | None = None
        self._chats: dict[int, Bucket] = {}

    def spend(self, chat_id: int, now: float) -> None:
        """Take one token of the chat and one of the whole, or raise the refusal and take none."""
        if self.limits is None:
            return
        overall = self._overall = self._overall or Bucket(
            self.limits.overall_per_second, self.limits.overall_per_second
        )
        chat = self._chats.setdefault(chat_id, self._bucket_of(chat_id, self.limits))
        wait = max(overall.wait(now), chat.wait(now))
        if wait > 0:
            raise too_many_requests(max(1, math.ceil(wait - 1e-6)))
        overall.tokens -= 1
        chat.tokens -= 1

    @staticmethod
    def _bucket_of(chat_id: int, limits: Limits) -> Bucket:
        if chat_id > 0:
            return Bucket(limits.private_burst, limits.private_per_second)
        return Bucket(limits.group_per_minute, limits.group_per_minute / 60)
