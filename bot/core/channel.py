"""The port to a platform: what it can show, and how to send to it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from bot.core.message import Address, Incoming
from bot.core.reply import Reply


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can show; the renderer degrades the rest (buttons to a numbered list).

    `max_text` is counted in UTF-16 code units of one message. `drafts`: reports are prepared in the chat; a
    page of our own has a form for it, where the words stay in the browser. `window`: how long after
    somebody's last message or tap they may be written to; None where there is no end. `introduces`: the
    platform's terms ask a bot to say at first what it is and what it processes.
    """

    max_text: int
    buttons: bool
    links: bool
    calls: bool
    copies: bool
    deletes: bool
    proactive: bool
    drafts: bool = True
    window: timedelta | None = None
    introduces: bool = False


class Channel(Protocol):
    """Sends replies. Raises only the ChannelError outcomes."""

    @property
    def name(self) -> str:
        """The channel's id, as in Address.channel."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What this channel can show."""
        ...

    async def send(self, to: Address, replies: Sequence[Reply]) -> tuple[str, ...]:
        """Send in order; return the platform's message ids, for a later wipe."""
        ...

    async def delete(self, at: Address, message_ids: Sequence[str]) -> None:
        """Delete messages where the platform can; unknown or too old ones are passed over."""
        ...

    async def is_administrator(self, at: Address, person: str) -> bool:
        """Say whether a person may decide for a group."""
        ...


# What a channel hands its updates to. Returns when the reply has been accepted and the update's
# id is committed; raises TryLater or InDoubt when the platform should deliver the update again.
Receiver = Callable[[Incoming, Channel], Awaitable[None]]


class EarlyReceiver(Protocol):
    """A Receiver for platforms that want to hear at once that an update has arrived.

    `decided` is called when the answer is decided and kept: from then on no death of the process loses it.
    """

    async def __call__(
        self, incoming: Incoming, channel: Channel, decided: Callable[[], None] | None = None
    ) -> None:
        """Return when the reply has been accepted and the update's id is committed."""
        ...
