"""Scores of one message: the signals of the search, joined. Used in training and in serving."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.services.understanding.base import Base, Calibration, Heard
from bot.services.understanding.features import Floats, Words, terms
from bot.services.understanding.model import Model, Scale

# Where no class was trained for what is out of scope: the margin that a real topic should pass.
_WITHOUT_CLASS = -0.6
# Beside the base model's standardised margins, which weigh 1; chosen on the development set, where 0.3 to
# 0.7 for the ranking and 0.3 to 0.6 for the classifier make no difference that could be told from chance.
RANKING_WEIGHT = 0.5
CLASSIFIER_WEIGHT = 0.3


@dataclass(frozen=True, slots=True)
class Scores:
    """`topics` are the joined scores, in the order of the model's topics.

    `outside` is how far the handbook's out-of-scope class stands above its best topic, `unknown` the share
    of the message's terms that the handbook never uses; `base_outside` is like `outside`, of the base
    model, None where that has no say.
    """

    topics: Floats
    outside: float
    unknown: float
    base_outside: float | None = None


class Scorer:
    """A handbook's model, and beside it the base model where that knows the handbook's topics.

    A base model some of whose topics the handbook does not have would find them all the same: it is left
    aside. Topics that only the handbook has are scored by the handbook's model alone.
    """

    def __init__(self, model: Model, base: Base | None) -> None:
        """Bring the topics of both into one order."""
        self._model = model
        known = base is not None and set(base.topics) <= set(model.topics)
        self.base = base if known else None
        places = {topic: place for place, topic in enumerate(base.topics)} if base is not None else {}
        self._places = np.array([places.get(topic, -1) for topic in model.topics])

    def score(self, words: Words, heard: Heard | None = None) -> Scores:
        """Return the scores without any prior; `heard` stands for what the base model hears."""
        wanted = terms(words)
        ranking, known = self._model.ranking.scores(wanted)
        ranked = _standard(ranking)
        margins = self._model.margins(words.accented)
        inside = margins[: len(self._model.topics)]
        beyond = float(margins[-1]) if self._model.knows_out_of_scope else _WITHOUT_CLASS
        outside = beyond - float(inside.max())
        unknown = 1.0 - known / max(1, len(set(wanted)))
        classified = _standard(inside)
        if self.base is None:
            return Scores(ranked + classified, outside, unknown)
        heard = heard or self.base.hear(words.accented)
        based = np.where(self._places >= 0, _standard(heard.topics)[self._places], classified)
        joined = based + RANKING_WEIGHT * ranked + CLASSIFIER_WEIGHT * classified
        base_outside = heard.outside - float(heard.topics.max())
        return Scores(joined.astype(np.float32), outside, unknown, base_outside)

    def probabilities(self, scores: Floats) -> Floats:
        """Return how probable each topic is, given that one of them is meant."""
        scale = self._model.scale.temperature if self.base is None else self.base.calibration.temperature
        return probabilities(scores, scale)

    def outside_probability(self, scores: Scores) -> float:
        """Return how probable it is that no topic answers the message."""
        if self.base is None or scores.base_outside is None:
            return handbook_outside(scores, self._model.scale)
        return joined_outside(scores, scores.base_outside, self.base.calibration)


def probabilities(scores: Floats, temperature: float) -> Floats:
    """Return how probable each topic is, given that one of them is meant."""
    powers = np.exp((scores - scores.max()) / np.float32(temperature))
    shares: Floats = powers / powers.sum()
    return shares


def scope_features(scores: Scores) -> tuple[float, float]:
    """Return what shows, by the handbook alone, that a message is outside."""
    return scores.outside, scores.unknown


def handbook_outside(scores: Scores, scale: Scale) -> float:
    """Return how probable it is, by the handbook alone, that no topic answers the message."""
    bias, margin, unknown = scale.scope_weights
    return _logistic(bias + margin * scores.outside + unknown * scores.unknown)


def joined_outside(scores: Scores, base_outside: float, by: Calibration) -> float:
    """Return how probable it is, by both models, that no topic answers the message."""
    return _logistic(
        by.bias
        + by.base_slope * base_outside
        + by.handbook_slope * scores.outside
        + by.unknown_slope * scores.unknown
    )


def prior(model: Model, audience: str | None) -> Floats | None:
    """Return what the audience alone says for each topic, in logarithms; None when it says nothing."""
    names: Sequence[str] = model.audiences
    return model.priors[names.index(audience)] if audience in names else None


def _standard(values: Floats) -> Floats:
    """Return the values as distances from their mean, in standard deviations."""
    spread = float(values.std())
    if spread == 0.0:
        return np.zeros_like(values)
    standard: Floats = (values - values.mean()) / np.float32(spread)
    return standard


def _logistic(value: float) -> float:
    return float(1.0 / (1.0 + np.exp(-value)))
