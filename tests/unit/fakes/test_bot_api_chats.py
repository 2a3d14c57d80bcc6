"""Whom the fake Bot API lets the bot write to, and what it tells about chats and presses."""

import pytest

from tests.fakes.bot_api import FakeBotApi, ManualClock
from tests.unit.fakes.conftest import RawBot

GROUP = -1001234567890
EXPIRED = "Bad Request: query is too old and response timeout expired or query ID is invalid"


@pytest.mark.parametrize("chat_id", [1001, 0, -1, "not_a_chat", "@khong_co", "²"])
async def test_an_unknown_chat_is_not_found(api: FakeBotApi, bot: RawBot, chat_id: object) -> None:
    api.user(1001)

    assert await bot("sendMessage", chat_id=chat_id, text="a") == "Bad Request: chat not found"


async def test_a_chat_must_be_named(bot: RawBot) -> None:
    assert await bot("sendMessage", text="a") == "Bad Request: chat_id is empty"


async def test_somebody_met_in_a_group_cannot_be_written_to_first(api: FakeBotApi, bot: RawBot) -> None:
    await api.user(1001).send_text("/meo", api.group())

    answer = await bot("sendMessage", chat_id=1001, text="a")

    assert answer == "Forbidden: bot can't initiate conversation with a user"


async def test_who_blocks_the_bot_is_out_of_reach_until_unblocking(
    api: FakeBotApi, bot: RawBot, chat_id: int
) -> None:
    person = api.user(chat_id)
    await person.block()
    blocked = await bot("sendMessage", chat_id=chat_id, text="a")
    await person.unblock()
    unblocked = await bot("sendMessage", chat_id=chat_id, text="a")

    assert blocked == "Forbidden: bot was blocked by the user"
    assert unblocked["text"] == "a"
    kinds = [update.kind for update in api.pending_updates]
    assert kinds == ["message", "my_chat_member", "my_chat_member"]
    assert api.rejected == []


async def test_a_deactivated_person_is_out_of_reach(api: FakeBotApi, bot: RawBot, chat_id: int) -> None:
    api.chat(chat_id).deactivated = True

    assert await bot("sendMessage", chat_id=chat_id, text="a") == "Forbidden: user is deactivated"


@pytest.mark.parametrize("kind", ["group", "supergroup"])
async def test_a_group_can_throw_the_bot_out(api: FakeBotApi, bot: RawBot, kind: str) -> None:
    group = api.group(kind=kind)
    await api.user().add_bot(group)
    before = await bot("sendMessage", chat_id=group.id, text="a")
    await api.user().remove_bot(group)

    assert before["chat"]["type"] == kind
    answer = await bot("sendMessage", chat_id=group.id, text="a")
    assert answer == f"Forbidden: bot was kicked from the {kind} chat"


async def test_a_migrated_group_tells_its_new_id(api: FakeBotApi, bot: RawBot) -> None:
    group = api.group(-555, kind="group")
    await api.user().add_bot(group)
    group.migrate(GROUP)

    async with bot.session.post(f"{bot.url}/sendMessage", json={"chat_id": -555, "text": "a"}) as response:
        body = await response.json()

    assert body == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": GROUP},
    }
    assert (await bot("sendMessage", chat_id=GROUP, text="a"))["chat"]["type"] == "supergroup"


async def test_a_topic_must_exist(api: FakeBotApi, bot: RawBot) -> None:
    await api.user().send_text("/meo", api.group(forum=True), topic=7)

    known = await bot("sendMessage", chat_id=GROUP, text="a", message_thread_id=7)
    unknown = await bot("sendMessage", chat_id=GROUP, text="a", message_thread_id=8)

    assert (known["message_thread_id"], known["is_topic_message"]) == (7, True)
    assert unknown == "Bad Request: message thread not found"


async def test_a_reply_needs_its_message(api: FakeBotApi, bot: RawBot, chat_id: int) -> None:
    good = await bot("sendMessage", chat_id=chat_id, text="a", reply_parameters={"message_id": 1})
    bad = await bot("sendMessage", chat_id=chat_id, text="a", reply_parameters={"message_id": 99})
    lenient = await bot(
        "sendMessage",
        chat_id=chat_id,
        text="a",
        reply_parameters={"message_id": 99, "allow_sending_without_reply": True},
    )
    empty = await bot("sendMessage", chat_id=chat_id, text="a", reply_parameters={})

    assert good["reply_to_message"]["text"] == "chào"
    assert bad == "Bad Request: message to be replied not found"
    assert "reply_to_message" not in lenient
    assert empty == 'Bad Request: can\'t find field "message_id"'


