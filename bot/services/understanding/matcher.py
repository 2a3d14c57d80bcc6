"""Finds which of many patterns occur in a reading, without trying them all."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.services.understanding.normalise import Token
from bot.services.understanding.patterns import Pattern, Text

# Of one owner; more of the same in one message says nothing new.
MOST_MATCHES = 12


@dataclass(frozen=True, slots=True)
class Match:
    """One occurrence: whose pattern it was, and the tokens from `start` up to `end`."""

    owner: int
    start: int
    end: int


class Matcher:
    """Patterns of numbered owners, indexed by a word that each cannot do without."""

    def __init__(self, owned: Sequence[tuple[int, Pattern]]) -> None:
        self._owned = tuple(owned)
        index: dict[str, list[int]] = {}
        for number, (_, pattern) in enumerate(self._owned):
            for key in min(pattern.needs, key=len):
                index.setdefault(key, []).append(number)
        self._index: Mapping[str, Sequence[int]] = index

    def matches(self, tokens: Sequence[Token]) -> Iterator[Match]:
        """Yield the occurrences, ordered by pattern and place; of one owner a limited number."""
        text = Text(tokens)
        left: dict[int, int] = {}
        candidates = {number for key in text.keys & self._index.keys() for number in self._index[key]}
        for number in sorted(candidates):
            owner, pattern = self._owned[number]
            if any(needed.isdisjoint(text.keys) for needed in pattern.needs):
                continue
            starts = text.places_of(pattern.first)
            if not pattern.ends(text, starts):
                continue
            for start, end in _spans(pattern, text, starts):
                if left.setdefault(owner, MOST_MATCHES) == 0:
                    break
                left[owner] -= 1
                yield Match(owner, start, end)


def _spans(pattern: Pattern, text: Text, starts: int) -> Iterator[tuple[int, int]]:
    """Yield the shortest match at every start."""
    while starts:
        start = starts & -starts
        starts ^= start
        ends = pattern.ends(text, start)
        if ends:
            yield start.bit_length() - 1, (ends & -ends).bit_length() - 1
