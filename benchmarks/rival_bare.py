"""What an acknowledgement costs at least here: an aiohttp server that reads a body and answers 200."""

import sys

from aiohttp import web


async def acknowledge(request: web.Request) -> web.Response:
    """Look at nothing."""
    await request.read()
    return web.Response()


if __name__ == "__main__":
    app = web.Application()
    app.router.add_post("/", acknowledge)
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), access_log=None, print=None)
