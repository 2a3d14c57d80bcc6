"""The whole bot against the strict fake Bot API, with a clock that the test moves."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import Running, running
from bot.core.outbox import State
from tests.fakes.bot_api import FakeBotApi
from tests.fakes.bot_api.people import Person
from tests.fakes.bot_api.world import Message
from tests.integration.bot.conftest import settings_for

THURSDAY = datetime(2026, 11, 26, 3, tzinfo=UTC)
SUNDAY_EVENING = datetime(2026, 11, 29, 13, tzinfo=UTC)


@dataclass
class MovableClock:
    """Stands still until the test moves it."""

    now: datetime = THURSDAY

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Bot:
    """A running bot with its people and its clock."""

    running: Running
    api: FakeBotApi
    clock: MovableClock

    async def at(self, moment: datetime) -> None:
        """Let it be this moment, once all that was under way has ended, and let what is due be planned."""
        await self.idle()
        self.clock.now = moment
        await self.running.weekly.plan()

    async def idle(self) -> None:
        """Return when nothing is under way and nothing waits that is due."""
        async with asyncio.timeout(60):
            while await self._is_busy():  # noqa: ASYNC110 - the database tells nobody
                await asyncio.sleep(0.02)

    async def _is_busy(self) -> bool:
        figures = await self.running.weekly.outbox.figures(self.clock.now)
        return bool(figures.waiting + figures.by_state[State.CLAIMED] + figures.by_state[State.SENDING])

    async def arrived(self, person: Person, words: str) -> Message:
        """Return the first message with these words, once it has come."""
        message = await self.api.wait_for(lambda: found(self.api, person.id, words), 10)
        assert message is not None
        return message


def found(api: FakeBotApi, chat: int, words: str) -> Message | None:
    """Return the chat's first message from the bot with these words."""
    return next((one for one in api.messages(chat) if words in one.text), None)


StartBot = Callable[..., AbstractAsyncContextManager[Bot]]


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi() as fake:
        yield fake


@dataclass
class Start:
    """Starts the bot in this process, again and again on the same data."""

    data: Path
    api: FakeBotApi
    clock: MovableClock = field(default_factory=MovableClock)

    @asynccontextmanager
    async def __call__(self, **tips: object) -> AsyncIterator[Bot]:
        quick: dict[str, object] = {"spread_minutes": 0, **tips}
        settings = settings_for(self.data, self.api, web={"port": 0}, tips=quick)
        async with running(settings, lambda _: None, self.clock) as bot:
            yield Bot(bot, self.api, self.clock)


@pytest.fixture
def start(data: Path, api: FakeBotApi) -> Start:
    return Start(data, api)


async def subscribe(bot: Bot, person: Person) -> Message:
    """Subscribe as a parent, at the time that is offered first."""
    await person.send_text("/dangky parent")
    offer = await person.next_message()
    await person.press(offer)
    return await person.next_message()
