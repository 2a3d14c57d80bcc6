"""The port to what is remembered: update ids and chat states. Never a word of what was written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.decision import Decision
from bot.core.message import Address
from bot.core.turn import ChatState, Forget, Remember
from bot.core.understanding import Asked

KEEP_STATES = timedelta(hours=24)
KEEP_UPDATES = timedelta(days=7)
KEEP_QUESTIONS = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Entry:
    """What one finished update leaves behind; committed as a whole.

    `update_id` is None where the platform never delivers twice. `asked` is counted, and not tied to the chat.
    `held` says that its decision was kept and is done with.
    """

    address: Address
    at: datetime
    update_id: str | None = None
    change: Remember | Forget | None = None
    asked: Asked | None = None
    held: bool = False


class Journal(Protocol):
    """Remembers finished updates and chat states. Raises StorageError when it can't."""

    async def is_done(self, channel: str, update_id: str) -> bool:
        """Say whether this update was already answered and committed."""
        ...

    async def state(self, address: Address, now: datetime) -> ChatState:
        """Return what is kept of the chat; an empty state when nothing is, or it has expired."""
        ...

    async def commit(self, entry: Entry) -> None:
        """Return when the entry is durable. Entries of many chats share one transaction."""
        ...

    async def hold(self, decision: Decision) -> None:
        """Return when the decision is durable; it is kept until an entry with its update id is committed."""
        ...

    async def held(self, channel: str) -> Sequence[Decision]:
        """Return what a channel has decided and not yet answered, oldest first."""
        ...

    async def purge(self, now: datetime) -> int:
        """Delete what has outlived its time; return the number of rows."""
        ...
