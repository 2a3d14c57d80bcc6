"""Where the handbook is thin: what the counters say, and what they keep to themselves."""

from datetime import UTC, datetime

import pytest

from bot.core.understanding import Asked, Band, Finding, Outcome, asked
from bot.questions import as_json, lines, since
from bot.storage.questions import Tally


def _tally(topic: str | None, outcome: Outcome, band: Band, count: int) -> Tally:
    return Tally(Asked(topic, outcome, band), count)


def test_the_topics_with_most_unanswered_questions_come_first() -> None:
    found = lines(
        [
            _tally("scams", Outcome.ANSWER, Band.HIGH, 90),
            _tally("scams", Outcome.CHOICES, Band.MIDDLE, 10),
            _tally("evidence", Outcome.CHOICES, Band.LOW, 30),
            _tally(None, Outcome.UNKNOWN, Band.LOW, 25),
        ]
    )

    assert [line.topic for line in found] == ["evidence", None, "scams"]
    assert as_json(found)[2] == {
        "topic": "scams",
        "asked": 100,
        "answer": 90,
        "choices": 10,
        "unknown": 0,
        "unsure": 0,
    }


def test_a_number_below_ten_is_not_told() -> None:
    [line] = as_json(lines([_tally("self-harm", Outcome.ANSWER, Band.HIGH, 9)]))

    assert line == {
        "topic": "self-harm",
        "asked": None,
        "answer": None,
        "choices": 0,
        "unknown": 0,
        "unsure": 0,
    }


def test_a_hidden_number_cannot_be_worked_out_from_the_others() -> None:
    tallies = [
        _tally("scams", Outcome.ANSWER, Band.HIGH, 40),
        _tally("scams", Outcome.CHOICES, Band.MIDDLE, 3),
    ]

    [line] = as_json(lines(tallies))

    assert (line["asked"], line["answer"], line["choices"]) == (None, 40, None)


@pytest.mark.parametrize(("now", "first"), [("2026-11-26", "2026-09"), ("2027-01-31", "2026-11")])
def test_three_months_are_shown(now: str, first: str) -> None:
    assert since(datetime.fromisoformat(now).replace(tzinfo=UTC)) == first


@pytest.mark.parametrize(
    ("confidence", "band"), [(0.1, Band.LOW), (0.35, Band.MIDDLE), (0.65, Band.HIGH), (1.0, Band.HIGH)]
)
def test_confidence_is_counted_in_bands(confidence: float, band: Band) -> None:
    finding = Finding(Outcome.CHOICES, ("scams", "evidence"), confidence)

    assert asked(finding) == Asked("scams", Outcome.CHOICES, band)
