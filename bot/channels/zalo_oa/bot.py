"""The Official Account as the application sees it: build, add its routes, start, stop."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import ClientSession, web

from bot.channels.zalo_oa.api import ZaloOaApi
from bot.channels.zalo_oa.oauth import OAuth
from bot.channels.zalo_oa.options import WEBHOOK_PATH, ZaloOaOptions
from bot.channels.zalo_oa.receive import CHANNEL, app_of, receive, timestamp_of
from bot.channels.zalo_oa.send import ZaloOaChannel
from bot.channels.zalo_oa.signature import HEADER, is_signed, signature
from bot.channels.zalo_oa.tokens import AccessTokens
from bot.channels.zalo_oa.turns import Turns
from bot.core.channel import EarlyReceiver
from bot.core.clock import Clock, utc_now
from bot.core.decision import Decision
from bot.core.errors import ChannelError, KhienNhoError, told_to_operator
from bot.core.menus import Menus
from bot.core.message import Incoming, Pressed, Typed
from bot.core.meter import Meter
from bot.core.people import Language
from bot.core.tokens import Tokens
from bot.core.words import Words
from bot.http.body import read_body
from bot.http.client import client_session
from bot.http.pauses import Pauses, Sleep

log = logging.getLogger(__name__)

MAX_BODY = 256 * 1024
# Zalo waits for two seconds, then delivers again.
PATIENCE_SECONDS = 1.8
GRACE_SECONDS = 10.0
TRIES = 5
# How often what is left unanswered is tried again, and the token looked at.
TICK_SECONDS = 30.0
LEFT_ALONE = timedelta(seconds=60)

Held = Callable[[], Awaitable[Sequence[Decision]]]


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer under way; `decided` is set when it is kept, `known` when it is kept or at its end."""

    task: "asyncio.Task[bool]"
    decided: asyncio.Event
    known: asyncio.Event

    @property
    def is_safe(self) -> bool:
        """Whether it is out, or can be given by another process."""
        done = self.task.done() and not self.task.cancelled() and self.task.exception() is None
        return self.decided.is_set() or (done and self.task.result())


