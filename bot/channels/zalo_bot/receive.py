"""From what Zalo posts to an Incoming: pure, and tolerant of every shape that was seen or documented."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.core.ids import external_id
from bot.core.message import Address, Attached, Body, ChatKind, Command, Incoming, MediaKind, Typed

CHANNEL = "zalo-bot"
# Documented, seen in the field, or named by others' adapters alone; unknown ones are left alone.
_MEDIA = {
    "message.image.received": MediaKind.PICTURE,
    "message.sticker.received": MediaKind.STICKER,
    "message.voice.received": MediaKind.VOICE,
    "message.unsupported.received": MediaKind.WITHHELD,
}
_PRIVATE = ("PRIVATE", "USER")
_TEXT = "message.text.received"
_LINK = "message.link.received"
_COMMAND = re.compile(r"/([A-Za-z_]{1,32})(?:\s+(.*))?", re.DOTALL)
# In a group the mention of the bot stays in the text, so that a command may stand anywhere.
_COMMAND_WITHIN = re.compile(r"(?:^|\s)/([A-Za-z_]{1,32})(?!\S)\s*(.*)", re.DOTALL)

Json = Mapping[str, Any]


def receive(posted: object, now: datetime) -> Incoming | None:
    """Return the message, None when there is nobody to answer.

    The documentation wraps the event in `result`; real traffic is flat (field reports): both are read.
    Without a chat's id nothing can be answered. Dates are not believed: `now` is when it came.
    """
    event = _event(posted)
    name, message = event.get("event_name"), _mapping(event.get("message"))
    sender, chat = _mapping(message.get("from")), _mapping(message.get("chat"))
    address = external_id(chat.get("id")) or external_id(sender.get("id"))
    if not isinstance(name, str) or address is None or sender.get("is_bot") is True:
        return None
    kind = _kind(chat, external_id(sender.get("id")), address)
    body = _body(name, message, kind)
    if body is None:
        return None
    message_id = external_id(message.get("message_id"))
    return Incoming(
        Address(CHANNEL, address),
        body,
        now,
        kind=kind,
        update_id=None if message_id is None else f"{name}:{message_id}",
        sender=external_id(sender.get("id")),
    )


def _kind(chat: Json, sender: str | None, address: str) -> ChatKind:
    """Tell a group, where others read along; a kind that is missing or unknown is taken for one, too.

    In a private chat the chat's id is the person's (measured in the field, facts of 2026-11).
    """
    known = _text(chat.get("chat_type")).upper()
    if known != "GROUP" and (known in _PRIVATE or sender in (None, address)):
        return ChatKind.PRIVATE
    return ChatKind.GROUP


def _event(posted: object) -> Json:
    outer = _mapping(posted)
    inner = outer.get("result")
    return inner if outer.get("ok") is True and isinstance(inner, Mapping) else outer


def _body(name: str, message: Json, kind: ChatKind) -> Body | None:
    if name in _MEDIA:
        return Attached(_MEDIA[name], _text(message.get("caption")))
    text = _text(message.get("text"))
    if name == _LINK and not text:
        return Attached(MediaKind.OTHER)
    if name not in (_TEXT, _LINK) or not text:
        return None
    command = (_COMMAND_WITHIN.search if kind is ChatKind.GROUP else _COMMAND.fullmatch)(text)
    if command is not None:
        return Command(command[1].lower(), (command[2] or "").strip())
    return Typed(text)


def _mapping(value: object) -> Json:
    return value if isinstance(value, Mapping) else {}


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
