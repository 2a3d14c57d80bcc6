"""What the bot makes of each kind of update."""

from typing import Any

import pytest

from bot.channels.telegram.receive import language_of
from bot.core.message import (
    Address,
    Attached,
    ChatKind,
    Command,
    Incoming,
    Left,
    MediaKind,
    Moved,
    Pressed,
    Typed,
)
from bot.core.people import Language
from tests.unit.telegram.updates import (
    BOT,
    CHILD,
    GROUP,
    KEYBOARD,
    ME,
    NOW,
    PRIVATE,
    SENT,
    Json,
    incoming,
    membership,
    mention,
    message,
    press,
    received,
    text,
    update,
)

FILE = {"file_id": "f", "file_unique_id": "u"}
PHOTO = [FILE | {"width": 90, "height": 90}]
DOCUMENT = FILE | {"file_name": "a"}
VIDEO = FILE | {"width": 1, "height": 1, "duration": 1}
PLACE = {"latitude": 21.0, "longitude": 105.8}


def test_a_text_is_typed() -> None:
    assert incoming(text("em bị dọa")) == Incoming(
        address=Address("telegram", "42"),
        body=Typed("em bị dọa"),
        at=SENT,
        update_id="1001",
        language=Language.VI,
        message_ids=("7",),
    )


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ("/start", Command("start")),
        ("/start scams_child", Command("start", "scams_child")),
        ("/START@khiennho_BOT scams", Command("start", "scams")),
        ("/xoa   hết\nđi", Command("xoa", "hết\nđi")),
        ("/khong_co_lenh_nay", Command("khong_co_lenh_nay")),
    ],
)
def test_a_slash_word_is_a_command(words: str, command: Command) -> None:
    assert incoming(text(words)).body == command


@pytest.mark.parametrize("words", ["/giúp em", "/", "/ start", "bạn gõ /start", "//start", "/start@"])
def test_other_slashes_are_free_text(words: str) -> None:
    assert incoming(text(words)).body == Typed(words)


def test_a_command_for_another_bot_is_ignored_in_a_group_only() -> None:
    assert received(text("/start@other_bot", chat=GROUP)) is None
    assert incoming(text("/start@other_bot")).body == Command("start")


def test_a_button_keeps_what_it_carried() -> None:
    assert incoming(press("topic:scams")) == Incoming(
        address=Address("telegram", "42"),
        body=Pressed("topic:scams"),
        at=NOW,
        update_id="1001",
        language=Language.VI,
    )


@pytest.mark.parametrize(
    "query",
    [
        press(message={"chat": PRIVATE, "message_id": 7, "date": 0}),
        press(message=None, inline_message_id="abc"),
        press(message=message(chat={"id": -5, "type": "channel", "title": "x"}, sender=BOT)),
    ],
)
def test_a_button_whose_message_is_gone_is_answered_in_private(query: Json) -> None:
    found = incoming(query)

    assert (found.address.chat, found.kind, found.body) == ("42", ChatKind.PRIVATE, Pressed("topic:scams"))


def test_a_button_without_data_is_still_answered() -> None:
    assert incoming(press(None, game_short_name="chess")).body == Pressed("")


