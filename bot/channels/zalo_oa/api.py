"""Sending one message; every error is one of the core's outcomes.

Errors arrive with HTTP 200: the body's `error` counts (Zalo for Developers, list of error codes).
"""

import json
import logging
from collections.abc import Callable
from typing import Any

import aiohttp

from bot.channels.zalo_oa.options import ZaloOaOptions
from bot.channels.zalo_oa.tokens import AccessTokens
from bot.core.errors import ChannelError, InDoubt, RecipientGone, Rejected, TryLater, WindowClosed

log = logging.getLogger(__name__)

Json = dict[str, Any]

READ_SECONDS = 20.0
# -124 is the same on another of Zalo's hosts.
_TOKEN = frozenset({-216, -220, -124})
# Not a follower; has restricted such messages; banned or silent for 45 days; has refused. None says
# "blocked".
_GONE = frozenset({-213, -244, -227, -217})
_WINDOW = frozenset({-230, -232, -218})
_RATE = -32
_QUOTA = -211
# Of a package or of payment: sending works again when the operator has seen to it.
_PACKAGE = frozenset({-221, -224, -320, -321})
_NIGHT = -234
_WRONG = frozenset({-201, -210, -233, -248, -100, -240})
RATE_SECONDS = 15.0
QUOTA_SECONDS = 60.0
PACKAGE_SECONDS = 600.0


class ZaloOaApi:
    """One account's calls. Neither its repr nor its errors show a token."""

    def __init__(
        self, options: ZaloOaOptions, tokens: AccessTokens, session: Callable[[], aiohttp.ClientSession]
    ) -> None:
        self._url = options.messages_url
        self._tokens = tokens
        self._make_session = session
        self._session: aiohttp.ClientSession | None = None

    def __repr__(self) -> str:
        return "ZaloOaApi()"

    async def open(self) -> None:
        """Make calls possible; sends nothing."""
        if self._session is None:
            self._session = self._make_session()

    async def close(self) -> None:
        """Close the connections; `open` opens others."""
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()

    async def send(self, person: str, message: Json) -> str:
        """Send a consultation message; return its id. A token that has died early is renewed once."""
        token = await self._tokens.access()
        code, answer = await self._post(token, person, message)
        if code in _TOKEN:
            token = await self._tokens.renewed(token)
            code, answer = await self._post(token, person, message)
        if code != 0:
            raise _outcome(code)
        return _message_id(answer)

    async def _post(self, token: str, person: str, message: Json) -> tuple[int, Json]:
        if self._session is None:
            raise RuntimeError("the connections are not open")
        timeout = aiohttp.ClientTimeout(total=READ_SECONDS, sock_connect=10.0)
        try:
            async with self._session.post(
                self._url,
                json={"recipient": {"user_id": person}, "message": message},
                headers={"access_token": token},
                timeout=timeout,
                allow_redirects=False,
            ) as response:
                status, body = response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise TryLater(f"Zalo cannot be reached ({type(error).__name__})") from None
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise InDoubt(f"Zalo did not confirm ({type(error).__name__})") from None
        try:
            answer = json.loads(body)
        except (ValueError, RecursionError):
            answer = None
        code = answer.get("error") if isinstance(answer, dict) else None
        if not isinstance(code, int) or isinstance(code, bool):
            reason = f"HTTP {status} without an answer of the OpenAPI"
            raise TryLater(reason) if 300 <= status < 500 else InDoubt(reason)
        return code, answer


def _outcome(code: int) -> ChannelError:
    """Translate; the message is left out, since it may quote what was sent."""
    if code in _PACKAGE:
        log.error(
            "Zalo asks for the account's verification, package or payment (%s): see to it in the console",
            code,
            extra={"action": "account_restricted"},
        )
        return TryLater(f"Zalo restricts the account ({code})", after=PACKAGE_SECONDS)
    if code in _GONE:
        return RecipientGone(f"the person cannot be written to ({code})")
    if code in _WINDOW:
        return WindowClosed(f"the person has to write first ({code})")
    if code in _WRONG:
        return Rejected(f"Zalo refuses it ({code})")
    if code in _TOKEN:
        return TryLater(f"Zalo refuses a new token ({code})", after=QUOTA_SECONDS)
    if code == _RATE:
        return TryLater("Zalo's rate limit", after=RATE_SECONDS)
    if code == _QUOTA:
        return TryLater("Zalo's quota is used up", after=QUOTA_SECONDS)
    if code == _NIGHT:
        return TryLater("Zalo takes no such message at night", after=PACKAGE_SECONDS)
    return TryLater(f"Zalo is in trouble ({code})")


def _message_id(answer: Json) -> str:
    data = answer.get("data")
    found = data.get("message_id") if isinstance(data, dict) else None
    if isinstance(found, str | int):
        return str(found)
    raise InDoubt("Zalo's answer is unreadable")
