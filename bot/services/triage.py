"""From what happened to who can help: some questions by buttons, with an answer that is of use after each."""

from collections.abc import Iterator, Sequence

from bot.core.action import encode
from bot.core.case import ELSEWHERE, Case, Harm, Home, Question, Urgency
from bot.core.people import Audience, Reader
from bot.core.reply import Block, Button, Call, Press, Reply, Style
from bot.core.request import Voice
from bot.services import drafting, reporting
from bot.services.blocks import heading, label, text, title
from bot.services.directory import contact_buttons
from bot.services.reporting import Ranked, Situation

Rows = tuple[tuple[Button, ...], ...]

# The handbook's topic about each harm.
TOPICS: dict[Harm, str] = {
    Harm.SEXTORTION: "sextortion",
    Harm.GROOMING: "grooming",
    Harm.SEXUAL_ABUSE: "sexual-abuse",
    Harm.VIOLENCE: "warning-signs",
    Harm.BULLYING: "cyberbullying",
    Harm.SELF_HARM: "self-harm",
    Harm.TRAFFICKING: "trafficking-lures",
    Harm.SCAM: "scams",
    Harm.OTHER: "reporting",
}
# Where somebody at home is the one to fear, but nobody has been named yet.
_UNNAMED = (Harm.SELF_HARM, Harm.OTHER)
# The pages of practising a call.
REHEARSAL = ("start", "safe", "name", "stuck", "end")


def button(voice: Voice, case: Case) -> Press:
    """Return the button that begins, or goes on, from what is known already."""
    return Press(voice.say("triage.button"), encode("aid", *case.arguments))


def screen(voice: Voice, situation: Situation) -> Reply:
    """Return the next question, or at the end who can help."""
    question = situation.case.question
    return result(voice, situation) if question is None else _asking(voice, situation, question)


def result(voice: Voice, situation: Situation) -> Reply:
    """Return who can help, what to say and what happens then; of any case, however little is known."""
    case = situation.case
    found = reporting.offered(voice.handbook, voice.language, situation)
    blocks = [*_opening(voice, situation)]
    blocks += [heading(voice, "triage.say.heading"), text(voice, to_say(voice, case))]
    for each in found:
        blocks += _channel(voice, each)
    if situation.audience is not Audience.CHILD:
        blocks.append(text(voice, voice.say("triage.duty", situation.audience)))
    if case.is_home_unsafe and case.home is not None:
        blocks.append(text(voice, voice.say("triage.home_unsafe", situation.audience)))
    calls = tuple((one,) for each in found for one in contact_buttons(voice, each.channel))
    return Reply(tuple(blocks), (*calls, *_ways_on(voice, situation)))


def whom(voice: Voice, case: Case) -> Reply:
    """Ask whom it happened to; what was answered stays."""
    rows = tuple(
        (
            Press(
                voice.say(f"triage.whom.{reader}"),
                encode("aid", *Case(reader, case.harm, case.home, case.urgency, case.place).arguments),
            ),
        )
        for reader in Reader
    )
    words = voice.say("triage.whom.ask")
    return Reply((text(voice, words),), (*rows, (_call(voice, reporting.HOTLINE_NUMBER), _leave(voice))))


def rehearsal(voice: Voice, case: Case, page: int) -> Reply:
    """Return one page of practising the call, without dialling."""
    number = max(0, min(page, len(REHEARSAL) - 1))
    name = REHEARSAL[number]
    words = voice.say(f"rehearse.{name}", case.reader.audience, say=to_say(voice, case))
    blocks = (
        title(voice.say("rehearse.title", page=str(number + 1), pages=str(len(REHEARSAL)))),
        text(voice, words),
        text(voice, voice.say("rehearse.prompt")),
    )
    following = (Press(voice.say("rehearse.next"), _rehearse(case, number + 1)),)
    more = (following,) if number + 1 < len(REHEARSAL) else ()
    back = (_see(voice, case), _leave(voice))
    return Reply(blocks, (*more, (_call(voice, reporting.HOTLINE_NUMBER),), back))


def show(voice: Voice, case: Case) -> Reply:
    """Return the card to hand to an adult: short, large where the channel can, with pictograms."""
    blocks = (
        title(voice.say("show.title")),
        Block(Style.URGENT, (voice.say(f"show.sentence.{case.reader}"),)),
        text(voice, voice.say("show.adult")),
        Block(Style.NOTE, (voice.say("show.hint", case.reader.audience),)),
    )
    calls = tuple(_call(voice, number) for number in ("111", "113", "115"))
    sounds = voice.handbook.recordings(f"show:{case.reader}")
    return Reply(blocks, (calls, (_see(voice, case), _leave(voice))), sounds=sounds)


def provinces(voice: Voice, case: Case) -> Reply:
    """Ask for the province, among those that have channels of their own."""
    found = reporting.provinces(voice.handbook, voice.language, voice.today)
    rows = tuple((Press(name, encode("province", slug, *case.compact)),) for slug, name in found.items())
    none = (Press(voice.say("triage.province.none"), encode("province", "", *case.compact)),)
    words = text(voice, voice.say("triage.province.ask"))
    return Reply((words,), (*rows, none, (_see(voice, case),)))


def to_say(voice: Voice, case: Case) -> str:
    """Return the sentence to say to whoever answers."""
    what = voice.say(f"triage.told.{case.harm or Harm.OTHER}")
    return voice.say(f"triage.say.{case.reader}", what=what)


