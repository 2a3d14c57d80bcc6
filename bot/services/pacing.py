"""How fast a token may send: evenly, never above its rate in any second, answers to people always first.

Time is the event loop's own, which never jumps. An answer is never held back: it is counted, and what is
sent unasked makes room for it.
"""

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.core.channel import Capabilities, Channel
from bot.core.clock import Clock, utc_now
from bot.core.message import Address
from bot.core.reply import Reply
from bot.services.quota import Quota

Sleep = Callable[[float], Awaitable[object]]

# A second by our clock may be a little less by the platform's: messages overtake one another on the way.
MARGIN = 0.01
# How far a late sender may catch up: enough for the clock's grain, too little for a burst.
CATCH_UP_TURNS = 3
CATCH_UP_SECONDS = 0.02
CHAT_SECONDS = 1.05
GROUP_AMOUNT, GROUP_SECONDS = 20, 60.5
CHATS = 20_000


class Pacer:
    """Gives turns to send, `per_second` of them at most; one per token."""

    def __init__(
        self,
        per_second: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._interval = 1 / per_second
        amount = max(1, int(per_second))
        self._window = amount / per_second + MARGIN
        self._recent: deque[float] = deque(maxlen=amount)
        self._chats: OrderedDict[Address, deque[float]] = OrderedDict()
        self._next = clock()
        self._closed_until = clock()
        self._line = asyncio.Lock()

    def pause(self, seconds: float) -> None:
        """Give no turn for so long: the platform has asked for it."""
        self._closed_until = max(self._closed_until, self._clock() + seconds)

    @property
    def closed_for(self) -> float:
        """The seconds for which no turn is given."""
        return max(0.0, self._closed_until - self._clock())

    async def turn(self, to: Address, *, in_group: bool, patience: float) -> bool:
        """Return True when it is this chat's turn; False when that is more than `patience` seconds away."""
        if not await self._wait(lambda: self._chat_free(to, in_group=in_group), patience):
            return False
        async with self._line:
            if not await self._wait(self._free, patience):
                return False
            now = self._clock()
            if now - self._next > max(CATCH_UP_TURNS * self._interval, CATCH_UP_SECONDS):
                self._next = now  # after a rest nothing is caught up
            self._next += self._interval
            self._note(to, now)
        return True

    def answered(self, to: Address) -> None:
        """Count a message that was sent outside all turns."""
        self._note(to, self._clock())

    async def _wait(self, free: Callable[[], float], patience: float) -> bool:
        """Sleep until the moment that `free` names; it may move on meanwhile."""
        deadline = self._clock() + patience
        while (moment := free()) > (now := self._clock()):
            if moment > deadline:
                return False
            await self._sleep(moment - now)
        return True

    def _free(self) -> float:
        full = len(self._recent) == self._recent.maxlen
        return max(self._next, self._closed_until, self._recent[0] + self._window if full else 0.0)

    def _chat_free(self, to: Address, *, in_group: bool) -> float:
        sent = self._chats.get(_whole(to))
        if not sent:
            return 0.0
        crowded = in_group and len(sent) == GROUP_AMOUNT
        return max(sent[-1] + CHAT_SECONDS, sent[0] + GROUP_SECONDS if crowded else 0.0)

    def _note(self, to: Address, now: float) -> None:
        self._recent.append(now)
        chat = _whole(to)
        self._chats.setdefault(chat, deque(maxlen=GROUP_AMOUNT)).append(now)
        self._chats.move_to_end(chat)
        if len(self._chats) > CHATS:
            self._chats.popitem(last=False)


@dataclass(frozen=True, slots=True)
class Answering:
    """A channel for answers: never held back, but counted by the pacer and in the month's quota."""

    channel: Channel
    pacer: Pacer
    quota: Quota | None = None
    clock: Clock = utc_now

    @property
    def name(self) -> str:
        """The channel's id."""
        return self.channel.name

    @property
    def capabilities(self) -> Capabilities:
        """What the channel can show."""
        return self.channel.capabilities

    async def send(self, to: Address, replies: Sequence[Reply]) -> tuple[str, ...]:
        """Send in order; return the platform's message ids."""
        for _ in replies:
            self.pacer.answered(to)
        sent = await self.channel.send(to, replies)
        if self.quota is not None:
            self.quota.count(len(sent), self.clock())
        return sent

    async def delete(self, at: Address, message_ids: Sequence[str]) -> None:
        """Delete messages where the platform can."""
        await self.channel.delete(at, message_ids)

    async def is_administrator(self, at: Address, person: str) -> bool:
        """Say whether a person may decide for a group."""
        return await self.channel.is_administrator(at, person)


def _whole(to: Address) -> Address:
    """Return the chat without its thread: limits are of whole chats."""
    return Address(to.channel, to.chat) if to.thread is not None else to
