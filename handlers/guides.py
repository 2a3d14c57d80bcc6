"""Show how to report, block, keep evidence and stay private on a platform."""

from bot.core.request import Request
from bot.core.turn import Turn
from bot.services import guides
from handlers.unknown import not_there


async def menu(request: Request) -> Turn:
    """List the platforms of a topic, or all of them."""
    every = request.knowledge.handbook.supplement(request.language).guides
    topic = request.knowledge.handbook.topic(request.argument(0), request.language)
    shown = [guide for guide in every if topic is not None and guide.channel in topic.channels] or every
    if not shown:
        return await not_there(request)
    return Turn((guides.menu(request.voice, shown, request.speaks_as),))


async def guide(request: Request) -> Turn:
    """Show a platform's guide, or one part of it: by a button, or by the platform's name."""
    wanted = request.platform or request.argument(0)
    found = request.knowledge.handbook.supplement(request.language).guide(wanted)
    if found is None:
        return await menu(request)
    name = request.argument(1)
    if name in guides.PARTS:
        return Turn((guides.part(request.voice, found, name, request.speaks_as),))
    return Turn((guides.guide(request.voice, found, request.speaks_as),))
