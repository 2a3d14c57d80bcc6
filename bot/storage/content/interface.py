"""Interface words: several files of nested keys, merged into dotted ones."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pydantic import RootModel
from typing_extensions import TypeAliasType

from bot.core.people import Audience
from bot.core.problems import Code, FieldPath, Place, Problem
from bot.core.words import Entry
from bot.storage.content.document import Document

DEFAULT = "default"
_VARIANTS = frozenset((DEFAULT, *Audience))

Nested = TypeAliasType("Nested", "str | dict[str, Nested]")


class InterfaceFile(RootModel[dict[str, Nested]]):
    """content/<language>/interface/<name>.yaml, for the JSON Schema."""


@dataclass(slots=True)
class Interface:
    """One language's interface words while its files are read."""

    entries: dict[str, Entry] = field(default_factory=dict)
    places: dict[FieldPath, Place] = field(default_factory=dict)

    def add(self, document: Document, problems: list[Problem]) -> None:
        """Merge one file; a key that another file has already is a problem."""
        if not isinstance(document.value, Mapping):
            problems.append(Problem(Code.NOT_MAPPING, Place(document.file), {"field": document.file}))
            return
        for path, entry in _entries(document, document.value, (), problems):
            key = ".".join(path)
            if key in self.entries:
                values = {"key": key, "line": str(self.places[(key,)])}
                problems.append(Problem(Code.KEY_TWICE, document.place(path), values))
                continue
            self.entries[key] = entry
            self.places[(key,)] = document.place(path)
            if not isinstance(entry, str):
                self.places.update(((key, variant), document.place((*path, variant))) for variant in entry)

    def place(self, path: FieldPath) -> Place | None:
        """Return where a key, or one audience's sentence of it, stands."""
        return self.places.get(path) or self.places.get(path[:1])


def _entries(
    document: Document, values: Mapping[str, object], path: tuple[str, ...], problems: list[Problem]
) -> Iterator[tuple[tuple[str, ...], Entry]]:
    for key, value in values.items():
        here = (*path, key)
        if isinstance(value, Mapping) and _is_variants(value):
            yield here, dict(_variants(document, value, here, problems))
        elif isinstance(value, Mapping) and value:
            yield from _entries(document, value, here, problems)
        else:
            text = _text(document, value, here, problems)
            if text is not None:
                yield here, text


def _is_variants(value: Mapping[str, object]) -> bool:
    """Say whether these are one sentence's variants; four audiences without `default` are keys."""
    return DEFAULT in value or (_VARIANTS > set(value) and len(value) < len(Audience))


def _variants(
    document: Document, value: Mapping[str, object], path: tuple[str, ...], problems: list[Problem]
) -> Iterator[tuple[str, str]]:
    if DEFAULT not in value:
        problems.append(Problem(Code.DEFAULT_MISSING, document.place(path), {"key": ".".join(path)}))
    for variant, item in value.items():
        here = (*path, variant)
        if variant not in _VARIANTS:
            values = {"value": variant, "known": ", ".join((DEFAULT, *Audience))}
            problems.append(Problem(Code.VALUE_UNKNOWN, document.place(here), values))
            continue
        text = _text(document, item, here, problems)
        if text is not None:
            yield variant, text


def _text(
    document: Document, value: object, path: tuple[str, ...], problems: list[Problem]
) -> str | None:
    if isinstance(value, str) and value.strip():
        return value
    code = {bool: Code.NOT_TEXT_BUT_YES_NO, dict: Code.NOT_TEXT_BUT_BRACES}.get(type(value), Code.NOT_TEXT)
    if value is None or isinstance(value, str):
        code = Code.TEXT_EMPTY
    problems.append(Problem(code, document.place(path), {"field": ".".join(path), "key": ".".join(path)}))
    return None
