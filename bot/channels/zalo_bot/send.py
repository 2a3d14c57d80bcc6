"""The channel: sends replies to Zalo chats as texts."""

import logging
from collections.abc import Callable, Sequence

from bot.channels.zalo_bot.api import ZaloBotApi
from bot.channels.zalo_bot.receive import CHANNEL
from bot.channels.zalo_bot.render import MAX_TEXT, render
from bot.core.channel import Capabilities
from bot.core.clock import Clock
from bot.core.errors import InDoubt, Rejected, TryLater
from bot.core.menus import Menus
from bot.core.message import Address
from bot.core.reply import Picture, Reply

log = logging.getLogger(__name__)

CAPABILITIES = Capabilities(
    max_text=MAX_TEXT,
    buttons=False,
    links=True,
    calls=False,
    copies=False,
    deletes=False,
    proactive=True,
    introduces=True,
)


class ZaloBotChannel:
    """Sends; nothing that was sent can be taken back. `public_url` is where Zalo fetches drawings from."""

    def __init__(
        self, api: ZaloBotApi, menus: Menus, choose: Callable[[], str], clock: Clock, public_url: str | None
    ) -> None:
        self._api = api
        self._menus = menus
        self._choose = choose
        self._clock = clock
        self._pictures = f"{public_url.rstrip('/')}/hinh/" if public_url else None

    @property
    def name(self) -> str:
        """The channel's id."""
        return CHANNEL

    @property
    def capabilities(self) -> Capabilities:
        """What a Zalo bot can show."""
        return CAPABILITIES

    async def send(self, to: Address, replies: Sequence[Reply]) -> tuple[str, ...]:
        """Send in order; return the message ids. Where a later part fails, the earlier ones stay sent."""
        sent: list[str] = []
        for reply in replies:
            rendered = render(reply, self._choose(), self._menus.count(to.chat, self._clock()) + 1)
            for picture in reply.pictures:
                sent += await self._send_picture(to, picture)
            for text in rendered.texts:
                sent.append(await self._api.send_message(to.chat, text))
            self._menus.offer(to.chat, rendered.menu, self._clock())
        return tuple(sent)

    async def delete(self, at: Address, message_ids: Sequence[str]) -> None:  # noqa: ARG002 - the port's
        """Do nothing but forget the options: Zalo lets no bot delete messages."""
        self._menus.forget(at.chat)

    async def is_administrator(self, at: Address, person: str) -> bool:  # noqa: ARG002 - the port's
        """Say no: Zalo does not tell who administers a group."""
        return False

    async def _send_picture(self, to: Address, picture: Picture) -> list[str]:
        """Let Zalo fetch a drawing; without it the words are complete."""
        if self._pictures is None:
            return []
        try:
            return [await self._api.send_photo(to.chat, f"{self._pictures}{picture.name}.png", picture.alt)]
        except (Rejected, InDoubt, TryLater) as error:
            log.warning("a drawing was not sent (%s)", type(error).__name__, extra={"action": "file_failed"})
            return []
