"""Reading what a platform posts, up to a size and for a time."""

import asyncio

from aiohttp import web

BODY_SECONDS = 10.0


async def read_body(request: web.Request, limit: int, seconds: float = BODY_SECONDS) -> bytes | None:
    """Return the body, or None when it has more than `limit` bytes.

    A body that comes too slowly, breaks off or cannot be decoded is the sender's fault (408, 400).
    """
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > limit:
                    return None
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    except (web.RequestPayloadError, ConnectionError):
        raise web.HTTPBadRequest from None
    return bytes(body)
