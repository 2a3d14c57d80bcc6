"""One thing that is wrong with the handbook, and what a handbook must offer to be checked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bot.core.handbook import Card, Handbook
from bot.core.people import Language, Reader

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """`file` is the file's name in the content folder ("vi/interface" for all interface files).

    `place` leads to the value inside the file; `code` names the sentence for editors, `values` fill it.
    """

    file: str
    place: Place
    code: str
    values: Mapping[str, str] = field(default_factory=dict)


Findings = Iterable[Finding]


class Checkable(Handbook, Protocol):
    """A handbook that also lists which cards it has of its own."""

    def own_cards(self, language: Language) -> Mapping[str, Mapping[Reader, Card]]:
        """Return every card by category (or `universal`) and reader."""
        ...


def topic_file(topic_id: str, language: Language) -> str:
    """Return the name of a topic's file."""
    return f"{language}/topics/{topic_id}.yaml"


def interface_place(key: str) -> Place:
    """Return where an interface word stands."""
    return tuple(key.split("."))
