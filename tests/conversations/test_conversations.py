"""Every script below tests/conversations/ is played against the real content."""

from pathlib import Path

import pytest

from bot.config import Settings
from bot.core.knowledge import Knowledge
from tests.conversations.script import Stage, complaints, read

FILES = sorted(Path(__file__).parent.rglob("*.yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
async def test_the_conversation_goes_as_written(
    file: Path, real_knowledge: Knowledge, real_settings: Settings
) -> None:
    script = read(file)
    stage = Stage(real_knowledge, real_settings, script)

    found: list[str] = []
    for number, turn in enumerate(script.turns, start=1):
        replies = await stage.play(turn)
        said = next(str(turn[word]) for word in ("say", "press", "command", "send") if word in turn)
        found += [f"turn {number} ({said}): the answer {what}" for what in complaints(turn, replies)]

    assert found == []


def test_there_are_scripts() -> None:
    assert len(FILES) >= 10
