"""The terminal conversation: type, or choose by number."""

import asyncio
from collections.abc import Callable, Sequence

from rich.console import Console

from bot.channels.terminal.render import Menu, render
from bot.core.channel import Capabilities, Receiver
from bot.core.clock import Clock
from bot.core.message import Address, Body, Command, Incoming, Pressed, Typed
from bot.core.people import Language
from bot.core.reply import Reply
from bot.core.words import Words

HERE = Address("terminal", "here")
LEAVE = frozenset({"/thoat", "/exit", "/quit"})

ReadLine = Callable[[str], str]


class TerminalChannel:
    """Prints replies and keeps the newest menu; numbers refer to it."""

    name = "terminal"
    capabilities = Capabilities(
        max_text=100_000,
        buttons=False,
        links=False,
        calls=False,
        copies=False,
        deletes=False,
        proactive=False,
    )

    def __init__(self, console: Console) -> None:
        self._console = console
        self.menu = Menu()

    async def send(self, to: Address, replies: Sequence[Reply]) -> tuple[str, ...]:  # noqa: ARG002 - one chat
        """Print the replies."""
        printed, self.menu = render(replies)
        self._console.print(printed)
        return ()

    async def delete(self, at: Address, message_ids: Sequence[str]) -> None:
        """Do nothing: what a terminal has shown cannot be taken back."""

    async def is_administrator(self, at: Address, person: str) -> bool:  # noqa: ARG002 - the port's
        """Say no: a terminal has no groups."""
        return False


def parse(typed: str, menu: Menu) -> Body:
    """Return what a typed line means: a number of the menu, a command, or free text."""
    press = menu.pick(typed)
    if press is not None:
        return Pressed(press.action)
    if typed.startswith("/"):
        name, _, argument = typed[1:].partition(" ")
        return Command(name.lower(), argument.strip())
    return Typed(typed)


def converse(
    receive: Receiver,
    console: Console,
    words: Words,
    clock: Clock,
    *,
    language: Language | None,
    door: str = "",
    read_line: ReadLine | None = None,
) -> None:
    """Hold the conversation until the person leaves or the input ends.

    Lines are read while no event loop runs: Ctrl+C must end a waiting prompt at once.
    """
    channel = TerminalChannel(console)
    read = read_line or console.input
    console.print(words.get("terminal.hint"), style="dim")
    body: Body = Command("start", door)
    with asyncio.Runner() as runner:
        while True:
            runner.run(_answer(receive, Incoming(HERE, body, clock(), language=language), channel))
            typed = _next_line(read, words.get("terminal.prompt"))
            if typed is None or typed.lower() in LEAVE:
                console.print(words.get("terminal.bye"), style="dim")
                return
            body = parse(typed, channel.menu)


async def _answer(receive: Receiver, incoming: Incoming, channel: TerminalChannel) -> None:
    await receive(incoming, channel)


def _next_line(read: ReadLine, prompt: str) -> str | None:
    while True:
        try:
            typed = read(prompt)
        except (EOFError, KeyboardInterrupt):
            return None
        if typed.strip():
            return typed.strip()
