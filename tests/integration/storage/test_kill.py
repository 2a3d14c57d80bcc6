"""What was acknowledged survives a kill -9."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

from bot.core.message import Address
from bot.storage.cipher import Cipher
from bot.storage.database import open_alone
from bot.storage.journal import SqlJournal
from bot.storage.key import open_key
from tests.integration.storage.committer import MONDAY

KILLS = 3
LINES = 400
ROOT = Path(__file__).parents[3]


async def kill_after_some_lines(url: str, first: int) -> list[tuple[str, int]]:
    """Run the committer, kill it, and return what it acknowledged: chat and update."""
    committer = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.integration.storage.committer", url, str(first), stdout=PIPE, cwd=ROOT
    )
    assert committer.stdout is not None
    lines = [await committer.stdout.readline() for _ in range(LINES)]
    committer.kill()
    lines += (await committer.stdout.read()).splitlines(keepends=True)
    await committer.wait()
    pairs = [line.decode().split() for line in lines if line.endswith(b"\n")]
    return [(chat, int(number)) for chat, number in pairs]


async def test_every_acknowledged_update_is_done_after_each_of_several_kills(url: str) -> None:
    acknowledged: list[tuple[str, int]] = []
    for _ in range(KILLS):
        first = max((number for _, number in acknowledged), default=0) + 1_000
        acknowledged += await kill_after_some_lines(url, first)

        database = await open_alone(url)
        journal = SqlJournal(database, Cipher(await open_key(database, None)))
        await journal.start()
        lost = [number for _, number in acknowledged if not await journal.is_done("telegram", str(number))]
        behind = [
            chat
            for chat, number in dict(acknowledged).items()
            if int((await journal.state(Address("telegram", chat), MONDAY)).step or 0) < number
        ]
        await journal.stop()
        await database.close()

        assert (lost, behind) == ([], [])

    assert len(acknowledged) >= KILLS * LINES
