"""Prepare a report: a person's words, held in memory only until they are copied or dropped."""

from dataclasses import replace

from bot.core.case import Case
from bot.core.draft import STEP, WRITTEN, Draft, Recipient, recipients
from bot.core.message import Typed
from bot.core.request import Request
from bot.core.turn import Effect, Hold, Remember, Turn, remembering
from bot.services import drafting
from handlers import ask


async def begin(request: Request) -> Turn:
    """Begin a report about a case; on a page of our own the words stay in the browser."""
    arguments = request.action.arguments if request.action else ()
    case = Case.of(arguments, request.reading_as(request.speaks_as))
    if not request.holds_drafts:
        return Turn((drafting.page(request.voice, case),))
    return _next(request, Draft(case, request.incoming.at))


async def written(request: Request) -> Turn:
    """Take the words for the part that is asked for."""
    return taken(request) or await lost(request)


def taken(request: Request) -> Turn | None:
    """Return the draft with these words and the next question, None when no draft waits for words."""
    draft, body = request.draft, request.incoming.body
    if draft is None or draft.part not in WRITTEN or not isinstance(body, Typed):
        return None
    return _next(request, draft.written(body.text))


async def pressed(request: Request) -> Turn:
    """Take a button's answer."""
    if request.draft is None:
        return await lost(request)
    return _next(request, request.draft.pressed(request.argument(0), request.argument(1)))


async def address(request: Request) -> Turn:
    """Show the text for another recipient."""
    if request.draft is None:
        return await lost(request)
    name = request.argument(0)
    to = Recipient(name) if name in set(recipients(request.draft)) else Recipient.HOTLINE
    return Turn(drafting.ready(request.voice, request.draft, to))


async def drop(request: Request) -> Turn:
    """Forget the draft."""
    return Turn((drafting.said(request.voice, "draft.dropped", _case(request)),), _gone(request))


async def lost(request: Request) -> Turn:
    """Say that the draft is gone: its half hour is over, or the bot was restarted."""
    return Turn((drafting.said(request.voice, "draft.lost", _case(request)),), _gone(request))


async def lost_and_ask(request: Request) -> Turn:
    """Say the same to words that may have been meant for it, and answer them."""
    told, answer = await lost(request), await ask.ask(request)
    forgotten = remembering(request.state, audience=request.audience, language=request.heard, step="")
    counted = tuple(effect for effect in answer.effects if not isinstance(effect, Remember))
    return replace(answer, replies=(*told.replies, *answer.replies), effects=(*forgotten, *counted))


def _case(request: Request) -> Case:
    return request.draft.case if request.draft else Case(request.reading_as(request.speaks_as))


def _gone(request: Request) -> tuple[Effect, ...]:
    return (Hold(None), *remembering(request.state, step=""))


def _next(request: Request, draft: Draft) -> Turn:
    part = draft.part
    if part is None:
        ready = drafting.ready(request.voice, draft, Recipient.HOTLINE)
        return Turn(ready, (Hold(draft), *remembering(request.state, step="")))
    asked = drafting.ask(request.voice, draft, part)
    return Turn((asked,), (Hold(draft), *remembering(request.state, step=STEP)))
