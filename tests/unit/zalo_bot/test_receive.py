"""Every shape of an event that was documented or seen, and every one that was not."""

import copy
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.zalo_bot.receive import receive
from bot.core.message import Attached, Body, ChatKind, Command, MediaKind, Pressed, Typed
from tests.unit.shapes import json_values, paths, texts_in, with_field

NOW = datetime(2026, 11, 26, 13, tzinfo=UTC)
TEXT: dict[str, Any] = {
    "event_name": "message.text.received",
    "message": {
        "message_id": "2d758cb5e222177a4e35",
        "date": 1750316131602,
        "from": {"id": "6ede9afa66b88fe6d6a9", "display_name": "An", "is_bot": False},
        "chat": {"id": "6ede9afa66b88fe6d6a9", "chat_type": "PRIVATE"},
        "text": "Xin chào",
    },
}
KEYS = ("ok", "result", "event_name", "message", "from", "chat", "id", "text", "caption", "is_bot")
NAMES = (
    "message.text.received",
    "message.image.received",
    "message.link.received",
    "message.unsupported.received",
)


def event(name: str = "message.text.received", /, **changes: object) -> dict[str, Any]:
    """Return an event with these fields of its message; `sender` stands for `from`."""
    made = copy.deepcopy(TEXT)
    made["event_name"] = name
    made["message"].pop("text")
    if "sender" in changes:
        changes["from"] = changes.pop("sender")
    made["message"] |= changes
    return made


def test_a_flat_and_a_wrapped_event_are_the_same() -> None:
    flat = receive(TEXT, NOW)

    assert flat == receive({"ok": True, "result": TEXT}, NOW)
    assert flat is not None
    assert (flat.address.channel, flat.address.chat) == ("zalo-bot", "6ede9afa66b88fe6d6a9")
    assert (flat.body, flat.kind, flat.at) == (Typed("Xin chào"), ChatKind.PRIVATE, NOW)
    assert flat.update_id == "message.text.received:2d758cb5e222177a4e35"


@pytest.mark.parametrize(
    ("posted", "body"),
    [
        (event(text="/giup"), Command("giup")),
        (event(text="/start child"), Command("start", "child")),
        (event(text="/ một mình"), Typed("/ một mình")),
        (
            event("message.image.received", photo="x", caption="giúp em"),
            Attached(MediaKind.PICTURE, "giúp em"),
        ),
        (event("message.image.received", photo_url="x"), Attached(MediaKind.PICTURE)),
        (event("message.sticker.received", sticker="x"), Attached(MediaKind.STICKER)),
        (event("message.voice.received", voice_url="x"), Attached(MediaKind.VOICE)),
        (event("message.unsupported.received"), Attached(MediaKind.WITHHELD)),
        (event("message.link.received", text="https://a.vn"), Typed("https://a.vn")),
        (event("message.link.received"), Attached(MediaKind.OTHER)),
    ],
)
def test_what_was_sent_is_read(posted: dict[str, Any], body: Body) -> None:
    found = receive(posted, NOW)

    assert found is not None
    assert found.body == body


def test_in_a_group_a_command_may_stand_after_the_mention() -> None:
    posted = event(text="@Bot Khiên Nhỏ /meo", chat={"id": "g1", "chat_type": "GROUP"})

    found = receive(posted, NOW)

    assert found is not None
    assert (found.kind, found.address.chat, found.body) == (ChatKind.GROUP, "g1", Command("meo"))


@pytest.mark.parametrize(
    "posted",
    [
        {"event_name": "message.unsupported.received"},
        {"event_name": "message.reaction.received", "message": TEXT["message"]},
        event(text=""),
        event(text="x", chat={}, sender={}),
        event(text="x", sender={"id": "1", "is_bot": True}),
        {"ok": False, "error_code": 408},
        {"message": TEXT["message"]},
        [],
        None,
        "text",
        7,
    ],
)
def test_where_nobody_can_be_answered_there_is_nothing_to_do(posted: object) -> None:
    assert receive(posted, NOW) is None


@given(json_values(KEYS))
def test_no_shape_breaks_it(posted: object) -> None:
    says_no_more_than_was_there(posted)


@given(st.data(), st.booleans())
def test_no_wrong_or_missing_field_breaks_it(data: st.DataObject, wrapped: bool) -> None:
    named = {**TEXT, "event_name": data.draw(st.sampled_from(NAMES))}
    posted = {"ok": True, "result": named} if wrapped else named
    way = data.draw(st.sampled_from(paths(posted)))
    says_no_more_than_was_there(with_field(posted, way, data.draw(st.just(...) | json_values(KEYS))))


def says_no_more_than_was_there(posted: object) -> None:
    """Read it; whoever it names and whatever it says must stand in it."""
    found = receive(posted, NOW)
    if found is None:
        return
    there = texts_in(posted)
    assert {found.address.chat, found.sender or found.address.chat} <= there
    assert any(found.words in text for text in there | {""})
    assert found.at == NOW
    assert found.update_id is None or found.update_id.isprintable()
    assert not isinstance(found.body, Pressed)


@pytest.mark.parametrize("odd", ["a\x00b", "a\nb", "\ud800", " ", 1.5, True, "9" * 201])
def test_what_is_no_id_is_none(odd: object) -> None:
    assert receive(event(text="x", chat={"id": odd}, sender={"id": odd}), NOW) is None
    found = receive(event(text="x", message_id=odd), NOW)

    assert found is not None
    assert found.update_id is None


@pytest.mark.parametrize(
    ("chat_type", "chat", "kind"),
    [
        ("PRIVATE", "p1", ChatKind.PRIVATE),
        ("user", "p1", ChatKind.PRIVATE),
        (None, "p1", ChatKind.PRIVATE),
        (None, "g1", ChatKind.GROUP),
        ("SUPERGROUP", "g1", ChatKind.GROUP),
        ("group", "g1", ChatKind.GROUP),
        (7, "g1", ChatKind.GROUP),
    ],
)
def test_where_others_may_read_along_it_is_a_group(chat_type: object, chat: str, kind: ChatKind) -> None:
    posted = event(text="chào", chat={"id": chat, "chat_type": chat_type}, sender={"id": "p1"})

    incoming = receive(posted, NOW)

    assert incoming is not None
    assert incoming.kind is kind
