"""The Zalo bot's channel keeps a channel's promises: order, ids, numbers, outcomes."""

from collections.abc import AsyncIterator

import pytest

from bot.channels.zalo_bot.api import ZaloBotApi
from bot.channels.zalo_bot.bot import sending
from bot.channels.zalo_bot.options import ZaloBotOptions
from bot.channels.zalo_bot.send import ZaloBotChannel
from bot.core.channel import Channel
from bot.core.clock import utc_now
from bot.core.errors import (
    ChannelError,
    InDoubt,
    OperatorError,
    RecipientGone,
    Rejected,
    TryLater,
    Unauthorised,
)
from bot.core.menus import Menus
from bot.core.message import Address
from bot.core.reply import Block, Call, Picture, Press, Reply, Style
from bot.http.client import client_session
from tests.fakes.zalo_bot import FakeZaloBot, Fault

PERSON = "6ede9afa66b88fe6d6a9"
CHILD = Address("zalo-bot", PERSON)
HELLO = Reply((Block(Style.TEXT, ("Chào bạn",)),))
PUBLIC = "https://khien-nho.example.vn"


@pytest.fixture
async def zalo() -> AsyncIterator[FakeZaloBot]:
    async with FakeZaloBot() as fake:
        fake.known.add(PERSON)
        yield fake


@pytest.fixture
async def channel(zalo: FakeZaloBot) -> AsyncIterator[Channel]:
    options = ZaloBotOptions(zalo.token, zalo.base_url, public_url=PUBLIC)
    async with sending(options, lambda: "Trả lời bằng số:", utc_now) as (opened, _):
        yield opened


async def test_replies_arrive_in_order_and_their_ids_are_returned(
    zalo: FakeZaloBot, channel: Channel
) -> None:
    long = Reply((Block(Style.TEXT, ("chữ " * 700,)),))

    ids = await channel.send(CHILD, (HELLO, long))

    assert zalo.sent[PERSON][0] == "Chào bạn"
    assert len(ids) == len(zalo.sent[PERSON]) == 3
    assert len(set(ids)) == 3
    assert zalo.refused == []


async def test_buttons_become_numbers_and_a_call_is_a_number_in_the_text(
    zalo: FakeZaloBot, channel: Channel
) -> None:
    reply = Reply((Block(Style.TEXT, ("Chọn nhé",)),), ((Press("Một", "help"), Call("Gọi 111", "111")),))

    await channel.send(CHILD, (reply,))

    [text] = zalo.sent[PERSON]
    assert "1. Một" in text
    assert "111" in text


async def test_a_drawing_is_fetched_by_zalo_and_the_words_stand_without_it(
    zalo: FakeZaloBot, channel: Channel
) -> None:
    reply = Reply(HELLO.blocks, pictures=(Picture("vi/show-adult", "Đưa người lớn xem"),))
    zalo.fail_next("sendPhoto", Fault(code=400))

    await channel.send(CHILD, (reply,))
    await channel.send(CHILD, (reply,))

    assert zalo.sent[PERSON] == ["Chào bạn", "Chào bạn"]
    assert zalo.photos[PERSON] == [f"{PUBLIC}/hinh/vi/show-adult.png"]


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault(code=400), Rejected),
        (Fault(code=404), Rejected),
        (Fault(code=401), Unauthorised),
        (Fault(code=410), RecipientGone),
        (Fault(code=429), TryLater),
        (Fault(code=403), InDoubt),
        (Fault(code=500), InDoubt),
        (Fault(page=502), InDoubt),
        (Fault(page=403), TryLater),
        (Fault(drop=True), InDoubt),
        (Fault(drop=True, after_accepting=True), InDoubt),
    ],
)
async def test_each_fault_has_its_outcome(
    fault: Fault, outcome: type[ChannelError], zalo: FakeZaloBot, channel: Channel
) -> None:
    zalo.fail_next("sendMessage", fault)

    with pytest.raises((ChannelError, OperatorError)) as caught:
        await channel.send(CHILD, (HELLO,))

    assert type(caught.value) is outcome
    assert "Chào bạn" not in str(caught.value)
    assert zalo.token not in str(caught.value)  # it is part of the address


async def test_who_never_wrote_is_gone(channel: Channel) -> None:
    with pytest.raises(RecipientGone):
        await channel.send(Address("zalo-bot", "nobody"), (HELLO,))


async def test_a_server_that_is_not_there_has_taken_nothing(zalo: FakeZaloBot) -> None:
    api = ZaloBotApi(ZaloBotOptions(zalo.token, zalo.base_url), client_session)
    await api.open()
    await zalo.__aexit__()

    with pytest.raises(TryLater):
        await ZaloBotChannel(api, Menus(), str, utc_now, None).send(CHILD, (HELLO,))
    await api.close()


async def test_a_wrong_token_is_the_operators_to_mend(zalo: FakeZaloBot) -> None:
    options = ZaloBotOptions("1459232241454765289:wrong", zalo.base_url, public_url=None)

    with pytest.raises(OperatorError) as caught:
        async with sending(options, lambda: "", utc_now):
            raise AssertionError

    assert isinstance(caught.value, Unauthorised)


async def test_nothing_is_deleted_and_that_is_no_error(zalo: FakeZaloBot, channel: Channel) -> None:
    ids = await channel.send(CHILD, (HELLO,))

    await channel.delete(CHILD, ids)

    assert len(zalo.sent[PERSON]) == 1


async def test_the_channel_says_what_a_zalo_bot_can_show(channel: Channel) -> None:
    can = channel.capabilities

    assert (channel.name, can.max_text) == ("zalo-bot", 1900)
    assert (can.buttons, can.calls, can.copies, can.deletes) == (False, False, False, False)
    assert (can.proactive, can.introduces, can.window) == (True, True, None)
    assert not await channel.is_administrator(CHILD, "1")
