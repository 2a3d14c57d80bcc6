"""Reading what a platform posts, up to a size."""

from aiohttp import web


async def read_body(request: web.Request, limit: int) -> bytes | None:
    """Return the body, or None when it has more than `limit` bytes."""
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > limit:
            return None
    return bytes(body)
