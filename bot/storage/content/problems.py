"""What is wrong with a content file, as a sentence for an editor: where, what, how to mend it.

The sentences are in messages.yaml beside this file, in Vietnamese and English.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml

from bot.core.people import Language
from bot.core.words import fill


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One finding. `code` names the sentence, `values` fill it."""

    file: str
    line: int
    code: str
    values: Mapping[str, str] = field(default_factory=dict, compare=False)

    def sentence(self, language: Language) -> str:
        """Return `file:line: what is wrong. How to mend it.`"""
        return f"{self.file}:{self.line}: {self.text(language)}"

    def text(self, language: Language) -> str:
        """Return what is wrong and how to mend it, without the place."""
        values = dict(self.values)
        if values.get("meant"):
            values["meant"] = worded("meant", language, name=values["meant"])
        return worded(self.code, language, **values)


def worded(code: str, language: Language, **values: str) -> str:
    """Return a sentence of messages.yaml."""
    return fill(_messages()[code][language], values)


@cache
def _messages() -> dict[str, dict[str, str]]:
    text = Path(__file__).with_name("messages.yaml").read_text(encoding="utf-8")
    messages: dict[str, dict[str, str]] = yaml.safe_load(text)
    return messages
