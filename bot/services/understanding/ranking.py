"""BM25F over the fields of the topics, as a sparse table of numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.services.understanding.corpus import FIELDS
from bot.services.understanding.features import Floats

WEIGHTS = {"title": 2.0, "keywords": 2.0, "examples": 1.5, "body": 0.7}
_LENGTH_SHARE = 0.6
_SATURATION = 1.2
_TOPIC_BITS = 16

# Terms by topic and field.
FieldTerms = Mapping[str, npt.NDArray[np.uint32]]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Row `i` of the table holds the topics that `terms[i]` speaks for, and how much."""

    terms: npt.NDArray[np.uint32]
    starts: npt.NDArray[np.int32]
    topics: npt.NDArray[np.int16]
    weights: Floats
    count: int

    def scores(self, query: Sequence[int]) -> tuple[Floats, int]:
        """Return the score of every topic, and how many of the terms any topic uses."""
        rows = self._rows(query)
        if not rows.size:
            return np.zeros(self.count, dtype=np.float32), 0
        starts = self.starts[rows]
        counts = self.starts[rows + 1] - starts
        ends = np.cumsum(counts)
        places = np.arange(ends[-1]) + np.repeat(starts - (ends - counts), counts)
        scores = np.bincount(self.topics[places], weights=self.weights[places], minlength=self.count)
        return scores.astype(np.float32), int(rows.size)

    def _rows(self, query: Sequence[int]) -> npt.NDArray[np.int64]:
        if not query or not self.terms.size:
            return np.zeros(0, dtype=np.int64)
        wanted = np.unique(np.array(query, dtype=np.uint32))
        rows = np.minimum(np.searchsorted(self.terms, wanted), self.terms.size - 1)
        found: npt.NDArray[np.int64] = rows[self.terms[rows] == wanted].astype(np.int64)
        return found


def ranking_of(topics: Sequence[FieldTerms]) -> Ranking:
    """Weigh every term of every topic."""
    fields = [_field_weights([topic[field] for topic in topics], WEIGHTS[field]) for field in FIELDS]
    # A key is a term and a topic, so that the table's order is the keys' own.
    keys, places = np.unique(np.concatenate([found for found, _ in fields]), return_inverse=True)
    weights = np.bincount(places, np.concatenate([found for _, found in fields]), minlength=keys.size)
    terms, counts = np.unique(keys >> _TOPIC_BITS, return_counts=True)
    rarity = np.log(1.0 + (len(topics) - counts + 0.5) / (counts + 0.5))
    return Ranking(
        terms=terms.astype(np.uint32),
        starts=np.concatenate(([0], np.cumsum(counts))).astype(np.int32),
        topics=(keys & ((1 << _TOPIC_BITS) - 1)).astype(np.int16),
        weights=(weights / (weights + _SATURATION) * np.repeat(rarity, counts)).astype(np.float32),
        count=len(topics),
    )


def _field_weights(
    texts: Sequence[npt.NDArray[np.uint32]], weight: float
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Return the keys of one field's terms, and what each weighs: often, in a short text, is much."""
    sizes = np.array([found.size for found in texts], dtype=np.int64)
    usual = max(1.0, float(sizes.mean()))
    lengths = np.maximum(1.0 - _LENGTH_SHARE + _LENGTH_SHARE * sizes / usual, 0.1)
    owners = np.repeat(np.arange(len(texts)), sizes)
    keys, counts = np.unique(
        np.concatenate(texts).astype(np.int64) << _TOPIC_BITS | owners, return_counts=True
    )
    return keys, weight * counts / lengths[keys & ((1 << _TOPIC_BITS) - 1)]
