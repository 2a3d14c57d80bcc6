"""Answer, choices or unknown."""

import pytest

from bot.core.understanding import Outcome
from bot.services.understanding.decide import Candidates, decide

TOPICS = tuple("abcdefg")


def candidates(shares: tuple[float, ...], outside: float = 0.0, coverage: float = 1.0) -> Candidates:
    return Candidates(TOPICS[: len(shares)], shares, outside, coverage)


@pytest.mark.parametrize(
    ("found", "outcome"),
    [
        (candidates((0.9, 0.1)), Outcome.ANSWER),
        (candidates((1.0,)), Outcome.ANSWER),
        (candidates((0.5, 0.5)), Outcome.CHOICES),
        (candidates((0.58, 0.42)), Outcome.CHOICES),
        (candidates((0.9, 0.1), outside=0.4), Outcome.CHOICES),
        (candidates((0.9, 0.1), outside=0.6), Outcome.UNKNOWN),
        (candidates((0.9, 0.1), coverage=0.0), Outcome.UNKNOWN),
    ],
)
def test_the_outcome_follows_share_margin_and_scope(found: Candidates, outcome: Outcome) -> None:
    assert decide(found).outcome is outcome


def test_at_most_five_topics_are_named_best_first() -> None:
    assert decide(candidates((0.4, 0.2, 0.1, 0.1, 0.1, 0.1))).topics == ("a", "b", "c", "d", "e")


def test_the_confidence_shrinks_with_the_doubt_about_the_scope() -> None:
    assert decide(candidates((0.8, 0.2), outside=0.25)).confidence == 0.6
