"""The calls of the Zalo Bot API that this bot makes; every error is one of the core's outcomes.

Errors arrive with HTTP 200: the body's `ok` and `error_code` count (field reports). 403 is documented as
"internal server error"; 410 as a chat id that is not valid; 408 is what a poll without messages ends in.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp

from bot.channels.zalo_bot.options import ZaloBotOptions
from bot.core.errors import ChannelError, InDoubt, RecipientGone, Rejected, TryLater, Unauthorised

Json = dict[str, Any]

UNKNOWN_BOT = (
    "Zalo does not know the token in zalo_bot.token (BOT_ZALO_BOT__TOKEN): it was mistyped or has been "
    "reset. Copy the current one from Zalo Bot Manager."
)
READ_SECONDS = 20.0
# How long to wait when the quota is used up; Zalo names no time.
QUOTA_SECONDS = 60.0
# What a poll without a message ends in.
_IDLE = 408


class ZaloBotApi:
    """One bot's calls. Neither its repr nor its errors show the token, which is part of every address."""

    def __init__(self, options: ZaloBotOptions, session: Callable[[], aiohttp.ClientSession]) -> None:
        self._methods = options.methods
        self._make_session = session
        self._session: aiohttp.ClientSession | None = None

    def __repr__(self) -> str:
        return "ZaloBotApi()"

    async def open(self) -> None:
        """Make calls possible; sends nothing."""
        if self._session is None:
            self._session = self._make_session()

    async def close(self) -> None:
        """Close the connections; `open` opens others."""
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()

    async def me(self) -> None:
        """Make sure that the token is known. Raises Unauthorised when it is not."""
        try:
            await self._call("getMe", {})
        except Rejected:  # a token of the wrong shape is "not found"
            raise Unauthorised(UNKNOWN_BOT) from None

    async def send_message(self, chat: str, text: str) -> str:
        """Send a text; return the message's id."""
        return _message_id(await self._call("sendMessage", {"chat_id": chat, "text": text}))

    async def send_photo(self, chat: str, url: str, caption: str) -> str:
        """Let Zalo fetch a picture from a public address and show it; return the message's id."""
        parameters = {"chat_id": chat, "photo": url, "caption": caption}
        return _message_id(await self._call("sendPhoto", parameters, READ_SECONDS * 2))

    async def update(self, seconds: int) -> Json | None:
        """Wait up to `seconds` for one message; None when there was none. There is no going back to it."""
        found = await self._call("getUpdates", {"timeout": str(seconds)}, READ_SECONDS + seconds, idle=True)
        return found if isinstance(found, dict) else None

    async def set_webhook(self, url: str, secret: str) -> None:
        """Let messages be posted to `url`."""
        await self._call("setWebhook", {"url": url, "secret_token": secret})

    async def delete_webhook(self) -> None:
        """Let messages be polled."""
        await self._call("deleteWebhook", {})

    async def _call(
        self, method: str, parameters: Mapping[str, str], seconds: float = READ_SECONDS, *, idle: bool = False
    ) -> object:
        if self._session is None:
            raise RuntimeError("the connections are not open")
        timeout = aiohttp.ClientTimeout(total=seconds, sock_connect=10.0)
        # The causes are cut off on purpose: aiohttp's errors may quote the address, which holds the token.
        try:
            async with self._session.post(
                self._methods + method, json=dict(parameters), timeout=timeout, allow_redirects=False
            ) as response:
                status, body = response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise TryLater(f"Zalo cannot be reached ({type(error).__name__})") from None
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise InDoubt(f"Zalo did not confirm ({type(error).__name__})") from None
        return _result(_answer(status, body), idle=idle)


def _answer(status: int, body: bytes) -> Json:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict) or not isinstance(answer.get("ok"), bool):
        reason = f"HTTP {status} without an answer of the Bot API"
        raise TryLater(reason) if 300 <= status < 500 else InDoubt(reason)
    return answer


def _result(answer: Json, *, idle: bool) -> object:
    if answer["ok"]:
        return answer.get("result")
    # One method is reported to write `errorCode`.
    code = answer.get("error_code", answer.get("errorCode"))
    if idle and code == _IDLE:
        return None
    raise _outcome(code)


def _outcome(code: object) -> ChannelError:
    """Translate; the description is left out, since it may quote what was sent."""
    match code:
        case 401:
            return Unauthorised(UNKNOWN_BOT)
        case 410:
            return RecipientGone("the chat does not exist")
        case 429:
            return TryLater("Zalo's quota is used up", after=QUOTA_SECONDS)
        case 400 | 404:
            return Rejected(f"Zalo refuses it ({code})")
        case _:
            return InDoubt(f"Zalo is in trouble ({code})")


def _message_id(result: object) -> str:
    if isinstance(result, dict) and isinstance(result.get("message_id"), str | int):
        return str(result["message_id"])
    raise InDoubt("Zalo's answer is unreadable")
