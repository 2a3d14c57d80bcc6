"""The Telegram bot as the application sees it: build, add its routes, start, stop."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiohttp import ClientSession, web

from bot.channels.telegram.answering import Answering
from bot.channels.telegram.api import BotApi
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.options import WEBHOOK_PATH, TelegramOptions
from bot.channels.telegram.polling import GRACE_SECONDS, Poller
from bot.channels.telegram.request import AiohttpRequest
from bot.channels.telegram.send import TelegramChannel
from bot.channels.telegram.setup import delete_webhook, persist, register, set_webhook
from bot.channels.telegram.webhook import Webhook
from bot.core.channel import Receiver
from bot.core.clock import Clock, utc_now
from bot.core.errors import told_to_operator
from bot.core.media import Media
from bot.core.meter import Meter
from bot.core.people import Language
from bot.core.words import Words
from bot.http.client import client_session
from bot.http.pauses import Pauses, Sleep

log = logging.getLogger(__name__)

# How long the start waits for Telegram, so that a wrong token is told at once.
FIRST_WORD_SECONDS = 3.0


class TelegramBot:
    """Receives and answers between `start` and `stop`; `words` are told to Telegram at the start."""

    def __init__(
        self,
        options: TelegramOptions,
        receive: Receiver,
        *,
        words: Callable[[Language], Words],
        media: Media | None = None,
        meter: Meter | None = None,
        clock: Clock = utc_now,
        sleep: Sleep = asyncio.sleep,
        session: Callable[[], ClientSession] = client_session,
        grace: float = GRACE_SECONDS,
    ) -> None:
        self._options = options
        self._receive = receive
        self._words = words
        self._meter = meter
        self._clock = clock
        self._grace = grace
        self._stop = asyncio.Event()
        self._pauses = Pauses(self._stop, sleep)
        self._api = BotApi(options, AiohttpRequest(session))
        self.channel = TelegramChannel(self._api, options.call_page, media)
        self._webhook = Webhook(options.webhook_secret or "", receive, self.channel)
        self._connected = asyncio.Event()
        self._running: asyncio.Task[None] | None = None

    def __repr__(self) -> str:
        return f"TelegramBot(mode={self._options.mode!r})"

    @property
    def is_connected(self) -> bool:
        """Whether Telegram has been reached and updates are taken."""
        return self._connected.is_set()

    def add_routes(self, app: web.Application) -> None:
        """Serve the webhook; a bot that polls serves nothing."""
        if self._options.mode == "webhook":
            app.router.add_post(WEBHOOK_PATH, self._webhook.handle)

    async def start(self, on_link: Callable[[str], None] = lambda _: None) -> None:
        """Begin to receive, and return soon, also when Telegram can't be reached: that is tried on.

        Raises OperatorError when Telegram refuses the token or the webhook. `on_link` is told the
        address of the private chat once it is known.
        """
        self._stop.clear()
        self._connected.clear()
        await self._api.open()
        self._running = asyncio.create_task(self._run(on_link))
        first_word = asyncio.create_task(self._connected.wait())
        try:
            await asyncio.wait(
                {self._running, first_word}, timeout=FIRST_WORD_SECONDS, return_when=asyncio.FIRST_COMPLETED
            )
        except asyncio.CancelledError:
            await self.stop()
            raise
        finally:
            first_word.cancel()
        if self._running.done():
            await self._api.close()
            self._running.result()
        self._running.add_done_callback(_log_failure)

    async def stop(self) -> None:
        """Take no more updates, finish those under way, and close."""
        self._stop.set()
        await self._webhook.close(self._grace)
        if self._running is not None:
            await asyncio.wait({self._running})
        await self._api.close()

    async def _run(self, on_link: Callable[[str], None]) -> None:
        me = await persist(self._api.me, self._pauses)
        if me is None:
            return
        if me.private_link is not None:
            on_link(me.private_link)
        intake = Intake(me, self._clock, self._meter)
        registering = asyncio.create_task(register(self._api, self._words))
        try:
            await (self._take_posts(intake) if self._options.mode == "webhook" else self._poll(intake))
        finally:
            registering.cancel()
            await asyncio.gather(registering, return_exceptions=True)

    async def _take_posts(self, intake: Intake) -> None:
        self._webhook.open(intake)
        if await persist(lambda: set_webhook(self._api, self._options), self._pauses):
            self._tell_connected()
            await self._stop.wait()

    async def _poll(self, intake: Intake) -> None:
        if await persist(lambda: delete_webhook(self._api), self._pauses):
            self._tell_connected()
            answering = Answering(self._api, intake, self._receive, self.channel, self._pauses)
            await Poller(self._api, answering, self._pauses, self._clock, self._grace).run()

    def _tell_connected(self) -> None:
        self._connected.set()
        log.info("Telegram is connected", extra={"action": "telegram_connected"})


def _log_failure(running: "asyncio.Task[None]") -> None:
    """Tell the operator why the bot has ended by itself; the web chat goes on."""
    if not running.cancelled() and (error := running.exception()) is not None:
        log.error("The Telegram bot has stopped. %s", error, extra={"action": "telegram_stopped"})


@asynccontextmanager
async def sending(options: TelegramOptions) -> AsyncIterator[tuple[TelegramChannel, str | None]]:
    """Open a channel that only sends, with the address of the private chat. Raises what the token meets."""
    api = BotApi(options, AiohttpRequest(client_session))
    await api.open()
    try:
        with told_to_operator("Telegram"):
            me = await api.me()
            yield TelegramChannel(api, options.call_page), me.private_link
    finally:
        await api.close()
