"""How long texts may be: a phone's first screen, a notification, a button."""

from collections.abc import Iterable, Iterator

from bot.core.action import encode
from bot.core.handbook import Answer, Card, Topic
from bot.core.people import Audience, Language
from bot.core.supplement import Supplement
from bot.services.content import supplement_texts
from bot.services.content.finding import Checkable, Finding, Place, topic_file

CHILD_SCREEN = 700
SUMMARY = 600
SCREEN = 1_900
SECTION = 900
SECTION_TITLE = 40
CARD = 500


def length_findings(handbook: Checkable) -> Iterator[Finding]:
    """Find what does not fit where it is shown."""
    for language in Language:
        for topic in handbook.topics(language):
            for audience, answer in topic.answers.items():
                yield from _answer(topic, audience, answer)
        for category, cards in handbook.own_cards(language).items():
            for reader, card in cards.items():
                whole = card_length(card)
                if whole > CARD:
                    file = f"{language}/cards.yaml"
                    yield Finding(file, (category, str(reader)), "long-card", _values(whole, CARD))
        yield from _supplement(language, handbook.supplement(language))


def card_length(card: Card) -> int:
    """Return the characters of a card as it is sent: with the steps' numbers and all line ends."""
    steps = "\n".join(f"{number}. {step}" for number, step in enumerate(card.steps, start=1))
    return len("\n\n".join((card.opening.strip(), steps, "\n".join(card.closing))))


def characters(texts: Iterable[str]) -> int:
    """Return the characters that the texts take on a screen, line ends aside."""
    return sum(len(text.strip()) for text in texts)


def first_screen(audience: Audience, answer: Answer) -> int:
    """Return the characters of an answer's first screen."""
    dont = () if audience is Audience.CHILD else answer.dont
    return characters((answer.summary, *answer.do, *dont, answer.tell))


def _answer(topic: Topic, audience: Audience, answer: Answer) -> Iterator[Finding]:
    here: Place = ("answers", str(audience))
    child = audience is Audience.CHILD
    measured: list[tuple[Place, str, int, int]] = [
        (here, "long-screen", first_screen(audience, answer), CHILD_SCREEN if child else SCREEN)
    ]
    if not child:
        measured.append(((*here, "summary"), "long-summary", characters((answer.summary,)), SUMMARY))
    if answer.teen is not None:
        teen = answer.teen
        whole = characters((teen.summary, *teen.do, teen.tell or answer.tell))
        measured.append(((*here, "teen"), "long-screen", whole, CHILD_SCREEN))
    for number, section in enumerate(answer.sections):
        place: Place = (*here, "sections", number)
        measured.append((place, "long-section", characters((section.text, *section.do)), SECTION))
        measured.append(((*place, "title"), "long-title", len(section.title), SECTION_TITLE))
    file = topic_file(topic.id, topic.language)
    for where, code, count, limit in measured:
        if count > limit:
            yield Finding(file, where, code, _values(count, limit))
    for number, section in enumerate(answer.sections):
        try:
            encode("part", topic.id, audience, section.id)
        except ValueError:
            yield Finding(file, (*here, "sections", number, "id"), "button-too-long", {"name": section.id})


def _supplement(language: Language, there: Supplement) -> Iterator[Finding]:
    for text in supplement_texts.texts(language, there):
        count = characters((text.text,))
        if text.limit is not None and count > text.limit:
            yield Finding(text.file, text.place, "long-text", _values(count, text.limit))
    for screen in supplement_texts.screens(language, there):
        count = characters(screen.texts)
        if count > screen.limit:
            yield Finding(screen.file, screen.place, "long-screen", _values(count, screen.limit))


def _values(count: int, limit: int) -> dict[str, str]:
    return {"count": str(count), "limit": str(limit), "over": str(count - limit)}
