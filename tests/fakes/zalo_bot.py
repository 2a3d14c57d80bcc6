"""A strict Zalo Bot API on loopback, written from what is known of the platform and not from our adapter.

Known: errors come with HTTP 200; a token of the wrong shape or an unknown method is 404, a wrong token 401,
a chat that never wrote 410 ("The chat_id is invaild"), no quota 429, the platform's own trouble 403; a poll
gives out one event and never again, 408 ends an idle one; a webhook and polling exclude each other; events
are flat in the field and wrapped in the documentation; a picture's address is `photo` or `photo_url`; what
minors and some others write arrives as `message.unsupported.received`, with or without `message`.
"""

import asyncio
import json
import re
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web

Json = dict[str, Any]
TOKEN = "1459232241454765289:abc-xyz_0123456789"
SECRET = "a secret of the tests"
_TOKEN_SHAPE = re.compile(r"\d+:[\w-]+")
_METHODS = (
    "getMe",
    "getUpdates",
    "setWebhook",
    "deleteWebhook",
    "getWebhookInfo",
    "sendMessage",
    "sendPhoto",
)
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Call:
    """One call; `code` is 0 where it was accepted."""

    method: str
    parameters: Json
    code: int


@dataclass(slots=True)
class Fault:
    """What the next call of a method meets: an error code, another page than the API's, a dropped line."""

    code: int | None = None
    page: int | None = None
    drop: bool = False
    after_accepting: bool = False


