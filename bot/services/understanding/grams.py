"""Groups of letters and of words as 32-bit keys: the base model's features, alike in training and serving."""

import zlib
from itertools import pairwise

import numpy as np
import numpy.typing as npt

_SMALLEST, _LARGEST = 3, 7
_PRIME = np.uint64(1_000_003)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(32)

Keys = npt.NDArray[np.uint32]


def letter_keys(words: tuple[str, ...]) -> Keys:
    """Return a key for every group of 3 to 7 letters, across the spaces between words too."""
    letters = np.frombuffer(f" {' '.join(words)} ".encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    found: list[Keys] = []
    hashed = letters
    with np.errstate(over="ignore"):
        for size in range(2, _LARGEST + 1):
            if letters.size < size:
                break
            hashed = hashed[:-1] * _PRIME + letters[size - 1 :]
            if size >= _SMALLEST:
                found.append(((hashed * _MIX + np.uint64(size)) >> _SHIFT).astype(np.uint32))
    return np.concatenate(found) if found else np.zeros(0, dtype=np.uint32)


def word_keys(words: tuple[str, ...]) -> Keys:
    """Return a key for every word and for every pair of neighbours."""
    pairs = (f"{first} {second}" for first, second in pairwise(words))
    return np.array([zlib.crc32(text.encode()) for text in (*words, *pairs)], dtype=np.uint32)