async def test_chat_actions_are_kept(api: FakeBotApi, bot: RawBot, chat_id: int) -> None:
    assert await bot("sendChatAction", chat_id=chat_id, action="typing") is True
    assert api.telegram.chat_actions == [(chat_id, "typing")]


async def test_a_chat_action_must_be_one_that_exists(bot: RawBot, chat_id: int) -> None:
    answer = await bot("sendChatAction", chat_id=chat_id, action="thinking")

    assert answer == "Bad Request: wrong parameter action in request"


async def test_a_press_is_answered_once(api: FakeBotApi, bot: RawBot, chat_id: int) -> None:
    press = await api.user().press_data(await api.user().send_text("a"), "tips:on")

    assert await bot("answerCallbackQuery", callback_query_id=press.query_id, text="đã bật") is True
    assert press.answer is not None
    assert press.answer["text"] == "đã bật"
    assert await bot("answerCallbackQuery", callback_query_id=press.query_id) == EXPIRED


async def test_a_press_waits_fifteen_seconds(api: FakeBotApi, bot: RawBot, clock: ManualClock) -> None:
    message = await api.user().send_text("a")
    quick, slow = [await api.user().press_data(message, "x") for _ in range(2)]

    clock.advance(15)
    in_time = await bot("answerCallbackQuery", callback_query_id=quick.query_id)
    clock.advance(1)
    late = await bot("answerCallbackQuery", callback_query_id=slow.query_id)

    assert (in_time, late) == (True, EXPIRED)


@pytest.mark.parametrize("query_id", ["", "1", "x"])
async def test_an_unknown_press_is_refused(bot: RawBot, query_id: str) -> None:
    assert await bot("answerCallbackQuery", callback_query_id=query_id) == EXPIRED


async def test_an_alert_holds_two_hundred_characters(api: FakeBotApi, bot: RawBot) -> None:
    press = await api.user().press_data(await api.user().send_text("a"), "x")

    long = await bot("answerCallbackQuery", callback_query_id=press.query_id, text="a" * 201)
    fitting = await bot("answerCallbackQuery", callback_query_id=press.query_id, text="a" * 200)

    assert (long, fitting) == ("Bad Request: MESSAGE_TOO_LONG", True)


async def test_members_and_administrators_are_told(api: FakeBotApi, bot: RawBot) -> None:
    group = api.group()
    teacher, pupil = api.user(1), api.user(2)
    await pupil.send_text("/meo", group)
    group.promote(teacher)

    administrators = await bot("getChatAdministrators", chat_id=group.id)
    statuses = [
        (await bot("getChatMember", chat_id=group.id, user_id=user_id))["status"]
        for user_id in (1, 2, 123456789)
    ]

    assert [(member["user"]["id"], member["status"]) for member in administrators] == [(1, "administrator")]
    assert statuses == ["administrator", "member", "member"]
    assert await bot("getChatMember", chat_id=group.id, user_id=3) == "Bad Request: PARTICIPANT_ID_INVALID"
    assert await bot("getChatMember", chat_id=group.id) == "Bad Request: invalid user_id specified"


async def test_a_private_chat_has_no_administrators(bot: RawBot, chat_id: int) -> None:
    answer = await bot("getChatAdministrators", chat_id=chat_id)

    assert answer == "Bad Request: there are no administrators in the private chat"


async def test_a_chat_is_told_about(bot: RawBot, chat_id: int) -> None:
    assert (await bot("getChat", chat_id=chat_id))["type"] == "private"


async def test_the_bot_can_leave_a_group_but_no_person(api: FakeBotApi, bot: RawBot, chat_id: int) -> None:
    await api.user().send_text("/meo", api.group())

    assert await bot("leaveChat", chat_id=GROUP) is True
    assert await bot("getChat", chat_id=GROUP) == "Forbidden: bot was kicked from the supergroup chat"
    answer = await bot("leaveChat", chat_id=chat_id)
    assert answer == "Bad Request: chat member status can't be changed in private chats"
