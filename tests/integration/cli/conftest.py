"""The commands as real processes, and in this process where only their errors matter."""

import logging
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot import cli
from tests.integration.bot.conftest import api, start

__all__ = ["api", "start"]

Invoke = Callable[..., Result]


@pytest.fixture
def settings(data: Path) -> Mapping[str, str]:
    return {"BOT_DATABASE__URL": f"sqlite:///{data / 'khien-nho.db'}", "BOT_WEB__PORT": "0"}


@pytest.fixture
def invoke(settings: Mapping[str, str]) -> Iterator[Invoke]:
    """Run a command in this process; the logs are put back as they were."""
    root = logging.getLogger()
    before = (list(root.handlers), root.level)

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(cli.main, arguments, env=dict(settings), terminal_width=200)

    yield invoke
    root.handlers[:] = before[0]
    root.setLevel(before[1])
