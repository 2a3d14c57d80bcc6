"""From the files' shapes to the handbook's values."""

from bot.core import handbook as core
from bot.core.opening import OpeningHours
from bot.core.people import Language
from bot.core.review import Source
from bot.storage.content import models


def topic(shape: models.TopicShape, language: Language) -> core.Topic:
    """Return a topic in one language."""
    return core.Topic(
        id=shape.id,
        language=language,
        title=shape.title,
        icon=shape.icon,
        risk=shape.risk,
        keywords=shape.keywords,
        owner=shape.owner,
        reviewed=shape.reviewed,
        review_by=shape.review_by,
        sources=tuple(map(source, shape.sources)),
        related=shape.related,
        channels=shape.channels,
        answers={audience: _answer(answer) for audience, answer in shape.answers.items()},
    )


def source(shape: models.SourceShape) -> Source:
    """Return where a statement comes from."""
    return Source(shape.name, shape.publisher, shape.date, shape.url)


def _answer(shape: models.AnswerShape) -> core.Answer:
    teen = shape.teen
    return core.Answer(
        summary=shape.summary,
        do=shape.do,
        dont=shape.dont,
        tell=shape.tell,
        prevent=shape.prevent,
        teen=core.Answer(teen.summary, teen.do, teen.dont, teen.tell) if teen else None,
        sections=tuple(core.Section(s.id, s.title, s.text, s.do) for s in shape.sections),
        examples=shape.examples,
    )


def channel(facts: models.ChannelFactsShape, words: models.ChannelWordsShape) -> core.ReportingChannel:
    """Return a reporting channel: the facts, and the words of one language."""
    return core.ReportingChannel(
        id=facts.id,
        kind=facts.kind,
        contact=words.contact or facts.contact,
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
        opens=None if facts.opens is None else OpeningHours.parse(facts.opens),
        household=facts.household,
    )
