"""python-telegram-bot's own Bot, unchanged, against the fake Bot API."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from tests.fakes.bot_api import Answer, Drop, FakeBotApi, Limits, Status


@pytest.fixture
async def stock(api: FakeBotApi, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # without it the library warns at each RetryAfter
    async with Bot(api.token, base_url=f"{api.base_url}/bot") as bot:
        yield bot


async def test_a_conversation_works_from_start_to_end(api: FakeBotApi, stock: Bot) -> None:
    person = api.user(1001)
    await person.start()
    [start] = await stock.get_updates(timeout=5)
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Báo cáo", callback_data="report")]])

    sent = await stock.send_message(1001, "<b>Chào</b> em &lt;3", parse_mode="HTML", reply_markup=keyboard)
    seen = await person.next_message()
    labels = seen.labels
    press = await person.press(seen, label="Báo cáo")
    [pressed] = await stock.get_updates(offset=start.update_id + 1, timeout=5)
    assert pressed.callback_query is not None
    await pressed.callback_query.answer()
    edited = await pressed.callback_query.edit_message_text("Gọi 111")

    assert (stock.username, sent.text, labels) == ("khien_nho_test_bot", "Chào em <3", [["Báo cáo"]])
    assert pressed.callback_query.data == "report"
    assert press.answer is not None
    assert getattr(edited, "text", None) == "Gọi 111"
    assert (seen.text, seen.labels) == ("Gọi 111", [])
    assert (api.rejected, api.violations) == ([], [])


async def test_everything_the_bot_may_use_is_understood(api: FakeBotApi, stock: Bot, chat_id: int) -> None:
    photo = await stock.send_photo(chat_id, b"\x89PNG", caption="tờ rơi", filename="to-roi.png")
    document = await stock.send_document(chat_id, b"%PDF", filename="to-roi.pdf")
    await stock.send_chat_action(chat_id, "typing")
    await stock.set_my_commands([("start", "Bắt đầu")], language_code="vi")
    await stock.set_my_description("mô tả")
    await stock.set_my_short_description("ngắn")
    await stock.delete_messages(chat_id, [photo.message_id, document.message_id])

    assert (photo.caption, document.document.file_name if document.document else "") == (
        "tờ rơi",
        "to-roi.pdf",
    )
    assert [command.command for command in await stock.get_my_commands(language_code="vi")] == ["start"]
    assert (await stock.get_my_description()).description == "mô tả"
    assert (await stock.get_chat(chat_id)).type == "private"
    assert (await stock.get_webhook_info()).url == ""
    assert (api.messages(chat_id), api.rejected, api.violations) == ([], [], [])


async def test_groups_are_understood(api: FakeBotApi, stock: Bot) -> None:
    group = api.group(forum=True)
    await api.user(1).send_text("/meo", group, topic=7)
    group.promote(api.user(1))

    sent = await stock.send_message(group.id, "a", message_thread_id=7)
    [administrator] = await stock.get_chat_administrators(group.id)
    member = await stock.get_chat_member(group.id, 1)

    assert (sent.message_thread_id, sent.is_topic_message) == (7, True)
    assert (administrator.user.id, member.status) == (1, "administrator")


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(400, "Bad Request: chat not found"), BadRequest),
        (Answer(400, "Bad Request: moved", {"migrate_to_chat_id": -100}), ChatMigrated),
        (Answer(401, "Unauthorized"), InvalidToken),
        (Answer(403, "Forbidden: bot was blocked by the user"), Forbidden),
        (Answer(404, "Not Found"), InvalidToken),
        (Answer(409, "Conflict: terminated by other getUpdates request"), Conflict),
        (Answer(429, "Too Many Requests: retry after 7", {"retry_after": 7}), RetryAfter),
        (Status(500), NetworkError),
        (Status(502), NetworkError),
        (Status(200), TelegramError),
        (Drop(), NetworkError),
        (Drop(after_accepting=True), NetworkError),
    ],
)
async def test_errors_become_the_librarys_own(
    api: FakeBotApi, stock: Bot, chat_id: int, answer: Answer | Status | Drop, error: type[TelegramError]
) -> None:
    api.fail_next("sendMessage", answer)

    with pytest.raises(error) as caught:
        await stock.send_message(chat_id, "a")

    assert caught.type is error
    assert api.rejected == []


async def test_a_rate_limit_is_a_retry_after(api: FakeBotApi, stock: Bot, chat_id: int) -> None:
    api.limit(Limits(private_burst=1))
    await stock.send_message(chat_id, "a")

    with pytest.raises(RetryAfter) as caught:
        await stock.send_message(chat_id, "b")

    assert caught.value.retry_after == timedelta(seconds=1)


async def test_another_bots_token_is_refused(api: FakeBotApi) -> None:
    with pytest.raises(InvalidToken):
        async with Bot("1:x", base_url=f"{api.base_url}/bot"):
            pass
