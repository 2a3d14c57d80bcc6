"""What a person sent from the page, read so that nothing that they wrote is refused."""

import asyncio
import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from aiohttp import web

from bot.core.message import Body, Command, Pressed, Typed

# 10,000 characters of Vietnamese or of emoji, percent-encoded, still fit; of more, the start is read.
MAX_BODY = 128 * 1024
MAX_TEXT = 10_000
BODY_SECONDS = 30.0

_COMMAND = re.compile(r"/([A-Za-z_]{1,32})(?:\s+(.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of our form; `beacon` marks the script's farewell, which awaits no page."""

    token: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    action: str = field(default="", repr=False)
    beacon: bool = False

    @property
    def body(self) -> Body | None:
        """What was meant: a button before words, which then stay in the box; None for an empty form."""
        if self.action:
            return Pressed(self.action)
        text = self.text.strip()[:MAX_TEXT]
        if not text:
            return None
        command = _COMMAND.fullmatch(text)
        if command:
            return Command(command[1].lower(), (command[2] or "").strip())
        return Typed(text)


async def read_form(request: web.Request) -> Form:
    """Read our form; what is beyond MAX_BODY bytes is left out, never refused."""
    return parse_form(await read_body(request))


async def read_body(request: web.Request) -> bytes:
    """Return the first MAX_BODY bytes of what was sent."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _start_of(request)
    except TimeoutError as error:
        raise web.HTTPRequestTimeout from error


def parse_form(body: bytes) -> Form:
    """Return the fields of an urlencoded body; of anything else, an empty form."""
    text = body.decode("utf-8", "replace")
    fields = dict(parse_qsl(text, keep_blank_values=True, encoding="utf-8", errors="replace"))
    return Form(
        token=fields.get("token", ""),
        text=fields.get("text", "").replace("\r\n", "\n"),
        action=fields.get("action", ""),
        beacon="beacon" in fields,
    )


async def _start_of(request: web.Request) -> bytes:
    body = bytearray()
    while len(body) < MAX_BODY:
        chunk = await request.content.readany()
        if not chunk:
            break
        body += chunk
    return bytes(body[:MAX_BODY])
