"""What must be said: 111, and on a card never what has happened."""

import re
from collections.abc import Iterator

from bot.core.handbook import HOTLINE
from bot.core.people import Language
from bot.services.content.finding import Checkable, Finding, Place, topic_file
from bot.services.content.forbidden import Forbidden

_NUMBER = re.compile(r"(?<!\d)111(?!\d)")
# What stands in a template for words to come.
UNFILLED = "…"
# What people must find, whoever wrote the topic: sections that some audience's answer must have.
SECTIONS: dict[str, tuple[str, ...]] = {
    "cyberbullying": ("i-bullied",),
    "sextortion": ("outed",),
    "intimate-images": ("i-forwarded",),
    "meeting-strangers": ("online-love", "outed"),
    "screen-time": ("ages-0-6",),
    "ai-deepfakes": ("ai-companion",),
    "warning-signs": ("violence-at-home",),
    "reporting": ("violence-at-home",),
}


def names_hotline(text: str) -> bool:
    """Say whether a text names 111."""
    return _NUMBER.search(text) is not None


def hotline_findings(handbook: Checkable) -> Iterator[Finding]:
    """Find answers and cards without 111."""
    for language in Language:
        for topic in handbook.topics(language):
            file = topic_file(topic.id, language)
            for audience, answer in topic.answers.items():
                here = ("answers", str(audience))
                if not names_hotline(answer.tell):
                    yield Finding(file, (*here, "tell"), "no-hotline")
                if answer.teen is not None and answer.teen.tell and not names_hotline(answer.teen.tell):
                    yield Finding(file, (*here, "teen", "tell"), "no-hotline")
        for category, cards in handbook.own_cards(language).items():
            for reader, card in cards.items():
                if not names_hotline(card.opening):
                    place = (category, str(reader), "opening")
                    yield Finding(f"{language}/cards.yaml", place, "no-hotline")


def directory_findings(handbook: Checkable) -> Iterator[Finding]:
    """Find a directory without 111."""
    directory = handbook.reporting_channels(Language.VI)
    if not any(channel.id == HOTLINE and channel.enabled for channel in directory):
        yield Finding("channels.yaml", (), "no-hotline-channel", {"name": HOTLINE})


def unwritten_findings(handbook: Checkable) -> Iterator[Finding]:
    """Find what a new topic's template has still to be filled in with, where nobody is shown it as a text."""
    for language in Language:
        for topic in handbook.topics(language):
            parts: list[tuple[Place, str]] = [(("owner",), topic.owner)]
            parts += [(("keywords", index), word) for index, word in enumerate(topic.keywords)]
            for index, source in enumerate(topic.sources):
                parts += [(("sources", index, "name"), source.name)]
                parts += [(("sources", index, "publisher"), source.publisher)]
            for audience, answer in topic.answers.items():
                here = ("answers", str(audience), "examples")
                parts += [((*here, index), text) for index, text in enumerate(answer.examples)]
            for place, text in parts:
                if text == UNFILLED:
                    yield Finding(topic_file(topic.id, language), place, "unfilled")


def section_findings(handbook: Checkable) -> Iterator[Finding]:
    """Find topics without a section that they must have."""
    for topic in handbook.topics(Language.VI):
        there = {section.id for answer in topic.answers.values() for section in answer.sections}
        for name in SECTIONS.get(topic.id, ()):
            if name not in there:
                yield Finding(topic_file(topic.id, Language.VI), ("answers",), "no-section", {"name": name})


def opening_findings(handbook: Checkable, forbidden: Forbidden) -> Iterator[Finding]:
    """Find openings that tell a reader over the shoulder what it is about."""
    if forbidden.harm is None:
        return
    for language in Language:
        for category, cards in handbook.own_cards(language).items():
            for reader, card in cards.items():
                found = forbidden.harm.search(card.opening)
                if found is not None:
                    place = (category, str(reader), "opening")
                    yield Finding(f"{language}/cards.yaml", place, "opening-names-harm", {"word": found[0]})
