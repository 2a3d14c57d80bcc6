"""The first answer of a chat on a platform whose terms ask a bot to say what it is and what it processes."""

from dataclasses import replace

from bot.core.reply import Block, Style, Tone
from bot.core.request import Request
from bot.core.turn import Turn
from bot.core.understanding import Level


def introduced(request: Request, turn: Turn, organisation: str = "") -> Turn | None:
    """Return the turn with the introduction at its end; None where it has to wait for the next answer.

    A card, a hint at harm, leaving, and what the platform has kept from us are answered by nothing else.
    """
    alarming = request.alarm.level is not Level.NONE or any(
        reply.tone is Tone.CRISIS for reply in turn.replies
    )
    if not turn.replies or alarming or request.quiet or request.leaves or request.withheld is not None:
        return None
    *before, last = turn.replies
    key = "introduction.named" if organisation else "introduction.text"
    note = Block(Style.NOTE, (request.say(key, name=organisation),))
    return replace(turn, replies=(*before, replace(last, blocks=(*last.blocks, note))))
