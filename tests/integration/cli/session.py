"""A command as a process of its own that is written to and read from line by line."""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.integration.bot.process import ROOT, environment

PATIENCE = 60.0


def kept(folder: Path) -> list[str]:
    """Return the names of what lies in a folder."""
    return sorted(file.name for file in folder.iterdir())


@dataclass(frozen=True, slots=True)
class Session:
    """A running command with its pipes."""

    process: asyncio.subprocess.Process

    def write(self, line: bytes) -> None:
        """Send one line, without waiting."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + b"\n")

    async def read(self) -> str:
        """Return the next line of the output; the empty text at its end."""
        assert self.process.stdout is not None
        return (await asyncio.wait_for(self.process.stdout.readline(), PATIENCE)).decode()

    async def end(self) -> tuple[int, str, str]:
        """Close the input; return the exit code, the rest of the output, and the errors."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        out, err = await asyncio.wait_for(self.process.communicate(), PATIENCE)
        return self.process.returncode or 0, out.decode(), err.decode()


@asynccontextmanager
async def session(*arguments: str, settings: Mapping[str, str]) -> AsyncIterator[Session]:
    """Run `python -m bot …`; when the block is left it is killed, if it still runs."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *arguments,
        cwd=ROOT,
        env=environment(settings),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield Session(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
