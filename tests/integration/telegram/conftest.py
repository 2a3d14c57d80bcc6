"""A Bot API server, and a bot that repeats what it hears."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from typing import Any, Protocol

import pytest

from bot.channels.telegram.api import BotApi
from bot.channels.telegram.bot import TelegramBot
from bot.channels.telegram.options import TelegramOptions
from bot.channels.telegram.request import AiohttpRequest
from bot.channels.telegram.send import TelegramChannel
from bot.core.channel import Channel
from bot.core.message import Incoming
from bot.core.meter import Meter
from bot.core.people import Language
from bot.core.reply import Block, Press, Reply, Style
from bot.core.words import Words
from bot.http.client import client_session
from tests.fakes.bot_api import FakeBotApi

SECRET = "a-secret-of-webhooks"
WORDS = {
    Language.VI: Words(
        {
            "telegram.commands.start": "Bắt đầu",
            "telegram.commands.giup": "Cần giúp ngay",
            "telegram.description": "Khiên Nhỏ, tự động",
            "telegram.short_description": "An toàn trên mạng",
        }
    ),
    Language.EN: Words(
        {
            "telegram.commands.start": "Start",
            "telegram.description": "Little Shield, automatic",
            "telegram.short_description": "Online safety",
        }
    ),
}


class Parrot:
    """Repeats what it hears, with one button; first meets the faults that a test has planned."""

    def __init__(self) -> None:
        self.heard: list[Incoming] = []
        self.faults: deque[Exception] = deque()
        self.always: dict[str, Exception] = {}

    async def __call__(self, incoming: Incoming, channel: Channel) -> None:
        self.heard.append(incoming)
        words = incoming.words or "…"
        if words in self.always:
            raise self.always[words]
        if self.faults:
            raise self.faults.popleft()
        block = Block(Style.TEXT, (words,))
        await channel.send(incoming.address, (Reply((block,), ((Press("Lần nữa", "again"),),)),))

    @property
    def words(self) -> list[str]:
        """The free texts, in the order in which they were heard."""
        return [incoming.words for incoming in self.heard]


class Naps:
    """Sleeps no time, and remembers how long it should have."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        await asyncio.sleep(0)


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi(allow_loopback_webhook=True) as server:
        yield server


@pytest.fixture
def parrot() -> Parrot:
    return Parrot()


@pytest.fixture
def naps() -> Naps:
    return Naps()


@pytest.fixture
async def calls(api: FakeBotApi) -> AsyncIterator[BotApi]:
    found = BotApi(TelegramOptions(api.token, api.base_url), AiohttpRequest(client_session))
    await found.open()
    yield found
    await found.close()


@pytest.fixture
def channel(calls: BotApi) -> TelegramChannel:
    return TelegramChannel(calls)


class MakeBot(Protocol):
    """Makes a bot; `options` are added to the settings."""

    def __call__(self, *, grace: float = 2.0, meter: Meter | None = None, **options: Any) -> TelegramBot: ...


@pytest.fixture
async def make_bot(api: FakeBotApi, parrot: Parrot, naps: Naps) -> AsyncIterator[MakeBot]:
    """Make bots that are stopped at the end."""
    made: list[TelegramBot] = []

    def make(*, grace: float = 2.0, meter: Meter | None = None, **options: Any) -> TelegramBot:
        chosen = TelegramOptions(**({"token": api.token, "api_base_url": api.base_url} | options))
        bot = TelegramBot(chosen, parrot, words=WORDS.__getitem__, meter=meter, sleep=naps, grace=grace)
        made.append(bot)
        return bot

    yield make
    for bot in made:
        await bot.stop()
