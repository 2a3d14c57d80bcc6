"""A fake Bot API with a clock that stands still, and a plain client that calls it."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.fakes.bot_api import FakeBotApi, ManualClock


class RawBot:
    """Calls methods over HTTP and returns what the server says: the result, or its description."""

    def __init__(self, api: FakeBotApi, session: aiohttp.ClientSession) -> None:
        self.url = f"{api.base_url}/bot{api.token}"
        self.session = session

    async def __call__(self, method: str, **params: Any) -> Any:
        async with self.session.post(f"{self.url}/{method}", json=params) as response:
            body = await response.json()
        assert body.get("error_code", 200) == response.status
        return body["result"] if body["ok"] else body["description"]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def api(clock: ManualClock) -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi(clock=clock, allow_loopback_webhook=True) as running:
        yield running


@pytest.fixture
async def bot(api: FakeBotApi) -> AsyncIterator[RawBot]:
    async with aiohttp.ClientSession() as session:
        yield RawBot(api, session)


@pytest.fixture
async def chat_id(api: FakeBotApi) -> int:
    """A private chat whose person has written "chào" (message 1)."""
    person = api.user(1001)
    await person.send_text("chào")
    return person.id
