"""The first screen, and where a deep link leads."""

from bot.core.action import encode
from bot.core.message import Command
from bot.core.people import Audience, Language
from bot.core.reply import Block, Press, Reply, Style, Tone, paragraphs
from bot.core.request import Request
from bot.core.turn import Turn, remembering
from bot.services import guidance, tips


async def start(request: Request, *, organisation: str) -> Turn:
    """Greet; or open what the link names: `topic`, `audience`, `topic_audience` or `tip_ID`."""
    body = request.incoming.body
    payload = body.argument.strip().lower() if isinstance(body, Command) else ""
    name, _, suffix = payload.partition("_")
    tip = tips.by_id(request.knowledge.handbook.supplement(request.language), suffix)
    if name == "tip" and tip is not None:
        return Turn((tips.screen(request.voice, tip),))
    topic = request.knowledge.handbook.topic(name, request.language)
    if topic is not None:
        audience = _audience(suffix) or request.speaks_as
        reply = guidance.first_screen(request.voice, topic, audience)
        return Turn((reply,), remembering(request.state, audience=_audience(suffix)))
    door = _audience(name)
    if door is Audience.CHILD:
        return Turn((_doors(request),), remembering(request.state, audience=door))
    if door is not None:
        return Turn(
            (_greeting(request, organisation), guidance.topics_menu(request.voice, door, 0)),
            remembering(request.state, audience=door),
        )
    return Turn((_greeting(request, organisation),))


async def child_door(request: Request) -> Turn:
    """Open the children's first screen."""
    return Turn((_doors(request),), remembering(request.state, audience=Audience.CHILD))


def _greeting(request: Request, organisation: str) -> Reply:
    runs = request.say("start.run_by", name=organisation) if organisation else ""
    words = paragraphs(request.say("start.greeting", run_by=runs))
    other = Language.EN if request.language is Language.VI else Language.VI
    return Reply(
        (Block(Style.TITLE, (request.say("start.title"),)), words),
        (
            (Press(request.say("button.urgent"), encode("help")),),
            (
                Press(request.say("audience.child"), encode("door", "child")),
                Press(request.say("audience.parent"), encode("who", "parent")),
            ),
            (
                Press(request.say("audience.teacher"), encode("who", "teacher")),
                Press(request.say("audience.communicator"), encode("who", "communicator")),
            ),
            (
                Press(request.say("button.topics"), encode("topics", request.speaks_as, "0")),
                Press(request.say("button.language"), encode("lang", other)),
            ),
        ),
    )


def _doors(request: Request) -> Reply:
    child = Audience.CHILD
    return Reply(
        (
            Block(Style.TITLE, (request.say("doors.title", child),)),
            paragraphs(request.say("doors.text", child)),
        ),
        (
            (Press(request.say("doors.scared", child), encode("help", child)),),
            (Press(request.say("doors.asked", child), encode("card", "grooming", child)),),
            (Press(request.say("doors.bullied", child), encode("topic", "cyberbullying", child)),),
            (Press(request.say("doors.question", child), encode("topics", child, "0")),),
        ),
        Tone.DOORS,
    )


def _audience(name: str) -> Audience | None:
    return Audience(name) if name in set(Audience) else None
