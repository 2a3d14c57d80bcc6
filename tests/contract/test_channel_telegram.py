"""The Telegram channel keeps a channel's promises: order, ids, outcomes, deleting."""

from collections.abc import AsyncIterator

import pytest

from bot.channels.telegram.api import BotApi
from bot.channels.telegram.options import TelegramOptions
from bot.channels.telegram.request import AiohttpRequest
from bot.channels.telegram.send import TelegramChannel
from bot.core.channel import Channel
from bot.core.errors import (
    ChannelError,
    InDoubt,
    OperatorError,
    RecipientGone,
    RecipientMoved,
    Rejected,
    TryLater,
    Unauthorised,
)
from bot.core.message import Address
from bot.core.reply import Block, Call, Copy, Link, Press, Reply, Style
from bot.http.client import client_session
from tests.fakes.bot_api import Answer, Drop, FakeBotApi, ManualClock, Status

CHILD = Address("telegram", "1001")
HELLO = Reply((Block(Style.TEXT, ("Chào bạn",)),))


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def api(clock: ManualClock) -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi(clock=clock) as server:
        await server.user(1001).start()
        yield server


@pytest.fixture
async def channel(api: FakeBotApi) -> AsyncIterator[Channel]:
    calls = BotApi(TelegramOptions(api.token, api.base_url), AiohttpRequest(client_session))
    await calls.open()
    yield TelegramChannel(calls)
    await calls.close()


def _saying(*texts: str) -> tuple[Reply, ...]:
    return tuple(Reply((Block(Style.TEXT, (text,)),)) for text in texts)


async def test_replies_arrive_in_order_and_their_ids_are_returned(api: FakeBotApi, channel: Channel) -> None:
    ids = await channel.send(CHILD, _saying("một", "hai", "b" * 5000))

    sent = api.messages(1001)
    assert [message.text[:3] for message in sent] == ["một", "hai", "bbb", "bbb"]
    assert ids == tuple(str(message.message_id) for message in sent)


async def test_words_marks_and_buttons_arrive_as_meant(api: FakeBotApi, channel: Channel) -> None:
    reply = Reply(
        (Block(Style.TITLE, ("<Cần> giúp & hỏi",)), Block(Style.STEPS, ("Gọi 111", "Chặn"))),
        (
            (Press("Cần giúp ngay", "help"), Call("Gọi 111", "111")),
            (Link("VNeID", "https://vneid.gov.vn/"), Copy("Chép", "Em cần giúp")),
        ),
    )

    await channel.send(CHILD, (reply,))

    [message] = api.messages(1001)
    assert message.text == "<Cần> giúp & hỏi\n\n1. Gọi 111\n2. Chặn"
    assert [entity["type"] for entity in message.entities] == ["bold"]
    assert message.keyboard == [
        [
            {"text": "Cần giúp ngay", "callback_data": "help"},
            {"text": "Gọi 111", "copy_text": {"text": "111"}},
        ],
        [
            {"text": "VNeID", "url": "https://vneid.gov.vn/"},
            {"text": "Chép", "copy_text": {"text": "Em cần giúp"}},
        ],
    ]
    assert api.calls[-1].params["link_preview_options"] == {"is_disabled": True}
    assert (api.rejected, api.violations) == ([], [])


async def test_answers_stay_in_their_topic(api: FakeBotApi, channel: Channel) -> None:
    group = api.group(forum=True)
    await api.user(1001).send_text("/chude", group, topic=5)

    await channel.send(Address("telegram", str(group.id), "5"), (HELLO,))

    assert [message.thread for message in api.messages(group.id)] == [5]


async def test_an_answer_to_a_deleted_topic_goes_to_the_group(api: FakeBotApi, channel: Channel) -> None:
    group = api.group(forum=True)
    await api.user(1001).send_text("/chude", group)

    await channel.send(Address("telegram", str(group.id), "77"), (HELLO,))

    assert [message.thread for message in api.messages(group.id)] == [None]


@pytest.mark.parametrize("trouble", ["blocked", "deactivated", "kicked"])
async def test_who_cannot_be_written_to_is_gone(trouble: str, api: FakeBotApi, channel: Channel) -> None:
    setattr(api.chat(1001), trouble, True)

    with pytest.raises(RecipientGone):
        await channel.send(CHILD, (HELLO,))


