"""Give a tip on demand, and another one."""

from bot.core.request import Request
from bot.core.turn import Turn, remembering
from bot.services import tips
from handlers.unknown import not_there


async def tip(request: Request) -> Turn:
    """Show the tip of the day, or the one that the button names."""
    audience = request.reader(0)
    there = request.knowledge.handbook.supplement(request.language)
    wanted = request.argument(1)
    found = there.tip(audience, wanted) if wanted else None
    found = found or tips.of_the_day(there, audience, request.voice.today)
    if found is None:
        return await not_there(request)
    if request.argument(2) == "post" and found.post:
        return Turn((tips.post(request.voice, found),))
    return Turn(
        (tips.screen(request.voice, found),),
        remembering(request.state, audience=audience if request.action else None),
    )
