"""Time as an argument: aware UTC inside, local time only at the edge."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the current moment as aware UTC."""
    return datetime.now(UTC)


def require_aware(moment: datetime) -> datetime:
    """Return `moment`, or raise ValueError when it has no time zone."""
    if moment.tzinfo is None:
        raise ValueError(f"a time without a zone is not a moment: {moment!r}")
    return moment
