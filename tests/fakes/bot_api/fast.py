"""A Bot API for measuring: takes everything, counts what is sent, checks nothing.

It shares the machine with the bot under test, so it does as little as a server can.
"""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web


@dataclass(slots=True)
class Counter:
    """How much was sent, by lower-case method, and since when."""

    started: float = field(default_factory=time.monotonic)
    sent: dict[str, int] = field(default_factory=dict)
    last_message_id: int = 0

    def as_json(self) -> dict[str, object]:
        """Return the counts and the rate since the first moment."""
        seconds = time.monotonic() - self.started
        sends = self.sent.get("sendmessage", 0)
        return {
            "seconds": round(seconds, 3),
            "sends_per_second": round(sends / seconds, 1),
            "calls": self.sent,
        }


class FastBotApi:
    """Answers every method; sendMessage after `latency` seconds. GET /stats tells the counts."""

    def __init__(self, *, bot_id: int, username: str, latency: float = 0.0) -> None:
        self.counter = Counter()
        self._latency = latency
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


def _json(body: bytes) -> web.Response:
    return web.Response(body=body, content_type="application/json")
