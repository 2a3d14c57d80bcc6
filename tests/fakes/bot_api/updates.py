"""The queue of updates, and long polling with its exact rules."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.fakes.bot_api.refusals import Json, conflict

FIRST_UPDATE_ID = 700_000_001
MAX_POLL_SECONDS = 50
# Sent only to bots that ask for them by name.
_OPT_IN = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(slots=True)
class Update:
    """One update. `order_key`: updates with the same key reach a webhook one after the other."""

    update_id: int
    kind: str
    body: Json
    chat_id: int
    order_key: tuple[str, int]
    first_sent: int | None = None
    deliveries: int = 0
    accepted: bool = False

    def as_json(self) -> Json:
        """Return the update as the bot receives it."""
        return {"update_id": self.update_id, **self.body}


class UpdateQueue:
    """Updates that the bot has not confirmed, and who is waiting for them."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self.pending: list[Update] = []
        self.everything: list[Update] = []
        self.allowed: Sequence[str] = ()
        self.on_add: Callable[[Update], None] | None = None
        self.tick = 0
        self._changed = changed
        self._next_id = FIRST_UPDATE_ID
        self._poll: asyncio.Future[str] | None = None

    @property
    def polled(self) -> bool:
        """Whether somebody is waiting for updates just now."""
        return self._poll is not None

    def allow(self, given: Any) -> None:
        """Keep the list of wanted kinds; anything but a list leaves it as it was."""
        if isinstance(given, list):
            self.allowed = tuple(str(kind) for kind in given)

    def add(self, body: Json, chat_id: int) -> Update | None:
        """Queue an update; None when the bot does not want its kind."""
        kind = next(iter(body))
        if not (kind in self.allowed if self.allowed else kind not in _OPT_IN):
            return None
        update = Update(self._next_id, kind, body, chat_id, (kind, chat_id))
        self._next_id += 1
        self.pending.append(update)
        self.everything.append(update)
        self._wake("updates")
        if self.on_add is not None:
            self.on_add(update)
        self._changed()
        return update

    def mark_sent(self, update: Update) -> None:
        """Note that the bot has been handed the update."""
        self.tick += 1
        update.deliveries += 1
        update.first_sent = self.tick if update.first_sent is None else update.first_sent

    def accept(self, update: Update) -> None:
        """Forget an update that the bot has confirmed."""
        update.accepted = True
        self.pending.remove(update)
        self._changed()

    def drop_pending(self) -> None:
        """Forget everything that has not been confirmed."""
        self.pending.clear()

    def interrupt(self, reason: str) -> None:
        """End the poll that is waiting, if any, with a conflict."""
        self._wake(reason)

    def close(self) -> None:
        """Let a waiting poll return nothing, because the server stops."""
        self._wake("closed")

    async def poll(self, offset: int, limit: int, timeout: int) -> list[Json]:  # noqa: ASYNC109 - the API's
        """Confirm what lies below `offset` and return what is left, waiting for the first."""
        self._wake("terminated by other getUpdates request; make sure that only one bot instance is running")
        self._confirm(offset)
        if not self.pending and timeout > 0:
            await self._wait(min(timeout, MAX_POLL_SECONDS))
        batch = self.pending[:limit]
        for update in batch:
            self.mark_sent(update)
        self._changed()
        return [update.as_json() for update in batch]

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            below = self.pending[:offset]
        else:
            below = [update for update in self.pending if update.update_id < offset]
        for update in below:
            self.accept(update)

    async def _wait(self, seconds: float) -> None:
        poll: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._poll = poll
        self._changed()
        try:
            async with asyncio.timeout(seconds):
                woken_by = await poll
        except TimeoutError:
            return
        finally:
            if self._poll is poll:
                self._poll = None
        if woken_by not in ("updates", "closed"):
            raise conflict(woken_by, provoked=True)  # the call that came in between may be a restarted bot's

    def _wake(self, reason: str) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(reason)
            self._poll = None
