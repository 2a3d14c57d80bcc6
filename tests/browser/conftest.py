"""A real browser (Debian's chromium) and a running web chat, shared by the tests of a module."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from bot.channels.web.channel import WebChannel
from bot.channels.web.options import WebOptions
from bot.channels.web.pages import last_resort
from bot.core.people import Language
from bot.http.server import Server, build_app
from tests.fakes.knowledge import interface
from tests.fakes.web import NOW, PLATFORMS, FakeReceiver

CHROMIUM = Path("/usr/bin/chromium")

OpenPage = Callable[..., Awaitable[Page]]


@dataclass(frozen=True, slots=True)
class Site:
    """The page's address and the receiver behind it."""

    url: str
    receiver: FakeReceiver


@pytest.fixture(scope="session")
def chromium() -> Path:
    if not CHROMIUM.exists():
        pytest.skip("chromium is not installed (apt-get install chromium)")
    return CHROMIUM


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: Path) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def site() -> AsyncIterator[Site]:
    receiver = FakeReceiver()
    words = cache(interface)
    elsewhere = Server(_neutral_site(), host="127.0.0.1", port=0)
    await elsewhere.start()
    app = build_app(last_resort(words(Language.VI)))
    options = WebOptions(organisation="Phòng Văn hoá Mẫu", leave_url=f"http://localhost:{elsewhere.port}/")
    WebChannel(
        receive=receiver,
        words=words,
        secret=b"a secret",
        options=options,
        clock=lambda: NOW,
        places=lambda _: PLATFORMS,
    ).add_routes(app)
    server = Server(app, host="127.0.0.1", port=0)
    await server.start()
    yield Site(f"http://127.0.0.1:{server.port}", receiver)
    await server.stop()
    await elsewhere.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(browser: Browser) -> AsyncIterator[OpenPage]:
    """Open pages that report every script error and every broken policy as a failure of the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    async def open_page(
        url: str, *, width: int = 360, height: int = 740, dark: bool = False, script: bool = True
    ) -> Page:
        context = await browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            locale="vi-VN",
        )
        contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: _note(complaints, message.type, message.text))
        await page.goto(url)
        return page

    yield open_page
    for context in contexts:
        await context.close()
    assert complaints == []


def _note(complaints: list[str], kind: str, text: str) -> None:
    expected_when_offline = "Failed to load resource"
    if kind == "error" and not text.startswith(expected_when_offline):
        complaints.append(text)


def _neutral_site() -> web.Application:
    async def page(_request: web.Request) -> web.Response:
        return web.Response(text="<title>Thời tiết</title><h1>Thời tiết</h1>", content_type="text/html")

    app = web.Application()
    app.router.add_get("/{anything:.*}", page)
    return app
