"""A sound content folder for every test."""

from pathlib import Path

import pytest

from tests.unit.content.folder import Folder, sound_folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return sound_folder(tmp_path / "content")