class ZaloOa:
    """Receives and answers between `start` and `stop`.

    `held` returns what was decided and not answered; `words` hold the line above a list of options.
    """

    def __init__(
        self,
        options: ZaloOaOptions,
        receive: EarlyReceiver,
        *,
        tokens: Tokens,
        held: Held,
        words: Callable[[Language], Words],
        meter: Meter | None = None,
        clock: Clock = utc_now,
        sleep: Sleep = asyncio.sleep,
        session: Callable[[], ClientSession] = client_session,
        grace: float = GRACE_SECONDS,
    ) -> None:
        self._options = options
        self._receive = receive
        self._held = held
        self._meter = meter
        self._clock = clock
        self._grace = grace
        self._stop = asyncio.Event()
        self._pauses = Pauses(self._stop, sleep)
        oauth = OAuth(options, session, clock)
        self._tokens = AccessTokens(
            options.app_id, tokens, oauth, clock, seed=options.refresh_token, meter=meter, sleep=sleep
        )
        self._api = ZaloOaApi(options, self._tokens, session)
        self._menus = Menus()
        self._turns = Turns()

        def choose() -> str:
            return words(Language.VI).get("zalo.choose")

        self.channel = ZaloOaChannel(self._api, self._menus, choose, clock, options.public_url, self._turns)
        self._running: asyncio.Task[None] | None = None
        self._answers: dict[str, _Answer] = {}  # by their update ids

    def __repr__(self) -> str:
        return "ZaloOa()"

    def add_routes(self, app: web.Application) -> None:
        """Serve the webhook."""
        app.router.add_post(WEBHOOK_PATH, self._handle)

    async def start(self, on_link: Callable[[str], None]) -> None:  # noqa: ARG002 - Zalo names no link
        """Begin to receive. Without a token that works, events are taken, and answered after a login."""
        self._stop.clear()
        self._tokens.take_over()
        await self._api.open()
        self._running = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Take no more events, finish those under way, and close."""
        self._stop.set()
        if self._running is not None:
            await asyncio.wait({self._running})
        if self._answers:
            tasks = {answer.task for answer in self._answers.values()}
            _, late = await asyncio.wait(tasks, timeout=self._grace)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self._tokens.settle()
        await self._api.close()

    async def _run(self) -> None:
        """Answer what a process before this one has left, and keep the token fresh."""
        left_alone = timedelta(0)
        while not self._stop.is_set():
            with suppress(ChannelError):  # it has been logged, with what to do
                await self._tokens.access()
            try:
                await self._take_up(left_alone)
            except KhienNhoError as error:
                log.error("%s", error, extra={"action": "decisions_unread"})
            else:
                left_alone = LEFT_ALONE
            await self._pauses.rest(TICK_SECONDS)

    async def _take_up(self, left_alone: timedelta) -> None:
        """Answer what was decided, is not being answered, and is so old."""
        now = self._clock()
        for decision in await self._held():
            if decision.update_id not in self._answers and now - decision.at >= left_alone:
                incoming = Incoming(decision.address, decision.body, now, update_id=decision.update_id)
                self._begin(incoming, decision.update_id)

    async def _handle(self, request: web.Request) -> web.Response:
        """Check the signature, decide, and acknowledge; the answer is sent after that."""
        given = request.headers.get(HEADER)
        if given is None:
            return web.Response(status=403)
        body = await read_body(request, MAX_BODY)
        if body is None:
            return web.Response(status=413)
        posted = self._signed(given, body)
        if posted is None:
            self._count("refused")
            return web.Response(status=403)
        incoming = receive(posted, self._clock())
        if incoming is None or incoming.update_id is None:
            self._count("ignored")
            return web.Response()
        if self._running is None or self._stop.is_set():
            return web.Response(status=503)
        return web.Response(
            status=200 if await self._is_safe(self._chosen(incoming), incoming.update_id) else 503
        )

    def _signed(self, given: str, body: bytes) -> object | None:
        """Return the event when its signature and its app are right."""
        try:
            posted: object = json.loads(body)
        except (ValueError, RecursionError):
            return None
        secret, signed_by = self._options.webhook_secret, self._options.signed_by
        if not is_signed(given, signature(signed_by, body, timestamp_of(posted), secret)):
            log.warning("an event's signature is wrong", extra={"action": "signature_refused"})
            return None
        if app_of(posted) != self._options.app_id:
            log.warning("an event names another app", extra={"action": "app_refused"})
            return None
        return posted

    def _chosen(self, incoming: Incoming) -> Incoming:
        """Return the message with what its number or its label stands for."""
        body, chat = incoming.body, incoming.address.chat
        if isinstance(body, Pressed):
            offered = self._menus.pick(chat, body.words, incoming.at)
            if offered is not None and offered.action == body.action:
                # A tap on what was just offered: its words are ours, and tell nothing of the person.
                body = Pressed(body.action)
        elif isinstance(body, Typed):
            offered = self._menus.pick(chat, body.text, incoming.at)
            if offered is not None:
                body = Pressed(offered.action, body.text)
        self._menus.heard(chat)
        return Incoming(incoming.address, body, incoming.at, update_id=incoming.update_id)

    async def _is_safe(self, incoming: Incoming, update_id: str) -> bool:
        """Answer; return soon, with True when the answer is out or can be given by another process."""
        answer = self._answers.get(update_id) or self._begin(incoming, update_id)
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                await answer.known.wait()
        return answer.is_safe

    def _begin(self, incoming: Incoming, update_id: str) -> "_Answer":
        decided, known = asyncio.Event(), asyncio.Event()

        def keeps() -> None:
            decided.set()
            known.set()

        def ends(_: object) -> None:
            known.set()
            self._answers.pop(update_id, None)

        answer = _Answer(asyncio.create_task(self._answer(incoming, keeps)), decided, known)
        self._answers[update_id] = answer
        answer.task.add_done_callback(ends)
        return answer

    async def _answer(self, incoming: Incoming, decided: Callable[[], None]) -> bool:
        """Answer, and try again; what still fails then is taken up later."""
        for failures in range(1, TRIES + 1):
            await self._turns.to_decide()
            try:
                await self._receive(incoming, self.channel, decided)
            except ChannelError as error:
                log.warning("an answer will be tried again: %s", error, extra={"action": "update_retried"})
                if not await self._pauses.after(failures, getattr(error, "after", None)):
                    return False
            except Exception:
                log.exception("an answer failed", extra={"action": "update_failed"})
                return False
            else:
                return True
        return False

    def _count(self, outcome: str) -> None:
        if self._meter is not None:
            self._meter.count("updates", channel=CHANNEL, outcome=outcome)


@asynccontextmanager
async def sending(
    options: ZaloOaOptions, tokens: Tokens, choose: Callable[[], str], clock: Clock
) -> AsyncIterator[tuple[ZaloOaChannel, None]]:
    """Open a channel that only sends; Zalo names no address for sharing. Without a token: OperatorError."""
    access = AccessTokens(
        options.app_id, tokens, OAuth(options, client_session, clock), clock, seed=options.refresh_token
    )
    access.take_over()
    api = ZaloOaApi(options, access, client_session)
    await api.open()
    try:
        with told_to_operator("Zalo"):
            await access.access()
            yield ZaloOaChannel(api, Menus(), choose, clock, options.public_url, Turns()), None
    finally:
        await access.settle()
        await api.close()
