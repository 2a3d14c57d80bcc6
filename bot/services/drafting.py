"""Preparing a report in the chat: its questions, and the text to copy."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.core.action import encode
from bot.core.case import ELSEWHERE, Case
from bot.core.draft import Draft, Evidence, Part, Recipient, When, lines, recipients
from bot.core.reply import Block, Button, Call, Copy, Press, Reply, Style
from bot.core.request import Voice
from bot.services.blocks import heading, text, title

# What a messenger puts on the clipboard by a button; longer texts are copied by hand.
COPIED = 256


def button(voice: Voice, case: Case) -> Press:
    """Return the button that begins a report."""
    return Press(voice.say("draft.button"), encode("draft", *case.arguments))


def page(voice: Voice, case: Case) -> Reply:
    """Send somebody on the web page to the form, where the words stay in the browser."""
    words = text(voice, voice.say("draft.page", case.reader.audience))
    opening = Press(voice.say("draft.open"), encode("draft", *case.arguments))
    return Reply((words,), ((opening,), (_hotline(voice),)))


def with_way_back(voice: Voice, reply: Reply) -> Reply:
    """Return the reply with a button that leads back to the report that was begun."""
    back = Press(voice.say("draft.go_on"), encode("draftgo"))
    return replace(reply, buttons=((back,), *reply.buttons))


def ask(voice: Voice, draft: Draft, part: Part) -> Reply:
    """Ask for a part."""
    audience = draft.case.reader.audience
    chosen = [voice.say(f"draft.evidence.{one}") for one in Evidence if one in draft.evidence]
    values = {"chosen": ", ".join(chosen) or voice.say("draft.none")}
    blocks = [heading(voice, _QUESTIONS[part], audience, **values)]
    if part is Part.WHEN:
        blocks = [title(voice.say("draft.title")), text(voice, voice.say("draft.intro", audience)), *blocks]
    options = tuple(_options(voice, draft, part))
    rows = tuple(tuple(options[start : start + 2]) for start in range(0, len(options), 2))
    ends = Press(
        voice.say("draft.done" if part is Part.EVIDENCE else "draft.skip"), encode("draftset", part, "")
    )
    return Reply(tuple(blocks), (*rows, (ends, _drop(voice)), (_hotline(voice), _leave(voice))))


def ready(voice: Voice, draft: Draft, to: Recipient) -> tuple[Reply, Reply]:
    """Return the text alone, so that it can be copied whole, and what to do with it."""
    audience = draft.case.reader.audience
    report = tuple(compose(voice, draft, to))
    whole = "\n".join(report)
    use = f"draft.use.{to}"
    if to is Recipient.POLICE and draft.case.is_home_unsafe and draft.case.home is not None:
        use = "draft.use.police_home"
    keys = (use, "draft.copy", "draft.drop_hint")
    advice = tuple(text(voice, voice.say(key, audience)) for key in keys)
    others = [
        Press(voice.say(f"draft.to.{one}"), encode("draftto", one))
        for one in recipients(draft)
        if one is not to
    ]
    copying = ((Copy(voice.say("draft.copy_button"), whole),),) if len(whole) <= COPIED else ()
    rows = (*copying, tuple(others), (_hotline(voice), _drop(voice)), (_leave(voice),))
    return Reply((Block(Style.TEXT, report),)), Reply(advice, rows)


def compose(voice: Voice, draft: Draft, to: Recipient) -> Iterator[str]:
    """Yield the report's lines in this voice."""

    def say(key: str, **values: str) -> str:
        return voice.say(key, draft.case.reader.audience, **values)

    return lines(draft, to, say, lambda place: _place(voice, place))


def said(voice: Voice, key: str, case: Case) -> Reply:
    """Say that the draft is gone, by its owner's wish or not, and how to begin again."""
    again = Press(voice.say("draft.restart"), encode("draft", *case.arguments))
    return Reply((text(voice, voice.say(key, case.reader.audience)),), ((again,), (_hotline(voice),)))


_QUESTIONS = {
    Part.WHEN: "draft.ask.when",
    Part.PLACE: "draft.ask.place",
    Part.ACCOUNT: "draft.ask.account",
    Part.EVIDENCE: "draft.ask.evidence",
    Part.WORDS: "draft.ask.words",
}


def _options(voice: Voice, draft: Draft, part: Part) -> Iterator[Press]:
    match part:
        case Part.WHEN:
            yield from _presses(voice, part, When)
        case Part.PLACE:
            for guide in voice.handbook.supplement(voice.language).guides:
                yield Press(f"{guide.icon} {guide.name}", encode("draftset", part, guide.id))
            yield Press(voice.say("triage.elsewhere"), encode("draftset", part, ELSEWHERE))
        case Part.EVIDENCE:
            for one in Evidence:
                name = voice.say(f"draft.evidence.{one}")
                shown = voice.say("draft.chosen_mark", name=name) if one in draft.evidence else name
                yield Press(shown, encode("draftset", part, one))
        case Part.ACCOUNT | Part.WORDS:
            return


def _presses(voice: Voice, part: Part, answers: Sequence[When] | type[When]) -> Iterator[Press]:
    for answer in answers:
        yield Press(voice.say(f"draft.when.{answer}"), encode("draftset", part, answer))


def _place(voice: Voice, place: str) -> str:
    guide = voice.handbook.supplement(voice.language).guide(place)
    return voice.say("triage.elsewhere") if guide is None else guide.name


def _hotline(voice: Voice) -> Button:
    return Call(voice.say("button.call", name="111"), "111")


def _drop(voice: Voice) -> Press:
    return Press(voice.say("draft.drop"), encode("draftdrop"))


def _leave(voice: Voice) -> Press:
    return Press(voice.say("crisis.leave"), encode("leave"))
