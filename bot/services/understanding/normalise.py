"""A message as the program reads it: words with and without marks, side by side.

A mark that was typed is never thrown away: a marked word stands only for itself. An unmarked word
may stand for any marked one ("tu tu"), unless the rest of the message is marked and the word is
correct as it stands ("ban" in a message that is otherwise written in full).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.services.understanding.characters import (
    READ_END,
    READ_START,
    clean,
    collapse_repeats,
    join_pieces,
    mark_moods,
)
from bot.services.understanding.letters import canonical, fold, is_syllable
from bot.services.understanding.spelling import Spelling, spelling_from

_PARTS = re.compile(
    r"[^\W_]+(?:[\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b]+[^\W_]*)*|[.!?;]+|[\U0001f000-\U0001faff\u2600-\u27bf]"
)
BREAK = "."


@dataclass(frozen=True, slots=True)
class Token:
    """A word, an emoji, or the end of a sentence (BREAK).

    `keys` are the forms that a pattern's word may have to match here: the accented form, and the
    folded one behind a tilde where missing marks are to be expected.
    """

    accented: str
    folded: str
    marked: bool
    keys: frozenset[str]

    @property
    def is_break(self) -> bool:
        """The end of a sentence."""
        return self.accented == BREAK


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as it is read; `text` is the same for every way of writing it that is undone here."""

    tokens: tuple[Token, ...]
    text: str
    english: bool

    @property
    def spoken(self) -> str:
        """The words alone, without signs and emojis: by it a whole message is known."""
        return " ".join(token.accented for token in self.tokens if token.accented[0].isalnum())

    def __add__(self, other: "Reading") -> "Reading":
        """Return both as one text, without the end of a sentence between them."""
        joined = f"{self.text} {other.text}".strip()
        return Reading(self.tokens + other.tokens, joined, self.english and other.english)


class Normaliser:
    """Reads texts. Pure; linear in the length up to a cap (characters.READ)."""

    def __init__(self, spelling: Spelling) -> None:
        self._spelling = spelling

    @property
    def spelling(self) -> Spelling:
        """The words that it reads by."""
        return self._spelling

    def read(self, text: str) -> Reading:
        """Return the reading of any text; reading its `text` again gives the same."""
        parts = self._parts(text)
        typed = [part for part in parts if part[0].isalnum()]
        english = self._spelling.is_english(typed)
        loose = self._is_unmarked(typed)
        words = [canonical(part) for part in parts] if english else self._sentences(parts)
        kept = _clipped(_without_repeated_signs(words))
        tokens = tuple(self._token(word, loose) for word in kept)
        return Reading(tokens, " ".join(kept), english)

    def _parts(self, text: str) -> list[str]:
        cleaned = collapse_repeats(mark_moods(clean(text)))
        found = _PARTS.findall(join_pieces(cleaned, self._spelling.evaded))
        return [part if part[0] not in ".!?;" else BREAK for part in found if not part.startswith("..")]

    def _sentences(self, parts: list[str]) -> list[str]:
        """Return the parts with every run of words between breaks and emojis read."""
        words: list[str] = []
        run: list[str] = []
        for part in [*parts, BREAK]:
            if part[0].isalnum():
                run.append(part)
                continue
            words.extend(self._spelling.read(run))
            words.append(part)
            run = []
        return words[:-1]

    def _is_unmarked(self, typed: list[str]) -> bool:
        syllables = [word for word in typed if is_syllable(word)]
        marked = sum(word != fold(word) for word in syllables)
        return marked * 5 < len(syllables) or marked == 0

    def _token(self, word: str, loose: bool) -> Token:
        folded = fold(word)
        marked = folded != word
        may_lack_marks = not marked and (loose or word not in self._spelling.plain)
        keys = frozenset((word, "~" + folded)) if may_lack_marks else frozenset((word,))
        return Token(word, folded, marked, keys)


def normaliser_from(teencode: Mapping[str, object], spelling: Mapping[str, object]) -> Normaliser:
    """Build the normaliser from content/lexicon/teencode.yaml and spelling.yaml."""
    return Normaliser(spelling_from(teencode, spelling))


def _without_repeated_signs(words: list[str]) -> list[str]:
    """Drop leading and repeated breaks and emojis said twice in a row."""
    kept: list[str] = []
    for word in words:
        previous = kept[-1] if kept else BREAK
        if word != previous or word[0].isalnum():
            kept.append(word)
    return kept


def _clipped(words: list[str]) -> list[str]:
    """Keep what fits the cap at both ends, so that reading the result again changes nothing."""
    if sum(map(len, words)) + len(words) <= READ_START + READ_END:
        return words
    start = _fitting(words, READ_START - 1)
    end = _fitting(words[len(start) :][::-1], READ_END - 1)[::-1]
    return start + end


def _fitting(words: list[str], length: int) -> list[str]:
    taken = 0
    for place, word in enumerate(words):
        taken += len(word) + 1
        if taken > length:
            return words[:place]
    return words