async def test_an_unknown_chat_is_gone(channel: Channel) -> None:
    with pytest.raises(RecipientGone):
        await channel.send(Address("telegram", "999"), (HELLO,))


async def test_a_group_that_moved_says_where_it_is(api: FakeBotApi, channel: Channel) -> None:
    group = api.group(-5, kind="group")
    await api.user(1001).send_text("/chude", group)
    group.migrate(-1009)

    with pytest.raises(RecipientMoved) as caught:
        await channel.send(Address("telegram", "-5"), (HELLO,))

    assert caught.value.new_chat == "-1009"


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Answer(429, "Too Many Requests: retry after 9", {"retry_after": 9}), TryLater),
        (Answer(400, "Bad Request: message is too long"), Rejected),
        (Answer(500, "Internal Server Error"), InDoubt),
        (Status(502), InDoubt),
        (Status(403, "blocked by the school's proxy"), TryLater),
        (Drop(), InDoubt),
        (Drop(after_accepting=True), InDoubt),
        (Status(200, "{}"), InDoubt),
        (Status(200, '{"ok": true, "result": true}'), InDoubt),
    ],
)
async def test_each_fault_has_its_outcome(
    fault: Answer | Status | Drop, outcome: type[ChannelError], api: FakeBotApi, channel: Channel
) -> None:
    api.fail_next("sendMessage", fault)

    with pytest.raises(outcome) as caught:
        await channel.send(CHILD, (HELLO,))

    assert type(caught.value) is outcome
    assert getattr(caught.value, "after", None) == (9 if "429" in repr(fault) else None)


async def test_a_server_that_is_not_there_has_taken_nothing(api: FakeBotApi, channel: Channel) -> None:
    await api.__aexit__()

    with pytest.raises(TryLater):
        await channel.send(CHILD, (HELLO,))


async def test_a_wrong_token_is_the_operators_to_mend(api: FakeBotApi) -> None:
    calls = BotApi(TelegramOptions("1234567:wrong", api.base_url), AiohttpRequest(client_session))
    await calls.open()

    with pytest.raises(Unauthorised, match="BOT_TELEGRAM__TOKEN") as caught:
        await TelegramChannel(calls).send(CHILD, (HELLO,))

    assert isinstance(caught.value, OperatorError)
    await calls.close()


async def test_messages_of_both_sides_are_deleted(api: FakeBotApi, channel: Channel) -> None:
    written = await api.user(1001).send_text("em bị dọa")
    ids = await channel.send(CHILD, (HELLO,) * 120)

    await channel.delete(CHILD, (str(written.message_id), *ids, "no-number", "424242"))

    assert api.messages(1001) == []
    assert written.deleted
    assert [len(call.params["message_ids"]) for call in api.calls_of("deleteMessages")] == [100, 22]


async def test_one_message_that_is_too_old_keeps_no_other(
    api: FakeBotApi, channel: Channel, clock: ManualClock
) -> None:
    [old] = await channel.send(CHILD, (HELLO,))
    clock.advance(49 * 3600)
    [new] = await channel.send(CHILD, (HELLO,))
    api.fail_next("deleteMessages", Answer(400, "Bad Request: message can't be deleted for everyone"))

    await channel.delete(CHILD, (old, new))

    assert [str(message.message_id) for message in api.messages(1001)] == [old]


async def test_deleting_where_nothing_can_be_deleted_is_no_error(api: FakeBotApi, channel: Channel) -> None:
    await channel.delete(CHILD, ())
    await channel.delete(Address("telegram", "999"), ("1",))
    api.chat(1001).blocked = True
    await channel.delete(CHILD, ("1",))

    assert len(api.calls_of("deleteMessages")) == 2


async def test_the_channel_says_what_telegram_can_show(channel: Channel) -> None:
    can = channel.capabilities

    assert (channel.name, can.max_text) == ("telegram", 4096)
    assert (can.buttons, can.links, can.calls, can.copies) == (True, True, False, True)
    assert (can.deletes, can.proactive) == (True, True)
