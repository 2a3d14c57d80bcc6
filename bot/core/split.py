"""Cutting a long line where a reader would: after sentences, between words, at last anywhere."""

import re
import unicodedata
from collections.abc import Iterator

from bot.core.text import length

# After a sentence; not inside a number that is written with blanks.
_SENTENCE = re.compile(r"(?<=[.!?…:;])\s+(?![\d\s])|(?<=[^\s\d])\n\s*")
_WORD = re.compile(r"(?<![\d\s])\s+|(?<!\s)\s+(?![\d\s])")
_JOINER = "\u200d"
_NEARBY = 64
# Two of these letters make a flag.
_HALF_FLAG, _LAST_HALF_FLAG = "\U0001f1e6", "\U0001f1ff"


def pieces(line: str, limit: int) -> list[str]:
    """Cut the line into non-empty pieces of at most `limit` UTF-16 code units."""
    found: list[str] = []
    rest = line.strip()
    while length(rest) > limit:
        cut = _cut(rest, limit)
        head, rest = rest[:cut].rstrip(), rest[cut:].lstrip()
        if head:
            found.append(head)
    return [*found, rest] if rest else found


def _cut(text: str, limit: int) -> int:
    """Return the best place for a cut: within the limit, and not so early that parts are tiny."""
    reach = _reach(text, limit)
    for border, earliest in ((_SENTENCE, reach // 2), (_WORD, reach // 4)):
        # Look a little beyond the reach: what follows a blank decides whether it is a border.
        places = [match.start() for match in border.finditer(text, earliest, reach + _NEARBY)]
        fitting = [place for place in places if 0 < place <= reach]
        if fitting:
            return fitting[-1]
    return next(_hard_cuts(text, reach))


def _reach(text: str, limit: int) -> int:
    """Return how many characters fit into `limit` units."""
    units = 0
    for index, char in enumerate(text):
        units += 2 if char > "\uffff" else 1
        if units > limit:
            return index
    return len(text)


def _hard_cuts(text: str, reach: int) -> Iterator[int]:
    """Yield cuts from the best to the worst: outside numbers and emoji, outside emoji, anywhere."""
    nearby = range(reach, max(0, reach - _NEARBY), -1)
    yield from (at for at in nearby if not _joined(text, at) and not _in_number(text, at))
    yield from (at for at in nearby if not _joined(text, at))
    yield max(1, reach)


def _joined(text: str, at: int) -> bool:
    """Say whether the characters on both sides are one sign (a letter and its mark, an emoji)."""
    after = text[at : at + 1]
    if not after:
        return False
    skin_tone = "\U0001f3fb" <= after <= "\U0001f3ff"
    flag = _HALF_FLAG <= after <= _LAST_HALF_FLAG and _half_flags_before(text, at) % 2 == 1
    joiner = after == _JOINER or text[at - 1] == _JOINER
    return joiner or skin_tone or flag or unicodedata.category(after)[0] == "M"


def _half_flags_before(text: str, at: int) -> int:
    start = at
    while start and _HALF_FLAG <= text[start - 1] <= _LAST_HALF_FLAG:
        start -= 1
    return at - start


def _in_number(text: str, at: int) -> bool:
    """Say whether a cut here would part the digits of one number, as in 18001567 or 1.500.000."""
    before, after = text[at - 1 : at], text[at : at + 1]
    if before.isdigit() and (after.isdigit() or (after in ".,-" and text[at + 1 : at + 2].isdigit())):
        return True
    return after.isdigit() and before in ".,-+" and bool(before)
