"""The Zalo bot as the application sees it: build, add its routes, start, stop."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import ClientSession, web

from bot.channels.zalo_bot.api import ZaloBotApi
from bot.channels.zalo_bot.intake import Intake
from bot.channels.zalo_bot.options import WEBHOOK_PATH, ZaloBotOptions
from bot.channels.zalo_bot.send import ZaloBotChannel
from bot.core.channel import Receiver
from bot.core.clock import Clock, utc_now
from bot.core.errors import ChannelError, OperatorError, Rejected, Unauthorised, told_to_operator
from bot.core.menus import Menus
from bot.core.message import Incoming
from bot.core.meter import Meter
from bot.core.people import Language
from bot.core.words import Words
from bot.http.body import read_body
from bot.http.client import client_session
from bot.http.pauses import Pauses, Sleep
from bot.http.signatures import same_secret

log = logging.getLogger(__name__)

SECRET_HEADER = "X-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
MAX_BODY = 1024 * 1024
# The sample of the documentation answers so.
ACKNOWLEDGED = {"message": "Success"}
POLL_SECONDS = 30
FIRST_WORD_SECONDS = 3.0
GRACE_SECONDS = 10.0
TRIES = 5


class ZaloBot:
    """Receives and answers between `start` and `stop`. `words` hold the line above a list of options."""

    def __init__(
        self,
        options: ZaloBotOptions,
        receive: Receiver,
        *,
        words: Callable[[Language], Words],
        meter: Meter | None = None,
        clock: Clock = utc_now,
        sleep: Sleep = asyncio.sleep,
        session: Callable[[], ClientSession] = client_session,
        grace: float = GRACE_SECONDS,
    ) -> None:
        self._options = options
        self._receive = receive
        self._grace = grace
        self._stop = asyncio.Event()
        self._pauses = Pauses(self._stop, sleep)
        self._api = ZaloBotApi(options, session)
        menus = Menus()

        def choose() -> str:
            return words(Language.VI).get("zalo.choose")

        self.channel = ZaloBotChannel(self._api, menus, choose, clock, options.public_url)
        self._intake = Intake(menus, clock, meter)
        self._connected = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._answers: set[asyncio.Task[bool]] = set()

    def __repr__(self) -> str:
        return f"ZaloBot(mode={self._options.mode!r})"

    def add_routes(self, app: web.Application) -> None:
        """Serve the webhook; a bot that polls serves nothing."""
        if self._options.mode == "webhook":
            app.router.add_post(WEBHOOK_PATH, self._handle)

    async def start(self, on_link: Callable[[str], None]) -> None:  # noqa: ARG002 - Zalo names no link
        """Begin to receive, and return soon, also when Zalo can't be reached: that is tried on.

        Raises OperatorError when Zalo refuses the token or the webhook.
        """
        self._stop.clear()
        self._connected.clear()
        await self._api.open()
        self._running = asyncio.create_task(self._run())
        first_word = asyncio.create_task(self._connected.wait())
        await asyncio.wait(
            {self._running, first_word}, timeout=FIRST_WORD_SECONDS, return_when=asyncio.FIRST_COMPLETED
        )
        first_word.cancel()
        if self._running.done():
            await self._api.close()
            self._running.result()
        self._running.add_done_callback(_log_failure)

    async def stop(self) -> None:
        """Take no more messages, finish those under way, and close."""
        self._stop.set()
        if self._running is not None:
            await asyncio.wait({self._running})
        if self._answers:
            _, late = await asyncio.wait(self._answers, timeout=self._grace)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self._api.close()

    async def _run(self) -> None:
        if not await self._persist(self._api.me):
            return
        if self._options.mode == "webhook":
            if await self._persist(self._set_webhook):
                self._tell_connected()
                await self._stop.wait()
        elif await self._persist(self._api.delete_webhook):
            self._tell_connected()
            await self._poll()

    async def _persist(self, call: Callable[[], Awaitable[None]]) -> bool:
        """Call until it succeeds; False at a stop. Raises what no patience heals."""
        failures = 0
        while True:
            try:
                await call()
            except Unauthorised:
                raise
            except ChannelError as error:
                failures += 1
                log.warning("Zalo cannot be used yet: %s", error, extra={"action": "zalo_unreachable"})
                if not await self._pauses.after(failures, getattr(error, "after", None)):
                    return False
            else:
                return not self._stop.is_set()

    async def _set_webhook(self) -> None:
        try:
            await self._api.set_webhook(self._options.webhook_url, self._options.webhook_secret or "")
        except Rejected as error:
            raise OperatorError(
                f"Zalo does not accept {self._options.webhook_url} as webhook ({error}). web.public_url must "
                "be an https address with a valid certificate, open to the internet."
            ) from None

    async def _poll(self) -> None:
        """Ask for one message after the other; there is no going back to one that was given out."""
        failures = 0
        while not self._stop.is_set():
            try:
                posted = await self._pauses.unless_stopped(self._api.update(POLL_SECONDS))
            except Unauthorised:
                raise
            except ChannelError as error:
                failures += 1
                log.warning("polling failed: %s", error, extra={"action": "polling_failed"})
                await self._pauses.after(failures, getattr(error, "after", None))
                continue
            failures = 0
            incoming = None if posted is None else self._intake.read(posted)
            if incoming is not None:
                self._begin(incoming)

    async def _handle(self, request: web.Request) -> web.Response:
        """Check the secret before reading a byte of the body, then answer the message."""
        if not same_secret(request.headers.get(SECRET_HEADER), self._options.webhook_secret or ""):
            return web.Response(status=403)
        body = await read_body(request, MAX_BODY)
        if body is None:
            return web.Response(status=413)
        if not self._connected.is_set() or self._stop.is_set():
            return web.Response(status=503)
        try:
            posted = json.loads(body)
        except (ValueError, RecursionError):
            return web.Response(status=400)
        incoming = self._intake.read(posted)
        if incoming is not None and not await asyncio.shield(self._begin(incoming)):
            return web.Response(status=503)
        return web.json_response(ACKNOWLEDGED)

    def _begin(self, incoming: Incoming) -> "asyncio.Task[bool]":
        task = asyncio.create_task(self._answer(incoming))
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)
        return task

    async def _answer(self, incoming: Incoming) -> bool:
        """Answer, and try again: whether Zalo delivers anything twice is not documented."""
        for failures in range(1, TRIES + 1):
            try:
                await self._receive(incoming, self.channel)
            except ChannelError as error:
                log.warning("a message will be tried again: %s", error, extra={"action": "update_retried"})
                if not await self._pauses.after(failures, getattr(error, "after", None)):
                    break
            except Exception:
                log.exception("a message failed", extra={"action": "update_failed"})
                break
            else:
                return True
        log.error("a message was given up", extra={"action": "update_given_up"})
        return False

    def _tell_connected(self) -> None:
        self._connected.set()
        log.info("Zalo is connected", extra={"action": "zalo_connected"})


def _log_failure(running: "asyncio.Task[None]") -> None:
    """Tell the operator why the bot has ended by itself; the web chat goes on."""
    if not running.cancelled() and (error := running.exception()) is not None:
        log.error("The Zalo bot has stopped. %s", error, extra={"action": "zalo_stopped"})


@asynccontextmanager
async def sending(
    options: ZaloBotOptions, choose: Callable[[], str], clock: Clock
) -> AsyncIterator[tuple[ZaloBotChannel, None]]:
    """Open a channel that only sends; Zalo names no address for sharing. Raises what the token meets."""
    api = ZaloBotApi(options, client_session)
    await api.open()
    try:
        with told_to_operator("Zalo"):
            await api.me()
            yield ZaloBotChannel(api, Menus(), choose, clock, options.public_url), None
    finally:
        await api.close()
