"""The webhook: Telegram's post is answered when the update is, so that nothing is lost."""

import asyncio
import json
import logging
import math
from typing import Any

from aiohttp import web

from bot.channels.telegram.intake import Arrival, Intake
from bot.core.channel import Channel, Receiver
from bot.core.errors import InDoubt, TryLater, Unauthorised
from bot.http.signatures import same_secret

log = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
MAX_BODY = 1024 * 1024
RETRY_SECONDS = 5.0


class Webhook:
    """Answers Telegram's posts; 503 makes Telegram deliver again. `open` it once the bot knows itself."""

    def __init__(self, secret: str, receiver: Receiver, channel: Channel) -> None:
        self._secret = secret
        self._receiver = receiver
        self._channel = channel
        self._intake: Intake | None = None
        self._under_way = 0
        self._idle = asyncio.Event()
        self._idle.set()

    def open(self, intake: Intake) -> None:
        """Take updates from now on."""
        self._intake = intake

    async def close(self, grace: float) -> None:
        """Let Telegram deliver later what comes from now on; wait for the answers under way."""
        self._intake = None
        try:
            async with asyncio.timeout(grace):
                await self._idle.wait()
        except TimeoutError:
            log.warning("some updates will be delivered again", extra={"action": "webhook_unfinished"})

    async def handle(self, request: web.Request) -> web.Response:
        """Check the secret before reading a byte of the body, then answer the update."""
        if not same_secret(request.headers.get(SECRET_HEADER), self._secret):
            return web.Response(status=403)
        body = await _read(request)
        if body is None:
            return web.Response(status=413)
        update = _update(body)
        if update is None:
            return web.Response(status=400)
        intake = self._intake
        if intake is None:
            return _later(RETRY_SECONDS)
        arrival = intake.read(update)
        if arrival is None:
            return web.Response()
        self._under_way += 1
        self._idle.clear()
        try:
            return await self._answer(arrival)
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._idle.set()

    async def _answer(self, arrival: Arrival) -> web.Response:
        try:
            await self._receiver(arrival.incoming, self._channel)
        except (TryLater, InDoubt) as error:
            log.warning("an update will be delivered again: %s", error, extra={"action": "update_retried"})
            return _later(getattr(error, "after", None) or RETRY_SECONDS)
        except Unauthorised as error:
            log.error("%s", error, extra={"action": "token_refused"})
            return _later(RETRY_SECONDS)
        return _acknowledged(arrival.query)


async def _read(request: web.Request) -> bytes | None:
    """Return the body, or None when it is too large to be an update."""
    if (request.content_length or 0) > MAX_BODY:
        return None
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > MAX_BODY:
            return None
    return bytes(body)


def _update(body: bytes) -> dict[str, Any] | None:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    known = isinstance(update, dict) and isinstance(update.get("update_id"), int)
    return update if known else None


def _acknowledged(query: str | None) -> web.Response:
    """Say that the update is done; the call that stops the button's spinner rides along."""
    if query is None:
        return web.Response()
    call = {"method": "answerCallbackQuery", "callback_query_id": query}
    return web.Response(body=json.dumps(call).encode(), content_type="application/json")


def _later(seconds: float) -> web.Response:
    return web.Response(status=503, headers={"Retry-After": str(max(1, math.ceil(seconds)))})
