"""The handbook's answers as replies: what stands on the first screen, and the buttons below it."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from babel.dates import format_date

from bot.core.action import encode
from bot.core.handbook import Answer, ContactKind, ReportingChannel, Section, Topic
from bot.core.people import Audience, Language
from bot.core.reply import Block, Button, Call, Link, Press, Reply, Style, paragraphs
from bot.core.request import Request, Voice

# Whose text to show when a topic does not address somebody: the nearest grown-up one first.
NEAREST: dict[Audience, tuple[Audience, ...]] = {
    Audience.CHILD: (Audience.CHILD, Audience.PARENT, Audience.TEACHER, Audience.COMMUNICATOR),
    Audience.PARENT: (Audience.PARENT, Audience.TEACHER, Audience.COMMUNICATOR, Audience.CHILD),
    Audience.TEACHER: (Audience.TEACHER, Audience.PARENT, Audience.COMMUNICATOR, Audience.CHILD),
    Audience.COMMUNICATOR: (Audience.COMMUNICATOR, Audience.TEACHER, Audience.PARENT, Audience.CHILD),
}
TOPICS_PER_PAGE = 8
CHANNELS_SHOWN = 4
# Answers depend on few things and are asked for often. The least recent go first.
CACHED = 512
RELATED_SHOWN = 2


def served(topic: Topic, audience: Audience) -> tuple[Audience, Answer]:
    """Return the answer for this audience, or the nearest one with its own audience."""
    for nearest in NEAREST[audience]:
        if nearest in topic.answers:
            return nearest, topic.answers[nearest]
    raise ValueError(f"the topic {topic.id} serves nobody")


def label(topic: Topic) -> str:
    """Return how a topic is named on a button."""
    return f"{topic.icon} {topic.title}"


@lru_cache(CACHED)
def first_screen(voice: Voice, topic: Topic, audience: Audience) -> Reply:
    """Return what somebody who asks about this topic sees first: complete without its buttons."""
    audience, answer = served(topic, audience)
    blocks = [
        Block(Style.TITLE, (label(topic),)),
        _text(voice, answer.summary),
        _list(voice, Style.STEPS, answer.do),
    ]
    if audience is not Audience.CHILD and answer.dont:
        blocks += [_heading(voice, "answer.dont"), _list(voice, Style.POINTS, answer.dont)]
    blocks += [_text(voice, answer.tell), provenance(voice, topic)]
    return Reply(tuple(blocks), _answer_buttons(voice, topic, audience, answer))


@lru_cache(CACHED)
def more(voice: Voice, topic: Topic, audience: Audience) -> Reply:
    """Return the second screen: what not to do, how to prevent it, and the sources."""
    audience, answer = served(topic, audience)
    blocks = [Block(Style.TITLE, (label(topic),))]
    for key, lines in (("answer.dont", answer.dont), ("answer.prevent", answer.prevent)):
        if lines:
            blocks += [_heading(voice, key), _list(voice, Style.POINTS, lines)]
    sources = tuple(f"{source.name} ({source.publisher}, {source.date})" for source in topic.sources)
    blocks += [_heading(voice, "answer.sources"), Block(Style.POINTS, sources)]
    blocks.append(_text(voice, voice.say("answer.hotline", audience)))
    back = Press(voice.say("button.back"), encode("topic", topic.id, audience))
    return Reply(tuple(blocks), ((_helpers_button(voice, topic, audience),), (back,)))


@lru_cache(CACHED)
def teen(voice: Voice, topic: Topic) -> Reply:
    """Return the variant from about thirteen, or the child's own where there is none."""
    answer = topic.answers.get(Audience.CHILD)
    if answer is None or answer.teen is None:
        return first_screen(voice, topic, Audience.CHILD)
    variant = answer.teen
    blocks = (
        Block(Style.TITLE, (label(topic),)),
        _text(voice, variant.summary),
        _list(voice, Style.STEPS, variant.do),
        _heading(voice, "answer.dont"),
        _list(voice, Style.POINTS, variant.dont),
        _text(voice, variant.tell or answer.tell),
        provenance(voice, topic),
    )
    buttons = (
        (_helpers_button(voice, topic, Audience.CHILD),),
        (Press(voice.say("button.back"), encode("topic", topic.id, Audience.CHILD)),),
    )
    return Reply(tuple(block for block in blocks if block.lines), buttons)


@lru_cache(CACHED)
def part(voice: Voice, topic: Topic, audience: Audience, section: Section) -> Reply:
    """Return one section of an answer."""
    blocks = [Block(Style.TITLE, (voice.address(section.title),)), _text(voice, section.text)]
    if section.do:
        blocks.append(_list(voice, Style.STEPS, section.do))
    blocks += [_text(voice, voice.say("answer.hotline", audience)), provenance(voice, topic)]
    buttons = (
        (_helpers_button(voice, topic, audience),),
        (Press(voice.say("button.back"), encode("topic", topic.id, audience)),),
    )
    return Reply(tuple(blocks), buttons)


@lru_cache(CACHED)
def helpers(voice: Voice, topic: Topic, audience: Audience) -> Reply:
    """Return who can help with this topic, 111 first, each with what to have ready."""
    directory = voice.handbook.reporting_channels(voice.language)
    wanted = [channel for channel in directory if channel.id in topic.channels or channel.id == HOTLINE]
    shown = [channel for channel in wanted if is_shown(channel, voice.today, audience)]
    blocks = [Block(Style.TITLE, (voice.say("helpers.title", audience),))]
    for channel in shown[:CHANNELS_SHOWN]:
        blocks += _channel_blocks(voice, channel)
    buttons = [(button,) for channel in shown[:CHANNELS_SHOWN] for button in contact_buttons(voice, channel)]
    buttons.append((Press(voice.say("button.back"), encode("topic", topic.id, audience)),))
    return Reply(tuple(blocks), tuple(buttons))


