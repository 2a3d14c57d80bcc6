"""python-telegram-bot's transport over aiohttp: several times faster than its own."""

import json
from collections.abc import Callable
from typing import Any

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.http.client import CONNECT_SECONDS

READ_SECONDS = 10.0
WRITE_SECONDS = 10.0
FILE_WRITE_SECONDS = 60.0
_JSON = {"Content-Type": "application/json"}
_TOO_MANY_REQUESTS = 429


class NotSentError(NetworkError):
    """The connection could not be made: nothing has reached the server."""


class NotBotApiError(NetworkError):
    """The answer is not the Bot API's: a proxy's page, or another server altogether."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status} without an answer of the Bot API")
        self.status = status


class FloodError(TelegramError):
    """Telegram asks to wait. Stands for telegram.error.RetryAfter, which warns whenever it is made."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"retry after {seconds:g} s")
        self.seconds = seconds


class AiohttpRequest(BaseRequest):
    """Sends JSON, or a form with files. Errors never hold an address, since addresses hold the token."""

    def __init__(self, session: Callable[[], aiohttp.ClientSession]) -> None:
        self._make_session = session
        self._session: aiohttp.ClientSession | None = None
        self._urls: dict[str, URL] = {}

    def __repr__(self) -> str:
        return "AiohttpRequest()"

    @property
    def read_timeout(self) -> float:
        """How long an answer may take when a call does not say."""
        return READ_SECONDS

    async def initialize(self) -> None:
        """Open the session."""
        if self._session is None:
            self._session = self._make_session()

    async def shutdown(self) -> None:
        """Close the session; `initialize` opens another."""
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = None,
        write_timeout: object = None,
        connect_timeout: object = None,
        pool_timeout: object = None,  # noqa: ARG002 - the total covers it
    ) -> tuple[int, bytes]:
        """Return the status and the body. Raises NotSentError, TimedOut, FloodError or NetworkError."""
        if self._session is None:
            raise RuntimeError("this request class is not initialised")
        has_files = request_data is not None and request_data.contains_files
        writing = FILE_WRITE_SECONDS if has_files else WRITE_SECONDS
        connecting = _seconds(connect_timeout, CONNECT_SECONDS)
        timeout = aiohttp.ClientTimeout(
            total=connecting + _seconds(write_timeout, writing) + _seconds(read_timeout, READ_SECONDS),
            sock_connect=connecting,
        )
        data, headers = _body(request_data)
        try:
            async with self._session.request(
                method,
                self._url(url),
                data=data,
                headers=headers,
                timeout=timeout,
                allow_redirects=False,
            ) as response:
                status, body = response.status, await response.read()
        # The causes are cut off on purpose: several of aiohttp's errors quote the address.
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotSentError(f"no connection ({_name(error)})") from None
        except TimeoutError:
            raise TimedOut("no answer in time") from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"the connection failed ({_name(error)})") from None
        if not 200 <= status <= 299:
            self._check_refusal(status, body)
        return status, body

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read the answer. The inherited method would log the whole payload when it is broken."""
        try:
            answer = json.loads(payload)
        except (ValueError, RecursionError):
            raise TelegramError("the answer is not JSON") from None
        if not isinstance(answer, dict):
            raise TelegramError("the answer is not the Bot API's")
        return answer

    def _check_refusal(self, status: int, body: bytes) -> None:
        """Raise for the refusals that python-telegram-bot would put into words with the whole body."""
        try:
            answer = self.parse_json_payload(body)
        except TelegramError:
            raise NotBotApiError(status) from None
        if not isinstance(answer.get("description"), str):
            raise NotBotApiError(status)
        if status == _TOO_MANY_REQUESTS:
            parameters = answer.get("parameters")
            seconds = parameters.get("retry_after") if isinstance(parameters, dict) else None
            raise FloodError(float(seconds) if isinstance(seconds, int | float) else 1.0)

    def _url(self, url: str) -> URL:
        """Return the parsed address; a bot has some ten of them."""
        parsed = self._urls.get(url)
        if parsed is None:
            parsed = self._urls[url] = URL(url)
        return parsed


def _seconds(given: object, default: float) -> float:
    """Return a time-out that was given; the library passes a marker of its own where none was."""
    return float(given) if isinstance(given, int | float) else default


def _body(data: RequestData | None) -> tuple[bytes | aiohttp.FormData | None, dict[str, str] | None]:
    if data is None:
        return None, None
    if not data.contains_files:
        text = json.dumps(data.parameters, ensure_ascii=False, separators=(",", ":"))
        return text.encode(errors="replace"), _JSON
    form = aiohttp.FormData(quote_fields=False)  # Telegram takes file names as they are
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime_type) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime_type)
    return form, None


def _name(error: Exception) -> str:
    reason = error.strerror if isinstance(error, OSError) else None
    return f"{type(error).__name__}: {reason}" if reason else type(error).__name__
