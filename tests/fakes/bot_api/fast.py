"""A Bot API for measuring: takes everything, counts what is sent, checks nothing.

It shares the machine with the bot under test, so it does as little as a server can.
"""

import asyncio
import json
import math
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from tests.fakes.bot_api.limits import Bucket


@dataclass(slots=True)
class Counter:
    """How much was sent, by lower-case method, and since when."""

    started: float = field(default_factory=time.monotonic)
    sent: dict[str, int] = field(default_factory=dict)
    last_message_id: int = 0
    chats: dict[bytes, int] = field(default_factory=dict)
    arrivals: list[float] = field(default_factory=list)
    refused: int = 0

    def arrived(self, chat: bytes) -> None:
        """Note one accepted message."""
        self.chats[chat] = self.chats.get(chat, 0) + 1
        self.arrivals.append(time.monotonic())

    @property
    def repeated(self) -> int:
        """How many messages came beyond the first to a chat."""
        return len(self.arrivals) - len(self.chats)

    @property
    def rate(self) -> float:
        """The messages per second between the first and the last."""
        if len(self.arrivals) < 2:
            return 0.0
        return (len(self.arrivals) - 1) / (self.arrivals[-1] - self.arrivals[0])

    def most_within(self, seconds: float = 1.0) -> int:
        """Return the highest number of arrivals in any window of so many seconds."""
        most = first = 0
        for last, moment in enumerate(self.arrivals):
            while moment - self.arrivals[first] >= seconds:
                first += 1
            most = max(most, last - first + 1)
        return most

    def as_json(self) -> dict[str, object]:
        """Return the counts and the rate since the first moment."""
        seconds = time.monotonic() - self.started
        sends = self.sent.get("sendmessage", 0)
        return {
            "seconds": round(seconds, 3),
            "sends_per_second": round(sends / seconds, 1),
            "calls": self.sent,
            "distinct_chats": len(self.chats),
            "repeated": self.repeated,
            "max_in_a_second": self.most_within(),
            "rate": self.rate,
            "refused": self.refused,
        }


class FastBotApi:
    """Answers every method; sendMessage after `latency` seconds. GET /stats tells the counts.

    With `bucket`, what goes beyond it is refused with 429, as Telegram does.
    """

    def __init__(
        self, *, bot_id: int, username: str, latency: float = 0.0, bucket: Bucket | None = None
    ) -> None:
        self.counter = Counter()
        self._latency = latency
        self._bucket = bucket
        bot = {"id": bot_id, "is_bot": True, "first_name": "Khien Nho", "username": username}
        self._me = json.dumps({"ok": True, "result": bot}).encode()
        self._true = b'{"ok":true,"result":true}'
        self._none = b'{"ok":true,"result":[]}'

    async def handle(self, request: web.BaseRequest) -> web.Response:
        """Answer one request."""
        if request.path == "/stats":
            return web.json_response(self.counter.as_json())
        body = await request.read()
        method = request.path.rpartition("/")[2].lower()
        sent = self.counter.sent
        sent[method] = sent.get(method, 0) + 1
        if method in ("sendmessage", "editmessagetext", "sendphoto", "senddocument"):
            if self._bucket is not None:
                wait = self._bucket.wait(time.monotonic())
                if wait > 0:
                    self.counter.refused += 1
                    return _flood(wait)
                self._bucket.tokens -= 1
            self.counter.arrived(_chat_in(body))
            if self._latency:
                await asyncio.sleep(self._latency)
            return _json(self._message())
        if method == "getme":
            return _json(self._me)
        if method == "getupdates":
            await asyncio.sleep(1.0 if body else 0.1)
            return _json(self._none)
        return _json(self._true)

    def _message(self) -> bytes:
        self.counter.last_message_id += 1
        return (
            b'{"ok":true,"result":{"message_id":%d,"date":1900000000,"chat":{"id":1,"type":"private"},"text":"x"}}'
            % self.counter.last_message_id
        )


async def serve_fast(api: FastBotApi, host: str, port: int, tell: Callable[[str], None]) -> None:
    """Serve until cancelled, telling the sends of each second in which there were any."""
    runner = web.ServerRunner(web.Server(api.handle, access_log=None))
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    tell(f"fast fake Bot API on http://{host}:{runner.addresses[0][1]}")
    before = 0
    try:
        while True:
            await asyncio.sleep(1.0)
            total = api.counter.sent.get("sendmessage", 0)
            if total != before:
                tell(f"{total - before} sends/s, {total} in all")
            before = total
    finally:
        await runner.cleanup()


@asynccontextmanager
async def fast_bot_api(
    token: str, *, latency: float = 0.0, bucket: Bucket | None = None
) -> AsyncIterator[tuple[str, Counter]]:
    """Serve in this process on a free port; yield the base address and what is counted."""
    api = FastBotApi(bot_id=int(token.partition(":")[0]), username="bot", latency=latency, bucket=bucket)
    runner = web.ServerRunner(web.Server(api.handle, access_log=None))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}", api.counter
    finally:
        await runner.cleanup()


def _chat_in(body: bytes) -> bytes:
    """Return the chat's id as it is written in the JSON."""
    _, _, rest = body.partition(b'"chat_id":')
    return rest.lstrip(b' "').partition(b",")[0].rstrip(b' "}')


def _flood(wait: float) -> web.Response:
    seconds = max(1, math.ceil(wait))
    answer = {
        "ok": False,
        "error_code": 429,
        "description": f"Too Many Requests: retry after {seconds}",
        "parameters": {"retry_after": seconds},
    }
    return web.json_response(answer, status=429, headers={"Retry-After": str(seconds)})


def _json(body: bytes) -> web.Response:
    return web.Response(body=body, content_type="application/json")
