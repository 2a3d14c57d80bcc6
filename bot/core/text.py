"""Text that no platform refuses: normalised, without control characters, measured in UTF-16 units."""

import re
import unicodedata

# Controls, lone surrogates, characters that turn the direction of the text, line separators and
# noncharacters: platforms drop or refuse them.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\uffff]"
)
_TAB = re.compile(r"\t+")
# Letters and symbols by their category, yet nothing is seen of them.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def clean(text: str) -> str:
    """Return the text in NFC without what platforms drop; lines stay, blanks at both ends go."""
    if not text.isprintable():
        text = _TAB.sub(" ", _UNWANTED.sub("", text.replace("\r\n", "\n")))
    return unicodedata.normalize("NFC", text).strip()


def is_visible(text: str) -> bool:
    """Say whether anything of the text can be seen; the rest would be an empty message."""
    return any(unicodedata.category(char)[0] not in "ZCM" and char not in _BLANK for char in text)


def length(text: str) -> int:
    """Return the length in UTF-16 code units, as platforms count."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def shortened(text: str, limit: int) -> str:
    """Return the text cut to `limit` units, with an ellipsis where something is missing."""
    if length(text) <= limit:
        return text
    kept, room = [], limit - 1
    for char in text:
        room -= length(char)
        if room < 0:
            break
        kept.append(char)
    return f"{''.join(kept).rstrip()}…"
