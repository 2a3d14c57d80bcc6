"""What many tests share: the real content, learned once."""

from pathlib import Path

import pytest

from bot import app
from bot.config import Content, Database, Settings
from bot.core.knowledge import Knowledge
from tests.fakes.knowledge import CONTENT


@pytest.fixture(scope="session")
def real_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("learned")
    return Settings(
        database=Database(url=f"sqlite:///{folder / 'khien-nho.db'}"), content=Content(path=Path(CONTENT))
    )


@pytest.fixture(scope="session")
def real_knowledge(real_settings: Settings) -> Knowledge:
    return app.learn(real_settings, lambda _: None)
