"""Getting an interactive answer accepted: what is tried again, and what is given up."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.core.channel import Channel
from bot.core.errors import InDoubt, RecipientGone, RecipientMoved, Rejected, TryLater
from bot.core.message import Address
from bot.core.reply import Reply

Sleep = Callable[[float], Awaitable[None]]

# A person waits for this answer: three tries within about half a minute, then the platform's own
# redelivery takes over.
TRIES = 3
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 15.0


class Sent(StrEnum):
    """How sending ended; every ending but an exception means that the update is finished."""

    ACCEPTED = "accepted"
    GONE = "gone"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Delivery:
    """The ending, and the platform's ids of what was accepted."""

    ending: Sent
    message_ids: tuple[str, ...] = ()


async def deliver(
    channel: Channel, to: Address, replies: Sequence[Reply], *, sleep: Sleep = asyncio.sleep
) -> Delivery:
    """Send the replies in order. Raises TryLater or InDoubt when no try was accepted.

    An answer in doubt is sent again: here a repeated answer is better than a missing one.
    """
    message_ids: list[str] = []
    for reply in replies:
        try:
            message_ids += await _persist(channel, to, reply, sleep)
        except RecipientGone:
            return Delivery(Sent.GONE, tuple(message_ids))
        except Rejected:
            return Delivery(Sent.REJECTED, tuple(message_ids))
    return Delivery(Sent.ACCEPTED, tuple(message_ids))


async def _persist(channel: Channel, to: Address, reply: Reply, sleep: Sleep) -> tuple[str, ...]:
    pause = FIRST_PAUSE
    for tries_left in reversed(range(TRIES)):
        try:
            return await channel.send(to, (reply,))
        except RecipientMoved as moved:
            to = Address(to.channel, moved.new_chat, to.thread)
        except (TryLater, InDoubt) as error:
            wait = max(pause, getattr(error, "after", None) or 0.0)
            if not tries_left or wait > LONGEST_PAUSE:
                raise
            await sleep(wait)
            pause *= 4
    raise TryLater("the chat keeps moving")
