"""The chat states that are held in memory, under the same keyed hashes as in the database."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from bot.core.turn import ChatState

EMPTY = ChatState()


@dataclass(frozen=True, slots=True)
class KeptState:
    """A chat's state as the database holds it."""

    state: ChatState
    expires_at: datetime

    def at(self, now: datetime) -> ChatState:
        """Return the state, or an empty one when its time is over."""
        return self.state if now < self.expires_at else EMPTY


class States:
    """The most recently used states, at most `size`; None stands for a chat of which nothing is kept.

    While it is `complete` it holds all that the database holds, so that a chat that is not here is
    known to be new.
    """

    def __init__(self, size: int, *, complete: bool) -> None:
        self._size = size
        self._complete = complete
        self._chats: OrderedDict[bytes, KeptState | None] = OrderedDict()

    def knows(self, key: bytes) -> bool:
        """Say whether `find` tells the truth about this chat; otherwise the database must be asked."""
        return self._complete or key in self._chats

    def find(self, key: bytes) -> KeptState | None:
        """Return what is held of the chat."""
        kept = self._chats.get(key)
        if kept is not None:
            self._chats.move_to_end(key)
        return kept

    def put(self, key: bytes, kept: KeptState | None) -> None:
        """Hold what the database has now; the chat that was silent longest makes room."""
        if kept is None and self._complete:
            self._chats.pop(key, None)
            return
        self._chats[key] = kept
        self._chats.move_to_end(key)
        if len(self._chats) > self._size:
            self._chats.popitem(last=False)
            self._complete = False

    def purge(self, now: datetime) -> None:
        """Let go of what has outlived its time."""
        over = [key for key, kept in self._chats.items() if kept is not None and kept.expires_at <= now]
        for key in over:
            del self._chats[key]
