"""Raw updates as Telegram sends them."""

from datetime import UTC, datetime
from typing import Any

from telegram import Update

from bot.channels.telegram.identity import Me
from bot.channels.telegram.receive import receive
from bot.core.message import Incoming
from tests.fakes.bot_api.methods.chats import RIGHTS

Json = dict[str, Any]

ME = Me(123456789, "KhienNho_Bot")
NOW = datetime(2030, 1, 7, 8, tzinfo=UTC)
SENT = datetime(2030, 1, 7, 7, 59, tzinfo=UTC)
BOT = {"id": ME.id, "is_bot": True, "first_name": "Khiên Nhỏ", "username": ME.username}
CHILD = {"id": 42, "is_bot": False, "first_name": "Lan", "language_code": "vi"}
PRIVATE = {"id": 42, "type": "private", "first_name": "Lan"}
GROUP = {"id": -1009, "type": "supergroup", "title": "Lớp 6A"}


def message(chat: Json = PRIVATE, sender: Json = CHILD, **content: Any) -> Json:
    """Return a message; without content it is of a kind that nobody knows yet."""
    base = {"message_id": 7, "date": int(SENT.timestamp()), "chat": chat, "from": sender}
    return {key: value for key, value in (base | content).items() if value is not None}


def update(**kind: Any) -> Json:
    """Return an update of one kind."""
    return {"update_id": 1001, **kind}


def text(words: str, **more: Any) -> Json:
    """Return the update of a text message."""
    return update(message=message(text=words, **more))


def press(data: str | None = "topic:scams", sender: Json = CHILD, **query: Any) -> Json:
    """Return the update of a pressed button."""
    base = {
        "id": "4711",
        "from": sender,
        "chat_instance": "1",
        "data": data,
        "message": message(sender=BOT, text="Chào bạn", reply_markup=KEYBOARD),
    }
    return update(callback_query={key: value for key, value in (base | query).items() if value is not None})


def membership(chat: Json, before: str, after: str) -> Json:
    """Return the update that tells what the bot has become in a chat."""

    def state(status: str) -> Json:
        rights: Json = dict.fromkeys(RIGHTS, True) | {"can_be_edited": False, "is_anonymous": False}
        known: dict[str, Json] = {"kicked": {"until_date": 0}, "administrator": rights}
        more = known.get(status, {})
        return {"user": BOT, "status": status, **more}

    change = {"chat": chat, "from": CHILD, "date": int(SENT.timestamp())}
    return update(my_chat_member=change | {"old_chat_member": state(before), "new_chat_member": state(after)})


KEYBOARD = {"inline_keyboard": [[{"text": "Lừa đảo", "callback_data": "topic:scams"}]]}


def mention(words: str, name: str) -> list[Json]:
    """Return the entity of `name` in `words`, counted as Telegram counts."""
    before = words[: words.index(name)]
    return [{"type": "mention", "offset": len(before.encode("utf-16-le")) // 2, "length": len(name)}]


def received(raw: Json) -> Incoming | None:
    """Receive a raw update."""
    return receive(Update.de_json(raw, None), ME, NOW)


def incoming(raw: Json) -> Incoming:
    """Receive an update that is to be answered."""
    found = received(raw)
    assert isinstance(found, Incoming)
    return found
