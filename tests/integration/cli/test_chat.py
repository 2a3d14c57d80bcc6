"""`python -m bot chat`: the conversation in a terminal, or through pipes."""

import asyncio
import os
import pty
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.integration.bot.process import ROOT, environment
from tests.integration.cli.session import PATIENCE, kept, session

PROMPT = "Bạn: "


async def test_a_piped_conversation_is_answered_and_keeps_nothing(
    settings: Mapping[str, str], data: Path
) -> None:
    async with session("chat", "--audience", "child", settings=settings) as chat:
        for line in ("1", "con tôi bị nói xấu trên nhóm lớp", "9999", "/chude", "/khong-co"):
            chat.write(line.encode())
        code, out, err = await chat.end()

    assert (code, "Traceback" in err) == (0, False)
    assert out.count(PROMPT) == 6
    assert out.count("111") >= 6
    assert "Hẹn gặp lại" in out.splitlines()[-1]
    assert kept(data) == ["models"]


async def test_ctrl_c_ends_a_waiting_prompt_at_once(settings: Mapping[str, str]) -> None:
    ours, theirs = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        # A session of its own, whose terminal this is: only so does Ctrl+C become a signal.
        # A shell that runs the tests in the background makes them deaf to that signal: hear it again.
        "import fcntl, os, runpy, signal, sys, termios; os.setsid(); fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
        "signal.signal(signal.SIGINT, signal.default_int_handler);"
        "sys.argv = ['bot', 'chat']; runpy.run_module('bot', run_name='__main__')",
        cwd=ROOT,
        env={**environment(settings), "TERM": "xterm"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    try:
        opening = await _read_until(ours, PROMPT)
        os.write(ours, b"\x03")
        ending = await _read_until(ours, "ngày đêm.")
        code = await asyncio.wait_for(process.wait(), PATIENCE)
    finally:
        os.close(ours)
        if process.returncode is None:
            process.kill()
            await process.wait()

    assert "Khiên Nhỏ" in opening
    assert code == 0
    assert "Hẹn gặp lại" in ending
    assert "Traceback" not in ending


async def _read_until(terminal: int, words: str) -> str:
    """Return what the terminal shows, without colours, up to these words."""
    shown = bytearray()
    enough = asyncio.Event()

    def read() -> None:
        shown.extend(os.read(terminal, 65_536))
        if words in _plain(shown):
            enough.set()

    loop = asyncio.get_running_loop()
    loop.add_reader(terminal, read)
    try:
        await asyncio.wait_for(enough.wait(), PATIENCE)
    finally:
        loop.remove_reader(terminal)
    return _plain(shown)


def _plain(shown: bytes | bytearray) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown.decode(errors="ignore"))
