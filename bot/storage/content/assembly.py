"""From file models to the handbook's values."""

from collections.abc import Mapping

from bot.core.handbook import AlarmCategory, Answer, Card, ReportingChannel, Section, Source, Topic
from bot.core.people import Audience, Language
from bot.storage.content.models import (
    AnswerEntry,
    CardEntry,
    CardsFile,
    ChannelEntry,
    ChannelWordsEntry,
    ChildAnswerEntry,
    TeenEntry,
    TopicFile,
)

Cards = Mapping[tuple[AlarmCategory | None, Audience], Card]


def topic(read: TopicFile, language: Language) -> Topic:
    """Return the topic of one file."""
    return Topic(
        id=read.id,
        language=language,
        title=read.title,
        icon=read.icon,
        risk=read.risk,
        keywords=read.keywords,
        owner=read.owner,
        reviewed=read.reviewed,
        review_by=read.review_by,
        sources=tuple(Source(item.name, item.publisher, item.date, item.url) for item in read.sources),
        related=read.related,
        channels=read.channels,
        answers={audience: _answer(answer) for audience, answer in read.answers.served().items()},
    )


def reporting_channel(facts: ChannelEntry, words: ChannelWordsEntry) -> ReportingChannel:
    """Return a channel in the language of its words."""
    return ReportingChannel(
        id=facts.id,
        kind=facts.kind,
        contact=facts.contact,
        name=words.name,
        hours=words.hours,
        cost=words.cost,
        who=words.who,
        harms=facts.harms,
        have_ready=words.have_ready,
        what_next=words.what_next,
        caveat=words.caveat,
        province=facts.province,
        verified=facts.verified,
        review_by=facts.review_by,
        source=facts.source,
        always=facts.always,
        enabled=facts.enabled,
        audiences=facts.audiences,
    )


def cards(read: CardsFile) -> Cards:
    """Return the cards by category (None for the universal ones) and audience."""
    named = {
        category.value.replace("-", "_"): category for category in AlarmCategory
    }
    found: dict[tuple[AlarmCategory | None, Audience], Card] = {}
    for audience in Audience:
        found[(None, audience)] = _card(getattr(read.universal, audience))
        for name, category in named.items():
            entry = getattr(getattr(read, name), audience, None)
            if entry is not None:
                found[(category, audience)] = _card(entry)
    return found


def _answer(read: AnswerEntry) -> Answer:
    teen = read.teen if isinstance(read, ChildAnswerEntry) else None
    return Answer(
        summary=read.summary,
        do=read.do,
        dont=read.dont,
        tell=read.tell,
        prevent=read.prevent,
        teen=None if teen is None else _teen(teen),
        sections=tuple(Section(part.id, part.title, part.text, part.do) for part in read.sections),
        examples=read.examples,
    )


def _teen(read: TeenEntry) -> Answer:
    return Answer(summary=read.summary, do=read.do, dont=read.dont, tell=read.tell)


def _card(read: CardEntry) -> Card:
    return Card(read.opening, read.steps, read.closing, read.again)
