"""The quiet word: a whole message, chosen by the operator, that makes the chat forget itself."""

import unicodedata
from collections.abc import Callable

from bot.core.case import Question
from bot.core.errors import SettingsError
from bot.core.understanding import Level, Outcome, Understanding
from bot.services.understanding.letters import fold

_ENDS = " \t\r\n.,!?…\"'“”"
_SHORTEST = 3


def matcher(word: str) -> Callable[[str], bool]:
    """Return what tells whether a message is the word: written with its marks, or with none at all."""
    marked = _plain(word)
    unmarked = fold(marked)

    def is_quiet_word(text: str) -> bool:
        said = _plain(text)
        return bool(marked) and (said == marked or (said == unmarked and said == fold(said)))

    return is_quiet_word


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
    folded = unicodedata.normalize("NFC", text).casefold().strip(_ENDS)
    return " ".join(folded.split())
