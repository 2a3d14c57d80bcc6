"""Telegram updates to throw at a bot: buttons and questions of many people."""

import json
from collections.abc import Iterator
from itertools import count

QUESTIONS = (
    "con tôi bị bạn bè nói xấu trên nhóm lớp thì phải làm sao",
    "lam sao de bao cao mot nguoi tren zalo",
    "bé nhà mình 5 tuổi xem điện thoại mấy tiếng là được ạ",
    "co nguoi goi dien bao con trung thuong bat nap the cao",
    "my daughter spends all night on her phone, what can I do",
    "em lỡ cho người ta số điện thoại với địa chỉ nhà rồi",
    "học sinh lớp tôi bị lập nhóm nói xấu, trường xử lý thế nào",
    "hôm nay trời đẹp quá mình đi đá bóng đi",
)
BUTTONS = ("topic:cyberbullying:parent", "topics:child:0", "more:scams:parent", "helpers:reporting:child")
_numbers = count(1)


def buttons(amount: int, chats: int, first_chat: int = 1) -> Iterator[bytes]:
    """Yield button presses, spread over so many chats."""
    for index in range(amount):
        chat = first_chat + index % chats
        yield _update(
            callback_query={
                "id": str(10**12 + index),
                "from": _person(chat),
                "chat_instance": str(chat),
                "data": BUTTONS[index % len(BUTTONS)],
                "message": _message(chat, "…", of_bot=True),
            }
        )


def texts(amount: int, chats: int, first_chat: int = 1) -> Iterator[bytes]:
    """Yield questions, spread over so many chats."""
    for index in range(amount):
        chat = first_chat + index % chats
        yield _update(message=_message(chat, QUESTIONS[index % len(QUESTIONS)]))


def _update(**content: object) -> bytes:
    return json.dumps({"update_id": next(_numbers), **content}, ensure_ascii=False).encode()


def _person(chat: int) -> dict[str, object]:
    return {"id": chat, "is_bot": False, "first_name": "An", "language_code": "vi"}


def _message(chat: int, text: str, *, of_bot: bool = False) -> dict[str, object]:
    sender = {"id": 999, "is_bot": True, "first_name": "Khiên Nhỏ"} if of_bot else _person(chat)
    return {
        "message_id": 7,
        "date": 1_795_000_000,
        "chat": {"id": chat, "type": "private", "first_name": "An"},
        "from": sender,
        "text": text,
    }
