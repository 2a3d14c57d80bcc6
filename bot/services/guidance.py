"""The handbook's answers as replies: what stands on the first screen, and the buttons below it."""

from collections.abc import Sequence
from functools import lru_cache

from bot.core.action import ALL, encode
from bot.core.handbook import Answer, Section, Topic
from bot.core.people import Audience
from bot.core.reply import Block, Button, Press, Reply, Style, paragraphs
from bot.core.request import Request, Voice
from bot.core.subscription import SUBSCRIBING
from bot.core.supplement import Ages
from bot.services.blocks import heading, hotline, label, listed, provenance, text, title
from bot.services.directory import guides_button
from bot.services.paging import page_of

# Whose text to show when a topic does not address somebody: the nearest grown-up one first.
NEAREST: dict[Audience, tuple[Audience, ...]] = {
    Audience.CHILD: (Audience.CHILD, Audience.PARENT, Audience.TEACHER, Audience.COMMUNICATOR),
    Audience.PARENT: (Audience.PARENT, Audience.TEACHER, Audience.COMMUNICATOR, Audience.CHILD),
    Audience.TEACHER: (Audience.TEACHER, Audience.PARENT, Audience.COMMUNICATOR, Audience.CHILD),
    Audience.COMMUNICATOR: (Audience.COMMUNICATOR, Audience.TEACHER, Audience.PARENT, Audience.CHILD),
}
TOPICS_PER_PAGE = 8
# Answers depend on few things and are asked for often. The least recent go first.
CACHED = 512
RELATED_SHOWN = 2


def served(topic: Topic, audience: Audience) -> tuple[Audience, Answer]:
    """Return the answer for this audience, or the nearest one with its own audience."""
    for nearest in NEAREST[audience]:
        if nearest in topic.answers:
            return nearest, topic.answers[nearest]
    raise ValueError(f"the topic {topic.id} serves nobody")


@lru_cache(CACHED)
def first_screen(voice: Voice, topic: Topic, audience: Audience) -> Reply:
    """Return what somebody who asks about this topic sees first: complete without its buttons."""
    audience, answer = served(topic, audience)
    blocks = [
        title(label(topic)),
        text(voice, answer.summary),
        listed(voice, Style.STEPS, answer.do),
    ]
    if audience is not Audience.CHILD and answer.dont:
        blocks += [heading(voice, "answer.dont"), listed(voice, Style.POINTS, answer.dont)]
    blocks += [text(voice, answer.tell), provenance(voice, topic.review)]
    sounds = voice.handbook.recordings(f"topic:{topic.id}:{audience}")
    return Reply(tuple(blocks), _answer_buttons(voice, topic, audience, answer), sounds=sounds)


@lru_cache(CACHED)
def more(voice: Voice, topic: Topic, audience: Audience) -> Reply:
    """Return the second screen: what not to do, how to prevent it, and the sources."""
    audience, answer = served(topic, audience)
    blocks = [title(label(topic))]
    for key, lines in (("answer.dont", answer.dont), ("answer.prevent", answer.prevent)):
        if lines:
            blocks += [heading(voice, key), listed(voice, Style.POINTS, lines)]
    sources = tuple(f"{source.name} ({source.publisher}, {source.date})" for source in topic.sources)
    blocks += [heading(voice, "answer.sources"), Block(Style.POINTS, sources)]
    blocks.append(hotline(voice, audience))
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
        title(label(topic)),
        text(voice, variant.summary),
        listed(voice, Style.STEPS, variant.do),
        heading(voice, "answer.dont"),
        listed(voice, Style.POINTS, variant.dont),
        text(voice, variant.tell or answer.tell),
        provenance(voice, topic.review),
    )
    buttons = (
        (_helpers_button(voice, topic, Audience.CHILD),),
        (Press(voice.say("button.back"), encode("topic", topic.id, Audience.CHILD)),),
    )
    return Reply(tuple(block for block in blocks if block.lines), buttons)


@lru_cache(CACHED)
def part(voice: Voice, topic: Topic, audience: Audience, section: Section) -> Reply:
    """Return one section of an answer."""
    blocks = [title(voice.address(section.title)), text(voice, section.text)]
    if section.do:
        blocks.append(listed(voice, Style.STEPS, section.do))
    blocks += [hotline(voice, audience), provenance(voice, topic.review)]
    buttons = (
        (_helpers_button(voice, topic, audience),),
        (Press(voice.say("button.back"), encode("topic", topic.id, audience)),),
    )
    return Reply(tuple(blocks), buttons)


def topics_menu(voice: Voice, audience: Audience, page: int) -> Reply:
    """Return one page of the topics that serve this audience."""
    topics = [topic for topic in voice.handbook.topics(voice.language) if audience in topic.answers]
    shown = page_of(topics, page, TOPICS_PER_PAGE)
    rows: list[tuple[Button, ...]] = [
        (Press(label(topic), encode("topic", topic.id, audience)),) for topic in shown.items
    ]
    if shown.number == 0:
        rows += _offers(voice, audience)
    if shown.count > 1:
        rows.append((Press(voice.say("button.next"), encode("topics", audience, shown.following)),))
    rows.append((Press(voice.say("button.urgent"), "help"),))
    words = voice.say("browse.intro", audience, page=str(shown.number + 1), pages=str(shown.count))
    return Reply((title(voice.say("browse.title")), paragraphs(words)), tuple(rows))


def menu_rows(request: Request) -> tuple[tuple[Press, ...], ...]:
    """Return the two buttons that lead on from everywhere."""
    return (
        (Press(request.say("button.urgent"), encode("help")),),
        (Press(request.say("button.topics"), encode("topics", request.speaks_as, "0")),),
    )


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
    rows += [guides_button(voice, topic), _figures(voice, topic, audience)]
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


def _figures(voice: Voice, topic: Topic, audience: Audience) -> tuple[Button, ...]:
    if audience is not Audience.COMMUNICATOR:
        return ()
    figures = voice.handbook.supplement(voice.language).figures
    if not any(topic.id in figure.topics for figure in figures):
        return ()
    return (Press(voice.say("press.figures"), encode("figures", topic.id)),)


def _offers(voice: Voice, audience: Audience) -> list[tuple[Button, ...]]:
    """Return the ways to what an audience is offered beside the topics, as far as it is there."""
    there = voice.handbook.supplement(voice.language)
    practice = audience in (Audience.CHILD, Audience.TEACHER)
    press = audience is Audience.COMMUNICATOR
    offered = (
        (bool(there.tips.get(audience)), "tip.offer", encode("tip", audience)),
        (practice and bool(there.scenes), "scene.menu", encode("scenes", Ages.CHILD)),
        (practice and bool(there.questions), "quiz.title", encode("quiz", Ages.CHILD)),
        (press and bool(there.packs), "press.offer", encode("press")),
        (press and bool(there.figures), "press.figures", encode("figures", ALL)),
        (
            bool(there.tips.get(audience)) and audience in SUBSCRIBING,
            "subscribe.button",
            encode("sub", audience),
        ),
        (True, "button.contacts", encode("contacts", audience, "0")),
    )
    shown = [Press(voice.say(key, audience), action) for is_there, key, action in offered if is_there]
    return [tuple(shown[start : start + 2]) for start in range(0, len(shown), 2)]


def _helpers_button(voice: Voice, topic: Topic, audience: Audience) -> Button:
    return Press(voice.say("button.helpers"), encode("helpers", topic.id, audience))


def forget() -> None:
    """Let go of what was made from an earlier handbook."""
    for made in (first_screen, more, teen, part):
        made.cache_clear()
