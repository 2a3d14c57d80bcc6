"""Lexicon files as checked values: a wrong shape is a sentence for the editor, not a traceback."""

from collections.abc import Iterator, Mapping

from bot.core.errors import ContentError
from bot.core.handbook import Handbook


class Entry:
    """One mapping of a lexicon file, which knows where it stands."""

    def __init__(self, where: str, value: object, known: tuple[str, ...] | None = None) -> None:
        """Check that `value` is a mapping, with no key besides `known` when that is given."""
        if not isinstance(value, Mapping):
            raise wrong(where, "must be a mapping of names to values")
        self.where = where
        self._value = {str(key): item for key, item in value.items()}
        unknown = set(self._value) - set(known) if known is not None else set()
        if unknown:
            raise wrong(where, f"has the unknown key {min(unknown)!r}; known are {', '.join(known or ())}")

    def __contains__(self, key: str) -> bool:
        return key in self._value

    def __iter__(self) -> Iterator[str]:
        return iter(self._value)

    def raw(self, key: str) -> object:
        """Return the plain value, None where the key is missing."""
        return self._value.get(key)

    def text(self, key: str, default: str | None = None) -> str:
        """Return a non-empty text."""
        value = self._value.get(key, default)
        if not isinstance(value, str) or not value.strip():
            raise wrong(self.where, f"needs a text under {key!r} (quote words that YAML reads as yes or no)")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; an absent key is an empty list."""
        value = self._value.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise wrong(self.where, f"needs a list of texts under {key!r} (quote numbers, yes, no and on)")
        return tuple(value)

    def entry(self, key: str, known: tuple[str, ...] | None = None) -> "Entry":
        """Return a mapping inside; an absent key is an empty one."""
        return Entry(f"{self.where}, {key}", self._value.get(key, {}), known)

    def entries(self, key: str, known: tuple[str, ...]) -> tuple["Entry", ...]:
        """Return a list of mappings, each named by its id or its place."""
        value = self._value.get(key, [])
        if not isinstance(value, list):
            raise wrong(self.where, f"needs a list under {key!r}")
        return tuple(Entry(self._place(key, place, item), item, known) for place, item in enumerate(value, 1))

    def _place(self, key: str, place: int, item: object) -> str:
        name = item.get("id") if isinstance(item, Mapping) else None
        return f"{self.where}, {key} {name or place}"


def open_lexicon(name: str, value: Mapping[str, object], known: tuple[str, ...] | None = None) -> Entry:
    """Return the root of content/lexicon/<name>.yaml."""
    return Entry(f"content/lexicon/{name}.yaml", value, known)


def lexicon_of(handbook: Handbook, name: str) -> Mapping[str, object]:
    """Return a lexicon file of the handbook; ContentError when it has none of this name."""
    try:
        return handbook.lexicon(name)
    except KeyError as error:
        raise wrong(f"content/lexicon/{name}.yaml", "is missing or cannot be read") from error


def optional_lexicon_of(handbook: Handbook, name: str) -> Mapping[str, object]:
    """Return a lexicon file that a handbook may do without: empty where it has none."""
    try:
        return handbook.lexicon(name)
    except KeyError:
        return {}


def wrong(where: str, what: str) -> ContentError:
    """Return the error to raise: where, and what is wrong."""
    return ContentError((f"{where}: {what}.",))
