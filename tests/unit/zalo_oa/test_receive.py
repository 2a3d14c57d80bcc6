"""Every kind of event that is documented, and every shape that is not."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.zalo_oa.receive import app_of, payload, receive, timestamp_of
from bot.core.message import Address, Attached, Body, ChatKind, Command, Left, MediaKind, Pressed, Typed
from tests.unit.shapes import json_values, paths, texts_in, with_field

NOW = datetime(2026, 11, 26, 13, tzinfo=UTC)
APP, ACCOUNT, PERSON = "3608465248940903967", "388613280878808645", "246845883529197922"
TEXT: dict[str, Any] = {
    "app_id": APP,
    "sender": {"id": PERSON},
    "recipient": {"id": ACCOUNT},
    "user_id_by_app": "552177279717587730",
    "event_name": "user_send_text",
    "message": {"text": "Xin chào", "msg_id": "96d3cdf3af150460909"},
    "timestamp": "1543908534740",
}
FOLLOW: dict[str, Any] = {
    "app_id": APP,
    "oa_id": ACCOUNT,
    "follower": {"id": PERSON},
    "source": "oa_profile",
    "event_name": "follow",
    "timestamp": "1543908534740",
}
KEYS = (*TEXT, *FOLLOW, "id", "text", "msg_id", "attachments")
NAMES = (
    "user_send_text",
    "user_send_link",
    "user_send_image",
    "user_send_sticker",
    "follow",
    "unfollow",
    "oa_send_text",
)


def event(name: str = "user_send_text", /, **message: object) -> dict[str, Any]:
    """Return an event of a person with this message."""
    return {**TEXT, "event_name": name, "message": {"msg_id": "m1", **message}}


def attached(kind: str) -> list[dict[str, Any]]:
    """Return attachments as they are documented: a type, and a payload that differs."""
    return [{"type": kind, "payload": {"url": "https://example.vn/x"}}]


def test_a_text_is_whose_it_is_and_when_it_came() -> None:
    found = receive(TEXT, NOW)

    assert found is not None
    assert (found.address, found.kind, found.at) == (Address("zalo-oa", PERSON), ChatKind.PRIVATE, NOW)
    assert (found.body, found.update_id) == (Typed("Xin chào"), "user_send_text:96d3cdf3af150460909")


@pytest.mark.parametrize(
    ("posted", "body"),
    [
        (event(text="  em bị dọa \n"), Typed("em bị dọa")),
        (event(text="/giup"), Command("giup")),
        (event(text="/START child "), Command("start", "child")),
        (event(text="/giúp em"), Typed("/giúp em")),
        (event(text="/"), Typed("/")),
        (event(text="Có #yes"), Pressed("yes", "Có")),
        (event(text="A # b #topic:scams:child"), Pressed("topic:scams:child", "A # b")),
        (event(text="#start"), Typed("#start")),
        (event(text="em buồn #Buồn"), Typed("em buồn #Buồn")),
        (event(text=f"x #{'a' * 65}"), Typed(f"x #{'a' * 65}")),
        (event("user_send_link", text="https://a.vn", attachments=attached("link")), Typed("https://a.vn")),
        (event("user_send_link", attachments=attached("link")), Attached(MediaKind.OTHER)),
        (event("user_send_text", text=" "), Attached(MediaKind.OTHER)),
        (event("user_send_image", text="giúp"), Attached(MediaKind.PICTURE, "giúp")),
        (event("user_send_image", attachments=attached("image")), Attached(MediaKind.PICTURE)),
        (event("user_send_gif", attachments=attached("gif")), Attached(MediaKind.PICTURE)),
        (event("user_send_sticker", attachments=attached("sticker")), Attached(MediaKind.STICKER)),
        (event("user_send_audio", attachments=attached("audio")), Attached(MediaKind.VOICE)),
        (event("user_send_video", attachments=attached("video")), Attached(MediaKind.VIDEO)),
        (event("user_send_file", attachments=attached("file")), Attached(MediaKind.FILE)),
        (event("user_send_location", attachments=attached("location")), Attached(MediaKind.LOCATION)),
        (event("user_send_business_card", attachments=attached("link")), Attached(MediaKind.CONTACT)),
        ({**TEXT, "event_name": "user_submit_info", "message": ...}, Attached(MediaKind.CONTACT)),
        (FOLLOW, Command("start")),
        ({**FOLLOW, "event_name": "unfollow"}, Left()),
    ],
)
def test_each_kind_of_event_is_read(posted: dict[str, Any], body: Body) -> None:
    found = receive(posted, NOW)

    assert found is not None
    assert (found.address.chat, found.body) == (PERSON, body)


@pytest.mark.parametrize(
    "posted",
    [
        event("user_seen_message"),
        event("user_received_message"),
        event("user_click_button", text="x"),
        event("add_user_to_tag"),
        event("user_send_group_text", text="x"),
        # The account's own messages come back with sender and recipient exchanged.
        {**event("oa_send_text", text="x"), "sender": {"id": ACCOUNT}, "recipient": {"id": PERSON}},
        {**event("oa_send_image"), "sender": {"id": ACCOUNT}, "recipient": {"id": PERSON}},
        {**TEXT, "sender": {}},
        {**TEXT, "sender": {"id": ""}},
        {**FOLLOW, "follower": PERSON},
        {**FOLLOW, "sender": {"id": PERSON}, "follower": {}},
        {**TEXT, "event_name": ["user_send_text"]},
        [TEXT],
        "user_send_text",
        None,
    ],
)
def test_where_nobody_waits_there_is_nothing_to_do(posted: object) -> None:
    assert receive(posted, NOW) is None


def test_numbers_are_read_where_texts_are_documented() -> None:
    posted = {**TEXT, "app_id": int(APP), "sender": {"id": int(PERSON)}, "timestamp": -1}
    found = receive(posted, NOW)

    assert found is not None
    assert found.address.chat == PERSON
    assert (app_of(posted), timestamp_of(posted)) == (APP, "-1")


@pytest.mark.parametrize(
    "odd",
    [2.46e17, True, None, [], {}, "a\x00b", "a\nb", "\ud800", "12３", "9" * 201, 10**4_500],
    ids=lambda odd: ascii(odd)[:9] if not isinstance(odd, int) else "number",
)
def test_what_is_no_id_is_none(odd: object) -> None:
    assert receive({**TEXT, "sender": {"id": odd}}, NOW) is None
    assert app_of({"app_id": odd}) is None
    assert timestamp_of({"timestamp": odd}) == ""


def test_a_follow_is_known_by_person_and_moment() -> None:
    first, again = receive(FOLLOW, NOW), receive(FOLLOW, NOW)
    later = receive({**FOLLOW, "timestamp": "1543908534741"}, NOW)

    assert first is not None
    assert again is not None
    assert later is not None
    assert first.update_id == again.update_id == f"follow:{PERSON}:1543908534740" != later.update_id


@given(json_values(KEYS))
def test_no_shape_breaks_it(posted: object) -> None:
    says_no_more_than_was_there(posted)


@given(st.sampled_from([TEXT, FOLLOW]), st.data())
def test_no_wrong_or_missing_field_breaks_it(base: dict[str, Any], data: st.DataObject) -> None:
    named = {**base, "event_name": data.draw(st.sampled_from(NAMES))}
    way = data.draw(st.sampled_from(paths(named)))
    says_no_more_than_was_there(with_field(named, way, data.draw(st.just(...) | json_values(KEYS))))


def says_no_more_than_was_there(posted: object) -> None:
    """Read it; whoever it names and whatever it says must stand in it."""
    found = receive(posted, NOW)
    app_of(posted), timestamp_of(posted)
    if found is None:
        return
    there = texts_in(posted)
    assert found.address.chat in there
    assert found.address.chat.isascii()
    assert any(found.words in text for text in there | {""})
    assert found.at == NOW
    assert found.update_id is not None
    assert found.update_id.isprintable()
    assert found.sender is None
    if isinstance(found.body, Pressed):
        assert any(payload("", found.body.action) in f" {text}" for text in there)
