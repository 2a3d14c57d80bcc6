"""What the bot is told of the people on the fake Bot API."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.fakes.bot_api import FakeBotApi, Message, Person
from tests.unit.fakes.conftest import RawBot


async def received(bot: RawBot) -> list[dict[str, Any]]:
    updates: list[dict[str, Any]] = await bot("getUpdates")
    return updates


async def test_a_text_comes_with_its_sender_chat_and_moment(api: FakeBotApi, bot: RawBot) -> None:
    await api.user(42, first_name="Bình").send_text("Cứu em")

    [update] = await received(bot)
    assert update["message"] == {
        "message_id": 1,
        "from": {"id": 42, "is_bot": False, "first_name": "Bình", "language_code": "vi"},
        "chat": {"id": 42, "type": "private", "first_name": "Bình"},
        "date": 1_900_000_000,
        "text": "Cứu em",
    }


async def test_commands_addresses_and_mentions_are_marked(api: FakeBotApi, bot: RawBot) -> None:
    await api.user().start("tuyen-truyen")
    await api.user().send_text("😀 /meo@khien_nho_test_bot https://vn.vn @binh_an a/b")

    start, text = await received(bot)
    assert start["message"]["text"] == "/start tuyen-truyen"
    assert start["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert text["message"]["entities"] == [
        {"type": "bot_command", "offset": 3, "length": 23},
        {"type": "url", "offset": 27, "length": 13},
        {"type": "mention", "offset": 41, "length": 8},
    ]


@pytest.mark.parametrize(
    ("action", "field"),
    [
        (Person.send_photo, "photo"),
        (Person.send_video, "video"),
        (Person.send_voice, "voice"),
        (Person.send_document, "document"),
        (Person.send_sticker, "sticker"),
        (Person.send_location, "location"),
        (Person.send_contact, "contact"),
    ],
)
async def test_everything_else_can_be_sent(
    api: FakeBotApi, bot: RawBot, action: Callable[[Person], Awaitable[Message]], field: str
) -> None:
    await action(api.user())

    [update] = await received(bot)
    assert field in update["message"]
    assert "caption" not in update["message"]


async def test_pictures_carry_captions_and_albums(api: FakeBotApi, bot: RawBot) -> None:
    await api.user().send_photo("họ đòi ảnh", album="a1")

    [update] = await received(bot)
    assert (update["message"]["caption"], update["message"]["media_group_id"]) == ("họ đòi ảnh", "a1")
    assert len(update["message"]["photo"]) == 2


async def test_an_edit_keeps_the_message(api: FakeBotApi, bot: RawBot) -> None:
    message = await api.user().send_text("chao")
    await api.user().edit(message, "chào")

    edited = (await received(bot))[1]["edited_message"]
    assert (edited["message_id"], edited["text"], edited["edit_date"]) == (1, "chào", 1_900_000_000)


async def test_groups_and_topics_are_marked(api: FakeBotApi, bot: RawBot) -> None:
    group = api.group(-100777, title="Lớp 6A", forum=True)
    await api.user().add_bot(group)
    await api.user().send_text("/meo", group, topic=7)

    joined, written = await received(bot)
    assert joined["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert written["message"]["chat"] == {
        "id": -100777,
        "type": "supergroup",
        "title": "Lớp 6A",
        "is_forum": True,
    }
    assert (written["message"]["message_thread_id"], written["message"]["is_topic_message"]) == (7, True)


async def test_a_reply_shows_what_it_answers(api: FakeBotApi, bot: RawBot, chat_id: int) -> None:
    await bot("sendMessage", chat_id=chat_id, text="Chào em")
    await api.user().send_text("dạ", reply_to=await api.user().next_message())

    update = (await received(bot))[-1]
    assert update["message"]["reply_to_message"]["text"] == "Chào em"


async def test_a_button_is_pressed_by_place_or_label(api: FakeBotApi, bot: RawBot, chat_id: int) -> None:
    rows = [
        [{"text": "Một", "callback_data": "one"}, {"text": "Hai", "callback_data": "two"}],
        [{"text": "Web", "url": "https://vn.vn/"}],
    ]
    await bot("sendMessage", chat_id=chat_id, text="a", reply_markup={"inline_keyboard": rows})
    message = await api.user().next_message()

    presses = [await api.user().press(message, 0, 1), await api.user().press(message, label="Một")]
    presses.append(await api.user().press_data(message, "forged"))

    queries = [update["callback_query"] for update in await received(bot) if "callback_query" in update]
    assert [query["data"] for query in queries] == ["two", "one", "forged"]
    assert [query["id"] for query in queries] == [press.query_id for press in presses]
    assert queries[0]["message"]["reply_markup"] == {"inline_keyboard": rows}
    with pytest.raises(LookupError, match="tells the bot nothing"):
        await api.user().press(message, label="Web")
    with pytest.raises(LookupError, match="no button 'Ba'"):
        await api.user().press(message, label="Ba")


async def test_next_message_goes_on_from_the_last(api: FakeBotApi, bot: RawBot, chat_id: int) -> None:
    for text in ("một", "hai"):
        await bot("sendMessage", chat_id=chat_id, text=text)

    texts = [(await api.user().next_message()).text for _ in range(2)]

    assert texts == ["một", "hai"]
    with pytest.raises(TimeoutError):
        await api.user().next_message(timeout=0.01)


async def test_waiting_in_vain_tells_the_last_calls(api: FakeBotApi, bot: RawBot) -> None:
    await bot("sendMessage", chat_id=5, text="a")

    with pytest.raises(TimeoutError, match="sendMessage -> 400 Bad Request: chat not found"):
        await api.wait_for(lambda: False, timeout=0.01)