@pytest.mark.parametrize(
    ("content", "media"),
    [
        ({"photo": PHOTO}, MediaKind.PICTURE),
        ({"document": DOCUMENT | {"mime_type": "image/png"}}, MediaKind.PICTURE),
        ({"video": VIDEO}, MediaKind.VIDEO),
        ({"animation": VIDEO, "document": DOCUMENT}, MediaKind.VIDEO),
        ({"video_note": FILE | {"length": 1, "duration": 1}}, MediaKind.VIDEO),
        ({"voice": FILE | {"duration": 1}}, MediaKind.VOICE),
        ({"audio": FILE | {"duration": 1}}, MediaKind.VOICE),
        ({"document": DOCUMENT}, MediaKind.FILE),
        ({"document": DOCUMENT | {"mime_type": "application/pdf"}}, MediaKind.FILE),
        ({"location": PLACE}, MediaKind.LOCATION),
        ({"venue": {"location": PLACE, "title": "a", "address": "b"}, "location": PLACE}, MediaKind.LOCATION),
        ({"contact": {"phone_number": "+84900000000", "first_name": "B"}}, MediaKind.CONTACT),
        (
            {
                "sticker": FILE
                | {"type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}
            },
            MediaKind.STICKER,
        ),
        ({"dice": {"emoji": "🎲", "value": 3}}, MediaKind.OTHER),
        ({"story": {"chat": PRIVATE, "id": 1}}, MediaKind.OTHER),
        ({"hologram": {"file_id": "f"}}, MediaKind.OTHER),
        ({}, MediaKind.OTHER),
    ],
)
def test_everything_without_text_is_attached(content: Json, media: MediaKind) -> None:
    assert incoming(update(message=message(**content))).body == Attached(media)


def test_a_poll_and_paid_media_are_something_else() -> None:
    poll = {
        "id": "1",
        "question": "?",
        "options": [],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": False,
        "members_only": False,
    }
    paid = {"star_count": 1, "paid_media": []}

    assert incoming(update(message=message(poll=poll))).body == Attached(MediaKind.OTHER)
    assert incoming(update(message=message(paid_media=paid))).body == Attached(MediaKind.OTHER)


def test_a_caption_and_an_album_are_kept() -> None:
    raw = update(message=message(photo=PHOTO, caption="bạn em bị đăng ảnh", media_group_id="99"))

    assert incoming(raw).body == Attached(MediaKind.PICTURE, "bạn em bị đăng ảnh", "99")


def test_an_edited_text_is_a_new_message() -> None:
    raw = update(edited_message=message(text="em bị dọa", edit_date=int(NOW.timestamp())))

    assert (incoming(raw).body, incoming(raw).at) == (Typed("em bị dọa"), NOW)


def test_a_moving_location_is_answered_once() -> None:
    assert received(update(edited_message=message(location=PLACE, edit_date=int(NOW.timestamp())))) is None


@pytest.mark.parametrize(
    "service",
    [
        {"new_chat_members": [CHILD]},
        {"left_chat_member": CHILD},
        {"pinned_message": message(text="a")},
        {"new_chat_title": "Lớp 6B"},
        {"new_chat_photo": PHOTO},
        {"delete_chat_photo": True},
        {"group_chat_created": True},
        {"migrate_from_chat_id": -5},
        {"video_chat_started": {}},
        {"forum_topic_created": {"name": "a", "icon_color": 1}},
        {"forum_topic_closed": {}},
        {"write_access_allowed": {}},
    ],
)
def test_service_messages_are_only_acknowledged(service: Json) -> None:
    assert received(update(message=message(chat=GROUP, **service))) is None


def test_a_group_that_moved_is_noted() -> None:
    raw = update(message=message(chat=GROUP | {"id": -5, "type": "group"}, migrate_to_chat_id=-1009))

    found = incoming(raw)
    assert (found.address, found.body) == (Address("telegram", "-5"), Moved("-1009"))


@pytest.mark.parametrize(("chat", "status"), [(PRIVATE, "kicked"), (GROUP, "kicked"), (GROUP, "left")])
def test_a_chat_that_is_lost_is_noted(chat: Json, status: str) -> None:
    found = incoming(membership(chat, "member", status))

    assert (found.address, found.body) == (Address("telegram", str(chat["id"])), Left())


@pytest.mark.parametrize(("chat", "status"), [(PRIVATE, "member"), (GROUP, "administrator")])
def test_a_chat_that_is_won_says_nothing_yet(chat: Json, status: str) -> None:
    assert received(membership(chat, "left", status)) is None


def test_a_command_in_a_group_tells_who_gave_it_for_asking_whether_they_may() -> None:
    assert incoming(text("/dangky", chat=GROUP)).sender == "42"
    assert incoming(press(message=message(chat=GROUP, sender=BOT, text="a"))).sender == "42"


def test_of_whoever_only_talks_in_a_group_not_even_the_number_is_read() -> None:
    assert incoming(text("chào cả lớp", chat=GROUP)).sender is None


def test_of_a_private_chat_nobody_is_asked_about() -> None:
    assert incoming(text("/dangky")).sender is None
    assert incoming(press()).sender is None


@pytest.mark.parametrize(
    "other",
    [
        {"channel_post": message(chat={"id": -5, "type": "channel", "title": "x"}, text="a")},
        {"edited_channel_post": message(chat={"id": -5, "type": "channel", "title": "x"}, text="a")},
        {"business_message": message(text="a")},
        {"inline_query": {"id": "1", "from": CHILD, "query": "a", "offset": ""}},
        {"poll_answer": {"poll_id": "1", "user": CHILD, "option_ids": [], "option_persistent_ids": []}},
        {"kind_of_tomorrow": {"text": "a"}},
        {},
    ],
)
def test_updates_that_nobody_waits_for_are_only_acknowledged(other: Json) -> None:
    assert received(update(**other)) is None


def test_what_another_bot_writes_is_not_answered() -> None:
    other = {"id": 9, "is_bot": True, "first_name": "Bot"}

    assert received(text("chào", sender=other)) is None
    assert received(text(f"@{ME.username}", sender=other, chat=GROUP)) is None


def test_talk_in_a_group_is_not_meant_for_the_bot() -> None:
    found = incoming(text("mai kiểm tra toán", chat=GROUP))

    assert (found.kind, found.addressed, found.by_administrator) == (ChatKind.GROUP, False, False)


def _in_group(words: str, **more: Any) -> Incoming:
    return incoming(text(words, chat=GROUP, **more))


def test_a_mention_in_a_group_is_meant_for_the_bot() -> None:
    words = "👨‍👩‍👧 ơi @khiennho_bot giúp em"

    assert _in_group(words, entities=mention(words, "@khiennho_bot")).addressed
    assert not _in_group(
        "@khiennho_bots chào", entities=mention("@khiennho_bots", "@khiennho_bots")
    ).addressed
    named = [{"type": "text_mention", "offset": 0, "length": 4, "user": BOT}]
    assert _in_group("Khiên", entities=named).addressed


def test_a_mention_in_a_caption_is_meant_for_the_bot() -> None:
    words = f"@{ME.username}"
    raw = message(chat=GROUP, photo=PHOTO, caption=words, caption_entities=mention(words, words))

    assert incoming(update(message=raw)).addressed


def test_a_command_and_an_answer_in_a_group_are_meant_for_the_bot() -> None:
    assert _in_group("/chude").addressed
    assert _in_group("vâng", reply_to_message=message(chat=GROUP, sender=BOT, text="Chào")).addressed
    assert not _in_group("vâng", reply_to_message=message(chat=GROUP, text="Chào")).addressed


def test_the_opening_of_a_topic_is_no_message_of_the_bot() -> None:
    opening = message(chat=GROUP, sender=BOT, forum_topic_created={"name": "Toán", "icon_color": 1})

    found = _in_group("chào", reply_to_message=opening, message_thread_id=3, is_topic_message=True)

    assert not found.addressed
    assert found.address == Address("telegram", "-1009", "3")


def test_a_thread_of_answers_is_no_topic() -> None:
    assert _in_group("chào", message_thread_id=3).address.thread is None


def test_a_button_in_a_topic_is_answered_there() -> None:
    under = message(chat=GROUP, sender=BOT, text="a", message_thread_id=3, is_topic_message=True)

    assert incoming(press(message=under)).address == Address("telegram", "-1009", "3")


def test_an_anonymous_administrator_is_one_and_no_bot() -> None:
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}

    assert incoming(text("/dangky", chat=GROUP, sender=anonymous, sender_chat=GROUP)).by_administrator
    somebody = {"id": 136817688, "is_bot": True, "first_name": "Channel"}
    channel = {"id": -77, "type": "channel", "title": "x"}
    assert not incoming(text("/dangky", chat=GROUP, sender=somebody, sender_chat=channel)).by_administrator


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("vi", Language.VI),
        ("en-GB", Language.EN),
        ("EN", Language.EN),
        ("fr", None),
        ("", None),
        (None, None),
    ],
)
def test_only_languages_of_ours_are_recognised(code: str | None, language: Language | None) -> None:
    assert language_of(code) is language


def test_no_words_are_in_the_repr_of_what_was_received() -> None:
    shown = repr([incoming(text("BÍMẬT", entities=[])), incoming(press("bimat")), KEYBOARD])

    assert "BÍMẬT" not in shown
    assert "bimat" not in shown
