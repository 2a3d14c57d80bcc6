"""Reading buttons straight from JSON gives what the library's objects give."""

import pytest
from telegram import Update

from bot.channels.telegram.press import read_press
from bot.channels.telegram.receive import receive
from tests.unit.telegram.updates import BOT, CHILD, GROUP, ME, NOW, Json, message, press, text

TOPIC = message(chat=GROUP, sender=BOT, text="a", message_thread_id=3, is_topic_message=True)
ANSWERS = message(chat=GROUP, sender=BOT, text="a", message_thread_id=3)


@pytest.mark.parametrize(
    "raw",
    [
        press(),
        press("x" * 64),
        press(message=TOPIC),
        press(message=ANSWERS),
        press(message={"chat": GROUP, "message_id": 7, "date": 0}),
        press(sender={"id": 42, "is_bot": False, "first_name": "Lan"}),
    ],
)
def test_an_ordinary_button_is_read_alike_on_both_ways(raw: Json) -> None:
    expected = receive(Update.de_json(raw, None), ME, NOW)

    assert read_press(raw, NOW) == expected


@pytest.mark.parametrize(
    "raw",
    [
        text("chào"),
        press(message=None),
        press(None),
        press(message=message(chat={"id": -5, "type": "channel", "title": "x"}, sender=BOT)),
        press(message="gone"),
        press(message={"chat": {"id": "42", "type": "private"}}),
        press(message={"chat": {"id": 42, "type": ["private"]}}),
        press(sender=CHILD | {"language_code": 7}),
        {"update_id": 1, "callback_query": None},
    ],
)
def test_anything_else_is_left_to_the_library(raw: Json) -> None:
    assert read_press(raw, NOW) is None
