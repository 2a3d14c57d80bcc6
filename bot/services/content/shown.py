"""Every text of the handbook that somebody sees, with where it stands and for whom it is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from bot.core.handbook import Answer, Card, ReportingChannel, Topic
from bot.core.people import Audience, Language, Reader
from bot.services.content import supplement_texts
from bot.services.content.finding import Checkable, Finding, Place, interface_place, topic_file


class Kind(Enum):
    """Which part of the content a text belongs to."""

    TOPIC = "topic"
    CARD = "card"
    CHANNEL = "channel"
    INTERFACE = "interface"
    SUPPLEMENT = "supplement"


@dataclass(frozen=True, slots=True)
class Shown:
    """One text. `audience` is None when several see it; `channel` is whose words they are."""

    kind: Kind
    file: str
    place: Place
    text: str
    language: Language
    audience: Audience | None = None
    channel: str = ""
    others: frozenset[Audience] = frozenset()

    @property
    def readers(self) -> frozenset[Audience]:
        """Those who see it; `others` have words of their own."""
        return frozenset(Audience) - self.others if self.audience is None else frozenset((self.audience,))

    def finding(self, code: str, **values: str) -> Finding:
        """Return a finding about this text."""
        return Finding(self.file, self.place, code, values)


def shown_texts(handbook: Checkable) -> tuple[Shown, ...]:
    """Return every text that a person can see."""
    return tuple(_all(handbook))


def lines_of(answer: Answer) -> Iterator[tuple[Place, str]]:
    """Yield an answer's texts with their places inside it, those of the teenage variant as well."""
    yield ("summary",), answer.summary
    for name, lines in (("do", answer.do), ("dont", answer.dont)):
        yield from (((name, index), line) for index, line in enumerate(lines))
    if answer.tell:
        yield ("tell",), answer.tell
    yield from ((("prevent", index), line) for index, line in enumerate(answer.prevent))
    if answer.teen is not None:
        yield from ((("teen", *place), text) for place, text in lines_of(answer.teen))
    for number, section in enumerate(answer.sections):
        yield ("sections", number, "title"), section.title
        yield ("sections", number, "text"), section.text
        yield from ((("sections", number, "do", index), line) for index, line in enumerate(section.do))


def _all(handbook: Checkable) -> Iterator[Shown]:
    for language in Language:
        for topic in handbook.topics(language):
            yield from _topic(topic)
        for category, cards in handbook.own_cards(language).items():
            for reader, card in cards.items():
                yield from _card(category, reader, card, language)
        yield from _channels(handbook.reporting_channels(language), language)
        yield from _interface(handbook, language)
        for text in supplement_texts.texts(language, handbook.supplement(language)):
            yield Shown(Kind.SUPPLEMENT, text.file, text.place, text.text, language, text.audience)


def _topic(topic: Topic) -> Iterator[Shown]:
    file = topic_file(topic.id, topic.language)
    yield Shown(Kind.TOPIC, file, ("title",), topic.title, topic.language)
    for audience, answer in topic.answers.items():
        for place, text in lines_of(answer):
            where = ("answers", str(audience), *place)
            yield Shown(Kind.TOPIC, file, where, text, topic.language, audience)


def _card(category: str, reader: Reader, card: Card, language: Language) -> Iterator[Shown]:
    here: Place = (category, str(reader))
    file, audience = f"{language}/cards.yaml", reader.audience
    yield Shown(Kind.CARD, file, (*here, "opening"), card.opening, language, audience)
    for name, lines in (("steps", card.steps), ("closing", card.closing), ("again", card.again)):
        for index, line in enumerate(lines):
            yield Shown(Kind.CARD, file, (*here, name, index), line, language, audience)


def _channels(channels: Iterable[ReportingChannel], language: Language) -> Iterator[Shown]:
    file = f"{language}/channels.yaml"
    for index, channel in enumerate(channels):
        parts: list[tuple[str, Place, str]] = [("channels.yaml", (index, "contact"), channel.contact)]
        parts += [
            (file, (channel.id, name), text)
            for name, text in (
                ("name", channel.name),
                ("hours", channel.hours),
                ("cost", channel.cost),
                ("who", channel.who),
                ("have_ready", channel.have_ready),
                ("what_next", channel.what_next),
                ("caveat", channel.caveat),
            )
            if text
        ]
        for where, place, text in parts:
            yield Shown(Kind.CHANNEL, where, place, text, language, channel=channel.id)


def _interface(handbook: Checkable, language: Language) -> Iterator[Shown]:
    file = f"{language}/interface"
    for key, entry in handbook.words(language).entries.items():
        place = interface_place(key)
        if isinstance(entry, str):
            yield Shown(Kind.INTERFACE, file, place, entry, language)
            continue
        others = frozenset(map(Audience, entry.keys() & set(Audience)))
        for who, text in entry.items():
            audience = Audience(who) if who in others else None
            yield Shown(Kind.INTERFACE, file, (*place, who), text, language, audience, others=others)
