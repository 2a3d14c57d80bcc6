"""From what Zalo posts to an Incoming: pure, and tolerant of every shape that was seen or documented."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.core.action import decode
from bot.core.ids import external_id
from bot.core.message import Address, Attached, Body, Command, Incoming, Left, MediaKind, Pressed, Typed

CHANNEL = "zalo-oa"
# Between a button's words and what it stands for: Zalo shows both in the person's chat.
MARK = " #"
_MEDIA = {
    "user_send_image": MediaKind.PICTURE,
    "user_send_gif": MediaKind.PICTURE,
    "user_send_sticker": MediaKind.STICKER,
    "user_send_audio": MediaKind.VOICE,
    "user_send_video": MediaKind.VIDEO,
    "user_send_file": MediaKind.FILE,
    "user_send_location": MediaKind.LOCATION,
    "user_send_business_card": MediaKind.CONTACT,
    "user_submit_info": MediaKind.CONTACT,
}
_WORDS = ("user_send_text", "user_send_link")
_FOLLOW, _UNFOLLOW = "follow", "unfollow"

Json = Mapping[str, Any]


def receive(posted: object, now: datetime) -> Incoming | None:
    """Return the message, None when there is nobody to answer: the account's own messages, what was seen.

    Dates are not believed: `now` is when it came. Ids and timestamps are strings; numbers are read too.
    """
    event = _mapping(posted)
    name, message = event.get("event_name"), _mapping(event.get("message"))
    if not isinstance(name, str):
        return None
    follows = name in (_FOLLOW, _UNFOLLOW)
    person = external_id(_mapping(event.get("follower" if follows else "sender")).get("id"))
    body = _body(name, message)
    if person is None or body is None:
        return None
    said = external_id(message.get("msg_id")) or f"{person}:{external_id(event.get('timestamp'))}"
    return Incoming(Address(CHANNEL, person), body, now, update_id=f"{name}:{said}")


def app_of(posted: object) -> str | None:
    """Return the app's id that an event names."""
    return external_id(_mapping(posted).get("app_id"))


def timestamp_of(posted: object) -> str:
    """Return the event's timestamp as it is written, or ""."""
    return external_id(_mapping(posted).get("timestamp")) or ""


def payload(label: str, action: str) -> str:
    """Return what a button answers with: its words first, since they appear in the person's chat."""
    return f"{label}{MARK}{action}"


def _body(name: str, message: Json) -> Body | None:
    if name == _FOLLOW:
        return Command("start")
    if name == _UNFOLLOW:
        return Left()
    if name in _MEDIA:
        return Attached(_MEDIA[name], _text(message.get("text")))
    if name not in _WORDS:
        return None
    text = _text(message.get("text"))
    if not text:
        return Attached(MediaKind.OTHER)
    return _pressed(text) or _command(text) or Typed(text)


def _pressed(text: str) -> Pressed | None:
    """A tap arrives as a text, and everybody can type one: the words in it are words like any others."""
    words, mark, action = text.rpartition(MARK)
    return Pressed(action, words.strip()) if mark and decode(action) is not None else None


def _command(text: str) -> Command | None:
    name, _, argument = text.removeprefix("/").partition(" ")
    if not text.startswith("/") or not name.isascii() or not name.replace("_", "").isalpha():
        return None
    return Command(name.lower(), argument.strip())


def _mapping(value: object) -> Json:
    return value if isinstance(value, Mapping) else {}


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