HOTLINE = "hotline-111"


def is_shown(channel: ReportingChannel, today: date, audience: Audience) -> bool:
    """Say whether a channel may be shown: confirmed, for this audience, and not overdue."""
    if not channel.enabled or audience not in channel.audiences:
        return False
    return channel.always or today <= channel.review_by


def contact_buttons(voice: Voice, channel: ReportingChannel) -> Iterable[Button]:
    """Yield the button that reaches a channel, where a button can."""
    if channel.kind is ContactKind.CALL:
        yield Call(voice.say("button.call", name=channel.contact), channel.contact)
    elif channel.kind is ContactKind.WEB:
        yield Link(channel.name, channel.contact)


@lru_cache(CACHED)
def topics_menu(voice: Voice, audience: Audience, page: int) -> Reply:
    """Return one page of the topics that serve this audience."""
    topics = [topic for topic in voice.handbook.topics(voice.language) if audience in topic.answers]
    pages = max(1, -(-len(topics) // TOPICS_PER_PAGE))
    page = page % pages
    shown = topics[page * TOPICS_PER_PAGE : (page + 1) * TOPICS_PER_PAGE]
    rows: list[tuple[Button, ...]] = [
        (Press(label(topic), encode("topic", topic.id, audience)),) for topic in shown
    ]
    if pages > 1:
        rows.append((Press(voice.say("button.next"), encode("topics", audience, str((page + 1) % pages))),))
    rows.append((Press(voice.say("button.urgent"), "help"),))
    text = voice.say("browse.intro", audience, page=str(page + 1), pages=str(pages))
    return Reply((Block(Style.TITLE, (voice.say("browse.title"),)), paragraphs(text)), tuple(rows))


def menu_rows(request: Request) -> tuple[tuple[Press, ...], ...]:
    """Return the two buttons that lead on from everywhere."""
    return (
        (Press(request.say("button.urgent"), encode("help")),),
        (Press(request.say("button.topics"), encode("topics", request.speaks_as, "0")),),
    )


def provenance(voice: Voice, topic: Topic) -> Block:
    """Return the line that tells when an answer was reviewed and where it comes from."""
    key = "answer.reviewed" if voice.today <= topic.review_by else "answer.overdue"
    reviewed = short_date(topic.reviewed, voice.language)
    return Block(Style.NOTE, (voice.say(key, date=reviewed, source=topic.sources[0].name),))


def short_date(day: date, language: Language) -> str:
    """Return a date as people write it."""
    return format_date(day, "dd/MM/yyyy" if language is Language.VI else "d MMM yyyy", locale=language.value)


def _answer_buttons(
    voice: Voice, topic: Topic, audience: Audience, answer: Answer
) -> tuple[tuple[Button, ...], ...]:
    rows: list[tuple[Button, ...]] = [
        (
            _helpers_button(voice, topic, audience),
            Press(voice.say("button.more"), encode("more", topic.id, audience)),
        )
    ]
    if answer.teen is not None:
        rows.append((Press(voice.say("button.teen"), encode("teen", topic.id)),))
    rows += [
        (Press(voice.address(section.title), encode("part", topic.id, audience, section.id)),)
        for section in answer.sections
    ]
    rows += [
        (Press(label(other), encode("topic", other.id, audience)),)
        for other in _related(voice, topic, audience)
    ]
    rows.append(_other_audiences(voice, topic, audience))
    rows.append((Press(voice.say("button.topics"), encode("topics", audience, "0")),))
    return tuple(row for row in rows if row)


def _related(voice: Voice, topic: Topic, audience: Audience) -> Sequence[Topic]:
    found = (voice.handbook.topic(other, voice.language) for other in topic.related)
    return [other for other in found if other is not None and audience in other.answers][:RELATED_SHOWN]


def _other_audiences(voice: Voice, topic: Topic, audience: Audience) -> tuple[Button, ...]:
    return tuple(
        Press(voice.say(f"audience.{other}"), encode("topic", topic.id, other))
        for other in (Audience.CHILD, Audience.PARENT, Audience.TEACHER)
        if other is not audience and other in topic.answers
    )


def _helpers_button(voice: Voice, topic: Topic, audience: Audience) -> Button:
    return Press(voice.say("button.helpers"), encode("helpers", topic.id, audience))


def _channel_blocks(voice: Voice, channel: ReportingChannel) -> list[Block]:
    hours = channel.hours or voice.say("helpers.always")
    reach = channel.contact if channel.kind is not ContactKind.WEB else channel.contact.split("://")[-1]
    lines = [
        f"{reach} · {hours} · {channel.cost}",
        voice.say("helpers.ready", what=channel.have_ready),
        voice.say("helpers.next", what=channel.what_next),
    ]
    if channel.caveat:
        lines.append(channel.caveat)
    return [
        Block(Style.TITLE, (channel.name,)),
        Block(Style.TEXT, tuple(voice.address(line) for line in lines)),
    ]


def _heading(voice: Voice, key: str) -> Block:
    return Block(Style.HEADING, (voice.say(key),))


def _text(voice: Voice, text: str) -> Block:
    return paragraphs(voice.address(text))


def _list(voice: Voice, style: Style, lines: Iterable[str]) -> Block:
    return Block(style, tuple(voice.address(line) for line in lines))
