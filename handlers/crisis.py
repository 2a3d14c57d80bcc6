"""Somebody discloses harm, or asks for help now."""

from collections.abc import Callable
from dataclasses import replace

from bot.core.action import encode
from bot.core.case import Case, Harm, Question, case_of_alarm
from bot.core.handbook import AlarmCategory
from bot.core.reply import Block, Call, Press, Reply, paragraphs
from bot.core.request import Request
from bot.core.turn import Pardon, Turn, remembering
from bot.core.understanding import Outcome
from bot.services import crisis, guidance
from handlers.draft import taken

# Harms that alarms outrank, and those that somebody at home may do.
_LIGHTER = frozenset({Harm.SCAM, Harm.BULLYING, Harm.OTHER})
_AT_HOME = frozenset({Harm.VIOLENCE, Harm.SEXUAL_ABUSE})

# Makes the next question of a case.
Ask = Callable[[Request, Case], Reply]


async def alarm(request: Request, *, ask: Ask) -> Turn:
    """Answer a hard alarm with the card, whatever the message also asks.

    Where nothing tells what happened, or the questions about it have begun, the next one follows.
    """
    finding = request.knowledge.understanding.search(request.incoming.words, request.audience)
    topic = finding.topics[0] if finding.topics and finding.outcome is not Outcome.UNKNOWN else None
    effects = remembering(request.state, audience=request.audience, language=request.heard)
    card = crisis.alarm_card(request, topic)
    draft = taken(request)
    if draft is not None:  # what is written there often sounds so; nothing of it is lost
        return Turn((card, *draft.replies), (*effects, *draft.effects))
    case = _alarmed_case(request)
    if request.asking is None and (case.harm is not None or request.alarmed):
        return Turn((card,), effects)
    return Turn((card, ask(request, case)), effects, asks=case)


async def help_now(request: Request, *, ask: Ask) -> Turn:
    """Answer "Cần giúp ngay" with the universal card, and ask what happened."""
    case = Case(request.reading_as(request.reader(0)))
    return Turn((crisis.card(request, None, case.reader), ask(request, case)), asks=case)


async def not_so(request: Request) -> Turn:
    """The bot took it wrongly: lead back to where the person was (the button carries it)."""
    category, topic_id, audience = request.argument(0), request.argument(1), request.reader(2)
    asked = request.as_audience(audience)
    words = _understood(asked, category)
    topic = request.knowledge.handbook.topic(topic_id, request.language)
    if topic is None:
        return Turn((Reply((words,), guidance.menu_rows(asked)),), (Pardon(),))
    answer = guidance.first_screen(asked.voice, topic, audience)
    return Turn((Reply((words, *answer.blocks), answer.buttons),), (Pardon(),))


async def not_so_typed(request: Request) -> Turn:
    """The same, written instead of pressed."""
    words = _understood(request, request.alarmed_before or "")
    return Turn((Reply((words,), guidance.menu_rows(request)),), (Pardon(),))


def _alarmed_case(request: Request) -> Case:
    """Return what is known of the case: by the answers before, by these words as an answer, by the alarm."""
    told = case_of_alarm(request.reading_as(request.speaks_as), request.alarm.category)
    before = request.case or request.asking
    if before is None:
        return told
    if told.harm is not None and (told.harm in _AT_HOME or before.harm in _LIGHTER):
        # A graver thing has come to light: what was said of the other one before does not hold for it.
        home = request.case.home if request.case and _asks(request, Question.HOME) else None
        urgency = told.urgency or before.urgency
        return replace(before, harm=told.harm, home=home, urgency=urgency, place=None)
    return replace(before, harm=before.harm or told.harm, urgency=told.urgency or before.urgency)


def _asks(request: Request, question: Question) -> bool:
    return request.asking is not None and request.asking.question is question


def _understood(request: Request, category: str) -> Block:
    grave = category in (AlarmCategory.IMMEDIATE_DANGER, AlarmCategory.SELF_HARM)
    return paragraphs(request.say("crisis.understood_grave" if grave else "crisis.understood"))


async def tell_more(request: Request) -> Turn:
    """Invite to write on."""
    call = Call(request.say("button.call", name="111"), "111")
    return Turn((Reply((paragraphs(request.say("crisis.listening")),), ((call,),)),))


async def safe(request: Request) -> Turn:
    """Go on from "are you safe?"."""
    if request.argument(0) == "yes":
        return Turn((Reply((paragraphs(request.say("safe.glad")),), guidance.menu_rows(request)),))
    card = crisis.card(request, None, request.reading_as(request.speaks_as))
    return Turn((card,))


async def misuse(request: Request) -> Turn:
    """Refuse firmly to help anybody do harm, and name 111."""
    kind = request.misuse or ""
    rows = (
        (Call(request.say("button.call", name="111"), "111"),),
        (Press(request.say("button.topics"), encode("topics", request.speaks_as, "0")),),
    )
    return Turn((Reply((paragraphs(request.say(f"misuse.{kind}")),), rows),))
