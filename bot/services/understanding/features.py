"""Words and letter groups as hashed numbers, the same in training and in serving.

Own hashing instead of a vocabulary: nothing but numbers has to be kept, and numpy does the work.
"""

import zlib
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from bot.services.understanding.normalise import Reading

DIMENSIONS = 1 << 15
_SMALLEST, _LARGEST = 2, 5
_PRIME = np.uint64(1_000_003)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SPACE = ord(" ")
# A search reads the first and the last words of a long message.
_FIRST_WORDS, _LAST_WORDS = 90, 50

Indices: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Words:
    """The words that a search looks at, accented and folded, place by place."""

    accented: tuple[str, ...]
    folded: tuple[str, ...]


def words_of(reading: Reading) -> Words:
    """Return the reading's words without signs, clipped at both ends."""
    tokens = [token for token in reading.tokens if token.accented[0].isalnum()]
    if len(tokens) > _FIRST_WORDS + _LAST_WORDS:
        tokens = tokens[:_FIRST_WORDS] + tokens[-_LAST_WORDS:]
    return Words(tuple(token.accented for token in tokens), tuple(token.folded for token in tokens))


def terms(words: Words) -> list[int]:
    """Return the search terms: folded words and pairs, and again with their marks where they have any."""
    found = [*words.folded, *_pairs(words.folded)]
    marked = [*words.accented, *_pairs(words.accented)]
    found += [f"~{term}" for term, plain in zip(marked, found, strict=True) if term != plain]
    return [zlib.crc32(term.encode()) for term in found]


def vector(words: tuple[str, ...]) -> tuple[Indices, Floats]:
    """Return the classifier's features: letter groups of 2 to 5, words and pairs; sublinear counts.

    The places are sorted and occur once; those from DIMENSIONS on are the words.
    """
    blocks = (_block(_letter_groups(words), 0), _block(_word_groups(words), DIMENSIONS))
    return np.concatenate([block[0] for block in blocks]), np.concatenate([block[1] for block in blocks])


def weighed(places: Indices, values: Floats, rarity: Floats) -> Floats:
    """Return the values times their rarity, letters and words each scaled to the same length."""
    weights = values * rarity[places]
    split = int(np.searchsorted(places, DIMENSIONS))
    for block in (weights[:split], weights[split:]):
        block /= float(np.sqrt(np.sum(block * block))) or 1.0
    return weights


def _block(hashes: npt.NDArray[np.uint64], offset: int) -> tuple[Indices, Floats]:
    places, counts = np.unique(hashes % np.uint64(DIMENSIONS), return_counts=True)
    return places.astype(np.int64) + offset, (1.0 + np.log(counts)).astype(np.float32)


def _word_groups(words: tuple[str, ...]) -> npt.NDArray[np.uint64]:
    return np.array([zlib.crc32(word.encode()) for word in (*words, *_pairs(words))], dtype=np.uint64)


def _letter_groups(words: tuple[str, ...]) -> npt.NDArray[np.uint64]:
    """Hash every group of letters inside a word that is padded by one space on either side."""
    letters = np.frombuffer("".join(f" {word} " for word in words).encode("utf-32-le"), dtype=np.uint32)
    if letters.size < _SMALLEST:
        return np.zeros(0, dtype=np.uint64)
    codes = letters.astype(np.uint64)
    spaces = letters == _SPACE
    crossing = np.concatenate(([0], np.cumsum(spaces[:-1] & spaces[1:])))
    groups: list[npt.NDArray[np.uint64]] = []
    hashed = codes
    with np.errstate(over="ignore"):
        for size in range(_SMALLEST, _LARGEST + 1):
            if letters.size < size:
                break
            hashed = hashed[:-1] * _PRIME + codes[size - 1 :]
            inside = crossing[size - 1 :] == crossing[: crossing.size - size + 1]
            mixed = hashed[inside] * _MIX + np.uint64(size)
            groups.append(mixed >> np.uint64(40))
    return np.concatenate(groups)


def _pairs(words: tuple[str, ...]) -> list[str]:
    return [f"{first} {second}" for first, second in pairwise(words)]
