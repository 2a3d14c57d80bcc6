"""In a group the bot answers only what reveals nothing about anybody."""

from collections.abc import Callable

from bot.core.message import Command
from bot.core.people import Audience
from bot.core.reply import Block, Link, Reply, Style, paragraphs
from bot.core.request import Request
from bot.core.turn import Turn
from bot.services import tips
from bot.services.blocks import label

# The private chat's address on a channel, or None while it is not known.
PrivateLink = Callable[[str], str | None]

TOPICS = frozenset({"chude", "topics"})
TIP = frozenset({"meo", "tip"})


async def group(request: Request, *, private_link: PrivateLink) -> Turn:
    """List the topics or give a tip when asked to; meet all else addressed to the bot with one invitation."""
    incoming = request.incoming
    if not incoming.addressed:
        return Turn()
    link = private_link(incoming.address.channel)
    rows = ((Link(request.say("group.open"), link),),) if link else ()
    command = incoming.body.name if isinstance(incoming.body, Command) else ""
    if command in TIP:
        # Groups are parents' and classes' groups; whoever asks, everybody reads the same one.
        there = request.knowledge.handbook.supplement(request.language)
        tip = tips.of_the_day(there, Audience.PARENT, request.voice.today)
        if tip is not None:
            return Turn((Reply(tips.for_a_group(request.voice, tip), rows),))
    if command in TOPICS:
        topics = request.knowledge.handbook.topics(request.language)
        listed = Block(Style.POINTS, tuple(label(topic) for topic in topics))
        return Turn((Reply((paragraphs(request.say("group.topics")), listed), rows),))
    return Turn((Reply((paragraphs(request.say("group.invitation")),), rows),))
