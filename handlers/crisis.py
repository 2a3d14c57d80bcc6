"""Somebody discloses harm, or asks for help now."""

from bot.core.action import encode
from bot.core.handbook import AlarmCategory
from bot.core.people import Audience
from bot.core.reply import Call, Press, Reply, paragraphs
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
    name = request.action.argument(0) if request.action else ""
    audience = Audience(name) if name in set(Audience) else request.speaks_as
    return Turn((crisis.card(request, None, audience),))


async def not_so(request: Request) -> Turn:
    """The bot took it wrongly: lead back to where the person was (the button carries it)."""
    action = request.action
    category, topic_id, who = (action.argument(index) if action else "" for index in range(3))
    audience = Audience(who) if who in set(Audience) else request.speaks_as
    asked = request.as_audience(audience)
    grave = category in (AlarmCategory.IMMEDIATE_DANGER, AlarmCategory.SELF_HARM)
    words = paragraphs(asked.say("crisis.understood_grave" if grave else "crisis.understood"))
    topic = request.knowledge.handbook.topic(topic_id, request.language)
    if topic is None:
        return Turn((Reply((words,), guidance.menu_rows(asked)),), (Pardon(),))
    answer = guidance.first_screen(asked.voice, topic, audience)
    return Turn((Reply((words, *answer.blocks), answer.buttons),), (Pardon(),))


async def tell_more(request: Request) -> Turn:
    """Invite to write on."""
    call = Call(request.say("button.call", name="111"), "111")
    return Turn((Reply((paragraphs(request.say("crisis.listening")),), ((call,),)),))


async def safe(request: Request) -> Turn:
    """Go on from "are you safe?"."""
    answer = request.action.argument(0) if request.action else ""
    if answer == "yes":
        return Turn((Reply((paragraphs(request.say("safe.glad")),), guidance.menu_rows(request)),))
    card = crisis.card(request, None, request.speaks_as)
    return Turn((card,))


async def misuse(request: Request) -> Turn:
    """Refuse firmly to help anybody do harm, and name 111."""
    kind = request.misuse or ""
    rows = (
        (Call(request.say("button.call", name="111"), "111"),),
        (Press(request.say("button.topics"), encode("topics", request.speaks_as, "0")),),
    )
    return Turn((Reply((paragraphs(request.say(f"misuse.{kind}")),), rows),))
