"""Words that answer a question of the bot's, and platforms by any of their names.

content/lexicon/triage-words.yaml and the platforms' guides. Marks and spelling do not matter here: the
question that stands open says what is meant.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from bot.core.case import Harm, Home, Question, Urgency
from bot.core.supplement import Guide
from bot.services.understanding.letters import fold
from bot.services.understanding.lexicon import open_lexicon, wrong
from bot.services.understanding.normalise import Normaliser, Reading, Token

_ANSWERS: dict[Question, tuple[str, ...]] = {
    Question.HARM: tuple(Harm),
    Question.HOME: tuple(Home),
    Question.URGENCY: tuple(Urgency),
    Question.PLACE: ("elsewhere",),
}
# A message that asks for a guide is short; a longer one tells a story, and is searched.
_MOST_WORDS = 9
_PLAIN = re.compile(r"\w+")


class Choices:
    """Knows the answers to the questions, and the platforms."""

    def __init__(self, lexicon: Mapping[str, object], guides: Iterable[Guide], read: Normaliser) -> None:
        """Read the lexicon; ContentError when it can't be used."""
        root = open_lexicon("triage-words", lexicon, (*Question, "around", "polite", "drop", "done"))
        self._polite = frozenset(word for text in root.texts("polite") for word in _folded(read.read(text)))
        self._answers: dict[tuple[Question, tuple[str, ...]], str] = {}
        for question, known in _ANSWERS.items():
            entry = root.entry(question, known)
            for answer in entry:
                for message in entry.texts(answer):
                    key = question, _folded(read.read(message))
                    if self._answers.setdefault(key, answer) != answer:
                        raise wrong(entry.where, f"has {message!r} under two answers")
        self._drops = frozenset(self._bare(read.read(text)) for text in root.texts("drop"))
        self._done = frozenset(self._bare(read.read(text)) for text in root.texts("done"))
        # English words read otherwise where they stand alone, so that both ways of reading count.
        around = [(read.read(text).tokens, text) for text in root.texts("around")]
        self._around = frozenset(fold(word) for tokens, text in around for word in (*_words(tokens), text))
        self._platforms: dict[tuple[str, ...], str] = {}
        for guide in guides:
            for name in (guide.name, *guide.nicknames):
                plain = tuple(_PLAIN.findall(name.lower()))
                self._platforms[plain] = self._platforms[_words(read.read(name).tokens)] = guide.id
        self._unmarked = {tuple(map(fold, words)): guide for words, guide in self._platforms.items()}
        self._longest = max((len(words) for words in self._platforms), default=0)

    def answer(self, reading: Reading, question: Question) -> str | None:
        """Return the answer that the whole message gives to a question, None when it gives none."""
        words = _folded(reading)
        if question is Question.PLACE and (guide := self._named(reading.tokens)) is not None:
            return guide
        return self._answers.get((question, words)) or self._answers.get((question, self._bare(reading)))

    def drops(self, reading: Reading) -> bool:
        """Say whether the whole message asks to delete what is being prepared."""
        return self._bare(reading) in self._drops

    def is_done(self, reading: Reading) -> bool:
        """Say whether the whole message says that there is nothing more to add."""
        return self._bare(reading) in self._done

    def platform(self, reading: Reading) -> str | None:
        """Return the guide that a short message asks for: a platform's name, and nothing that tells more."""
        tokens = tuple(token for token in reading.tokens if token.accented[0].isalnum())
        if len(tokens) > _MOST_WORDS:
            return None
        for length in range(min(self._longest, len(tokens)), 0, -1):
            for start in range(len(tokens) - length + 1):
                guide = self._named(tokens[start : start + length])
                rest = (*tokens[:start], *tokens[start + length :])
                if guide is not None and all(token.folded in self._around for token in rest):
                    return guide
        return None

    def _bare(self, reading: Reading) -> tuple[str, ...]:
        """Return a message's words without marks and polite words."""
        return tuple(word for word in _folded(reading) if word not in self._polite)

    def _named(self, tokens: Sequence[Token]) -> str | None:
        """Return the platform with this name; where marks were typed, they must be its own."""
        if any(token.marked for token in tokens):
            return self._platforms.get(_words(tokens))
        return self._unmarked.get(tuple(map(fold, _words(tokens))))


def _words(tokens: Iterable[Token]) -> tuple[str, ...]:
    return tuple(token.accented for token in tokens if token.accented[0].isalnum())


def _folded(reading: Reading) -> tuple[str, ...]:
    return tuple(map(fold, _words(reading.tokens)))
