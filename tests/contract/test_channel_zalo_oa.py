"""The Official Account's channel keeps a channel's promises: order, ids, buttons, outcomes."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.channels.zalo_oa.bot import sending
from bot.channels.zalo_oa.options import ZaloOaOptions
from bot.channels.zalo_oa.turns import Turns
from bot.core.channel import Channel
from bot.core.errors import (
    ChannelError,
    InDoubt,
    OperatorError,
    RecipientGone,
    Rejected,
    TryLater,
    WindowClosed,
)
from bot.core.message import Address
from bot.core.reply import Block, Call, Link, Press, Reply, Style, Tone
from bot.storage.cipher import Cipher
from bot.storage.database import open_alone
from bot.storage.key import SecretKey
from bot.storage.tokens import SqlTokens
from tests.fakes.zalo_oa import PERSON, FakeZaloOa, Fault

CHILD = Address("zalo-oa", PERSON)
HELLO = Reply((Block(Style.TEXT, ("Chào bạn",)),))
CIPHER = Cipher(SecretKey(b"k" * 32))


@pytest.fixture
async def oa() -> AsyncIterator[FakeZaloOa]:
    async with FakeZaloOa() as fake:
        await fake.write(PERSON, "chào")
        yield fake


def options(oa: FakeZaloOa, refresh_token: str | None) -> ZaloOaOptions:
    return ZaloOaOptions(
        app_id=oa.app_id,
        app_secret=oa.app_secret,
        webhook_secret=oa.oa_secret,
        refresh_token=refresh_token,
        api_base_url=oa.base_url,
        oauth_base_url=oa.base_url,
        public_url="https://khien-nho.example.vn",
    )


@pytest.fixture
async def channel(oa: FakeZaloOa, database_url: str) -> AsyncIterator[Channel]:
    database = await open_alone(database_url)
    given = options(oa, oa.grant().refresh_token)
    async with sending(given, SqlTokens(database, CIPHER), lambda: "Trả lời bằng số:", oa.utc_now) as (
        opened,
        _,
    ):
        yield opened
    await database.close()


async def test_replies_arrive_in_order_and_their_ids_are_returned(oa: FakeZaloOa, channel: Channel) -> None:
    long = Reply((Block(Style.TEXT, ("chữ " * 700,)),))

    ids = await channel.send(CHILD, (HELLO, long))

    assert oa.texts(PERSON)[0] == "Chào bạn"
    assert ids == tuple(sent.message_id for sent in oa.sent_to(PERSON))
    assert len(ids) == 3
    assert oa.mistakes == []


async def test_the_first_five_are_buttons_and_the_rest_are_numbers(oa: FakeZaloOa, channel: Channel) -> None:
    topics = tuple((Press(f"Mục {number}", "help"),) for number in range(1, 8))
    first = (Call("Gọi 111", "111"), Link("VNeID", "https://vneid.gov.vn/"))

    await channel.send(CHILD, (Reply(HELLO.blocks, (first, *topics)),))

    sent = oa.last(PERSON)
    assert len(sent.buttons) == 5
    assert (sent.buttons[0].type, sent.buttons[0].value) == ("oa.open.phone", "111")
    assert {one.type for one in sent.buttons[1:]} <= {"oa.query.show", "oa.open.url"}
    assert "Mục 7" in sent.text
    assert "https://vneid.gov.vn/" in sent.text + str([one.value for one in sent.buttons])
    assert oa.mistakes == []


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        *((code, RecipientGone) for code in (-213, -244, -227, -217)),
        *((code, WindowClosed) for code in (-230, -232, -218)),
        *((code, TryLater) for code in (-32, -211, -221, -224, -320, -321, -234, -200, -1)),
        *((code, Rejected) for code in (-210, -233, -248, -100, -240)),
    ],
)
async def test_each_code_has_its_outcome(
    code: int, outcome: type[ChannelError], oa: FakeZaloOa, channel: Channel
) -> None:
    oa.fail_next("message", Fault(code=code))

    with pytest.raises(ChannelError) as caught:
        await channel.send(CHILD, (HELLO,))

    assert type(caught.value) is outcome
    assert "Chào bạn" not in str(caught.value)


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault(page=502), InDoubt),
        (Fault(page=403), TryLater),
        (Fault(drop=True), InDoubt),
        (Fault(drop=True, after_accepting=True), InDoubt),
    ],
)
async def test_each_fault_has_its_outcome(
    fault: Fault, outcome: type[ChannelError], oa: FakeZaloOa, channel: Channel
) -> None:
    oa.fail_next("message", fault)

    with pytest.raises(ChannelError) as caught:
        await channel.send(CHILD, (HELLO,))

    assert type(caught.value) is outcome


@pytest.mark.parametrize("code", [-216, -220])
async def test_a_token_that_died_early_is_renewed_once(code: int, oa: FakeZaloOa, channel: Channel) -> None:
    oa.kill_access()

    assert await channel.send(CHILD, (HELLO,))
    oa.fail_next("message", Fault(code=code))
    assert await channel.send(CHILD, (HELLO,))
    assert oa.texts(PERSON) == ["Chào bạn"] * 2


async def test_buttons_that_ring_are_left_out_where_zalo_refuses_them(
    oa: FakeZaloOa, channel: Channel
) -> None:
    ringing = Reply(HELLO.blocks, ((Call("Gọi 111", "111"), Press("Một", "help")),))
    oa.fail_next("message", Fault(code=-201))

    await channel.send(CHILD, (ringing,))
    await channel.send(CHILD, (ringing,))

    assert [sent.type for message in oa.sent_to(PERSON) for sent in message.buttons] == ["oa.query.show"] * 2


async def test_after_seven_days_the_person_has_to_write_first(oa: FakeZaloOa, channel: Channel) -> None:
    assert channel.capabilities.window == timedelta(days=7)
    oa.person(PERSON).last_interaction = oa.clock.now() - timedelta(days=7, seconds=1).total_seconds()

    with pytest.raises(WindowClosed):
        await channel.send(CHILD, (HELLO,))


async def test_who_never_wrote_cannot_be_written_to(oa: FakeZaloOa, channel: Channel) -> None:
    with pytest.raises((RecipientGone, WindowClosed)):
        await channel.send(Address("zalo-oa", "1"), (HELLO,))

    assert oa.sent_to("1") == []


async def test_a_server_that_is_not_there_has_taken_nothing(oa: FakeZaloOa, channel: Channel) -> None:
    await oa.__aexit__()

    with pytest.raises(TryLater):
        await channel.send(CHILD, (HELLO,))


async def test_without_a_token_the_operator_is_told(oa: FakeZaloOa, database_url: str) -> None:
    database = await open_alone(database_url)

    with pytest.raises(OperatorError):
        async with sending(options(oa, None), SqlTokens(database, CIPHER), lambda: "", oa.utc_now):
            raise AssertionError
    await database.close()


async def test_nothing_is_deleted_and_that_is_no_error(oa: FakeZaloOa, channel: Channel) -> None:
    ids = await channel.send(CHILD, (HELLO,))

    await channel.delete(CHILD, ids)

    assert len(oa.texts(PERSON)) == 1


async def test_the_channel_says_what_an_account_can_show(channel: Channel) -> None:
    can = channel.capabilities

    assert (channel.name, can.max_text) == ("zalo-oa", 1900)
    assert (can.buttons, can.links, can.calls, can.copies) == (True, True, True, False)
    assert (can.deletes, can.proactive, can.introduces) == (False, True, True)
    assert not await channel.is_administrator(CHILD, "1")


async def test_a_card_steps_back_behind_nobody(
    oa: FakeZaloOa, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    async def to_send(_: Turns) -> None:
        asked.append("turn")

    monkeypatch.setattr(Turns, "to_send", to_send)
    await channel.send(CHILD, (Reply(HELLO.blocks, tone=Tone.CRISIS),))
    await channel.send(CHILD, (HELLO,))

    assert asked == ["turn"]
    assert len(oa.texts(PERSON)) == 2
