"""A message reduced to what the bot reads, for when the library can't read all of it.

The library refuses a whole update because of one missing field in a part that nobody asked for (a
poll in the message that was answered). A person's words must not be lost to that.
"""

from collections.abc import Mapping
from typing import Any

from bot.channels.telegram.media import SERVICE

_MESSAGE = (
    "message_id",
    "date",
    "edit_date",
    "text",
    "caption",
    "entities",
    "caption_entities",
    "media_group_id",
    "message_thread_id",
    "is_topic_message",
    "migrate_to_chat_id",
)
_CHAT = ("id", "type")
_USER = ("id", "is_bot", "language_code")


def essentials(update: Mapping[str, Any]) -> dict[str, Any]:
    """Return the update without what the bot never reads. Media become an attachment of no kind."""
    found: dict[str, Any] = {"update_id": update["update_id"]}
    for kind in ("message", "edited_message"):
        message = update.get(kind)
        if isinstance(message, dict) and not _is_service(message):
            found[kind] = _message(message)
            original = message.get("reply_to_message")
            if isinstance(original, dict) and "forum_topic_created" not in original:
                found[kind]["reply_to_message"] = _message(original)
    return found


def _is_service(message: Mapping[str, Any]) -> bool:
    return not message.get("text") and any(message.get(name) is not None for name in SERVICE)


def _message(message: Mapping[str, Any]) -> dict[str, Any]:
    kept = _only(message, _MESSAGE)
    for name in ("chat", "sender_chat"):
        if isinstance(message.get(name), dict):
            kept[name] = _only(message[name], _CHAT)
    if isinstance(message.get("from"), dict):
        # The library insists on a name.
        kept["from"] = _only(message["from"], _USER) | {"first_name": ""}
    return kept


def _only(values: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: values[name] for name in names if values.get(name) is not None}
