"""A running web chat with a fake receiver behind it, on a port of this machine."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import cache

import aiohttp
import pytest

from bot.channels.web.channel import WebChannel
from bot.channels.web.options import WebOptions
from bot.channels.web.pages import last_resort
from bot.core.people import Language
from bot.http.server import Server, build_app
from tests.fakes.knowledge import interface
from tests.fakes.web import NOW, PLATFORMS, FakeReceiver

OPTIONS = WebOptions(organisation="Sở Văn hoá <Mẫu>", trusted_proxies=("127.0.0.1",))


@dataclass(frozen=True, slots=True)
class Site:
    """The page as a visitor reaches it, and the receiver behind it."""

    url: str
    receiver: FakeReceiver
    client: aiohttp.ClientSession = field(repr=False)

    async def get(self, path: str, **headers: str) -> tuple[aiohttp.ClientResponse, str]:
        """Fetch a page."""
        async with self.client.get(self.url + path, headers=headers, allow_redirects=False) as response:
            return response, await response.text()

    async def post(
        self, path: str, form: dict[str, str], **headers: str
    ) -> tuple[aiohttp.ClientResponse, str]:
        """Send a form."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.client.post(
            self.url + path, data=form, headers=names, allow_redirects=False
        ) as response:
            return response, await response.text()

    async def token(self) -> str:
        """Open the page and return the token of its form."""
        _, page = await self.get("/")
        return page.split('name="token" value="')[1].split('"')[0]

    @property
    def cookie(self) -> str | None:
        """The visitor's cookie."""
        return next((cookie.value for cookie in self.client.cookie_jar), None)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    receiver = FakeReceiver()
    words = cache(interface)
    app = build_app(last_resort(words(Language.VI)))
    channel = WebChannel(
        receive=receiver,
        words=words,
        secret=b"a secret",
        options=OPTIONS,
        clock=lambda: NOW,
        places=lambda _: PLATFORMS,
    )
    channel.add_routes(app)
    server = Server(app, host="127.0.0.1", port=0)
    await server.start()
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as client:
        yield Site(f"http://127.0.0.1:{server.port}", receiver, client)
    await server.stop()
