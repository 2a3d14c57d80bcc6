"""A command or a button that the bot does not know, or whose subject the content has not."""

from bot.core.reply import Call, Reply, paragraphs
from bot.core.request import Request
from bot.core.turn import Turn
from bot.services.guidance import menu_rows


async def command(request: Request) -> Turn:
    """Say that there is no such command, and what there is."""
    return Turn((Reply((paragraphs(request.say("unknown.command")),), menu_rows(request)),))


async def old_button(request: Request) -> Turn:
    """Lead on from a button whose subject is gone, or that was never ours."""
    return Turn((Reply((paragraphs(request.say("unknown.button")),), menu_rows(request)),))


async def interrupted(request: Request) -> Turn:
    """Ask for a message once more whose answer was interrupted: its words were not kept."""
    call = Call(request.say("button.call", name="111"), "111")
    words = paragraphs(request.say("unknown.interrupted", request.speaks_as))
    return Turn((Reply((words,), ((call,), *menu_rows(request))),))


async def not_there(request: Request) -> Turn:
    """Say that this part of the handbook is not there, and what there is."""
    return Turn((Reply((paragraphs(request.say("unknown.not_there")),), menu_rows(request)),))
