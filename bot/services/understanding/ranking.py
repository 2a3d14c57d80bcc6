"""BM25F over the fields of the topics, as a sparse table of numbers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.services.understanding.corpus import FIELDS
from bot.services.understanding.features import Floats

WEIGHTS = {"title": 2.0, "keywords": 2.0, "examples": 1.5, "body": 0.7}
_LENGTH_SHARE = 0.6
_SATURATION = 1.2

# Terms by topic and field.
FieldTerms = Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Row `i` of the table holds the topics that `terms[i]` speaks for, and how much."""

    terms: npt.NDArray[np.uint32]
    starts: npt.NDArray[np.int32]
    topics: npt.NDArray[np.int16]
    weights: Floats
    count: int

    def scores(self, query: Sequence[int]) -> Floats:
        """Return the score of every topic."""
        rows = self._rows(query)
        if not rows.size:
            return np.zeros(self.count, dtype=np.float32)
        places = np.concatenate([np.arange(self.starts[row], self.starts[row + 1]) for row in rows])
        scores = np.bincount(self.topics[places], weights=self.weights[places], minlength=self.count)
        return scores.astype(np.float32)

    def known(self, query: Sequence[int]) -> int:
        """Return how many of the terms any topic uses."""
        return int(self._rows(query).size)

    def _rows(self, query: Sequence[int]) -> npt.NDArray[np.int64]:
        if not query or not self.terms.size:
            return np.zeros(0, dtype=np.int64)
        wanted = np.unique(np.array(query, dtype=np.uint32))
        rows = np.minimum(np.searchsorted(self.terms, wanted), self.terms.size - 1)
        found: npt.NDArray[np.int64] = rows[self.terms[rows] == wanted].astype(np.int64)
        return found


def ranking_of(topics: Sequence[FieldTerms]) -> Ranking:
    """Weigh every term of every topic."""
    counts = [{field: Counter(topic[field]) for field in FIELDS} for topic in topics]
    usual = {
        field: max(1.0, sum(count[field].total() for count in counts) / max(1, len(counts)))
        for field in FIELDS
    }
    table: dict[int, list[tuple[int, float]]] = {}
    for number, count in enumerate(counts):
        for term, weight in _topic_weights(count, usual).items():
            table.setdefault(term, []).append((number, weight))
    ordered = sorted(table)
    entries: list[tuple[int, float]] = []
    for term in ordered:
        rarity = np.log(1.0 + (len(counts) - len(table[term]) + 0.5) / (len(table[term]) + 0.5))
        entries += [(topic, weight / (weight + _SATURATION) * float(rarity)) for topic, weight in table[term]]
    return Ranking(
        terms=np.array(ordered, dtype=np.uint32),
        starts=np.cumsum([0, *(len(table[term]) for term in ordered)]).astype(np.int32),
        topics=np.array([topic for topic, _ in entries], dtype=np.int16),
        weights=np.array([weight for _, weight in entries], dtype=np.float32),
        count=len(counts),
    )


def _topic_weights(counts: Mapping[str, Counter[int]], usual: Mapping[str, float]) -> dict[int, float]:
    weights: dict[int, float] = {}
    for field in FIELDS:
        length = 1.0 - _LENGTH_SHARE + _LENGTH_SHARE * counts[field].total() / usual[field]
        for term, times in counts[field].items():
            weights[term] = weights.get(term, 0.0) + WEIGHTS[field] * times / max(length, 0.1)
    return weights
