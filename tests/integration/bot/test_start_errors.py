"""What an operator can get wrong: one clear sentence and exit code 1, no traceback, nothing lost."""

import shutil
import socket
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.core.errors import OperatorError
from tests.fakes.bot_api import FakeBotApi
from tests.fakes.knowledge import CONTENT
from tests.integration.bot.conftest import Start
from tests.integration.bot.process import bot_process, command


@pytest.fixture
def settings(data: Path) -> dict[str, str]:
    return {"BOT_DATABASE__URL": f"sqlite:///{data / 'khien-nho.db'}", "BOT_WEB__PORT": "0"}


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield int(taken.getsockname()[1])


async def refusal(start: Start, api: FakeBotApi | None = None, **groups: dict[str, object]) -> str:
    """Start the bot, which must refuse; return its sentence."""
    with pytest.raises(OperatorError) as failure:
        async with start(api, **groups):
            pass
    return str(failure.value)


async def test_a_wrong_setting_ends_the_command_with_one_sentence(settings: dict[str, str]) -> None:
    code, out, err = await command("run", settings={**settings, "BOT_WEB__HOTS": "x"})

    assert (code, out) == (1, "")
    assert [line for line in err.splitlines() if line.startswith("error:")] == err.splitlines()
    assert "Did you mean web.host" in err


async def test_a_broken_content_file_is_named_with_its_line(settings: dict[str, str], tmp_path: Path) -> None:
    content = tmp_path / "content"
    shutil.copytree(CONTENT, content)
    file = content / "vi" / "topics" / "grooming.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("title:", "titel:", 1), encoding="utf-8")

    code, _, err = await command("run", settings={**settings, "BOT_CONTENT__PATH": str(content)})

    assert code == 1
    assert "vi/topics/grooming.yaml" in err
    assert "titel" in err
    assert "Traceback" not in err


async def test_a_token_that_telegram_refuses(settings: dict[str, str], api: FakeBotApi) -> None:
    wrong = "123456:" + "A" * 35
    telegram = {"BOT_TELEGRAM__TOKEN": wrong, "BOT_TELEGRAM__API_BASE_URL": api.base_url}

    code, _, err = await command("run", settings={**settings, **telegram})

    assert code == 1
    assert "BOT_TELEGRAM__TOKEN" in err
    assert wrong not in err
    assert "Traceback" not in err


async def test_a_busy_port(start: Start, busy_port: int) -> None:
    assert f"127.0.0.1:{busy_port}" in await refusal(start, web={"port": busy_port})


async def test_a_missing_content_folder(start: Start, tmp_path: Path) -> None:
    assert "nowhere" in await refusal(start, content={"path": tmp_path / "nowhere"})


async def test_a_database_that_is_none(start: Start, data: Path) -> None:
    (data / "khien-nho.db").write_bytes(b"this is a letter, not a database" * 100)

    assert "khien-nho.db" in await refusal(start)
    assert (data / "khien-nho.db").read_bytes().startswith(b"this is a letter")


async def test_a_database_of_a_newer_version(start: Start, data: Path) -> None:
    async with start():
        pass
    database = sqlite3.connect(data / "khien-nho.db")
    database.execute("UPDATE alembic_version SET version_num = 'from-the-future'")
    database.commit()
    database.close()

    assert "newer version" in await refusal(start)


async def test_a_lost_key(start: Start, data: Path) -> None:
    async with start():
        pass
    (data / "khien-nho.key").unlink()

    assert "khien-nho.key" in await refusal(start)
    assert not (data / "khien-nho.key").exists()


async def test_a_second_process_on_the_same_data(start: Start) -> None:
    async with start():
        sentence = await refusal(start)

    assert "khien-nho.db" in sentence


async def test_an_unreachable_telegram_is_tried_on_while_the_page_answers(
    settings: dict[str, str], api: FakeBotApi
) -> None:
    nobody = {"BOT_TELEGRAM__TOKEN": api.token, "BOT_TELEGRAM__API_BASE_URL": "http://127.0.0.1:9"}

    async with bot_process({**settings, **nobody}) as bot:
        assert bot.web.startswith("http://127.0.0.1:")
        assert bot.process.returncode is None
        assert await bot.stop() == 0
