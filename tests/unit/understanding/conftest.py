"""The engine, trained once for all tests of this folder."""

from pathlib import Path

import pytest

from bot.core.understanding import Understanding
from bot.services.understanding import build
from bot.services.understanding.normalise import Normaliser, normaliser_from
from bot.services.understanding.screen import Screen
from tests.unit.understanding.book import SmallHandbook, lexicon


@pytest.fixture(scope="session")
def normaliser() -> Normaliser:
    return normaliser_from(lexicon("teencode"), lexicon("spelling"))


@pytest.fixture(scope="session")
def screen() -> Screen:
    return Screen(lexicon("alarm"), lexicon("alarm-context"))


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Understanding:
    cache: Path = tmp_path_factory.mktemp("understanding")
    return build(SmallHandbook(), cache, lambda _: None)
