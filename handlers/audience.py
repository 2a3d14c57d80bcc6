"""Say who is asking: guessed, correctable, never required."""

from bot.core.action import encode
from bot.core.people import Audience
from bot.core.reply import Press, Reply, paragraphs
from bot.core.request import Request
from bot.core.turn import Turn, remembering
from bot.services import guidance


async def choose(request: Request) -> Turn:
    """Offer the audiences."""
    rows = tuple(
        (Press(request.say(f"audience.{audience}"), encode("who", audience)),) for audience in Audience
    )
    return Turn((Reply((paragraphs(request.say("audience.choose")),), rows),))


async def chosen(request: Request) -> Turn:
    """Remember who is asking, and show the topics for them."""
    name = request.argument(0)
    if name not in set(Audience):
        return await choose(request)
    audience = Audience(name)
    return Turn(
        (guidance.topics_menu(request.voice, audience, 0),),
        remembering(request.state, audience=audience),
    )
