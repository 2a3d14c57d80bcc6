"""What a pressed button, or the word after a command, asks for."""

from bot.core.message import Command
from bot.core.people import Audience
from bot.core.request import Request


def argument(request: Request, index: int) -> str:
    """Return the button's argument at `index`, or "" where there is no button or it has none."""
    return request.action.argument(index) if request.action else ""


def number(request: Request, index: int) -> int:
    """Return the button's argument as a number, 0 where it is none."""
    found = argument(request, index)
    return int(found) if found.isdigit() else 0


def reader(request: Request, index: int) -> Audience:
    """Return for whom to write: whom the button names, or the word after a command, else who is asking."""
    body = request.incoming.body
    word = body.argument.strip().lower() if isinstance(body, Command) else argument(request, index)
    return Audience(word) if word in set(Audience) else request.speaks_as