@dataclass(slots=True)
class FakeZaloBot:
    """The server, the people, and what a test may look at. `wrapped` sends events as documented."""

    token: str = TOKEN
    wrapped: bool = False
    photo_field: str = "photo_url"
    base_url: str = ""
    calls: list[Call] = field(default_factory=list)
    sent: dict[str, list[str]] = field(default_factory=dict)
    photos: dict[str, list[str]] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    webhook: tuple[str, str] | None = None
    faults: dict[str, deque[Fault]] = field(default_factory=dict)
    quota: int | None = None
    statuses: list[int] = field(default_factory=list)
    reach: str = ""
    _queue: "asyncio.Queue[Json]" = field(default_factory=asyncio.Queue)
    _runner: web.AppRunner | None = None
    _number: int = 0

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.base_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    # What the people do.

    async def write(self, person: str, text: str, *, group: str | None = None) -> Json:
        """Write a text, in private or in a group."""
        return await self._happens("message.text.received", person, group, text=text)

    async def send_picture(self, person: str, caption: str = "") -> Json:
        """Send a picture."""
        content: Json = {self.photo_field: "https://example.vn/anh.jpg"}
        return await self._happens("message.image.received", person, None, **content, caption=caption)

    async def send(self, person: str, event: str, **content: object) -> Json:
        """Send anything else."""
        return await self._happens(event, person, None, **content)

    async def write_as_minor(self, person: str, *, with_message: bool = True) -> Json:
        """Write what the platform keeps from the bot."""
        if not with_message:
            return await self._deliver({"event_name": "message.unsupported.received"})
        return await self._happens("message.unsupported.received", person, None)

    async def deliver_again(self, event: Json) -> Json:
        """Deliver the same event once more."""
        return await self._deliver(event)

    def fail_next(self, method: str, *faults: Fault) -> None:
        """Let the next calls of a method fail."""
        self.faults.setdefault(method, deque()).extend(faults)

    # What a test looks at.

    @property
    def refused(self) -> list[Call]:
        """Calls that were the bot's own fault."""
        return [call for call in self.calls if call.code in (400, 404, 401)]

    async def pause(self) -> None:
        """Let the bot work for a moment."""
        await asyncio.sleep(0.02)

    async def wait_for(self, chat: str, words: str, seconds: float = 30.0) -> str:
        """Return the first text to a chat that holds these words, once it was sent."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for text in self.sent.get(chat, ()):
                if words in text:
                    return text
            await asyncio.sleep(0.01)
        raise AssertionError(f"{words!r} did not come; there is {self.sent.get(chat)!r}")

    # Events on their way to the bot.

    async def _happens(self, name: str, person: str, group: str | None, **content: object) -> Json:
        self._number += 1
        self.known.add(group or person)
        message = {
            "message_id": f"2d758cb5e22217{self._number:06x}",
            "date": 1_764_000_000_000 + self._number,
            "from": {"id": person, "display_name": "An", "is_bot": False},
            "chat": {"id": group or person, "chat_type": "GROUP" if group else "PRIVATE"},
            **content,
        }
        return await self._deliver({"event_name": name, "message": message})

    async def _deliver(self, event: Json) -> Json:
        if self.webhook is None:
            await self._queue.put(event)
            return event
        url, secret = self.webhook
        body = {"ok": True, "result": event} if self.wrapped else event
        headers = {"X-Bot-Api-Secret-Token": secret, "User-Agent": "Java/1.8.0_192"}
        target = self.reach + urlsplit(url).path  # the public name leads to the test's own server
        async with aiohttp.ClientSession() as client, client.post(target, json=body, headers=headers) as got:
            self.statuses.append(got.status)
        return event

    # Calls from the bot.

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        method, token = request.match_info["method"], request.match_info["token"]
        parameters = await _parameters(request)
        fault = self._fault(method)
        if fault is not None and not fault.after_accepting:
            return await self._failing(request, method, parameters, fault)
        code, result = await self._answer(method, token, parameters)
        self.calls.append(Call(method, parameters, code))
        if fault is not None:
            return await self._failing(request, method, parameters, fault)
        if code:
            return web.json_response({"ok": False, "error_code": code, "description": _DESCRIPTIONS[code]})
        return web.json_response({"ok": True, "result": result})

    def _fault(self, method: str) -> Fault | None:
        waiting = self.faults.get(method)
        return waiting.popleft() if waiting else None

    async def _failing(
        self, request: web.Request, method: str, parameters: Json, fault: Fault
    ) -> web.StreamResponse:
        if fault.drop:
            assert request.transport is not None
            request.transport.close()
            return web.Response()
        if fault.page is not None:
            return web.Response(status=fault.page, text="<html>Bad Gateway</html>", content_type="text/html")
        code = fault.code or 403
        self.calls.append(Call(method, parameters, 0))
        return web.json_response({"ok": False, "error_code": code, "description": _DESCRIPTIONS[code]})

    async def _answer(self, method: str, token: str, parameters: Json) -> tuple[int, object]:
        if not _TOKEN_SHAPE.fullmatch(token) or method not in _METHODS:
            return 404, None
        if token != self.token:
            return 401, None
        match method:
            case "getMe":
                return 0, {"id": token.partition(":")[0], "account_name": "bot.KN", "can_join_groups": False}
            case "getUpdates":
                return await self._poll(parameters)
            case "setWebhook":
                return self._set_webhook(parameters)
            case "deleteWebhook":
                self.webhook = None
                return 0, {"url": "", "updated_at": 1}
            case "getWebhookInfo":
                return 0, {"url": self.webhook[0] if self.webhook else "", "updated_at": 1}
            case _:
                return self._send(method, parameters)

    async def _poll(self, parameters: Json) -> tuple[int, object]:
        if self.webhook is not None:
            return 400, None
        try:
            seconds = float(parameters.get("timeout", 30))
        except ValueError:
            return 400, None
        try:
            async with asyncio.timeout(seconds):
                return 0, await self._queue.get()
        except TimeoutError:
            return 408, None

    def _set_webhook(self, parameters: Json) -> tuple[int, object]:
        url, secret = parameters.get("url"), parameters.get("secret_token")
        host = urlsplit(url).hostname if isinstance(url, str) else None
        if not isinstance(secret, str) or not 8 <= len(secret) <= 256:
            return 400, None
        if host is None or not str(url).startswith("https://") or host in ("localhost", "127.0.0.1"):
            return 400, None
        self.webhook = (str(url), secret)
        return 0, {"url": url, "updated_at": 1}

    def _send(self, method: str, parameters: Json) -> tuple[int, object]:
        chat = parameters.get("chat_id")
        words = parameters.get("text" if method == "sendMessage" else "caption", "")
        photo = parameters.get("photo", "")
        if (
            not isinstance(chat, str)
            or not isinstance(words, str)
            or len(words.encode("utf-16-le")) > 2 * _LONGEST
        ):
            return 400, None
        if method == "sendMessage" and not words.strip():
            return 400, None
        if method == "sendPhoto" and not str(photo).startswith("https://"):
            return 400, None
        if chat not in self.known:
            return 410, None
        if self.quota is not None and self.quota <= 0:
            return 429, None
        if self.quota is not None:
            self.quota -= 1
        kept = self.sent if method == "sendMessage" else self.photos
        kept.setdefault(chat, []).append(words if method == "sendMessage" else str(photo))
        self._number += 1
        return 0, {"message_id": f"82599fa32f56d0{self._number:06x}", "date": 1_764_000_000_000}


_DESCRIPTIONS = {
    400: "Bad request",
    401: "Unauthorized",
    403: "Internal server error",
    404: "Not Found",
    408: "Request timeout",
    410: "The chat_id is invaild",
    429: "Quota exceeded",
    500: "Server error",
}


async def _parameters(request: web.Request) -> Json:
    found: Json = dict(request.query)
    body = await request.read()
    if body:
        if request.content_type == "application/json":
            found |= json.loads(body)
        else:
            found |= dict(await request.post())
    return found
