"""Metrics: declared events and labels only, and the text that Prometheus reads."""

import pytest

from bot.metrics import NullMeter, PrometheusMeter


def lines(meter: PrometheusMeter) -> list[str]:
    return meter.render().decode().splitlines()


def test_counts_are_rendered_with_their_labels() -> None:
    meter = PrometheusMeter()

    meter.count("updates", channel="web", outcome="sent")
    meter.count("updates", channel="web", outcome="sent")
    meter.count("answers", route="topic")

    assert 'khien_nho_updates_total{channel="web",outcome="sent"} 2.0' in lines(meter)
    assert 'khien_nho_answers_total{route="topic"} 1.0' in lines(meter)


def test_the_order_in_which_labels_are_named_does_not_matter() -> None:
    meter = PrometheusMeter()

    meter.count("updates", channel="web", outcome="sent")
    meter.count("updates", outcome="web", channel="sent")
    meter.count("updates", outcome="sent", channel="web")

    assert 'khien_nho_updates_total{channel="web",outcome="sent"} 2.0' in lines(meter)
    assert 'khien_nho_updates_total{channel="sent",outcome="web"} 1.0' in lines(meter)


def test_durations_fall_into_buckets() -> None:
    meter = PrometheusMeter()

    meter.observe("engine", 0.0015)

    assert 'khien_nho_engine_seconds_bucket{le="0.001"} 0.0' in lines(meter)
    assert 'khien_nho_engine_seconds_bucket{le="0.002"} 1.0' in lines(meter)
    assert "khien_nho_engine_seconds_count 1.0" in lines(meter)


def test_what_is_not_declared_is_refused() -> None:
    meter = PrometheusMeter()

    with pytest.raises(KeyError):
        meter.count("nobody_declared_this")
    with pytest.raises(KeyError):
        meter.observe("nobody_declared_this", 1)


@pytest.mark.parametrize("labels", [{}, {"route": "topic", "chat": "42"}, {"chat": "42"}])
def test_other_labels_than_the_declared_ones_are_refused(labels: dict[str, str]) -> None:
    meter = PrometheusMeter()
    meter.count("answers", route="topic")

    with pytest.raises(ValueError, match="label"):
        meter.count("answers", **labels)
    assert 'khien_nho_answers_total{route="topic"} 1.0' in lines(meter)


def test_two_bots_in_one_process_count_apart() -> None:
    one, other = PrometheusMeter(), PrometheusMeter()

    one.count("answers", route="topic")

    assert not any("topic" in line for line in lines(other))


def test_the_null_meter_takes_everything() -> None:
    meter = NullMeter()

    meter.count("anything", a="b")
    meter.observe("anything", 1.0)
