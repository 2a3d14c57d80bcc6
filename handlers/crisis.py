"""Somebody discloses harm, or asks for help now."""

from bot.core.action import encode
from bot.core.handbook import AlarmCategory
from bot.core.reply import Block, Call, Press, Reply, paragraphs
from bot.core.request import Request
from bot.core.turn import Pardon, Turn, remembering
from bot.core.understanding import Outcome
from bot.services import crisis, guidance


async def alarm(request: Request) -> Turn:
    """Answer a hard alarm with the card, whatever the message also asks."""
    finding = request.knowledge.understanding.search(request.incoming.words, request.audience)
    topic = finding.topics[0] if finding.topics and finding.outcome is not Outcome.UNKNOWN else None
    return Turn(
        (crisis.alarm_card(request, topic),),
        remembering(request.state, audience=request.audience, language=request.heard),
    )


async def help_now(request: Request) -> Turn:
    """Answer "Cần giúp ngay" with the universal card."""
    return Turn((crisis.card(request, None, request.reading_as(request.reader(0))),))


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
