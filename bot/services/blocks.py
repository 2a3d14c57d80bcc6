"""The parts that screens are made of."""

from collections.abc import Iterable
from datetime import date

from babel.dates import format_date

from bot.core.handbook import Topic
from bot.core.people import Audience, Language
from bot.core.reply import Block, Style, paragraphs
from bot.core.request import Voice
from bot.core.review import Review


def label(topic: Topic) -> str:
    """Return how a topic is named on a button."""
    return f"{topic.icon} {topic.title}"


def title(words: str) -> Block:
    """Return a screen's title."""
    return Block(Style.TITLE, (words,))


def heading(voice: Voice, key: str, audience: Audience | None = None, **values: str) -> Block:
    """Return a heading of the interface's words."""
    return Block(Style.HEADING, (voice.say(key, audience, **values),))


def text(voice: Voice, words: str) -> Block:
    """Return a text in this voice."""
    return paragraphs(voice.address(words))


def listed(voice: Voice, style: Style, lines: Iterable[str]) -> Block:
    """Return a list in this voice."""
    return Block(style, tuple(voice.address(line) for line in lines))


def hotline(voice: Voice, audience: Audience) -> Block:
    """Return the sentence with 111 that a screen ends with."""
    return text(voice, voice.say("answer.hotline", audience))


def provenance(voice: Voice, review: Review) -> Block:
    """Return the line that tells when a text was reviewed and where it comes from."""
    key = "answer.reviewed" if voice.today <= review.review_by else "answer.overdue"
    reviewed = short_date(review.reviewed, voice.language)
    return Block(Style.NOTE, (voice.say(key, date=reviewed, source=sources(voice, review)),))


def sources(voice: Voice, review: Review) -> str:
    """Return the first source's name, and how many others there are."""
    first, *others = review.sources
    if not others:
        return first.name
    return voice.say("answer.source_and", source=first.name, count=str(len(others)))


def short_date(day: date, language: Language) -> str:
    """Return a date as people write it."""
    return format_date(day, "dd/MM/yyyy" if language is Language.VI else "d MMM yyyy", locale=language.value)
