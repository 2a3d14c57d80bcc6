"""What a pressed button carries, as handlers ask for it."""

from bot.core.request import Request


def argument(request: Request, index: int) -> str:
    """Return the button's argument at `index`, or "" where there is no button or it has none."""
    return request.action.argument(index) if request.action else ""


def number(request: Request, index: int) -> int:
    """Return the button's argument as a number, 0 where it is none."""
    found = argument(request, index)
    return int(found) if found.isdigit() else 0
