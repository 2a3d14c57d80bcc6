"""The server: HTTP in front, the state behind, and what a test may look at."""

import asyncio
from collections.abc import Callable
from typing import Self, TypeVar

from aiohttp import web

from tests.fakes.bot_api.clock import Clock, SystemClock
from tests.fakes.bot_api.dispatch import Dispatcher
from tests.fakes.bot_api.faults import Answer, Delay, Drop, Fault, FaultPlan, Hold, Status
from tests.fakes.bot_api.limits import Limits, RateLimiter
from tests.fakes.bot_api.methods import all_methods
from tests.fakes.bot_api.params import Params, read_params
from tests.fakes.bot_api.people import Group, Person
from tests.fakes.bot_api.refusals import Json, Refusal
from tests.fakes.bot_api.state import Call, Press, Telegram, Violation
from tests.fakes.bot_api.updates import Update
from tests.fakes.bot_api.webhook import Backoff, WebhookSender, quick_backoff
from tests.fakes.bot_api.world import Chat, Message

T = TypeVar("T")
TOKEN = "123456789:AAfake-token-for-tests-0123456789abc"
MAX_BODY = 50 * 1024 * 1024


class FakeBotApi:
    """A Bot API server on loopback for one bot; the package's docstring shows how to use it."""

    def __init__(
        self,
        *,
        token: str = TOKEN,
        username: str = "khien_nho_test_bot",
        first_name: str = "Khien Nho",
        clock: Clock | None = None,
        limits: Limits | None = None,
        allow_loopback_webhook: bool = False,
        webhook_backoff: Backoff = quick_backoff,
        webhook_timeout: float = 10.0,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self.token = token
        self.faults = FaultPlan()
        bot = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": first_name,
            "username": username,
        }
        self.telegram = Telegram(bot, clock or SystemClock(), RateLimiter(limits), allow_loopback_webhook)
        self._dispatcher = Dispatcher(self.telegram, all_methods())
        self._webhook_options = (webhook_backoff, webhook_timeout)
        self._sender: WebhookSender | None = None
        self._runner: web.AppRunner | None = None
        self._address = (host, port)
        self._persons: dict[int, Person] = {}
        self._groups: dict[int, Group] = {}
        self.base_url = ""

    async def __aenter__(self) -> Self:
        backoff, timeout = self._webhook_options
        self._sender = WebhookSender(self.telegram, self._dispatcher, backoff=backoff, reply_timeout=timeout)
        self.telegram.updates.on_add = self._sender.notice
        app = web.Application(client_max_size=MAX_BODY)
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        app.router.add_route("*", "/file/bot{token}/{path:.*}", self._serve_file)
        app.router.add_route("*", "/{path:.*}", _not_found)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        host, port = self._address
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        self.base_url = f"http://{host}:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self.telegram.updates.close()
        if self._sender is not None:
            await self._sender.close()
        if self._runner is not None:
            await self._runner.cleanup()

    # The people.

    def user(
        self, user_id: int = 1001, *, first_name: str = "An", language_code: str | None = "vi"
    ) -> Person:
        """Return the person with this id; the same object each time."""
        if user_id not in self._persons:
            user: Json = {"id": user_id, "is_bot": False, "first_name": first_name}
            if language_code is not None:
                user["language_code"] = language_code
            self._persons[user_id] = Person(self.telegram, user)
        return self._persons[user_id]

    def group(
        self,
        chat_id: int = -1001234567890,
        *,
        title: str = "Lop 6A",
        kind: str = "supergroup",
        forum: bool = False,
    ) -> Group:
        """Return the group with this id; the bot meets it with the first update from it."""
        if chat_id not in self._groups:
            info: Json = {"id": chat_id, "type": kind, "title": title} | ({"is_forum": True} if forum else {})
            self._groups[chat_id] = Group(self.telegram, info)
        return self._groups[chat_id]

    async def send_raw_update(self, body: Json, chat_id: int = 0) -> Update | None:
        """Let the bot receive an update of any kind: `{"kind": {...}}`, without its id."""
        return self.telegram.updates.add(body, chat_id)

    # What happened.

    def chat(self, chat_id: int) -> Chat:
        """Return a chat with its switches (blocked, kicked, slow, …)."""
        return self.telegram.world.chats[chat_id]

    def messages(self, chat_id: int, *, deleted: bool = False) -> list[Message]:
        """Return the bot's messages in a chat, oldest first, as they are now."""
        kept = self.telegram.world.chats.get(chat_id)
        found = kept.messages.values() if kept is not None else ()
        return [message for message in found if message.from_bot and (deleted or not message.deleted)]

    def calls_of(self, method: str) -> list[Call]:
        """Return the calls of one method."""
        return [call for call in self.calls if call.method.lower() == method.lower()]

    @property
    def calls(self) -> list[Call]:
        """All calls, in the order in which they ended."""
        return self.telegram.calls

    @property
    def rejected(self) -> list[Call]:
        """The calls that were refused through the bot's own fault."""
        return [call for call in self.calls if 400 <= call.status <= 499 and not call.provoked]

    @property
    def violations(self) -> list[Violation]:
        """What Telegram would swallow silently but our bot must not do."""
        return self.telegram.violations

    @property
    def presses(self) -> list[Press]:
        """All pressed buttons, with their answers."""
        return list(self.telegram.presses.values())

    @property
    def polled(self) -> bool:
        """Whether a long poll is waiting for updates just now."""
        return self.telegram.updates.polled

    @property
    def pending_updates(self) -> list[Update]:
        """The updates that the bot has not confirmed."""
        return list(self.telegram.updates.pending)

    @property
    def accepted_updates(self) -> list[Update]:
        """The updates that the bot has confirmed, by offset or by a 2xx."""
        return [update for update in self.telegram.updates.everything if update.accepted]

    @property
    def unanswered(self) -> list[Update]:
        """Confirmed messages and presses after whose first delivery the bot did nothing in the chat."""
        answered = self.telegram.answered
        return [
            update
            for update in self.accepted_updates
            if update.kind in ("message", "callback_query")
            and answered.get(update.chat_id, -1) < (update.first_sent or 0)
        ]

    async def wait_for(self, predicate: Callable[[], T], timeout: float = 5.0) -> T:  # noqa: ASYNC109 - its promise
        """Return the predicate's first true value; TimeoutError, with the last calls, when it stays false."""
        try:
            return await self.telegram.signal.wait_for(predicate, timeout)
        except TimeoutError:
            last = [f"{call.method} -> {call.status} {call.description or ''}" for call in self.calls[-5:]]
            raise TimeoutError(f"not within {timeout} s; the last calls were {last}") from None

    # Troubles.

    def fail_next(self, method: str, fault: Fault, times: int = 1) -> None:
        """Let the next `times` calls of `method` ("*": of any) meet a fault."""
        self.faults.add(method, fault, times)

    def hold_next(self, method: str, *, after_accepting: bool = False) -> asyncio.Event:
        """Let the next call of `method` wait until the returned gate is set."""
        hold = Hold(after_accepting=after_accepting)
        self.faults.add(method, hold)
        return hold.gate

    def limit(self, limits: Limits | None) -> None:
        """Switch the rate limits on, or off with None."""
        self.telegram.limiter = RateLimiter(limits)

    # HTTP.

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            return _reply(*self._dispatcher.refuse("(any)", Params({}), Refusal(401, "Unauthorized")))
        method = request.match_info["method"]
        try:
            params = await read_params(request)
        except Refusal as refusal:
            return _reply(*self._dispatcher.refuse(method, Params({}), refusal))
        fault = self.faults.take(method)
        if fault is None:
            return _reply(*await self._dispatcher.execute(method, params))
        return await self._serve_badly(request, method, params, fault)

    async def _serve_badly(
        self, request: web.Request, method: str, params: Params, fault: Fault
    ) -> web.StreamResponse:
        name = type(fault).__name__
        match fault:
            case Status(code, body):
                self._record_fault(method, params, code, name)
                return web.Response(status=code, text=body, content_type="text/html")
            case Answer(code, description, parameters):
                refusal = Refusal(code, description, parameters=parameters, provoked=True)
                return _reply(*self._dispatcher.refuse(method, params, refusal))
            case Delay(after_accepting=False) | Hold(after_accepting=False):
                await _pause(fault)
                return _reply(*await self._dispatcher.execute(method, params, fault=name))
            case Delay() | Hold():
                answer = await self._dispatcher.execute(method, params, fault=name)
                await _pause(fault)
                return _reply(*answer)
            case Drop(after_accepting):
                if after_accepting:
                    await self._dispatcher.execute(method, params, fault=name)
                else:
                    self._record_fault(method, params, 0, name)
                if request.transport is not None:
                    request.transport.abort()
                return web.Response()

    def _record_fault(self, method: str, params: Params, status: int, fault: str) -> None:
        self._dispatcher.record(Call(method, dict(params.values), status, provoked=True, fault=fault))

    async def _serve_file(self, request: web.Request) -> web.StreamResponse:
        self.telegram.report("(file)", "media_fetched", request.match_info["path"])
        return await _not_found(request)


async def _pause(fault: Delay | Hold) -> None:
    if isinstance(fault, Hold):
        await fault.gate.wait()
    else:
        await asyncio.sleep(fault.seconds)


async def _not_found(request: web.Request) -> web.StreamResponse:
    return _reply(404, {"ok": False, "error_code": 404, "description": "Not Found"})


def _reply(status: int, body: Json) -> web.Response:
    retry_after = body.get("parameters", {}).get("retry_after")
    headers = {"Retry-After": str(retry_after)} if retry_after is not None else None
    return web.json_response(body, status=status, headers=headers)
