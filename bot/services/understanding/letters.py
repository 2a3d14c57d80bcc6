"""Letters and syllables: one form for what can be written in several ways."""

import re
import unicodedata
from functools import lru_cache

# The five tone marks as combining characters: grave, acute, tilde, hook above, dot below.
GRAVE, ACUTE, TILDE, HOOK, DOT = "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"
TONES = frozenset((GRAVE, ACUTE, TILDE, HOOK, DOT))
CIRCUMFLEX, BREVE, HORN = "\u0302", "\u0306", "\u031b"
_QUALITIES = frozenset((CIRCUMFLEX, BREVE, HORN))
_D_BAR = "\u0111"

_CACHED = 16_384
_SYLLABLE = re.compile(
    r"(ngh|ng|nh|ch|gh|gi(?=[aeouy])|kh|ph|qu(?=[aeioy])|th|tr|[bcdghklmnpqrstvx])?([aeiouy]{1,3})(ch|ng|nh|[cmnpt])?"
)
_NUCLEI = frozenset(
    re.findall(
        r"\w+",
        "a ai ao au ay e eo eu i ia ie ieu iu o oa oai oao oay oe oeo oi "
        "u ua uai uay ue ui uo uoi uou uu uy uya uye uyu y ye yeu",
    )
)
_STOPPED = frozenset(("c", "ch", "p", "t"))
_I_FOR_Y = frozenset("hklmst")


@lru_cache(maxsize=_CACHED)
def fold(word: str) -> str:
    """Return the word without any mark."""
    bare = "".join(mark for mark in unicodedata.normalize("NFD", word) if not unicodedata.combining(mark))
    return bare.replace(_D_BAR, "d")


@lru_cache(maxsize=_CACHED)
def is_syllable(word: str) -> bool:
    """Say whether the word, marks aside, is shaped like a Vietnamese syllable."""
    match = _SYLLABLE.fullmatch(fold(word))
    return match is not None and match[2] in _NUCLEI


@lru_cache(maxsize=_CACHED)
def canonical(word: str) -> str:
    """Put the tone mark where it belongs and i where y and i are both written; NFC.

    Words that are not shaped like a syllable are only stripped of foreign combining marks.
    """
    tone, letters = _split(word)
    match = _SYLLABLE.fullmatch(fold("".join(letters)))
    if match is None or match[2] not in _NUCLEI:
        return _foreign(word)
    onset, vowels, coda = match[1] or "", match[2], match[3] or ""
    if vowels == "y" and not coda and onset in _I_FOR_Y:
        letters[len(onset)] = "i"
    if tone:
        at = len(onset) + _bearer(letters[len(onset) : len(onset) + len(vowels)], coda)
        letters[at] += tone
    return unicodedata.normalize("NFC", "".join(letters))


def with_tone(letters: str, tone: str) -> str | None:
    """Return the syllable with this tone, or None where the result could not be one."""
    if not is_syllable(letters):
        return None
    match = _SYLLABLE.fullmatch(fold(letters))
    if tone and match and (match[3] or "") in _STOPPED and tone not in (ACUTE, DOT):
        return None
    return canonical(unicodedata.normalize("NFC", letters + tone))


def swapped_tone(word: str) -> str:
    """Return the word with hook and tilde exchanged, which many writers do not tell apart."""
    exchanged = unicodedata.normalize("NFD", word).translate({ord(HOOK): TILDE, ord(TILDE): HOOK})
    return unicodedata.normalize("NFC", exchanged)


def _split(word: str) -> tuple[str, list[str]]:
    """Part the tone from the letters; each letter keeps the marks that make it another letter."""
    tone, letters = "", list[str]()
    for mark in unicodedata.normalize("NFD", word):
        if mark in TONES:
            tone = mark
        elif not unicodedata.combining(mark):
            letters.append(mark)
        elif letters and mark in _QUALITIES:
            letters[-1] += mark
    return tone, letters


def _bearer(vowels: list[str], coda: str) -> int:
    """Return which vowel of the cluster bears the tone (the older placement: on the first of two)."""
    for index in range(len(vowels) - 1, -1, -1):
        if len(vowels[index]) > 1:
            return index
    if len(vowels) == 1:
        return 0
    if len(vowels) == 2:
        return 1 if coda else 0
    return 1


def _foreign(word: str) -> str:
    composed = unicodedata.normalize("NFC", word)
    if composed.isascii():
        return composed
    kept = (mark for mark in composed if not unicodedata.combining(mark))
    return unicodedata.normalize("NFC", "".join(kept))
