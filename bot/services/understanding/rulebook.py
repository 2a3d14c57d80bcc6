"""Reads lists of rules with patterns from a lexicon file."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from bot.services.understanding.compiler import Compiler
from bot.services.understanding.lexicon import Entry, wrong
from bot.services.understanding.matcher import Matcher
from bot.services.understanding.patterns import Pattern

T = TypeVar("T")


def named_lists(root: Entry) -> dict[str, tuple[str, ...]]:
    """Return the lists under `words:`, which patterns use as @name."""
    lists = root.entry("words")
    return {name: lists.texts(name) for name in lists}


def compile_rules(
    entries: Sequence[Entry], words: Mapping[str, Sequence[str]], make: Callable[[Entry], T]
) -> tuple[tuple[T, ...], Matcher]:
    """Return what `make` makes of each entry, and a matcher whose owners are their places."""
    made: list[T] = []
    owned: list[tuple[int, Pattern]] = []
    compilers: dict[str, Compiler] = {}
    for place, entry in enumerate(entries):
        made.append(make(entry))
        compiler = compilers.setdefault(entry.where, Compiler(entry.where, words))
        sources = entry.texts("patterns")
        if not sources:
            raise wrong(entry.where, "needs at least one pattern under 'patterns'")
        owned.extend((place, compiler.compile(source)) for source in sources)
    return tuple(made), Matcher(owned)
