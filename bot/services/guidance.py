"""The handbook's answers as replies: what stands on the first screen, and the buttons below it."""

from collections.abc import Iterable, Sequence
from datetime import date

from babel.dates import format_date

from bot.core.action import encode
from bot.core.handbook import Answer, ContactKind, ReportingChannel, Section, Topic
from bot.core.people import Audience, Language
from bot.core.reply import Block, Button, Call, Link, Press, Reply, Style, paragraphs
from bot.core.request import Request

# Whose text to show when a topic does not address somebody: the nearest grown-up one first.
NEAREST: dict[Audience, tuple[Audience, ...]] = {
    Audience.CHILD: (Audience.CHILD, Audience.PARENT, Audience.TEACHER, Audience.COMMUNICATOR),
    Audience.PARENT: (Audience.PARENT, Audience.TEACHER, Audience.COMMUNICATOR, Audience.CHILD),
    Audience.TEACHER: (Audience.TEACHER, Audience.PARENT, Audience.COMMUNICATOR, Audience.CHILD),
    Audience.COMMUNICATOR: (Audience.COMMUNICATOR, Audience.TEACHER, Audience.PARENT, Audience.CHILD),
}
TOPICS_PER_PAGE = 8
CHANNELS_SHOWN = 4
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


def first_screen(request: Request, topic: Topic, audience: Audience) -> Reply:
    """Return what somebody who asks about this topic sees first: complete without its buttons."""
    audience, answer = served(topic, audience)
    blocks = [
        Block(Style.TITLE, (label(topic),)),
        _text(request, answer.summary),
        _list(request, Style.STEPS, answer.do),
    ]
    if audience is not Audience.CHILD and answer.dont:
        blocks += [_heading(request, "answer.dont"), _list(request, Style.POINTS, answer.dont)]
    blocks += [_text(request, answer.tell), provenance(request, topic)]
    return Reply(tuple(blocks), _answer_buttons(request, topic, audience, answer))


def more(request: Request, topic: Topic, audience: Audience) -> Reply:
    """Return the second screen: what not to do, how to prevent it, and the sources."""
    audience, answer = served(topic, audience)
    blocks = [Block(Style.TITLE, (label(topic),))]
    for key, lines in (("answer.dont", answer.dont), ("answer.prevent", answer.prevent)):
        if lines:
            blocks += [_heading(request, key), _list(request, Style.POINTS, lines)]
    sources = tuple(f"{source.name} ({source.publisher}, {source.date})" for source in topic.sources)
    blocks += [_heading(request, "answer.sources"), Block(Style.POINTS, sources)]
    blocks.append(_text(request, request.say("answer.hotline", audience)))
    back = Press(request.say("button.back"), encode("topic", topic.id, audience))
    return Reply(tuple(blocks), ((_helpers_button(request, topic, audience),), (back,)))


def teen(request: Request, topic: Topic) -> Reply:
    """Return the variant from about thirteen, or the child's own where there is none."""
    answer = topic.answers.get(Audience.CHILD)
    if answer is None or answer.teen is None:
        return first_screen(request, topic, Audience.CHILD)
    variant = answer.teen
    blocks = (
        Block(Style.TITLE, (label(topic),)),
        _text(request, variant.summary),
        _list(request, Style.STEPS, variant.do),
        _heading(request, "answer.dont"),
        _list(request, Style.POINTS, variant.dont),
        _text(request, variant.tell or answer.tell),
        provenance(request, topic),
    )
    buttons = (
        (_helpers_button(request, topic, Audience.CHILD),),
        (Press(request.say("button.back"), encode("topic", topic.id, Audience.CHILD)),),
    )
    return Reply(tuple(block for block in blocks if block.lines), buttons)


def part(request: Request, topic: Topic, audience: Audience, section: Section) -> Reply:
    """Return one section of an answer."""
    blocks = [Block(Style.TITLE, (request.address(section.title),)), _text(request, section.text)]
    if section.do:
        blocks.append(_list(request, Style.STEPS, section.do))
    blocks += [_text(request, request.say("answer.hotline", audience)), provenance(request, topic)]
    buttons = (
        (_helpers_button(request, topic, audience),),
        (Press(request.say("button.back"), encode("topic", topic.id, audience)),),
    )
    return Reply(tuple(blocks), buttons)


def helpers(request: Request, topic: Topic, audience: Audience) -> Reply:
    """Return who can help with this topic, 111 first, each with what to have ready."""
    directory = request.knowledge.handbook.reporting_channels(request.language)
    wanted = [channel for channel in directory if channel.id in topic.channels or channel.id == HOTLINE]
    shown = [channel for channel in wanted if is_shown(channel, request.now.date(), audience)]
    blocks = [Block(Style.TITLE, (request.say("helpers.title", audience),))]
    for channel in shown[:CHANNELS_SHOWN]:
        blocks += _channel_blocks(request, channel)
    buttons = [
        (button,) for channel in shown[:CHANNELS_SHOWN] for button in contact_buttons(request, channel)
    ]
    buttons.append((Press(request.say("button.back"), encode("topic", topic.id, audience)),))
    return Reply(tuple(blocks), tuple(buttons))


