"""In a group the bot answers only what reveals nothing about anybody."""

from collections.abc import Callable

from bot.core.message import Command
from bot.core.reply import Block, Link, Reply, Style, paragraphs
from bot.core.request import Request
from bot.core.turn import Turn
from bot.services import guidance

# The private chat's address on a channel, or None while it is not known.
PrivateLink = Callable[[str], str | None]

TOPICS = frozenset({"chude", "topics"})


async def group(request: Request, *, private_link: PrivateLink) -> Turn:
    """List the topics when asked to; meet everything else addressed to the bot with one invitation."""
    incoming = request.incoming
    if not incoming.addressed:
        return Turn()
    link = private_link(incoming.address.channel)
    rows = ((Link(request.say("group.open"), link),),) if link else ()
    if isinstance(incoming.body, Command) and incoming.body.name in TOPICS:
        topics = request.knowledge.handbook.topics(request.language)
        listed = Block(Style.POINTS, tuple(guidance.label(topic) for topic in topics))
        return Turn((Reply((paragraphs(request.say("group.topics")), listed), rows),))
    return Turn((Reply((paragraphs(request.say("group.invitation")),), rows),))
