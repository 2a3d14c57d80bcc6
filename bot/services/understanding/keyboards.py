"""Telex and VNI keystrokes that an input method did not turn into marks ("ddieenj", "bi5")."""

import re
from functools import lru_cache

from bot.services.understanding.letters import (
    ACUTE,
    BREVE,
    CIRCUMFLEX,
    DOT,
    GRAVE,
    HOOK,
    HORN,
    TILDE,
    is_syllable,
    with_tone,
)

_D_BAR = "\u0111"
_TELEX_TONES = {"f": GRAVE, "s": ACUTE, "x": TILDE, "r": HOOK, "j": DOT}
_VNI_TONES = {"2": GRAVE, "1": ACUTE, "4": TILDE, "3": HOOK, "5": DOT}
_TELEX = re.compile(r"[a-z]{2,9}")
_VNI = re.compile(r"[a-z]{1,7}[1-9][a-z0-9]{0,6}")
_TELEX_TONE = re.compile(
    r"(?<=[aeiouyw])[fsrxj](?=(?:ch|ng|nh|[aceimnoptuyw])*$)|(?<=[aeiouyw][a-z])[fsrxj]$|(?<=ng|nh|ch)[fsrxj]$"
)
_DOUBLED = re.compile(r"aa|ee|oo|dd|w")


@lru_cache(maxsize=8192)
def from_telex(word: str) -> str | None:
    """Return the syllable that these Telex keys stand for, or None when they stand for none."""
    if not _TELEX.fullmatch(word):
        return None
    tone_keys = _TELEX_TONE.findall(word)
    if len(tone_keys) > 1:
        return None
    tone = _TELEX_TONES[tone_keys[0]] if tone_keys else ""
    keys = _TELEX_TONE.sub("", word)
    letters = keys.replace("uwow", "u" + HORN + "o" + HORN).replace("uow", "u" + HORN + "o" + HORN)
    letters = letters.replace("dd", _D_BAR)
    for vowel in "aeo":
        letters = letters.replace(vowel * 2, vowel + CIRCUMFLEX)
    letters = letters.replace("aw", "a" + BREVE).replace("ow", "o" + HORN).replace("uw", "u" + HORN)
    if letters == word or "w" in letters:
        return None
    return with_tone(letters, tone)


@lru_cache(maxsize=8192)
def from_vni(word: str) -> str | None:
    """Return the syllable that these VNI keys stand for, or None when they stand for none."""
    if not _VNI.fullmatch(word):
        return None
    tone, letters = "", ""
    for key in word:
        if key in _VNI_TONES:
            if tone:
                return None
            tone = _VNI_TONES[key]
        elif key in "6789":
            changed = _with_quality(letters, key)
            if changed is None:
                return None
            letters = changed
        elif key == "0":
            return None
        else:
            letters += key
    return with_tone(letters, tone)


def is_plainly_telex(word: str) -> bool:
    """Say whether the keys alone give it away, without other such words beside it.

    A doubled or w-marked letter in a word that could not be Vietnamese as it stands, or a final j.
    """
    if is_syllable(word):
        return False
    return word.endswith("j") or _DOUBLED.search(word) is not None


def _with_quality(letters: str, key: str) -> str | None:
    if key == "9":
        at = letters.find("d")
        return letters[:at] + _D_BAR + letters[at + 1 :] if at >= 0 else None
    if key == "7" and "uo" in letters:
        return letters.replace("uo", "u" + HORN + "o" + HORN)
    bearers, mark = {"6": ("aeo", CIRCUMFLEX), "7": ("uo", HORN), "8": ("a", BREVE)}[key]
    at = max(letters.rfind(bearer) for bearer in bearers)
    return letters[: at + 1] + mark + letters[at + 1 :] if at >= 0 else None
