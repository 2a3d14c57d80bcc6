"""What Telegram does to a text before it accepts it: parse, clean, trim, measure."""

import re
from dataclasses import dataclass, field

from tests.fakes.bot_api.html_parser import MarkupError, parse_html
from tests.fakes.bot_api.links import LinkError, check_link
from tests.fakes.bot_api.params import Params
from tests.fakes.bot_api.refusals import Json, Refusal, bad_request

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_ENTITIES = 100
_MAX_BYTES = 1 << 15
_CONTROLS = {code: " " for code in range(32) if code != 10} | {13: None}
_WHITESPACE = " \t\r\n\v"
_SIMPLE = frozenset(
    ("bold", "italic", "underline", "strikethrough", "spoiler", "code", "blockquote", "expandable_blockquote")
)
_AUTOMATIC = frozenset(
    ("mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number")
)
_USER_ENTITIES = re.compile(
    r"(?P<bot_command>(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?)(?![\w/])"
    r"|(?P<url>https?://\S+)|(?P<mention>(?<!\w)@[A-Za-z]\w{3,31})"
)


@dataclass(slots=True)
class Formatted:
    """A text on its way in; `oddities` are what Telegram swallows but a test should see."""

    text: str
    entities: list[Json] = field(default_factory=list)
    oddities: list[tuple[str, str]] = field(default_factory=list)


def utf16_length(text: str) -> int:
    """Return the length in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def read_formatted(params: Params, name: str, entities_name: str) -> Formatted:
    """Parse the text's markup or entities; raise the refusal when it can't be parsed."""
    source = params.text(name)
    if len(source.encode("utf-8")) > _MAX_BYTES:
        raise bad_request("text is too long")
    source = source.translate(_CONTROLS)
    mode = params.text("parse_mode").lower()
    if not source or mode in ("", "none"):
        return Formatted(source, _read_entities(params, entities_name))
    if mode in ("markdown", "markdownv2"):
        return Formatted(source, oddities=[("unsupported_parse_mode", mode)])
    if mode != "html":
        raise bad_request("unsupported parse_mode")
    try:
        parsed = parse_html(source)
    except MarkupError as error:
        raise Refusal(400, f"Bad Request: can't parse entities: {error}") from error
    dropped = [("link_dropped", link) for link in parsed.dropped_links]
    return Formatted(parsed.text, parsed.entities, dropped)


def _read_entities(params: Params, name: str) -> list[Json]:
    given = params.structure(name, "entities")
    return [
        entity for raw in (given if isinstance(given, list) else []) if (entity := _entity(raw)) is not None
    ]


def _entity(raw: object) -> Json | None:
    if not isinstance(raw, dict):
        raise _bad_entity("Expected an Object")
    for name in ("offset", "length", "type"):
        if name not in raw:
            raise _bad_entity(f'Can\'t find field "{name}"')
    for name in ("offset", "length"):
        if not isinstance(raw[name], int):
            raise _bad_entity(f'Field "{name}" must be of type Number')
    kind = raw["type"]
    if kind in _AUTOMATIC:
        return None
    extra = {"pre": ["language"], "text_link": ["url"], "text_mention": ["user"]}
    extra["custom_emoji"] = ["custom_emoji_id"]
    if kind not in _SIMPLE and kind not in extra:
        raise _bad_entity("Unsupported type specified")
    for name in extra.get(kind, []):
        if name not in raw and name != "language":
            raise _bad_entity(f'Can\'t find field "{name}"')
    kept = ("type", "offset", "length", *extra.get(kind, []))
    return {name: raw[name] for name in kept if name in raw}


def _bad_entity(reason: str) -> Refusal:
    return Refusal(400, f"Bad Request: can't parse MessageEntity: {reason}")


def accept_text(formatted: Formatted) -> Formatted:
    """Return what is kept of a message's text, or raise the refusal."""
    kept = _trim(formatted)
    if not kept.text:
        raise bad_request("text must be non-empty")
    if utf16_length(kept.text) > MAX_TEXT:
        raise bad_request("message is too long")
    return kept


def accept_caption(formatted: Formatted) -> Formatted:
    """Return what is kept of a caption, or raise the refusal."""
    kept = _trim(formatted)
    if utf16_length(kept.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return kept


def _trim(formatted: Formatted) -> Formatted:
    total = utf16_length(formatted.text)
    for entity in formatted.entities:
        _check_place(entity, total)
    text = formatted.text.rstrip(_WHITESPACE)
    first_entity = min((entity["offset"] for entity in formatted.entities), default=total)
    lead = min(len(text) - len(text.lstrip(_WHITESPACE)), first_entity)
    text = text[lead:]
    length = utf16_length(text)
    entities = []
    for entity in formatted.entities:
        offset = entity["offset"] - lead
        end = min(offset + entity["length"], length)
        if end > offset:
            entities.append(entity | {"offset": offset, "length": end - offset})
    oddities = list(formatted.oddities)
    if len(entities) > MAX_ENTITIES:
        oddities.append(("too_many_entities", str(len(entities))))
    return Formatted(text, entities[:MAX_ENTITIES], oddities)


def _check_place(entity: Json, total: int) -> None:
    offset, length = entity["offset"], entity["length"]
    if offset < 0:
        raise bad_request(f"receive an entity with incorrect offset {offset}")
    if length < 0:
        raise bad_request(f"receive an entity with incorrect length {length}")
    if offset > total:
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {offset}")
    if offset + length > total:
        raise bad_request(
            f"entity beginning at UTF-16 offset {offset} ends after the end of the text"
            f" at UTF-16 offset {offset + length}"
        )
    if entity["type"] == "text_link":
        try:
            check_link(str(entity["url"]))
        except LinkError as error:
            raise bad_request(f"entity URL '{entity['url']}' is invalid: {error}") from error


def entities_of_user(text: str) -> list[Json]:
    """Return the entities that Telegram finds by itself in what a person writes."""
    return [
        {
            "type": match.lastgroup,
            "offset": utf16_length(text[: match.start()]),
            "length": utf16_length(match[0]),
        }
        for match in _USER_ENTITIES.finditer(text)
    ]
