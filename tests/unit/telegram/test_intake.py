"""Whatever Telegram delivers, the bot reads it or passes over it; it never fails."""

import json
from collections import Counter
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.telegram.intake import Arrival, Intake
from bot.core.message import Attached, ChatKind, MediaKind, Pressed, Typed
from tests.unit.telegram.updates import (
    BOT,
    CHILD,
    GROUP,
    ME,
    NOW,
    PRIVATE,
    Json,
    message,
    press,
    text,
    update,
)


class Counts:
    """Keeps what was counted."""

    def __init__(self) -> None:
        self.outcomes: Counter[str] = Counter()

    def count(self, event: str, **labels: str) -> None:
        assert (event, labels["channel"]) == ("updates", "telegram")
        self.outcomes[labels["outcome"]] += 1

    def set(self, name: str, value: float) -> None:
        raise AssertionError("nothing is measured here")

    def observe(self, event: str, seconds: float) -> None:
        raise AssertionError("nothing is measured here")


def _clock() -> datetime:
    return NOW


@pytest.fixture
def counts() -> Counts:
    return Counts()


@pytest.fixture
def intake(counts: Counts) -> Intake:
    return Intake(ME, _clock, counts)


def test_a_button_comes_with_the_id_to_acknowledge(intake: Intake) -> None:
    arrival = intake.read(press())

    assert arrival is not None
    assert (arrival.incoming.body, arrival.query) == (Pressed("topic:scams"), "4711")


def test_a_message_has_nothing_to_acknowledge(intake: Intake) -> None:
    arrival = intake.read(text("chào"))

    assert arrival is not None
    assert arrival.query is None


def test_what_is_passed_over_is_counted(intake: Intake, counts: Counts) -> None:
    found = [
        intake.read(raw)
        for raw in (
            update(poll={"id": "1"}),
            update(my_chat_member={}),
            update(message={}),
        )
    ]

    assert found == [None] * 3
    assert counts.outcomes == {"ignored": 1, "unreadable": 2}


BROKEN_POLL = {"poll": {"id": "1"}}


@pytest.mark.parametrize(
    "raw",
    [
        text("em bị dọa", reply_to_message=message(sender=BOT, **BROKEN_POLL)),
        text("em bị dọa", external_reply={"origin": {}}),
        text("em bị dọa", sender={"id": 42, "is_bot": False}),
        text("em bị dọa", chat={"id": 42, "type": "private", "photo": 7}),
    ],
)
def test_words_are_not_lost_to_a_part_that_the_library_cannot_read(raw: Json, intake: Intake) -> None:
    arrival = intake.read(raw)

    assert arrival is not None
    assert arrival.incoming.body == Typed("em bị dọa")
    assert arrival.incoming.kind is ChatKind.PRIVATE


def test_media_that_the_library_cannot_read_are_answered_as_something(intake: Intake) -> None:
    arrival = intake.read(update(message=message(photo=[{"file_id": 3}], caption="em bị dọa")))

    assert arrival is not None
    assert arrival.incoming.body == Attached(MediaKind.OTHER, "em bị dọa")


def test_service_messages_that_the_library_cannot_read_are_passed_over(intake: Intake) -> None:
    assert intake.read(update(message=message(chat=GROUP, pinned_message={"message_id": 3}))) is None


def test_an_error_in_the_log_quotes_nothing(intake: Intake, caplog: pytest.LogCaptureFixture) -> None:
    intake.read(update(message={"text": "BÍMẬT", "from": {"first_name": "BÍMẬT"}}))

    assert "cannot be read" in caplog.text
    assert "BÍMẬT" not in caplog.text


HOSTILE = st.text() | st.sampled_from(
    [
        "\x00",
        "\u202eabc",
        "a" * 10_000,
        "<b>",
        "</i>&",
        "/start@",
        "@khiennho_bot",
        "topic:a:b:c:d:e:f:g",
        "💥" * 999,
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | HOSTILE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.sampled_from(
    [
        "text",
        "caption",
        "chat",
        "from",
        "date",
        "edit_date",
        "message_id",
        "entities",
        "photo",
        "document",
        "voice",
        "sticker",
        "poll",
        "dice",
        "sender_chat",
        "reply_to_message",
        "message_thread_id",
        "is_topic_message",
        "media_group_id",
        "migrate_to_chat_id",
        "new_chat_members",
        "pinned_message",
        "kind_of_tomorrow",
    ]
)
KINDS = st.sampled_from(
    ["message", "edited_message", "channel_post", "callback_query", "my_chat_member", "novelty"]
)


@given(KINDS, st.dictionaries(FIELDS, JSON, max_size=4), HOSTILE, st.sampled_from([PRIVATE, GROUP]))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
def test_hostile_updates_are_read_or_passed_over(
    intake: Intake, kind: str, fields: dict[str, Any], words: str, chat: Json
) -> None:
    body = message(chat=chat, text=words) | fields
    query = {"id": "1", "from": CHILD, "chat_instance": "1", "message": body, "data": words}
    raw = update(**{kind: query | fields if kind == "callback_query" else body})

    arrival = intake.read(json.loads(json.dumps(raw)))

    assert arrival is None or isinstance(arrival, Arrival)


@given(HOSTILE.filter(bool))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_and_any_forged_button_of_a_person_is_answered(intake: Intake, words: str) -> None:
    written, pressed = intake.read(text(words)), intake.read(press(words))

    assert written is not None
    assert written.incoming.words in words
    assert pressed is not None
    assert pressed.incoming.body == Pressed(words)
