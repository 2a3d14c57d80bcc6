"""The interface's words: every sentence that a person sees comes from content/, through here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.people import ADDRESS_FOR, Audience, SelfWord

_PLACEHOLDER = re.compile(r"\{([A-Za-z_]+)\}")

ADDRESS_PLACEHOLDERS = frozenset({"em", "Em"})

Entry = str | Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Words:
    """Interface words of one language, by dotted key.

    An entry is a sentence, or one sentence per audience with a `default`.
    """

    entries: Mapping[str, Entry]

    def get(self, key: str, audience: Audience | None = None, **values: str) -> str:
        """Return the sentence for this audience with its placeholders filled.

        Raises KeyError for an unknown key or a placeholder without a value: both are
        found by the content check, never by a user.
        """
        entry = self.entries[key]
        if not isinstance(entry, str):
            entry = entry[audience] if audience is not None and audience in entry else entry["default"]
        return fill(entry, values)

    def keys(self) -> frozenset[str]:
        """Return all keys."""
        return frozenset(self.entries)


def fill(text: str, values: Mapping[str, str]) -> str:
    """Replace `{name}` by its value; a value is never scanned again. KeyError when one is missing.

    `{em}` and `{Em}` stay where they are: `address` fills them in last.
    """
    return _PLACEHOLDER.sub(
        lambda match: match[0] if match[1] in ADDRESS_PLACEHOLDERS else values[match[1]], text
    )


def placeholders(text: str) -> frozenset[str]:
    """Return the names between braces."""
    return frozenset(_PLACEHOLDER.findall(text))


def address(text: str, self_word: SelfWord) -> str:
    """Fill `{em}` and `{Em}` with the word that answers how the young person speaks of themselves."""
    word = ADDRESS_FOR[self_word]
    return text.replace("{em}", word).replace("{Em}", word[0].upper() + word[1:])
