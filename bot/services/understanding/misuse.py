"""Recognises requests to do harm (content/lexicon/misuse.yaml): rules, and what excuses them."""

from collections.abc import Mapping

from bot.core.understanding import Misuse
from bot.services.understanding.lexicon import Entry, open_lexicon, wrong
from bot.services.understanding.normalise import Reading
from bot.services.understanding.rulebook import compile_rules, named_lists


class MisuseScreen:
    """Says which harm a message asks help for. Somebody who was harmed, or asks whether, is excused."""

    def __init__(self, lexicon: Mapping[str, object]) -> None:
        """Compile the lexicon; ContentError when it can't be used."""
        root = open_lexicon("misuse", lexicon, ("words", "rules", "excuses"))
        words = named_lists(root)
        rules = root.entries("rules", ("id", "kind", "patterns"))
        self._kinds, self._matcher = compile_rules(rules, words, _kind)
        excuses = root.entries("excuses", ("id", "kinds", "patterns"))
        self._excused, self._excuses = compile_rules(excuses, words, _kinds)

    def kind(self, reading: Reading, heard: Misuse | None = None) -> Misuse | None:
        """Return the harm that the message asks help for, by the rules or as the base model heard it."""
        asked = [self._kinds[match.owner] for match in self._matcher.matches(reading.tokens)]
        if heard is not None:
            asked.append(heard)
        if not asked:
            return None
        excused: set[Misuse] = set()
        for match in self._excuses.matches(reading.tokens):
            excused |= self._excused[match.owner]
        return next((kind for kind in asked if kind not in excused), None)


def _kind(entry: Entry) -> Misuse:
    return _known(entry, entry.text("kind"))


def _kinds(entry: Entry) -> frozenset[Misuse]:
    return frozenset(_known(entry, name) for name in entry.texts("kinds") or tuple(Misuse))


def _known(entry: Entry, name: str) -> Misuse:
    if name not in set(Misuse):
        raise wrong(entry.where, f"has the kind {name!r}; known are {', '.join(Misuse)}")
    return Misuse(name)
