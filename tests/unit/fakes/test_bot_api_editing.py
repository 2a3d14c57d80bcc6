"""Editing and deleting on the fake Bot API."""

import pytest

from tests.fakes.bot_api import FakeBotApi, ManualClock
from tests.unit.fakes.conftest import RawBot

BUTTON = {"inline_keyboard": [[{"text": "a", "callback_data": "x"}]]}
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the"
    " same as a current content and reply markup of the message"
)
HOURS_48 = 48 * 3600


@pytest.fixture
async def message_id(bot: RawBot, chat_id: int) -> int:
    """The bot's message "Chào" with a button (message 2)."""
    message = await bot("sendMessage", chat_id=chat_id, text="Chào", reply_markup=BUTTON)
    return int(message["message_id"])


async def test_an_edited_message_keeps_its_id_and_its_past(
    api: FakeBotApi, bot: RawBot, chat_id: int, message_id: int
) -> None:
    result = await bot(
        "editMessageText", chat_id=chat_id, message_id=message_id, text="<i>Ừ</i>", parse_mode="HTML"
    )

    [message] = api.messages(chat_id)
    assert (result["message_id"], result["edit_date"]) == (message_id, 1_900_000_000)
    assert (message.text, message.revisions, message.labels) == ("Ừ", ["Chào"], [])
    assert message.entities == [{"offset": 0, "length": 1, "type": "italic"}]


async def test_an_edit_must_change_something(bot: RawBot, chat_id: int, message_id: int) -> None:
    same = {"chat_id": chat_id, "message_id": message_id, "text": "Chào", "reply_markup": BUTTON}

    assert await bot("editMessageText", **same) == NOT_MODIFIED
    assert (await bot("editMessageText", **same | {"text": "Chào!"}))["text"] == "Chào!"


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ({"message_id": 99}, "message to edit not found"),
        ({"message_id": 1}, "message can't be edited"),
        ({"message_id": ""}, "message identifier is not specified"),
        ({"text": ""}, "message text is empty"),
        ({"text": "a" * 4097}, "message is too long"),
        ({"chat_id": 5}, "chat not found"),
        ({"reply_markup": {"force_reply": True}}, "inline keyboard expected"),
        (
            {"reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "x" * 65}]]}},
            "BUTTON_DATA_INVALID",
        ),
    ],
)
async def test_wrong_edits_are_refused(
    bot: RawBot, chat_id: int, message_id: int, change: dict[str, object], answer: str
) -> None:
    edit = {"chat_id": chat_id, "message_id": message_id, "text": "b"} | change

    assert await bot("editMessageText", **edit) == f"Bad Request: {answer}"


async def test_a_picture_has_no_text_to_edit(bot: RawBot, chat_id: int) -> None:
    picture = await bot("sendPhoto", chat_id=chat_id, photo="file-1")

    answer = await bot("editMessageText", chat_id=chat_id, message_id=picture["message_id"], text="a")

    assert answer == "Bad Request: there is no text in the message to edit"


async def test_a_keyboard_is_taken_away(api: FakeBotApi, bot: RawBot, chat_id: int, message_id: int) -> None:
    same = await bot("editMessageReplyMarkup", chat_id=chat_id, message_id=message_id, reply_markup=BUTTON)
    result = await bot("editMessageReplyMarkup", chat_id=chat_id, message_id=message_id)
    again = await bot("editMessageReplyMarkup", chat_id=chat_id, message_id=message_id)

    assert (same, again) == (NOT_MODIFIED, NOT_MODIFIED)
    assert ("reply_markup" in result, api.messages(chat_id)[0].keyboard) == (False, [])


async def test_messages_of_both_sides_can_be_deleted_in_private(
    api: FakeBotApi, bot: RawBot, chat_id: int, message_id: int
) -> None:
    assert await bot("deleteMessage", chat_id=chat_id, message_id=1) is True
    assert await bot("deleteMessage", chat_id=chat_id, message_id=message_id) is True

    assert api.messages(chat_id) == []
    assert [message.deleted for message in api.messages(chat_id, deleted=True)] == [True]
    answer = await bot("deleteMessage", chat_id=chat_id, message_id=message_id)
    assert answer == "Bad Request: message to delete not found"
    answer = await bot("deleteMessage", chat_id=chat_id)
    assert answer == "Bad Request: message identifier is not specified"


async def test_a_message_older_than_two_days_stays(
    bot: RawBot, chat_id: int, message_id: int, clock: ManualClock
) -> None:
    clock.advance(HOURS_48 + 1)

    answer = await bot("deleteMessage", chat_id=chat_id, message_id=message_id)

    assert answer == "Bad Request: message can't be deleted for everyone"


async def test_in_a_group_only_the_bots_own_messages_can_be_deleted(api: FakeBotApi, bot: RawBot) -> None:
    group = api.group()
    theirs = await api.user().send_text("/meo", group)
    own = await bot("sendMessage", chat_id=group.id, text="a")

    assert await bot("deleteMessage", chat_id=group.id, message_id=own["message_id"]) is True
    answer = await bot("deleteMessage", chat_id=group.id, message_id=theirs.message_id)
    assert answer == "Bad Request: message can't be deleted"


async def test_many_are_deleted_at_once_passing_over_the_missing(
    api: FakeBotApi, bot: RawBot, chat_id: int, message_id: int
) -> None:
    assert await bot("deleteMessages", chat_id=chat_id, message_ids=[1, message_id, 99]) is True
    assert api.messages(chat_id) == []


@pytest.mark.parametrize(
    ("message_ids", "answer"),
    [
        (None, "message identifiers are not specified"),
        ("[", "can't parse message identifiers JSON object"),
        ("1", "expected an Array of message identifiers"),
        (["x"], "invalid message identifier specified"),
        (list(range(101)), "too many message identifiers specified"),
    ],
)
async def test_wrong_lists_are_refused(bot: RawBot, chat_id: int, message_ids: object, answer: str) -> None:
    given = await bot("deleteMessages", chat_id=chat_id, message_ids=message_ids)

    assert given == f"Bad Request: {answer}"
