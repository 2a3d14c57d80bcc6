"""Buttons, read straight from the update's JSON.

Most updates are buttons, and building the library's objects for one (the message that it was
under, with its text and keyboard) takes longer than answering it. Whatever looks unusual is left
to `receive`, which gives the same result.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.channels.telegram.receive import CHANNEL, KINDS, language_of
from bot.core.message import Address, ChatKind, Incoming, Pressed


def read_press(update: Mapping[str, Any], now: datetime) -> Incoming | None:
    """Return the button of an ordinary callback query; None for anything else."""
    query = update.get("callback_query")
    if not isinstance(query, dict):
        return None
    try:
        message = query["message"]
        chat, person = message["chat"], query["from"]
        chat_id, kind, data = chat["id"], KINDS[chat["type"]], query["data"]
        language, sender = person.get("language_code"), person["id"]
        thread = message["message_thread_id"] if message.get("is_topic_message") else None
    except (KeyError, TypeError, AttributeError):
        return None
    if type(chat_id) is not int or type(data) is not str or not isinstance(language, str | None):
        return None
    return Incoming(
        address=Address(CHANNEL, str(chat_id), str(thread) if thread else None),
        body=Pressed(data),
        at=now,
        kind=kind,
        update_id=str(update["update_id"]),
        language=language_of(language),
        sender=None if kind is ChatKind.PRIVATE else str(sender),
    )
