"""One call's parameters, however they were sent: query, form, JSON or multipart."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

from tests.fakes.bot_api.refusals import Refusal, bad_request

_TRUE = frozenset({"true", "yes", "1"})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in the request."""

    field: str
    filename: str
    size: int


class Params:
    """Reads parameters the way the real server does: everything is a string, or JSON inside one."""

    def __init__(self, values: dict[str, Any], uploads: dict[str, Upload] | None = None) -> None:
        self.values = values
        self.uploads = uploads or {}

    @classmethod
    def from_reply(cls, body: bytes, content_type: str) -> "Params":
        """Return the parameters in the body of a webhook's reply; none for any other body."""
        try:
            if content_type == "application/json":
                return cls(_from_json(body))
            if content_type == "application/x-www-form-urlencoded":
                return cls(_from_form(body))
        except Refusal:
            pass  # Telegram ignores a body that it can't read
        return cls({})

    def __iter__(self) -> Iterator[str]:
        yield from self.values
        yield from (name for name in self.uploads if name not in self.values)

    def has(self, name: str) -> bool:
        """Say whether the parameter was given and is not empty."""
        return self.values.get(name) not in (None, "")

    def text(self, name: str) -> str:
        """Return the parameter as a string; "" when it is missing."""
        value = self.values.get(name)
        if value is None:
            return ""
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def integer(self, name: str, default: int = 0, low: int | None = None, high: int | None = None) -> int:
        """Return the parameter as a number, moved into its range."""
        try:
            value = int(self.text(name).strip())
        except ValueError:
            value = default
        value = value if low is None else max(low, value)
        return value if high is None else min(high, value)

    def boolean(self, name: str) -> bool:
        """Say whether the parameter is true."""
        return self.text(name).strip().lower() in _TRUE

    def structure(self, name: str, noun: str) -> Any:
        """Return the parameter's JSON value, None when missing; `noun` names it in the refusal."""
        value = self.values.get(name)
        if value in (None, ""):
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError as error:
            raise bad_request(f"Can't parse {noun} JSON object") from error

    def require_unicode(self) -> None:
        """Refuse strings that are not UTF-8, such as halves of a surrogate pair."""
        try:
            json.dumps(self.values, ensure_ascii=False).encode("utf-8")
        except UnicodeEncodeError as error:
            raise bad_request("strings must be encoded in UTF-8") from error


async def read_params(request: web.Request) -> Params:
    """Return the request's parameters; raise the refusal for a body that cannot be read."""
    values: dict[str, Any] = _from_form(request.rel_url.raw_query_string.encode())
    uploads: dict[str, Upload] = {}
    if request.method == "POST" and request.can_read_body:
        match request.content_type:
            case "application/json":
                values |= _from_json(await request.read())
            case "multipart/form-data":
                await _read_parts(request, values, uploads)
            case _:
                values |= _from_form(await request.read())
    params = Params(values, uploads)
    params.require_unicode()
    return params


def _utf8(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise bad_request("strings must be encoded in UTF-8") from error


def _from_form(body: bytes) -> dict[str, Any]:
    try:
        return dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, errors="strict"))
    except UnicodeDecodeError as error:
        raise bad_request("strings must be encoded in UTF-8") from error


def _from_json(body: bytes) -> dict[str, Any]:
    try:
        values = json.loads(_utf8(body)) if body else {}
    except ValueError as error:
        raise bad_request("can't parse JSON object") from error
    if not isinstance(values, dict):
        raise bad_request("can't parse JSON object")
    return values


async def _read_parts(request: web.Request, values: dict[str, Any], uploads: dict[str, Upload]) -> None:
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or not part.name:
            continue
        body = bytes(await part.read(decode=False))
        if part.filename is not None:
            uploads[part.name] = Upload(part.name, part.filename, len(body))
        else:
            values[part.name] = _utf8(body)
