"""Answer, offer choices, or say that it was not understood: by margin and by scope.

An answer to the wrong question is worse than a choice.
"""

from dataclasses import dataclass

from bot.core.understanding import Finding, Outcome

ANSWER_FROM = 0.65
ANSWER_MARGIN = 0.2
OUTSIDE_FROM = 0.5
# Where it may well be outside, nothing is answered straight away.
DOUBTFUL_FROM = 0.35
MOST_TOPICS = 5


@dataclass(frozen=True, slots=True)
class Candidates:
    """Topics, best first, with the share that each would have if one of them is meant."""

    topics: tuple[str, ...]
    shares: tuple[float, ...]
    outside: float
    coverage: float


def decide(found: Candidates, repaired: int = 0) -> Finding:
    """Return the verdict; `repaired` is only told in `why`."""
    if found.coverage == 0.0:
        return Finding(Outcome.UNKNOWN, (), 0.0, ("nothing known",))
    confidence = found.shares[0] * (1.0 - found.outside)
    margin = found.shares[0] - (found.shares[1] if len(found.shares) > 1 else 0.0)
    why = (
        f"best {found.shares[0]:.2f}",
        f"margin {margin:.2f}",
        f"outside {found.outside:.2f}",
        f"coverage {found.coverage:.2f}",
        f"repaired {repaired}",
    )
    outcome = _outcome(confidence, margin, found.outside)
    return Finding(outcome, found.topics[:MOST_TOPICS], round(min(1.0, max(0.0, confidence)), 4), why)


def _outcome(confidence: float, margin: float, outside: float) -> Outcome:
    if outside >= OUTSIDE_FROM:
        return Outcome.UNKNOWN
    if outside < DOUBTFUL_FROM and confidence >= ANSWER_FROM and margin >= ANSWER_MARGIN:
        return Outcome.ANSWER
    return Outcome.CHOICES
