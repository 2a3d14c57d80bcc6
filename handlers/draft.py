"""Prepare a report: a person's words, held in memory only until they are copied or dropped."""

from dataclasses import replace

from bot.core.case import Case
from bot.core.draft import Draft, Part, Recipient, recipients, step
from bot.core.message import Typed
from bot.core.request import Handler, Request, Voice
from bot.core.turn import Effect, Hold, Remember, Turn, remembering
from bot.core.understanding import Level
from bot.services import crisis, drafting
from handlers import ask


async def begin(request: Request) -> Turn:
    """Begin a report about a case, or go on with the one that was begun; its words are kept.

    On a page of our own the words stay in the browser.
    """
    arguments = request.action.arguments if request.action else ()
    case = Case.of(arguments, request.reading_as(request.speaks_as))
    if not request.holds_drafts:
        return Turn((drafting.page(request.voice, case),))
    held = request.draft
    if held is not None and (held.part is not None or held.case == case):
        return _next(request, replace(held, case=case, language=request.language))
    return _next(request, Draft(case, request.incoming.at, request.language))


async def go_on(request: Request) -> Turn:
    """Ask once more what stands open, after something else was talked about."""
    return await lost(request) if request.draft is None else _next(request, request.draft)


def with_way_back(handler: Handler) -> Handler:
    """Return the handler with a button below its answer that leads back to a report that was begun."""

    async def answer(request: Request) -> Turn:
        turn = await handler(request)
        if request.draft is None or request.draft.part is None:
            return turn
        *before, last = turn.replies
        return replace(turn, replies=(*before, drafting.with_way_back(request.voice, last)))

    return answer


async def written(request: Request) -> Turn:
    """Take the words for the part that is asked for; what may be a disclosure is answered beside it."""
    turn = taken(request)
    if turn is None:
        return await lost(request)
    if request.alarm.level is Level.NONE:
        return turn
    return replace(turn, replies=(crisis.gentle_line(request), *turn.replies))


def taken(request: Request) -> Turn | None:
    """Return the draft with these words and the next question, None when no draft waits for words."""
    draft, body = request.draft, request.incoming.body
    if draft is None or not request.writes or not isinstance(body, Typed):
        return None
    if draft.part is Part.EVIDENCE and request.knowledge.understanding.is_done(body.text):
        return _next(request, draft.pressed(Part.EVIDENCE, ""))
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
    return Turn(drafting.ready(_voice(request, request.draft), request.draft, to))


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
    part, voice = draft.part, _voice(request, draft)
    if part is None:
        ready = drafting.ready(voice, draft, Recipient.HOTLINE)
        return Turn(ready, (Hold(draft), *remembering(request.state, step="")))
    asked = drafting.ask(voice, draft, part)
    return Turn((asked,), (Hold(draft), *remembering(request.state, step=step(request.incoming.at))))


def _voice(request: Request, draft: Draft) -> Voice:
    """Return how the report is spoken of: in the language in which it was begun."""
    return replace(request.voice, language=draft.language)
