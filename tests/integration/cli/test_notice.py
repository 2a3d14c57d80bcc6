"""`python -m bot tips notice`: an urgent message through the running bot, by two steps in one process."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core.people import Audience
from bot.storage.cipher import Cipher
from bot.storage.database import open_alone
from bot.storage.key import open_key
from tests.fakes.bot_api import TOKEN
from tests.fakes.bot_api.fast import fast_bot_api
from tests.fakes.subscribers import fill
from tests.integration.bot.process import ROOT, bot_process, environment

PEOPLE = 30


async def notice(settings: dict[str, str], *arguments: str, typed: str = "") -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "tips", "notice", *arguments),
        cwd=ROOT,
        env=environment(settings),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(f"{typed}\n".encode()), 60)
    return process.returncode or 0, out.decode(), err.decode()


@pytest.fixture
async def settings(data: Path) -> dict[str, str]:
    """Thirty parents whose next tip is a year away."""
    url = f"sqlite:///{data / 'khien-nho.db'}"
    database = await open_alone(url)
    cipher = Cipher(await open_key(database, None))
    await fill(database, cipher, PEOPLE, datetime(2100, 1, 3, 13, tzinfo=UTC))
    await database.close()
    return {
        "BOT_DATABASE__URL": url,
        "BOT_WEB__PORT": "0",
        "BOT_TELEGRAM__TOKEN": TOKEN,
        "BOT_TIPS__QUIET_HOURS": "00:00-00:00",
        "BOT_TIPS__MESSAGES_PER_SECOND": "10",
        "BOT_ORGANISATION__NAME": "Sở Giáo dục",
        "BOT_LOGS__LEVEL": "error",
    }


@pytest.fixture
def text(tmp_path: Path) -> str:
    file = tmp_path / "notice.txt"
    file.write_text("Có trang giả mạo nhà trường đòi tiền. Đừng chuyển khoản.\n", encoding="utf-8")
    return str(file)


async def test_a_dry_run_shows_who_would_get_what_and_sends_nothing(
    settings: dict[str, str], text: str
) -> None:
    code, out, _ = await notice(settings, text, "--audience", Audience.PARENT, "--dry-run")
    again, others, _ = await notice(settings, text, "--audience", Audience.TEACHER, "--dry-run")

    assert (code, again) == (0, 0)
    assert "Có trang giả mạo" in out
    assert "Sở Giáo dục" in out
    assert "111" in out
    assert "30 recipients (parent); about 3 s to send." in out
    assert "0 recipients (teacher)" in others


async def test_the_number_of_recipients_must_be_typed(settings: dict[str, str], text: str) -> None:
    async with fast_bot_api(TOKEN) as (api, counter):
        own = settings | {"BOT_TELEGRAM__API_BASE_URL": api}
        async with bot_process(own) as bot:
            refused, _, err = await notice(own, text, "--audience", "parent", typed="yes")
            before = len(counter.arrivals)
            code, out, _ = await notice(own, text, "--audience", "parent", typed="30")
            await bot.stop()

    assert (refused, before) == (1, 0)
    assert "Nothing was sent" in err
    assert code == 0
    assert "30 sent" in out
    assert (len(counter.chats), counter.repeated) == (PEOPLE, 0)


async def test_a_notice_that_goes_out_can_be_stopped(settings: dict[str, str], text: str) -> None:
    slow = settings | {"BOT_TIPS__MESSAGES_PER_SECOND": "2"}
    async with fast_bot_api(TOKEN) as (api, counter):
        own = slow | {"BOT_TELEGRAM__API_BASE_URL": api}
        async with bot_process(own) as bot:
            sending = asyncio.create_task(notice(own, text, typed=str(PEOPLE)))
            async with asyncio.timeout(90):
                while not counter.arrivals:  # noqa: ASYNC110 - the server is in this very loop
                    await asyncio.sleep(0.05)
            _, stopped, _ = await notice(own, "--stop")
            _, nothing, _ = await notice(own, "--stop")
            _, out, _ = await sending
            await bot.stop()

    assert "Stopped:" in stopped
    assert "No notice is going out." in nothing
    assert "failed" in out
    assert 0 < len(counter.chats) < PEOPLE


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "is empty"),
        ("x" * 1_501, "at most 1500 can be sent"),
        ("Gọi 18001567 để được giúp", "must not be given to anybody"),
    ],
)
async def test_a_notice_that_cannot_be_sent_is_refused(
    settings: dict[str, str], tmp_path: Path, words: str, sentence: str
) -> None:
    file = tmp_path / "bad.txt"
    file.write_text(words, encoding="utf-8")

    code, _, err = await notice(settings, str(file))

    assert code == 1
    assert sentence in err
