"""The journal in memory: for tests, and for the terminal, which keeps nothing."""

from datetime import datetime

from bot.core.journal import KEEP_STATES, KEEP_UPDATES, Entry
from bot.core.message import Address
from bot.core.turn import ChatState, Forget, Remember
from bot.storage.states import EMPTY, KeptState


class MemoryJournal:
    """Promises what SqlJournal promises, but for outliving the process."""

    def __init__(self) -> None:
        self._finished: dict[tuple[str, str], datetime] = {}
        self._chats: dict[tuple[str, str], KeptState] = {}

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
        match entry.change:
            case Remember(state) if state != EMPTY:
                self._chats[chat] = KeptState(state, entry.at + KEEP_STATES)
            case Remember() | Forget():
                self._chats.pop(chat, None)
            case None:
                pass

    async def purge(self, now: datetime) -> int:
        """Delete what has outlived its time; return the number of rows."""
        before = len(self._finished) + len(self._chats)
        self._finished = {key: at for key, at in self._finished.items() if at >= now - KEEP_UPDATES}
        self._chats = {key: kept for key, kept in self._chats.items() if kept.expires_at > now}
        return before - len(self._finished) - len(self._chats)
