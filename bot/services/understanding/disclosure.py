"""The learned part of the safety screen: how likely it is that a message discloses something.

Rules find what is said outright; this finds what is only hinted at. It names no category.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bot.core.understanding import Level
from bot.services.understanding.features import Floats, vector, weighed
from bot.services.understanding.normalise import Reading

# Longer messages are read in overlapping pieces: what one sentence tells must not drown in the rest.
_PIECE = 60
_STEP = 30
# What is shorter says too little to be guessed at: there the rules alone decide.
_FEWEST = 3
# As a limit: never reached.
NEVER = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Detector:
    """A linear classifier on the search's features. `soft` and `hard` are the chances from which it alarms.

    `rarity` is the search's own, and is not copied.
    """

    rarity: Floats
    weights: Floats
    bias: float
    soft: float
    hard: float

    def chance(self, reading: Reading) -> float:
        """Return how likely it is, within 0..1, that some part of the message is a disclosure."""
        return max(map(self._chance, _pieces(reading)), default=0.0)

    def level(self, chance: float) -> Level:
        """Return the alarm that this chance alone would raise."""
        if chance >= self.hard:
            return Level.HARD
        return Level.SOFT if chance >= self.soft else Level.NONE

    def _chance(self, words: tuple[str, ...]) -> float:
        places, counts = vector(words)
        margin = float(weighed(places, counts, self.rarity) @ self.weights[places]) + self.bias
        return float(1.0 / (1.0 + np.exp(-margin)))


def _pieces(reading: Reading) -> Iterator[tuple[str, ...]]:
    words = tuple(token.accented for token in reading.tokens if token.accented[0].isalnum())
    if len(words) < _FEWEST:
        return
    for start in range(0, max(1, len(words) - _STEP), _STEP):
        if piece := words[start : start + _PIECE]:
            yield piece
