"""The whole bot with Zalo, against the strict fake of its platform."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from bot.app import Running, running
from bot.core.clock import Clock, utc_now
from tests.fakes.zalo_bot import SECRET, FakeZaloBot
from tests.integration.bot.conftest import settings_for

PUBLIC = "https://khien-nho.example.vn"
StartZalo = Callable[..., AbstractAsyncContextManager[Running]]


@pytest.fixture
async def zalo() -> AsyncIterator[FakeZaloBot]:
    async with FakeZaloBot() as fake:
        yield fake


@pytest.fixture
def start_zalo(data: Path, zalo: FakeZaloBot) -> StartZalo:
    """Start the bot in this process, by polling or by a webhook that the fake reaches on this machine."""

    @asynccontextmanager
    async def start(
        mode: str = "webhook", clock: Clock = utc_now, **groups: dict[str, object]
    ) -> AsyncIterator[Running]:
        values: dict[str, dict[str, object]] = {
            "zalo_bot": {"token": f"{zalo.token}\n", "api_base_url": zalo.base_url, "mode": mode},
            "web": {"port": 0, "public_url": PUBLIC},
            **groups,
        }
        if mode == "webhook":
            values["zalo_bot"]["webhook_secret"] = SECRET
        async with running(settings_for(data, None, **values), lambda _: None, clock) as bot:
            zalo.reach = f"http://127.0.0.1:{bot.port}"
            yield bot

    return start
