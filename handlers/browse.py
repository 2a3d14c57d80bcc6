"""Browse the handbook: audience → topic → answer → more → who can help."""

from bot.core.handbook import AlarmCategory, Topic
from bot.core.request import Request
from bot.core.turn import About, Turn, remembering
from bot.services import crisis, directory, guidance
from handlers.unknown import old_button


async def topics(request: Request) -> Turn:
    """Show a page of the topics for an audience."""
    audience = request.reader(0)
    return Turn(
        (guidance.topics_menu(request.voice, audience, request.number(1)),),
        remembering(request.state, audience=audience if request.action else None),
    )


async def topic(request: Request) -> Turn:
    """Show a topic's answer."""
    found, audience = _topic(request), request.reader(1)
    if found is None:
        return await old_button(request)
    return Turn(
        (guidance.first_screen(request.voice, found, audience),),
        remembering(request.state, audience=audience),
        about=About(found.id),
    )


async def more(request: Request) -> Turn:
    """Show the second screen of an answer."""
    found = _topic(request)
    if found is None:
        return await old_button(request)
    return Turn((guidance.more(request.voice, found, request.reader(1)),))


async def teen(request: Request) -> Turn:
    """Show the answer for teenagers."""
    found = _topic(request)
    if found is None:
        return await old_button(request)
    return Turn((guidance.teen(request.voice, found),))


async def part(request: Request) -> Turn:
    """Show one section of an answer."""
    found = _topic(request)
    if found is None:
        return await old_button(request)
    audience, answer = guidance.served(found, request.reader(1))
    wanted = request.argument(2)
    for section in answer.sections:
        if section.id == wanted:
            return Turn((guidance.part(request.voice, found, audience, section),))
    return Turn((guidance.first_screen(request.voice, found, audience),))


async def helpers(request: Request) -> Turn:
    """Show who can help with a topic."""
    found = _topic(request)
    if found is None:
        return await old_button(request)
    return Turn((directory.helpers(request.voice, found, request.reader(1), request.number(2)),))


async def contacts(request: Request, *, province: str = "") -> Turn:
    """Show a page of everybody who can help; `province` is that of whoever has not chosen one."""
    own = request.province or province
    return Turn((directory.contacts(request.voice, request.reader(0), request.number(1), own),))


async def card(request: Request) -> Turn:
    """Show a crisis card that a button asks for."""
    name = request.argument(0)
    category = AlarmCategory(name) if name in set(AlarmCategory) else None
    return Turn((crisis.card(request, category, request.reading_as(request.reader(1))),))


def _topic(request: Request) -> Topic | None:
    name = request.argument(0)
    return request.knowledge.handbook.topic(name, request.language)
