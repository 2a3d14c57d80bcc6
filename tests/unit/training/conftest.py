"""Reading as the project reads."""

import pytest

from bot.services.understanding.normalise import Normaliser, normaliser_from
from tests.unit.understanding.book import lexicon


@pytest.fixture(scope="session")
def normaliser() -> Normaliser:
    return normaliser_from(lexicon("teencode"), lexicon("spelling"))
