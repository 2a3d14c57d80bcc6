"""The port to metrics: counts and durations with closed sets of labels, never a person or a word."""

from typing import Protocol


class Meter(Protocol):
    """Counts events, tells how things stand, and observes durations."""

    def count(self, event: str, **labels: str) -> None:
        """Add one to `event`; labels are ids from closed sets."""
        ...

    def set(self, name: str, value: float) -> None:
        """Set what `name` measures at this moment."""
        ...

    def observe(self, event: str, seconds: float) -> None:
        """Record a duration."""
        ...
