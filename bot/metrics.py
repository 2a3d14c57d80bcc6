"""Metrics for the operator: closed sets of labels, never a person or a word."""

from typing import TypeAlias

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_COUNTERS = {
    "updates": ("Updates finished, by channel and outcome.", ("channel", "outcome")),
    "answers": ("Requests answered, by route.", ("route",)),
    "alarms": ("Alarms raised by the safety screen.", ("level", "category")),
    "questions": ("Questions, by what the search made of them.", ("outcome", "confidence")),
    "failures": ("Failures that a person may have noticed.", ("where",)),
    "deliveries": ("Deliveries of tips and notices, by how they ended.", ("channel", "outcome")),
    "floods": ("Times that a platform asked to wait (429).", ("channel",)),
    "content_reloads": ("Reloads of the content, by outcome.", ("outcome",)),
}
_GAUGES = {
    "deliveries_waiting": "Deliveries that are due and wait for their turn.",
    "deliveries_outside_window": "Deliveries that wait for their readers to write again.",
    "deliveries_held_back": "Deliveries that wait for the next month's messages.",
    "deliveries_open": "Deliveries that are queued, due or not.",
    "deliveries_oldest_seconds": "For how long the delivery that waits longest has been due.",
}
_HISTOGRAMS = {"engine": "Seconds from an update's arrival to its decided answer."}
_BUCKETS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2.0)

Key: TypeAlias = tuple[str | tuple[str, str], ...]


class PrometheusMeter:
    """Counts in a registry of its own; the text of /metrics."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._counters = {
            name: Counter(f"khien_nho_{name}", text, labels, registry=self._registry)
            for name, (text, labels) in _COUNTERS.items()
        }
        self._histograms = {
            name: Histogram(f"khien_nho_{name}_seconds", text, registry=self._registry, buckets=_BUCKETS)
            for name, text in _HISTOGRAMS.items()
        }
        self._gauges = {
            name: Gauge(f"khien_nho_{name}", text, registry=self._registry) for name, text in _GAUGES.items()
        }
        self._children: dict[Key, Counter] = {}

    def count(self, event: str, **labels: str) -> None:
        """Add one; KeyError for an event that is not declared above."""
        key: Key = (event, *labels.items())
        child = self._children.get(key)
        if child is None:
            child = self._children[key] = self._counters[event].labels(**labels)
        child.inc()

    def set(self, name: str, value: float) -> None:
        """Set what is measured at this moment; KeyError for what is not declared above."""
        self._gauges[name].set(value)

    def observe(self, event: str, seconds: float) -> None:
        """Record a duration."""
        self._histograms[event].observe(seconds)

    def render(self) -> bytes:
        """Return all metrics in the Prometheus text format."""
        return generate_latest(self._registry)


class NullMeter:
    """Measures nothing; for the commands that answer and exit."""

    def count(self, event: str, **labels: str) -> None:
        """Do nothing."""

    def set(self, name: str, value: float) -> None:
        """Do nothing."""

    def observe(self, event: str, seconds: float) -> None:
        """Do nothing."""
