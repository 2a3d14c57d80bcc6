"""What is kept, how to have it erased, and how to leave at once."""

from bot.core.action import encode
from bot.core.reply import Block, Press, Reply, Style, paragraphs
from bot.core.request import Request
from bot.core.turn import Forget, Turn, Unsubscribe, Wipe


async def privacy(request: Request, *, contact: str) -> Turn:
    """Say what is kept and for how long."""
    blocks = [Block(Style.TITLE, (request.say("privacy.title"),)), paragraphs(request.say("privacy.text"))]
    if contact:
        blocks.append(paragraphs(request.say("privacy.contact", contact=contact)))
    row = (Press(request.say("privacy.erase"), encode("forget")),)
    return Turn((Reply(tuple(blocks), (row,)),))


async def forget(request: Request) -> Turn:
    """Erase what is kept of this chat, and say what the bot cannot erase."""
    key = "forget.done_deletable" if request.can_delete else "forget.done"
    if request.introduces:
        key = "forget.done_there"
    rows = ((Press(request.say("forget.wipe"), encode("leave")),),) if request.can_delete else ()
    return Turn((Reply((paragraphs(request.say(key)),), rows),), (Forget(), Unsubscribe(erase=True)))


async def leave(request: Request) -> Turn:
    """Leave no more than one neutral line behind, where the channel can delete."""
    key = "leave.wiped" if request.can_delete else "leave.forgotten"
    return Turn((Reply((paragraphs(request.say(key)),)),), (Wipe(),))
