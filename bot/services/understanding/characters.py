"""Characters: invisible and hostile ones go, look-alikes become letters, evasions are joined."""

import re
import unicodedata
from collections.abc import Set as AbstractSet
from functools import lru_cache

from bot.services.understanding.letters import canonical, fold, is_syllable

# Longer messages are read at both ends: people say what happened first and ask last.
READ_START = 2_500
READ_END = 1_500
READ = READ_START + READ_END

_WORD_PIECES = re.compile(r"(?<![^\W_])[^\W\d_]{1,4}(?:[.\-_*~·|+]{1,2}[^\W\d_]{1,4})+(?![^\W_])")
_SEPARATORS = re.compile(r"[.\-_*~·|+]+")
_SPACED_LETTERS = re.compile(r"(?<![^\W_])[^\W\d_](?:[^\w.!?;]+[^\W\d_]){2,11}(?![^\W_])")
_LAUGHTER = re.compile(r"(?<![^\W_])(?:k{3,}|(?:ha|hi|he|hj|ka){2,}h?)(?![^\W_])|[=:;]-?\)+|=+d\b|:[vd]\b")
_CRYING = re.compile(r"(?<![^\W_])(?:(?:hu){2,}|(?:hic){1,4}|t[._]t)(?![^\W_])|[=:;]-?\(+")
_REPEATED = re.compile(r"([^\W\d_])\1{2,}")
_OUR_MARKS = "\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b"
_LEET = str.maketrans("4031$@57", "aoeisast")


def clip(text: str) -> str:
    """Return what is read of a text: all of it, or its start and its end."""
    return text if len(text) <= READ else f"{text[: READ_START - 1]} {text[-READ_END:]}"


def clean(text: str) -> str:
    """Return the text in lower case and NFC, without control, invisible and stacked characters."""
    composed = unicodedata.normalize("NFKC", clip(text))
    lowered = unicodedata.normalize("NFKC", clip(composed).casefold())
    kept = "".join(map(_kept, unicodedata.normalize("NFD", lowered)))
    return clip(unicodedata.normalize("NFC", kept))


def mark_moods(text: str) -> str:
    """Replace typed laughter and crying by one emoji each, so that they stay a signal."""
    return _CRYING.sub(" \U0001f622 ", _LAUGHTER.sub(" \U0001f602 ", text))


def collapse_repeats(text: str) -> str:
    """Replace three and more of one letter, marked or not, by one: the marked one if there is one."""
    plain = "".join(map(_plain_letter, text))
    if not _REPEATED.search(plain):
        return text
    kept: list[str] = []
    end = 0
    for run in _REPEATED.finditer(plain):
        letters = text[run.start() : run.end()]
        marked = (letter for letter in letters if letter != _plain_letter(letter))
        kept += (text[end : run.start()], next(marked, letters[0]))
        end = run.end()
    return "".join((*kept, text[end:]))


def join_pieces(text: str, evaded: AbstractSet[str]) -> str:
    """Join words whose letters were parted to slip through ("n-u-d-e"); `evaded` is folded."""
    joined = _WORD_PIECES.sub(lambda match: _joined(match[0], evaded), text)
    return _SPACED_LETTERS.sub(lambda match: _spaced(match[0], evaded), joined)


def without_leet(word: str) -> str:
    """Return the word with digits and signs read as the letters that they look like."""
    return word.translate(_LEET)


@lru_cache(maxsize=4096)
def _plain_letter(character: str) -> str:
    plain = fold(character)
    return plain if len(plain) == 1 else character


@lru_cache(maxsize=4096)
def _kept(character: str) -> str:
    if character in " .!?;,":
        return character
    if character.isalnum():
        return character
    if character in "'\u2018\u2019`":
        return ""
    category = unicodedata.category(character)
    if character.isspace() or category in ("Zl", "Zp"):
        return " "
    if category in ("Mn", "Mc", "Me"):
        return character if character in _OUR_MARKS else ""
    return "" if category in ("Cf", "Cc", "Cs", "Co", "Cn", "Sk") else character


def _joined(found: str, evaded: AbstractSet[str]) -> str:
    pieces = _SEPARATORS.split(found)
    whole = "".join(pieces)
    if fold(whole) in evaded:
        return " ".join(pieces) if all(is_syllable(piece) for piece in pieces) else whole
    if all(len(piece) == 1 for piece in pieces):
        return whole
    parted = len(pieces) == 2 and not is_syllable(pieces[0]) and len(pieces[0]) < 3
    return whole if parted and is_syllable(whole) and canonical(whole) != fold(whole) else found


def _spaced(found: str, evaded: AbstractSet[str]) -> str:
    whole = "".join(filter(str.isalpha, found))
    return whole if fold(whole) in evaded else found
