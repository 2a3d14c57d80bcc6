"""Scores of one message: the two signals of the search, joined. Used in training and in serving."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.services.understanding.features import Floats, Words, terms
from bot.services.understanding.model import Model, Scale

# Where no class was trained for what is out of scope: the margin that a real topic should pass.
_WITHOUT_CLASS = -0.6


@dataclass(frozen=True, slots=True)
class Scores:
    """`topics` are the joined scores, in the order of the model's topics.

    `outside` is how far the out-of-scope class stands above the best topic, `coverage` the share of
    the message's terms that the handbook uses at all.
    """

    topics: Floats
    outside: float
    coverage: float


def score(model: Model, words: Words) -> Scores:
    """Return the scores of these words, without any prior."""
    wanted = terms(words)
    ranked = model.ranking.scores(wanted)
    margins = model.margins(words.accented)
    inside = margins[: len(model.topics)]
    beyond = float(margins[-1]) if model.knows_out_of_scope else _WITHOUT_CLASS
    outside = beyond - float(inside.max())
    coverage = model.ranking.known(wanted) / max(1, len(set(wanted)))
    return Scores(_standard(ranked) + _standard(inside), outside, coverage)


def probabilities(scores: Floats, scale: Scale) -> Floats:
    """Return how probable each topic is, given that one of them is meant."""
    powers = np.exp((scores - scores.max()) / np.float32(scale.temperature))
    shares: Floats = powers / powers.sum()
    return shares


def scope_features(scores: Scores) -> tuple[float, float]:
    """Return what shows that a message is outside: the class's margin, and unknown words."""
    return scores.outside, 1.0 - scores.coverage


def outside_probability(scores: Scores, scale: Scale) -> float:
    """Return how probable it is that no topic answers the message."""
    bias, margin, unknown = scale.scope_weights
    features = scope_features(scores)
    return float(1.0 / (1.0 + np.exp(-(bias + margin * features[0] + unknown * features[1]))))


def _standard(values: Floats) -> Floats:
    """Return the values as distances from their mean, in standard deviations."""
    spread = float(values.std())
    if spread == 0.0:
        return np.zeros_like(values)
    standard: Floats = (values - values.mean()) / np.float32(spread)
    return standard


def prior(model: Model, audience: str | None) -> Floats | None:
    """Return what the audience alone says for each topic, in logarithms; None when it says nothing."""
    names: Sequence[str] = model.audiences
    return model.priors[names.index(audience)] if audience in names else None
