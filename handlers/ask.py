"""Answer a question in free text."""

from typing import assert_never

from bot.core.action import encode
from bot.core.handbook import Topic
from bot.core.people import Audience
from bot.core.reply import Press, Reply, paragraphs
from bot.core.request import Request
from bot.core.turn import Turn, remembering
from bot.core.understanding import Level, Outcome
from bot.services import crisis, guidance
from bot.services.blocks import label

CHOICES = 3


async def ask(request: Request) -> Turn:
    """Answer, offer up to three topics, or say plainly that it was not understood."""
    finding = request.knowledge.understanding.search(request.incoming.words, request.audience)
    found = [request.knowledge.handbook.topic(topic, request.language) for topic in finding.topics]
    topics = [topic for topic in found if topic is not None]
    missed = False
    match finding.outcome:
        case Outcome.ANSWER if topics:
            reply = guidance.first_screen(request.voice, topics[0], request.speaks_as)
        case Outcome.CHOICES if topics:
            reply = _choices(request, topics)
        case Outcome.UNKNOWN | Outcome.ANSWER | Outcome.CHOICES:
            reply, missed = not_understood(request), True
        case other:
            assert_never(other)
    replies = (reply, crisis.gentle_line(request)) if request.alarm.level is Level.SOFT else (reply,)
    return Turn(
        replies, remembering(request.state, audience=request.audience, language=request.heard), missed
    )


def not_understood(request: Request) -> Reply:
    """Return the answer to what no topic fits: the menu, and 111; after a second miss, more help."""
    key = "unknown.again" if request.missed else "unknown.text"
    return Reply((paragraphs(request.say(key)),), guidance.menu_rows(request))


def _choices(request: Request, topics: list[Topic]) -> Reply:
    audience: Audience = request.speaks_as
    rows = tuple((Press(label(topic), encode("topic", topic.id, audience)),) for topic in topics[:CHOICES])
    return Reply((paragraphs(request.say("choices.text")),), (*rows, *guidance.menu_rows(request)))
