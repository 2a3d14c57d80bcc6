"""What newsrooms, communes and schools ask for: press packs and figures."""

from bot.core.action import ALL
from bot.core.request import Request
from bot.core.turn import Turn
from bot.services import press
from handlers.unknown import not_there


async def pack(request: Request) -> Turn:
    """Show the pack of the month that the button names, else of this month."""
    packs = request.knowledge.handbook.supplement(request.language).packs
    wanted = request.number(0) or request.voice.today.month
    found = next((pack for pack in packs if pack.month == wanted), packs[0] if packs else None)
    if found is None:
        return await not_there(request)
    return Turn((press.pack(request.voice, found),))


async def figures(request: Request) -> Turn:
    """Show the figures about a topic, else all of them."""
    every = request.knowledge.handbook.supplement(request.language).figures
    topic_id = request.argument(0) or ALL
    shown = press.about(every, topic_id)
    if not shown:
        topic_id, shown = ALL, every
    if not shown:
        return await not_there(request)
    return Turn((press.figures(request.voice, shown, topic_id, request.number(1)),))
