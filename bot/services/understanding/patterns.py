"""Compiled patterns, and how they are matched: sets of places are the bits of a number."""

from collections.abc import KeysView, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bot.services.understanding.normalise import Token


@dataclass(frozen=True, slots=True)
class Word:
    """One token that has one of these keys."""

    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Gap:
    """Up to `most` tokens of any kind; over a break only if it `crosses`."""

    most: int
    crosses: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several sequences; an empty one makes it optional."""

    options: tuple["Sequence_", ...]


Node: TypeAlias = Word | Gap | Choice
Sequence_: TypeAlias = tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern. `first` are the keys it can begin with, `needs` those it cannot do without."""

    nodes: Sequence_
    first: frozenset[str]
    needs: tuple[frozenset[str], ...]

    def ends(self, text: "Text", starts: int) -> int:
        """Return the places where a match that begins at one of `starts` can end."""
        return _ends(self.nodes, text, starts)


class Text:
    """Tokens made ready for matching. Sets of places are the bits of a number: bit 3 is token 3."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        places: dict[str, int] = {}
        breaks = 0
        for place, token in enumerate(tokens):
            for key in token.keys:
                places[key] = places.get(key, 0) | 1 << place
            breaks |= token.is_break << place
        self._places = places
        self._found: dict[int, int] = {}
        self._inside = ~breaks
        self._all = (1 << len(tokens)) - 1

    @property
    def keys(self) -> KeysView[str]:
        """All keys that occur."""
        return self._places.keys()

    def places(self, word: Word) -> int:
        """Return where this word stands."""
        found = self._found.get(id(word))
        if found is None:
            found = self.places_of(word.keys)
            self._found[id(word)] = found
        return found

    def places_of(self, keys: frozenset[str]) -> int:
        """Return where one of the keys stands."""
        found = 0
        for key in keys & self._places.keys():
            found |= self._places[key]
        return found

    def across(self, gap: Gap, starts: int) -> int:
        """Return every place that the gap leads to."""
        free = self._all if gap.crosses else self._all & self._inside
        for _ in range(gap.most):
            starts |= (starts & free) << 1
        return starts


def _ends(nodes: Sequence_, text: Text, starts: int) -> int:
    for node in nodes:
        if isinstance(node, Word):
            starts = (starts & text.places(node)) << 1
        elif isinstance(node, Gap):
            starts = text.across(node, starts)
        else:
            reached = 0
            for option in node.options:
                reached |= _ends(option, text, starts)
            starts = reached
        if not starts:
            return 0
    return starts
