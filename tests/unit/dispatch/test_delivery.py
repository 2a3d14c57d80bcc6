"""Interactive answers: what is tried again and what is given up."""

from collections import deque

import pytest

from bot.core.errors import InDoubt, RecipientGone, RecipientMoved, Rejected, TryLater
from bot.core.message import Address
from bot.core.reply import Reply, paragraphs
from bot.services.delivery import Delivery, Sent, deliver
from tests.fakes.channels import RecordingChannel

HERE = Address("telegram", "1", "7")
ONE, TWO = Reply((paragraphs("một"),)), Reply((paragraphs("hai"),))


class Pauses(list[float]):
    """Notes the pauses instead of sleeping."""

    async def __call__(self, seconds: float) -> None:
        self.append(seconds)


async def test_replies_go_out_in_order() -> None:
    channel = RecordingChannel()

    delivery = await deliver(channel, HERE, (ONE, TWO))

    assert delivery == Delivery(Sent.ACCEPTED, ("sent-0", "sent-1"))
    assert channel.texts == ["một", "hai"]


async def test_a_passing_fault_is_waited_out_as_long_as_the_platform_asks() -> None:
    channel, pauses = RecordingChannel(faults=deque([TryLater("busy", after=3.0)])), Pauses()

    delivery = await deliver(channel, HERE, (ONE,), sleep=pauses)

    assert delivery.ending is Sent.ACCEPTED
    assert pauses == [3.0]


async def test_an_answer_in_doubt_is_sent_again() -> None:
    channel, pauses = RecordingChannel(faults=deque([InDoubt("timed out")])), Pauses()

    await deliver(channel, HERE, (ONE,), sleep=pauses)

    assert channel.texts == ["một"]


async def test_after_three_tries_the_platform_is_asked_to_deliver_again() -> None:
    channel, pauses = RecordingChannel(faults=deque([TryLater("down")] * 3)), Pauses()

    with pytest.raises(TryLater):
        await deliver(channel, HERE, (ONE,), sleep=pauses)
    assert channel.sent == []


async def test_a_long_wait_is_not_sat_out() -> None:
    channel, pauses = RecordingChannel(faults=deque([TryLater("flood", after=600.0)])), Pauses()

    with pytest.raises(TryLater):
        await deliver(channel, HERE, (ONE,), sleep=pauses)
    assert pauses == []


async def test_a_moved_chat_is_followed_and_keeps_its_thread() -> None:
    channel = RecordingChannel(faults=deque([RecipientMoved("2")]))

    await deliver(channel, HERE, (ONE,), sleep=Pauses())

    assert [to for to, _ in channel.sent] == [Address("telegram", "2", "7")]


@pytest.mark.parametrize(
    ("fault", "ending"), [(RecipientGone("blocked"), Sent.GONE), (Rejected("bad"), Sent.REJECTED)]
)
async def test_permanent_refusals_are_never_retried(fault: RecipientGone | Rejected, ending: Sent) -> None:
    channel, pauses = RecordingChannel(faults=deque([None, fault])), Pauses()

    delivery = await deliver(channel, HERE, (ONE, TWO), sleep=pauses)

    assert delivery == Delivery(ending, ("sent-0",))
    assert pauses == []
