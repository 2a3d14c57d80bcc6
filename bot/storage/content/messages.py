"""The sentences in which problems are told, kept beside the code: they must work when content does not."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.core.people import Language
from bot.core.problems import Code, Explained, Problem
from bot.core.words import fill


@dataclass(frozen=True, slots=True)
class Messages:
    """One language's sentences: for each code what is wrong, and how to mend it."""

    sentences: Mapping[Code, tuple[str, str]]

    def explain(self, problem: Problem) -> Explained:
        """Return the problem as an editor reads it."""
        what, how = self.sentences[problem.code]
        return Explained(
            problem.place.file, problem.place.line, fill(what, problem.values), fill(how, problem.values)
        )


def load_messages(language: Language = Language.VI) -> Messages:
    """Return the sentences of one language."""
    path = Path(__file__).with_name(f"messages_{language}.yaml")
    read = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Messages({Code(code): (entry["what"], entry.get("how", "")) for code, entry in read.items()})
