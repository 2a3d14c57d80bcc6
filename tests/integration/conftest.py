"""What the tests of whole bots share."""

import shutil
from pathlib import Path

import pytest

from bot.app import MODELS
from bot.config import Settings
from bot.core.knowledge import Knowledge


@pytest.fixture
def data(tmp_path: Path, real_settings: Settings, real_knowledge: Knowledge) -> Path:
    """A data folder in which the models are learned already."""
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copytree(real_settings.data_folder / MODELS, folder / MODELS)
    return folder
