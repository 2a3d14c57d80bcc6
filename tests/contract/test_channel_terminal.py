"""The terminal keeps a channel's promises: what is sent is shown in order; it cannot take anything back."""

import io

from rich.console import Console

from bot.channels.terminal.channel import HERE, TerminalChannel, parse
from bot.core.channel import Channel
from bot.core.message import Pressed, Typed
from tests.fakes.web import CRISIS, GREETING, PLAIN


def _channel() -> tuple[TerminalChannel, io.StringIO]:
    screen = io.StringIO()
    return TerminalChannel(Console(file=screen, width=200)), screen


def _words(line: str) -> str:
    return " ".join(line.split())


async def test_replies_are_shown_in_order_whole() -> None:
    channel, screen = _channel()

    await channel.send(HERE, (GREETING, PLAIN))
    await channel.send(HERE, (CRISIS,))

    shown = screen.getvalue()
    firsts = [reply.blocks[0].lines[0] for reply in (GREETING, PLAIN, CRISIS)]
    places = [shown.index(first) for first in firsts]
    assert places == sorted(places)
    missing = [
        line
        for reply in (GREETING, PLAIN, CRISIS)
        for block in reply.blocks
        for line in block.lines
        if _words(line) not in _words(shown.replace("│", " "))
    ]
    assert missing == []


async def test_nothing_has_an_id_since_nothing_can_be_deleted() -> None:
    channel, screen = _channel()

    ids = await channel.send(HERE, (GREETING,))
    before = screen.getvalue()
    await channel.delete(HERE, ids)
    await channel.delete(HERE, ("unknown",))

    assert ids == ()
    assert screen.getvalue() == before


async def test_only_the_newest_answers_buttons_have_numbers() -> None:
    channel, _ = _channel()
    await channel.send(HERE, (GREETING,))
    first = parse("1", channel.menu)

    await channel.send(HERE, ())

    assert isinstance(first, Pressed)
    assert parse("1", channel.menu) == Typed("1")


async def test_the_terminal_shows_no_buttons_and_never_speaks_unasked() -> None:
    terminal: Channel = _channel()[0]

    can = terminal.capabilities

    assert terminal.name == "terminal"
    assert (can.buttons, can.links, can.calls, can.copies, can.deletes) == (False,) * 5
    assert can.proactive is False
