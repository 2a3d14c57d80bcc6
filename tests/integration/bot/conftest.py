"""The whole bot: in this process, or as a process of its own that can be killed."""

import io
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot import logs
from bot.app import Running, running
from bot.config import Settings
from tests.fakes.bot_api import TOKEN, FakeBotApi


@pytest.fixture
def log_text() -> Iterator[io.StringIO]:
    """Everything that the bot logs, at the most talkative level."""
    root = logging.getLogger()
    before = (list(root.handlers), root.level)
    stream = io.StringIO()
    logs.configure("debug", (TOKEN,), stream)
    yield stream
    root.handlers[:], root.level = before[0], before[1]


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi() as fake:
        yield fake


def settings_for(data: Path, api: FakeBotApi | None = None, **groups: dict[str, object]) -> Settings:
    """Return settings on a free port, with Telegram by polling when there is a Bot API."""
    values: dict[str, dict[str, object]] = {
        "database": {"url": f"sqlite:///{data / 'khien-nho.db'}"},
        "web": {"port": 0},
        "content": {"path": Path(__file__).resolve().parents[3] / "content"},
    }
    if api is not None:
        values["telegram"] = {"token": api.token, "api_base_url": api.base_url}
    for name, group in groups.items():
        values[name] = {**values.get(name, {}), **group}
    return Settings.model_validate(values)


@dataclass(frozen=True, slots=True)
class Start:
    """Starts the bot in this process."""

    data: Path

    def __call__(
        self, api: FakeBotApi | None = None, **groups: dict[str, object]
    ) -> AbstractAsyncContextManager[Running]:
        return self._run(settings_for(self.data, api, **groups))

    @asynccontextmanager
    async def _run(self, settings: Settings) -> AsyncIterator[Running]:
        async with running(settings, lambda _: None) as bot:
            yield bot


@pytest.fixture
def start(data: Path) -> Start:
    return Start(data)


def files_with(data: Path, words: str) -> list[str]:
    """Return the files below a folder that hold these words, whatever the case."""
    files = (file for file in data.rglob("*") if file.is_file())
    return [file.name for file in files if words.lower().encode() in file.read_bytes().lower()]
