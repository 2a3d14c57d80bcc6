"""Journal and subscriptions in memory: for tests, and for the terminal, which keeps nothing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.decision import KEEP_DECISIONS, Decision, read, written
from bot.core.journal import KEEP_STATES, KEEP_UPDATES, Entry
from bot.core.message import Address
from bot.core.subscription import Feedback, Load, Rating, Standing, Subscription
from bot.core.turn import ChatState, Forget, Remember
from bot.storage.states import EMPTY, KeptState


class MemoryJournal:
    """Promises what SqlJournal promises, but for outliving the process."""

    def __init__(self) -> None:
        self._finished: dict[tuple[str, str], datetime] = {}
        self._chats: dict[tuple[str, str], KeptState] = {}
        self._held: dict[tuple[str, str], Decision] = {}

    async def is_done(self, channel: str, update_id: str) -> bool:
        """Say whether this update was already answered and committed."""
        return (channel, update_id) in self._finished

    async def state(self, address: Address, now: datetime) -> ChatState:
        """Return what is kept of the chat; an empty state when nothing is, or it has expired."""
        kept = self._chats.get((address.channel, address.chat))
        return EMPTY if kept is None else kept.at(now)

    async def commit(self, entry: Entry) -> None:
        """Keep the entry."""
        chat = (entry.address.channel, entry.address.chat)
        if entry.update_id is not None:
            self._finished.setdefault((entry.address.channel, entry.update_id), entry.at)
            if entry.held:
                self._held.pop((entry.address.channel, entry.update_id), None)
        match entry.change:
            case Remember(state) if state != EMPTY:
                self._chats[chat] = KeptState(state, entry.at + KEEP_STATES)
            case Remember() | Forget():
                self._chats.pop(chat, None)
            case None:
                pass

    async def hold(self, decision: Decision) -> None:
        """Keep the decision until its update is committed."""
        wordless = replace(decision, body=read(written(decision.body)))
        self._held.setdefault((decision.address.channel, decision.update_id), wordless)

    async def held(self, channel: str) -> Sequence[Decision]:
        """Return what a channel has decided and not yet answered, oldest first."""
        mine = (one for one in self._held.values() if one.address.channel == channel)
        return sorted(mine, key=lambda one: (one.at, one.update_id))

    async def purge(self, now: datetime) -> int:
        """Delete what has outlived its time; return the number of rows."""
        before = len(self._finished) + len(self._chats) + len(self._held)
        self._held = {key: one for key, one in self._held.items() if one.at >= now - KEEP_DECISIONS}
        self._finished = {key: at for key, at in self._finished.items() if at >= now - KEEP_UPDATES}
        self._chats = {key: kept for key, kept in self._chats.items() if kept.expires_at > now}
        return before - len(self._finished) - len(self._chats) - len(self._held)


class MemorySubscriptions:
    """Promises what SqlSubscriptions promises, but for outliving the process and for deliveries."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Subscription] = {}
        self._ratings: Counter[tuple[str, Feedback]] = Counter()

    async def find(self, address: Address) -> Subscription | None:
        """Return what is kept of the chat's subscription, also when it was stopped."""
        return self._kept.get((address.channel, address.chat))

    async def keep(self, address: Address, subscription: Subscription, now: datetime) -> None:  # noqa: ARG002 - the port's
        """Keep it instead of the one before."""
        self._kept[address.channel, address.chat] = subscription

    async def hear(self, address: Address, now: datetime, window: timedelta) -> bool:
        """Note that the chat's person has written or tapped; say whether there is an active subscription."""
        kept = await self.find(address)
        if kept is None or not kept.is_active:
            return False
        self._kept[address.channel, address.chat] = kept.heard(now, window)
        return True

    async def stop(self, address: Address, now: datetime) -> bool:  # noqa: ARG002 - the port's
        """Send nothing more; say whether there was an active subscription."""
        return self._end(address, Standing.STOPPED)

    async def erase(self, address: Address) -> bool:
        """Delete all that is kept of the subscription; say whether there was one."""
        return self._kept.pop((address.channel, address.chat), None) is not None

    async def close(self, address: Address, now: datetime) -> None:  # noqa: ARG002 - the port's
        """Note that the chat cannot be written to any more."""
        self._end(address, Standing.GONE)

    async def move(self, address: Address, chat: str, now: datetime) -> None:  # noqa: ARG002 - the port's
        """Let the subscription go on under the chat's new id."""
        kept = self._kept.pop((address.channel, address.chat), None)
        if kept is not None:
            self._kept[address.channel, chat] = kept

    async def load(self) -> Load:
        """Return how many active subscriptions each slot has."""
        schedules = [one.schedule for one in self._kept.values() if one.is_active]
        return Counter((one.zone, one.weekday, one.minute) for one in schedules)

    async def rate(self, tip: str, feedback: Feedback) -> None:
        """Count what somebody said of a tip."""
        self._ratings[tip, feedback] += 1

    async def ratings(self) -> Sequence[Rating]:
        """Return the counts."""
        return [Rating(tip, feedback, times) for (tip, feedback), times in sorted(self._ratings.items())]

    def _end(self, address: Address, standing: Standing) -> bool:
        kept = self._kept.get((address.channel, address.chat))
        if kept is None or not kept.is_active:
            return False
        ended = replace(kept, standing=standing, next_due_at=None, paused_until=None)
        self._kept[address.channel, address.chat] = ended
        return True
