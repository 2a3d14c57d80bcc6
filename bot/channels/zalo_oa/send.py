"""The channel: sends replies to the account's followers."""

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta

from bot.channels.zalo_oa.api import ZaloOaApi
from bot.channels.zalo_oa.receive import CHANNEL
from bot.channels.zalo_oa.render import MAX_TEXT, Json, picture, render, without_calls
from bot.channels.zalo_oa.turns import Turns
from bot.core.channel import Capabilities
from bot.core.clock import Clock
from bot.core.errors import InDoubt, Rejected, TryLater
from bot.core.menus import Menus
from bot.core.message import Address
from bot.core.reply import Picture, Reply, Tone

log = logging.getLogger(__name__)

# Who has said nothing for so long cannot be written to.
WINDOW = timedelta(days=7)

CAPABILITIES = Capabilities(
    max_text=MAX_TEXT,
    buttons=True,
    links=True,
    calls=True,
    copies=False,
    deletes=False,
    proactive=True,
    window=WINDOW,
    introduces=True,
)


class ZaloOaChannel:
    """Sends; nothing that was sent can be taken back. `public_url` is where Zalo fetches drawings from."""

    def __init__(
        self,
        api: ZaloOaApi,
        menus: Menus,
        choose: Callable[[], str],
        clock: Clock,
        public_url: str | None,
        turns: Turns,
    ) -> None:
        self._api = api
        self._menus = menus
        self._choose = choose
        self._clock = clock
        self._turns = turns
        self._pictures = f"{public_url.rstrip('/')}/hinh/" if public_url else None
        self._calls = True

    @property
    def name(self) -> str:
        """The channel's id."""
        return CHANNEL

    @property
    def capabilities(self) -> Capabilities:
        """What an account can show."""
        return CAPABILITIES

    async def send(self, to: Address, replies: Sequence[Reply]) -> tuple[str, ...]:
        """Send in order; return the message ids. Where a later part fails, the earlier ones stay sent."""
        if not any(reply.tone is Tone.CRISIS for reply in replies):  # a card steps back behind nobody
            await self._turns.to_send()
        sent: list[str] = []
        for reply in replies:
            for drawing in reply.pictures:
                sent += await self._send_picture(to, drawing)
            sent += await self._send_reply(to, reply)
        return tuple(sent)

    async def delete(self, at: Address, message_ids: Sequence[str]) -> None:  # noqa: ARG002 - the port's
        """Do nothing but forget the options: the OpenAPI deletes no messages."""
        self._menus.forget(at.chat)

    async def is_administrator(self, at: Address, person: str) -> bool:  # noqa: ARG002 - the port's
        """Say no: an account speaks with single people."""
        return False

    async def _send_reply(self, to: Address, reply: Reply) -> list[str]:
        now = self._clock()
        rendered = render(reply, self._choose(), self._menus.count(to.chat, now) + 1, calls=self._calls)
        sent = [await self._send_message(to, message) for message in rendered.messages]
        self._menus.offer(to.chat, rendered.menu, self._clock())
        return sent

    async def _send_message(self, to: Address, message: Json) -> str:
        """Send a message; where its buttons that ring are refused, send it without them, from now on."""
        try:
            return await self._api.send(to.chat, message)
        except Rejected:
            plain = without_calls(message)
            if plain == message:
                raise
            sent = await self._api.send(to.chat, plain)
            self._calls = False
            log.warning("Zalo refuses buttons that ring: left out", extra={"action": "calls_refused"})
            return sent

    async def _send_picture(self, to: Address, drawing: Picture) -> list[str]:
        """Let Zalo fetch a drawing; without it the words are complete."""
        if self._pictures is None:
            return []
        try:
            return [
                await self._api.send(to.chat, picture(f"{self._pictures}{drawing.name}.png", drawing.alt))
            ]
        except (Rejected, InDoubt, TryLater) as error:
            log.warning("a drawing was not sent (%s)", type(error).__name__, extra={"action": "file_failed"})
            return []