HOTLINE = "hotline-111"


def is_shown(channel: ReportingChannel, today: date, audience: Audience) -> bool:
    """Say whether a channel may be shown: confirmed, for this audience, and not overdue."""
    if not channel.enabled or audience not in channel.audiences:
        return False
    return channel.always or today <= channel.review_by


def contact_buttons(request: Request, channel: ReportingChannel) -> Iterable[Button]:
    """Yield the button that reaches a channel, where a button can."""
    if channel.kind is ContactKind.CALL:
        yield Call(request.say("button.call", name=channel.contact), channel.contact)
    elif channel.kind is ContactKind.WEB:
        yield Link(channel.name, channel.contact)


def topics_menu(request: Request, audience: Audience, page: int) -> Reply:
    """Return one page of the topics that serve this audience."""
    topics = [
        topic for topic in request.knowledge.handbook.topics(request.language) if audience in topic.answers
    ]
    pages = max(1, -(-len(topics) // TOPICS_PER_PAGE))
    page = page % pages
    shown = topics[page * TOPICS_PER_PAGE : (page + 1) * TOPICS_PER_PAGE]
    rows: list[tuple[Button, ...]] = [
        (Press(label(topic), encode("topic", topic.id, audience)),) for topic in shown
    ]
    if pages > 1:
        rows.append((Press(request.say("button.next"), encode("topics", audience, str((page + 1) % pages))),))
    rows.append((Press(request.say("button.urgent"), "help"),))
    text = request.say("browse.intro", audience, page=str(page + 1), pages=str(pages))
    return Reply((Block(Style.TITLE, (request.say("browse.title"),)), paragraphs(text)), tuple(rows))


def menu_rows(request: Request) -> tuple[tuple[Press, ...], ...]:
    """Return the two buttons that lead on from everywhere."""
    return (
        (Press(request.say("button.urgent"), encode("help")),),
        (Press(request.say("button.topics"), encode("topics", request.speaks_as, "0")),),
    )


def provenance(request: Request, topic: Topic) -> Block:
    """Return the line that tells when an answer was reviewed and where it comes from."""
    key = "answer.reviewed" if request.now.date() <= topic.review_by else "answer.overdue"
    reviewed = short_date(topic.reviewed, request.language)
    return Block(Style.NOTE, (request.say(key, date=reviewed, source=topic.sources[0].name),))


def short_date(day: date, language: Language) -> str:
    """Return a date as people write it."""
    return format_date(day, "dd/MM/yyyy" if language is Language.VI else "d MMM yyyy", locale=language.value)


def _answer_buttons(
    request: Request, topic: Topic, audience: Audience, answer: Answer
) -> tuple[tuple[Button, ...], ...]:
    rows: list[tuple[Button, ...]] = [
        (
            _helpers_button(request, topic, audience),
            Press(request.say("button.more"), encode("more", topic.id, audience)),
        )
    ]
    if answer.teen is not None:
        rows.append((Press(request.say("button.teen"), encode("teen", topic.id)),))
    rows += [
        (Press(request.address(section.title), encode("part", topic.id, audience, section.id)),)
        for section in answer.sections
    ]
    rows += [
        (Press(label(other), encode("topic", other.id, audience)),)
        for other in _related(request, topic, audience)
    ]
    rows.append(_other_audiences(request, topic, audience))
    rows.append((Press(request.say("button.topics"), encode("topics", audience, "0")),))
    return tuple(row for row in rows if row)


def _related(request: Request, topic: Topic, audience: Audience) -> Sequence[Topic]:
    found = (request.knowledge.handbook.topic(other, request.language) for other in topic.related)
    return [other for other in found if other is not None and audience in other.answers][:RELATED_SHOWN]


def _other_audiences(request: Request, topic: Topic, audience: Audience) -> tuple[Button, ...]:
    return tuple(
        Press(request.say(f"audience.{other}"), encode("topic", topic.id, other))
        for other in (Audience.CHILD, Audience.PARENT, Audience.TEACHER)
        if other is not audience and other in topic.answers
    )


def _helpers_button(request: Request, topic: Topic, audience: Audience) -> Button:
    return Press(request.say("button.helpers"), encode("helpers", topic.id, audience))


def _channel_blocks(request: Request, channel: ReportingChannel) -> list[Block]:
    hours = channel.hours or request.say("helpers.always")
    reach = channel.contact if channel.kind is not ContactKind.WEB else channel.contact.split("://")[-1]
    lines = [
        f"{reach} · {hours} · {channel.cost}",
        request.say("helpers.ready", what=channel.have_ready),
        request.say("helpers.next", what=channel.what_next),
    ]
    if channel.caveat:
        lines.append(channel.caveat)
    return [
        Block(Style.TITLE, (channel.name,)),
        Block(Style.TEXT, tuple(request.address(line) for line in lines)),
    ]


def _heading(request: Request, key: str) -> Block:
    return Block(Style.HEADING, (request.say(key),))


def _text(request: Request, text: str) -> Block:
    return paragraphs(request.address(text))


def _list(request: Request, style: Style, lines: Iterable[str]) -> Block:
    return Block(style, tuple(request.address(line) for line in lines))
