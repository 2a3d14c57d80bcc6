"""`python -m bot run` as a process of its own."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class BotProcess:
    """A running bot; `first_line` is what it said when it was ready."""

    process: asyncio.subprocess.Process
    first_line: str

    @property
    def web(self) -> str:
        """The chat page's address."""
        return next(word for word in self.first_line.split() if word.startswith("http")).rstrip("/")

    async def kill(self) -> None:
        """Kill it as an operator's worst day would: with no chance to tidy up."""
        self.process.send_signal(signal.SIGKILL)
        await self.process.wait()

    async def stop(self) -> int:
        """Ask it to stop and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return await self.process.wait()


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Return this process's environment with these settings, and none of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BOT_")}
    return {**kept, "PYTHONUNBUFFERED": "1", **settings}


async def command(
    *arguments: str, settings: Mapping[str, str], folder: Path | None = None
) -> tuple[int, str, str]:
    """Run `python -m bot …` to its end; return the exit code, the output and the errors."""
    async with started(*arguments, settings=settings, folder=folder) as process:
        out, err = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode or 0, out.decode(), err.decode()


@asynccontextmanager
async def started(
    *arguments: str, settings: Mapping[str, str], folder: Path | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Start `python -m bot …`; when the block is left it is killed, if it still runs."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *arguments,
        cwd=folder or ROOT,
        env={**environment(settings), "PYTHONPATH": str(ROOT)},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@asynccontextmanager
async def bot_process(settings: Mapping[str, str]) -> AsyncIterator[BotProcess]:
    """Run the bot; when the block is left it is killed, if it still runs."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "run",
        cwd=ROOT,
        env=environment(settings),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        line = await asyncio.wait_for(process.stdout.readline(), 60)
        yield BotProcess(process, line.decode())
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        transport = getattr(process, "_transport", None)
        if transport is not None:
            transport.close()
