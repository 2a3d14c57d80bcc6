"""What unit tests share: the real texts, without the engine trained from them."""

import pytest

from bot.core.knowledge import Knowledge
from bot.storage.content.handbook import load_handbook
from tests.fakes.knowledge import CONTENT, ScriptedUnderstanding


@pytest.fixture(scope="session")
def real_texts() -> Knowledge:
    """Return the repository's handbook; typed messages are not understood."""
    return Knowledge(load_handbook(CONTENT), ScriptedUnderstanding())
