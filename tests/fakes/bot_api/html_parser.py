"""Telegram's HTML: its few tags, its forgiving corners and its exact complaints.

Offsets in complaints count bytes of UTF-8; offsets of entities count UTF-16 code units.
"""

import re
from dataclasses import dataclass, field

from tests.fakes.bot_api.links import accepted_link, mentioned_user
from tests.fakes.bot_api.refusals import Json

_STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
}
_TAGS = frozenset(_STYLES) | {"a", "tg-emoji", "blockquote"}
_NAMED = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
_REFERENCE = re.compile(rb"&(?:#x(?P<hex>[0-9a-fA-F]*)|#(?P<decimal>[0-9]*)|(?P<name>[A-Za-z]*));?")
_SPACE = b" \t\r\n\v\0"
_SPACES = re.compile(rb"[ \t\r\n\v]*")
_ATTRIBUTE = re.compile(rb"[^= \t\r\n\v>\0]*")
_TOKEN = re.compile(rb"[A-Za-z0-9.\-]*")


class MarkupError(Exception):
    """The markup is wrong; the text is the server's own complaint."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """Plain text, its entities, and the addresses of links that Telegram silently leaves out."""

    text: str
    entities: list[Json]
    dropped_links: list[str]


@dataclass(slots=True)
class _Open:
    tag: str
    argument: str
    start: int
    first_piece: int


@dataclass(slots=True)
class _Output:
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    entities: list[Json] = field(default_factory=list)
    dropped_links: list[str] = field(default_factory=list)

    def write(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse_html(source: str) -> Parsed:
    """Return the plain text and the entities of `source`, or raise MarkupError."""
    data = source.encode("utf-8") + b"\0"  # the end mark spares every scan its bounds check
    end = len(data) - 1
    out = _Output()
    opened: list[_Open] = []
    at = 0
    while at < end:
        if data[at : at + 1] == b"<":
            if data[at + 1 : at + 2] == b"/":
                at = _close(data, at, opened, out)
            else:
                at = _open(data, at, opened, out)
            continue
        if data[at : at + 1] == b"&" and (found := _reference(data, at)):
            character, at = found
            out.write(character)
            continue
        until = _next_special(data, at + 1, end)
        out.write(data[at:until].decode("utf-8"))
        at = until
    if opened:
        raise MarkupError(f'Can\'t find end tag corresponding to start tag "{opened[-1].tag}"')
    text = "".join(out.pieces)
    try:
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError as error:
        raise MarkupError(
            "Text contains invalid Unicode characters after decoding HTML entities,"
            " check for unmatched surrogate code units"
        ) from error
    for entity in out.entities:
        if entity["type"] == "code":
            entity.pop("language", None)
    out.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return Parsed(text, out.entities, out.dropped_links)


def _next_special(data: bytes, at: int, end: int) -> int:
    positions = (data.find(b"<", at, end), data.find(b"&", at, end))
    return min((position for position in positions if position != -1), default=end)


def _reference(data: bytes, at: int) -> tuple[str, int] | None:
    """Decode a character reference; None for one that Telegram leaves as it is written."""
    match = _REFERENCE.match(data, at)
    if match is None:
        return None
    if match["name"] is not None:
        character = _NAMED.get(match["name"])
        return (character, match.end()) if character else None
    digits, base = (match["hex"], 16) if match["hex"] is not None else (match["decimal"], 10)
    code = int(digits, base) if digits else 0
    too_long = len(match[0].rstrip(b";")) >= 10
    return None if code == 0 or code >= 0x10FFFF or too_long else (chr(code), match.end())


def _skip_spaces(data: bytes, at: int) -> int:
    match = _SPACES.match(data, at)
    return match.end() if match else at


def _name_end(data: bytes, at: int) -> int:
    while data[at] not in _SPACE and data[at] != ord(">"):
        at += 1
    return at


def _open(data: bytes, begin: int, opened: list[_Open], out: _Output) -> int:
    at = _name_end(data, begin + 1)
    if data[at] == 0:
        raise MarkupError(f"Unclosed start tag at byte offset {begin}")
    tag = data[begin + 1 : at].decode("utf-8").lower()
    if tag not in _TAGS:
        raise MarkupError(f'Unsupported start tag "{tag}" at byte offset {begin}')
    argument = ""
    while True:
        at = _skip_spaces(data, at)
        if data[at] == ord(">"):
            break
        name, value, at = _attribute(data, at, tag, begin)
        argument = _argument(tag, name, value) or argument
    if tag == "span" and argument != "spoiler":
        raise MarkupError(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
    opened.append(_Open(tag, argument, out.length, len(out.pieces)))
    return at + 1


def _attribute(data: bytes, at: int, tag: str, begin: int) -> tuple[str, str, int]:
    match = _ATTRIBUTE.match(data, at)
    name = match[0].decode("utf-8") if match else ""
    if data[at] == 0:
        raise MarkupError(f"Unclosed start tag at byte offset {begin}")
    if not name:
        raise MarkupError(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
    at = _skip_spaces(data, at + len(match[0] if match else b""))
    if data[at] != ord("="):
        if (tag, name) == ("blockquote", "expandable") and data[at] != 0:
            return name, "", at
        raise MarkupError(
            f'Expected equal sign in declaration of an attribute of the tag "{tag}" at byte offset {begin}'
        )
    at = _skip_spaces(data, at + 1)
    if data[at] == 0:
        raise MarkupError(f'Unclosed start tag "{tag}" at byte offset {begin}')
    quote = data[at : at + 1]
    value, at = _quoted(data, at + 1, quote) if quote in (b"'", b'"') else _bare(data, at)
    if data[at] == 0:
        raise MarkupError(f"Unclosed start tag at byte offset {begin}")
    return name, value, at


def _bare(data: bytes, at: int) -> tuple[str, int]:
    match = _TOKEN.match(data, at)
    token = match[0] if match else b""
    after = at + len(token)
    if data[after] not in _SPACE and data[after] != ord(">"):
        raise MarkupError(f"Unexpected end of name token at byte offset {at}")
    return token.decode("ascii").lower(), after


def _quoted(data: bytes, at: int, quote: bytes) -> tuple[str, int]:
    pieces: list[bytes] = []
    while data[at : at + 1] != quote and data[at] != 0:
        if data[at : at + 1] == b"&" and (found := _reference(data, at)):
            pieces.append(found[0].encode("utf-8", "surrogatepass"))
            at = found[1]
        else:
            pieces.append(data[at : at + 1])
            at += 1
    return b"".join(pieces).decode("utf-8", "replace"), at + (data[at] != 0)


def _argument(tag: str, name: str, value: str) -> str:
    match tag, name:
        case ("a", "href") | ("tg-emoji", "emoji-id"):
            return value
        case ("code", "class") if value.startswith("language-"):
            return value.removeprefix("language-")
        case ("span", "class") if value.startswith("tg-"):
            return value.removeprefix("tg-")
        case ("blockquote", "expandable"):
            return "expandable"
    return ""


def _close(data: bytes, begin: int, opened: list[_Open], out: _Output) -> int:
    if not opened:
        raise MarkupError(f"Unexpected end tag at byte offset {begin}")
    at = _name_end(data, begin + 1)
    name = data[begin + 2 : at].decode("utf-8").lower()
    at = _skip_spaces(data, at)
    if data[at] != ord(">"):
        raise MarkupError(f"Unclosed end tag at byte offset {begin}")
    last = opened[-1]
    if name and name != last.tag:
        raise MarkupError(
            f'Unmatched end tag at byte offset {begin}, expected "</{last.tag}>", found "</{name}>"'
        )
    opened.pop()
    if out.length > last.start:
        _emit(last, out)
    return at + 1


def _emit(last: _Open, out: _Output) -> None:
    entity: Json = {"offset": last.start, "length": out.length - last.start}
    match last.tag:
        case "a":
            url = last.argument or "".join(out.pieces[last.first_piece :])
            user_id = mentioned_user(url)
            link = accepted_link(url)
            if user_id is not None:
                entity |= {"type": "text_mention", "user": {"id": user_id}}
            elif link is not None:
                entity |= {"type": "text_link", "url": link}
            else:
                out.dropped_links.append(url)
                return
        case "tg-emoji":
            number = last.argument
            if not (number.isascii() and number.isdigit() and 0 < int(number) < 2**63):
                raise MarkupError("Invalid custom emoji identifier specified")
            entity |= {"type": "custom_emoji", "custom_emoji_id": last.argument}
        case "blockquote":
            entity["type"] = "expandable_blockquote" if last.argument else "blockquote"
        case "pre" | "code":
            if _joined_to_program(last, entity, out.entities):
                return
            entity["type"] = last.tag
            if last.tag == "code" and last.argument:
                entity["language"] = last.argument  # counts only when a <pre> closes around it
        case tag:
            entity["type"] = _STYLES[tag]
    out.entities.append(entity)


def _joined_to_program(last: _Open, entity: Json, entities: list[Json]) -> bool:
    """Make one `pre` with a language of <pre><code class="language-…"> around the same text."""
    if not entities:
        return False
    inner = entities[-1]
    if (inner["offset"], inner["length"]) != (entity["offset"], entity["length"]):
        return False
    if last.tag == "pre" and inner["type"] == "code" and "language" in inner:
        inner["type"] = "pre"
        return True
    if last.tag == "code" and inner["type"] == "pre" and last.argument:
        inner["language"] = last.argument
        return True
    return False
