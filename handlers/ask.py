"""Answer a question in free text."""

from collections.abc import Sequence
from typing import assert_never

from bot.core.action import encode
from bot.core.handbook import Topic
from bot.core.people import Audience
from bot.core.reply import Press, Reply, paragraphs
from bot.core.request import Request
from bot.core.turn import About, Count, Turn, remembering
from bot.core.understanding import Level, Outcome, asked
from bot.services import crisis, guidance
from bot.services.blocks import label

CHOICES = 3


async def ask(request: Request) -> Turn:
    """Answer, offer up to three topics, or say plainly that it was not understood."""
    before = request.about.topic if request.about else None
    finding = request.knowledge.understanding.search(request.incoming.words, request.audience, before)
    topics = _known(request, finding.topics)
    missed, about = False, None
    match finding.outcome:
        case Outcome.ANSWER if topics:
            reply = guidance.first_screen(request.voice, topics[0], request.speaks_as)
            about = About(topics[0].id, tuple(topic.id for topic in topics[1:]))
        case Outcome.CHOICES if topics:
            reply = _choices(request, topics)
            about = _offered(topics)
        case Outcome.UNKNOWN | Outcome.ANSWER | Outcome.CHOICES:
            reply, missed = not_understood(request), True
        case other:
            assert_never(other)
    replies = (reply, crisis.gentle_line(request)) if request.alarm.level is Level.SOFT else (reply,)
    effects = remembering(request.state, audience=request.audience, language=request.heard)
    return Turn(replies, (*effects, Count(asked(finding))), missed, about)


async def not_that(request: Request) -> Turn:
    """The answer before was about something else: offer the topics that came next."""
    topics = _known(request, request.about.others if request.about else ())
    if not topics:
        return Turn((not_understood(request),), missed=True)
    effects = remembering(request.state, audience=request.audience, language=request.heard)
    return Turn((_choices(request, topics, "choices.instead"),), effects, about=_offered(topics))


def not_understood(request: Request) -> Reply:
    """Return the answer to what no topic fits: the menu, and 111; after a second miss, more help."""
    key = "unknown.again" if request.missed else "unknown.text"
    return Reply((paragraphs(request.say(key)),), guidance.menu_rows(request))


def _known(request: Request, ids: Sequence[str]) -> list[Topic]:
    found = (request.knowledge.handbook.topic(topic, request.language) for topic in ids)
    return [topic for topic in found if topic is not None]


def _offered(topics: Sequence[Topic]) -> About:
    return About(None, tuple(topic.id for topic in topics[CHOICES:]))


def _choices(request: Request, topics: list[Topic], key: str = "choices.text") -> Reply:
    audience: Audience = request.speaks_as
    rows = tuple((Press(label(topic), encode("topic", topic.id, audience)),) for topic in topics[:CHOICES])
    return Reply((paragraphs(request.say(key)),), (*rows, *guidance.menu_rows(request)))
