"""Backing up, upgrading, showing and erasing while the bot runs and answers."""

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from tests.fakes.bot_api import FakeBotApi
from tests.integration.bot.conftest import Start
from tests.integration.bot.process import command


async def test_a_chat_is_shown_erased_and_gone_while_the_bot_runs(
    api: FakeBotApi, start: Start, settings: Mapping[str, str]
) -> None:
    person, other = api.user(4_711), api.user(4_712)
    async with start(api):
        for somebody in (person, other):
            await somebody.send_text("con tôi 12 tuổi bị nói xấu trên nhóm lớp")
        await api.wait_for(lambda: not api.pending_updates, 30)

        shown = await command("subscribers", "export", "telegram:4711", settings=settings)
        erased = await command("subscribers", "erase", "telegram:4711", settings=settings)
        again = await command("subscribers", "erase", "telegram:4711", settings=settings)
        neighbour = await command("subscribers", "export", "telegram:4712", settings=settings)
        await person.send_text("xin chào")
        await api.wait_for(lambda: not api.pending_updates, 30)

    kept = json.loads(shown[1])
    assert set(kept) == {"audience", "language", "step", "province", "expires_at"}
    assert kept["audience"] == "parent"
    assert erased == (0, "Erased.\n", "")
    assert again == (0, "Nothing was kept of this chat.\n", "")
    assert json.loads(neighbour[1])["audience"] == "parent"
    assert (api.rejected, api.violations) == ([], [])


async def test_questions_are_counted_while_the_bot_runs(
    api: FakeBotApi, start: Start, settings: Mapping[str, str]
) -> None:
    async with start(api):
        for _ in range(11):
            await api.user(4_711).send_text("con tôi 12 tuổi bị nói xấu trên nhóm lớp")
        await api.wait_for(lambda: not api.pending_updates, 30)

        counted = await command("questions", "--json", settings=settings)
        shown = await command("questions", settings=settings)

    [line] = json.loads(counted[1])
    assert (line["topic"], line["asked"]) == ("cyberbullying", 11)
    assert "cyberbullying" in shown[1]


async def test_a_backup_of_a_running_bot_is_whole_and_never_overwrites(
    api: FakeBotApi, start: Start, settings: Mapping[str, str], data: Path, tmp_path: Path
) -> None:
    destination = tmp_path / "copy.db"
    async with start(api):
        await api.user(4_711).send_text("con tôi 12 tuổi bị nói xấu trên nhóm lớp")
        await api.wait_for(lambda: not api.pending_updates, 30)

        code, out, err = await command("db", "backup", str(destination), settings=settings)
        refused = await command("db", "backup", str(destination), settings=settings)

    with closing(sqlite3.connect(destination)) as copy:
        chats = copy.execute("SELECT count(*) FROM chats").fetchone()
    assert (code, err) == (0, "")
    assert out.startswith(f"{destination} (")
    assert chats == (1,)
    assert destination.stat().st_mode & 0o077 == 0
    assert (data / "khien-nho.key").read_bytes().strip() not in destination.read_bytes()
    assert (refused[0], refused[1]) == (1, "")
    assert "overwrites nothing" in refused[2]
    assert len(refused[2].splitlines()) == 1


async def test_a_new_database_is_upgraded(settings: Mapping[str, str], data: Path) -> None:
    code, out, err = await command("db", "upgrade", settings=settings)

    assert (code, err) == (0, "")
    assert out.startswith("The database is at revision ")
    assert (data / "khien-nho.db").is_file()
