"""Long lists in pages that turn round and round."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A part of a list: page `number`, from 0, of `count`, which is 1 for an empty list too."""

    items: Sequence[T]
    number: int
    count: int

    @property
    def following(self) -> str:
        """The number of the next page, as a button carries it; the first one's after the last."""
        return str((self.number + 1) % self.count)


def page_of(items: Sequence[T], number: int, size: int) -> Page[T]:
    """Return a page of a list; a number beyond the last begins again."""
    count = max(1, -(-len(items) // size))
    number %= count
    return Page(items[number * size : (number + 1) * size], number, count)
