"""The quiet word: a whole message, chosen by the operator, that makes the chat forget itself."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.core.case import Question
from bot.core.errors import SettingsError
from bot.core.understanding import Level, Outcome, Understanding
from bot.services.understanding.letters import fold

_SHORTEST = 3
# Tone marks belong to a syllable: on which vowel they stand is a matter of taste. Others make a letter.
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
# The polite word at the end, unmarked too.
_POLITE = ("a\u0323", "a")
# What surrounds the words: spaces, punctuation, emoji.
_AROUND = re.compile(r"^[\W_]+|[\W_]+$")


def matcher(word: str) -> Callable[[str], bool]:
    """Return what tells whether a message is the word: with its marks, or with some of them, or with none."""
    wanted = _syllables(word)

    def is_quiet_word(text: str) -> bool:
        said = _syllables(text)
        return bool(wanted) and (_is_said(said, wanted) or _is_said(_without_polite(said), wanted))

    return is_quiet_word


@dataclass(frozen=True, slots=True)
class _Syllable:
    """A word of a message: its tone marks, and each plain letter with the other marks on it."""

    tones: frozenset[str]
    letters: tuple[tuple[str, frozenset[str]], ...]


def _syllables(text: str) -> tuple[_Syllable, ...]:
    return tuple(map(_syllable, _plain(text).split()))


def _syllable(word: str) -> _Syllable:
    tones: set[str] = set()
    letters: list[tuple[str, frozenset[str]]] = []
    for one in unicodedata.normalize("NFD", word):
        if one in _TONES:
            tones.add(one)
        elif unicodedata.combining(one) and letters:
            plain, marks = letters[-1]
            letters[-1] = plain, marks | {one}
        else:
            plain = fold(one)
            letters.append((plain, frozenset() if plain == one else frozenset({one})))
    return _Syllable(frozenset(tones), tuple(letters))


def _is_said(said: Sequence[_Syllable], wanted: Sequence[_Syllable]) -> bool:
    """Say whether these are the syllables; marks may be missing, and none may be another."""
    return len(said) == len(wanted) and all(map(_may_be, said, wanted))


def _may_be(said: _Syllable, wanted: _Syllable) -> bool:
    if not said.tones <= wanted.tones or len(said.letters) != len(wanted.letters):
        return False
    return all(
        plain == wanted_plain and marks <= wanted_marks
        for (plain, marks), (wanted_plain, wanted_marks) in zip(said.letters, wanted.letters, strict=True)
    )


def _without_polite(said: tuple[_Syllable, ...]) -> tuple[_Syllable, ...]:
    return said[:-1] if said and said[-1] in map(_syllable, _POLITE) else said


def check(word: str, understanding: Understanding) -> None:
    """Refuse a word that people say for something else; SettingsError tells what it means already."""
    if not word.strip():
        return
    if len(_plain(word)) < _SHORTEST or word.strip().startswith("/"):
        raise SettingsError(
            "safety.quiet_word is too short, or a command: choose a word or two that nobody types by chance."
        )
    meanings = (
        (understanding.screen(word).level is not Level.NONE, "asks for help"),
        (understanding.misuse(word) is not None, "is refused as harmful"),
        (understanding.is_stop_word(word), "stops the weekly tips"),
        (understanding.is_subscribe_word(word), "subscribes to the weekly tips"),
        (understanding.drops(word), "deletes a report that is being prepared"),
        (understanding.rejects(word), "turns an answer down"),
        (understanding.platform(word) is not None, "asks for a platform's guide"),
        (any(understanding.answer(word, question) for question in Question), "answers a question"),
        (understanding.search(word).outcome is Outcome.ANSWER, "is answered from the handbook"),
    )
    for means_it, what in meanings:
        if means_it:
            raise SettingsError(f"safety.quiet_word: {word!r} already {what}. Choose another word.")


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFC", text).casefold()
    return " ".join(_AROUND.sub("", folded).split())
