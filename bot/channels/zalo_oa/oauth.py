"""Zalo's OAuth v4 for Official Accounts: the first consent, and exchanging tokens.

Form bodies, the app's secret in the header `secret_key`, numbers as strings (Zalo for Developers, quoted by
several adapters). Which code refuses a dead refresh token is not documented: every error but the rate limit
counts as such.
"""

import base64
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from hashlib import sha256
from urllib.parse import parse_qs, urlencode, urlsplit

import aiohttp

from bot.channels.zalo_oa.options import ZaloOaOptions
from bot.core.clock import Clock
from bot.core.errors import InDoubt, KhienNhoError, OperatorError, TryLater
from bot.core.tokens import TokenPair

READ_SECONDS = 20.0
# Documented for an access token; the answer says it too.
LIFE_SECONDS = 90_000
_LONGEST_LIFE = 10 * LIFE_SECONDS
_RATE = -32
_RATE_SECONDS = 15.0


class Refused(KhienNhoError):  # noqa: N818 - an outcome
    """Zalo takes neither this token nor this code; only a new consent helps."""


class OAuth:
    """Exchanges tokens for one app. Its errors name codes, never a token."""

    def __init__(
        self, options: ZaloOaOptions, session: Callable[[], aiohttp.ClientSession], clock: Clock
    ) -> None:
        self._options = options
        self._make_session = session
        self._clock = clock

    async def refreshed(self, refresh: str) -> TokenPair:
        """Return a new pair; the old token is dead then.

        Raises Refused; TryLater when nothing has reached Zalo, InDoubt when that is unknown.
        """
        return await self._exchange({"grant_type": "refresh_token", "refresh_token": refresh})

    async def exchanged(self, code: str, verifier: str) -> TokenPair:
        """Return the first pair for the code of a consent; raises as `refreshed` does."""
        fields = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier}
        return await self._exchange(fields)

    async def _exchange(self, fields: Mapping[str, str]) -> TokenPair:
        options = self._options
        timeout = aiohttp.ClientTimeout(total=READ_SECONDS, sock_connect=10.0)
        # A connection of its own: one that idled may be closed by now, and the exchange would be in doubt.
        try:
            async with (
                self._make_session() as session,
                session.post(
                    options.token_url,
                    data={"app_id": options.app_id, **fields},
                    headers={"secret_key": options.app_secret},
                    timeout=timeout,
                    allow_redirects=False,
                ) as response,
            ):
                status, body = response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise TryLater(f"Zalo cannot be reached ({type(error).__name__})") from None
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise InDoubt(f"Zalo did not confirm ({type(error).__name__})") from None
        return self._pair(status, body)

    def _pair(self, status: int, body: bytes) -> TokenPair:
        try:
            answer = json.loads(body)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise InDoubt(f"HTTP {status} without an answer of Zalo's OAuth")
        access, refresh = answer.get("access_token"), answer.get("refresh_token")
        if isinstance(access, str) and isinstance(refresh, str) and access and refresh:
            now = self._clock()
            return TokenPair(access, refresh, now, now + timedelta(seconds=_life(answer.get("expires_in"))))
        code = answer.get("error")
        if code == _RATE:
            raise TryLater("Zalo's rate limit", after=_RATE_SECONDS)
        if code in (None, 0) or status >= 500:
            raise InDoubt(f"HTTP {status} without a token")
        raise Refused(f"Zalo's error {code}")


def challenge_of(verifier: str) -> str:
    """Return the code challenge that the console is given (RFC 7636, S256)."""
    return _encoded(sha256(verifier.encode()).digest())


def verifier_from(secret: bytes) -> str:
    """Return a verifier of 43 letters from 32 secret bytes: the same at every login, known to nobody."""
    return _encoded(secret)


def consent_link(options: ZaloOaOptions, redirect_uri: str, verifier: str, state: str) -> str:
    """Return the page on which an administrator of the account agrees."""
    asked = {
        "app_id": options.app_id,
        "redirect_uri": redirect_uri,
        "code_challenge": challenge_of(verifier),
        "state": state,
    }
    return f"{options.consent_url}?{urlencode(asked)}"


def code_in(address: str, state: str) -> str:
    """Return the code in the address that the consent ended in; OperatorError when there is none."""
    found = parse_qs(urlsplit(address.strip()).query)
    if found.get("state", [state]) != [state]:
        raise OperatorError("This address belongs to another login. Open the link that was printed last.")
    if not (codes := found.get("code")):
        raise OperatorError(
            "There is no code in this address. Copy the whole address line of the page that opened after "
            "agreeing; it holds code=…"
        )
    return codes[0]


def _life(value: object) -> int:
    """`expires_in` is a string in the documentation and in what was seen."""
    try:
        seconds = int(str(value))
    except ValueError:
        return LIFE_SECONDS
    return seconds if 0 < seconds <= _LONGEST_LIFE else LIFE_SECONDS


def _encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
