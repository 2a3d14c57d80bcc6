"""The whole bot with an Official Account, against the strict fake of its platform."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from bot.app import Running, running
from bot.channels.zalo_oa.options import WEBHOOK_PATH
from tests.fakes.zalo_oa import FakeZaloOa
from tests.integration.bot.conftest import settings_for

PUBLIC = "https://khien-nho.example.vn"
# Stands for a refresh token that the fake gives.
GRANTED = "granted"
StartOa = Callable[..., AbstractAsyncContextManager[Running]]


@pytest.fixture
async def oa() -> AsyncIterator[FakeZaloOa]:
    async with FakeZaloOa() as fake:
        yield fake


@pytest.fixture
def start_oa(data: Path, oa: FakeZaloOa) -> StartOa:
    """Start the bot in this process, with the fake's clock and, unless told otherwise, a token of its own."""

    @asynccontextmanager
    async def start(*, seed: str | None = GRANTED, **groups: dict[str, object]) -> AsyncIterator[Running]:
        account: dict[str, object] = {
            "app_id": oa.app_id,
            "app_secret": oa.app_secret,
            "webhook_secret": oa.oa_secret,
            "api_base_url": oa.base_url,
            "oauth_base_url": oa.base_url,
            "refresh_token": oa.grant().refresh_token if seed == GRANTED else seed,
        }
        values: dict[str, dict[str, object]] = {
            "zalo_oa": {**account, **groups.pop("zalo_oa", {})},
            "web": {"port": 0, "public_url": PUBLIC},
            **groups,
        }
        async with running(settings_for(data, None, **values), lambda _: None, oa.utc_now) as bot:
            oa.webhook_url = f"http://127.0.0.1:{bot.port}{WEBHOOK_PATH}"
            yield bot

    return start
