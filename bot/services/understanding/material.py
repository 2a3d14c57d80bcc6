"""Training texts made ready: every text is read once, however many models learn from it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from bot.services.understanding.features import (
    DIMENSIONS,
    Floats,
    Indices,
    Words,
    terms,
    vector,
    weighed,
    words_of,
)
from bot.services.understanding.normalise import Normaliser, Reading

Copy: TypeAlias = tuple[Indices, Floats]


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """A training text: as it was read, and as words, search terms and features.

    `copies` are its features as written and, where that is another text, without marks.
    """

    reading: Reading
    words: Words
    terms: npt.NDArray[np.uint32]
    copies: tuple[Copy, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads training texts, and remembers them."""

    normaliser: Normaliser
    _known: dict[str, Read] = field(default_factory=dict)

    def read(self, text: str) -> Read:
        """Return the text with its features, for a classifier to learn from."""
        found = self._known.get(text)
        if found is None:
            reading = self.normaliser.read(text)
            words = words_of(reading)
            copies = tuple(vector(copy) for copy in dict.fromkeys((words.accented, words.folded)))
            found = self._known[text] = Read(reading, words, _numbers(words), copies)
        return found

    def words(self, text: str) -> tuple[Words, npt.NDArray[np.uint32]]:
        """Return the words and search terms alone, for the ranking."""
        known = self._known.get(text)
        if known is not None:
            return known.words, known.terms
        words = words_of(self.normaliser.read(text))
        return words, _numbers(words)


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """One row for each copy of each text; `owners` are the numbers of the texts."""

    rows: csr_matrix
    owners: Indices


def rarity_of(reads: Sequence[Read]) -> Floats:
    """Return how much each feature tells, by how few of the copies have it."""
    places = [found for read in reads for found, _ in read.copies]
    documents = np.bincount(np.concatenate(places), minlength=2 * DIMENSIONS)
    rarity: Floats = np.log((1.0 + len(places)) / (1.0 + documents)).astype(np.float32) + np.float32(1.0)
    return rarity


def matrix_of(reads: Sequence[Read], rarity: Floats) -> Matrix:
    """Return the weighed features of all copies."""
    copies = [copy for read in reads for copy in read.copies]
    owners = np.repeat(np.arange(len(reads)), [len(read.copies) for read in reads])
    vectors = [(places, weighed(places, counts, rarity)) for places, counts in copies]
    return Matrix(stacked(vectors, 2 * DIMENSIONS), owners)


def stacked(vectors: Sequence[tuple[Indices, Floats]], width: int) -> csr_matrix:
    """Return one row for each vector, given as places and values."""
    starts = np.cumsum([0, *(places.size for places, _ in vectors)])
    places = np.concatenate([places for places, _ in vectors])
    values = np.concatenate([values for _, values in vectors])
    return csr_matrix((values, places, starts), shape=(len(vectors), width))


def _numbers(words: Words) -> npt.NDArray[np.uint32]:
    return np.array(terms(words), dtype=np.uint32)