def _opening(voice: Voice, situation: Situation) -> Iterator[Block]:
    case, audience = situation.case, situation.audience
    yield title(voice.say("triage.title", audience))
    if situation.is_urgent:
        yield Block(Style.URGENT, (voice.say("triage.danger", audience),))
    if case.harm is not None:
        words = f"{voice.say('triage.first')} {voice.say(f'triage.step.{case.harm}', audience)}"
        yield text(voice, words)


def _asking(voice: Voice, situation: Situation, question: Question) -> Reply:
    case = situation.case
    found = reporting.offered(voice.handbook, voice.language, situation)
    lines = tuple(voice.say("triage.line", name=each.channel.name, why=_why(voice, each)) for each in found)
    asked = _QUESTIONS[question] if not _asks_who_hurts(case, question) else "triage.ask.home_hurt"
    blocks = (
        *_opening(voice, situation),
        Block(Style.STEPS, lines),
        heading(voice, asked, situation.audience),
    )
    options = [
        Press(name, encode("aid", *case.answered(question, value).arguments))
        for value, name in _options(voice, question)
    ]
    return Reply(blocks, (*_pairs(options), *_calls(voice, situation), *_below(voice, situation)))


_QUESTIONS = {
    Question.HARM: "triage.ask.harm",
    Question.HOME: "triage.ask.home",
    Question.URGENCY: "triage.ask.urgency",
    Question.PLACE: "triage.ask.place",
}


def _asks_who_hurts(case: Case, question: Question) -> bool:
    return question is Question.HOME and case.harm in _UNNAMED


def _options(voice: Voice, question: Question) -> Iterator[tuple[str, str]]:
    """Yield the answers to a question with their words."""
    match question:
        case Question.HARM:
            yield from ((harm, voice.say(f"triage.harm.{harm}")) for harm in Harm)
        case Question.HOME:
            yield from ((home, voice.say(f"triage.home.{home}")) for home in Home)
        case Question.URGENCY:
            yield from ((urgency, voice.say(f"triage.urgency.{urgency}")) for urgency in Urgency)
        case Question.PLACE:
            guides = voice.handbook.supplement(voice.language).guides
            yield from ((guide.id, f"{guide.icon} {guide.name}") for guide in guides)
            yield ELSEWHERE, voice.say("triage.elsewhere")


def _channel(voice: Voice, each: Ranked) -> Iterator[Block]:
    channel = each.channel
    yield title(channel.name)
    hours = channel.hours or voice.say("helpers.always")
    reach = channel.contact.split("://")[-1]
    lines = (
        f"{reach} · {hours} · {channel.cost}",
        voice.say("triage.because", why=_why(voice, each)),
        voice.say("helpers.ready", what=channel.have_ready),
        voice.say("helpers.next", what=channel.what_next),
    )
    yield Block(Style.TEXT, lines)


def _why(voice: Voice, each: Ranked) -> str:
    return voice.say(f"triage.why.{each.why}", province=each.channel.province)


def _ways_on(voice: Voice, situation: Situation) -> Rows:
    case, audience = situation.case, situation.audience
    practise = Press(voice.say("rehearse.button"), _rehearse(case, 0))
    hand_over = Press(voice.say("show.button"), encode("show", *case.arguments))
    reading = _guide(voice, case) + _topic(voice, case)
    others = [Press(voice.say("triage.other_places"), encode("contacts", audience, "0"))]
    if reporting.provinces(voice.handbook, voice.language, voice.today):
        others.append(Press(voice.say("triage.province.button"), encode("provinces", *case.arguments)))
    prepare = drafting.button(voice, case)
    rows = ((prepare,), (practise, hand_over), *((each,) for each in reading), tuple(others))
    return (*rows, *_last(voice, case))


def _guide(voice: Voice, case: Case) -> tuple[Press, ...]:
    guide = voice.handbook.supplement(voice.language).guide(case.place or "")
    if guide is None:
        return ()
    return (Press(f"{guide.icon} {voice.say('guide.how', name=guide.name)}", encode("guide", guide.id)),)


def _topic(voice: Voice, case: Case) -> tuple[Press, ...]:
    topic = voice.handbook.topic(TOPICS[case.harm or Harm.OTHER], voice.language)
    if topic is None:
        return ()
    return (Press(label(topic), encode("topic", topic.id, case.reader.audience)),)


def _below(voice: Voice, situation: Situation) -> Rows:
    case = situation.case
    other = Press(voice.say("triage.whom.button"), encode("whom", *case.arguments))
    return ((_see(voice, case), other), (_leave(voice),))


def _last(voice: Voice, case: Case) -> Rows:
    again = Press(voice.say("triage.again"), encode("aid", case.reader))
    other = Press(voice.say("triage.whom.button"), encode("whom", *case.arguments))
    return ((again, other), (_leave(voice),))


def _calls(voice: Voice, situation: Situation) -> Rows:
    numbers = ("113", "115", "111") if situation.is_urgent else ("111",)
    return (tuple(_call(voice, number) for number in numbers),)


def _call(voice: Voice, number: str) -> Call:
    return Call(voice.say("button.call", name=number), number)


def _see(voice: Voice, case: Case) -> Press:
    return Press(voice.say("triage.see"), encode("aidsee", *case.arguments))


def _leave(voice: Voice) -> Press:
    return Press(voice.say("crisis.leave"), encode("leave"))


def _rehearse(case: Case, page: int) -> str:
    return encode("rehearse", str(page), *case.arguments)


def _pairs(buttons: Sequence[Button]) -> Rows:
    return tuple(tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2))
