"""Review dates: in order, and not past."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Protocol

from bot.core.people import Language
from bot.core.review import Review
from bot.services.content.finding import Checkable, Finding, Place, topic_file
from bot.services.content.places import FIGURES, PRESS, QUIZ, SCENES, guide_file, tip_file


class Reviewed(Protocol):
    """What has the header of its file."""

    @property
    def review(self) -> Review:
        """Who answers for it, its dates and sources."""
        ...


def date_findings(handbook: Checkable, today: date) -> Iterator[Finding]:
    """Find what was not reviewed in time, and dates in the wrong order."""
    for language in Language:
        for topic in handbook.topics(language):
            file = topic_file(topic.id, language)
            yield from _dates(file, (), (topic.reviewed, topic.review_by), today)
        for file, review in _reviews(handbook, language):
            yield from _dates(file, (), (review.reviewed, review.review_by), today)
    for index, channel in enumerate(handbook.reporting_channels(Language.VI)):
        yield from _dates("channels.yaml", (index,), (channel.verified, channel.review_by), today)


def _reviews(handbook: Checkable, language: Language) -> Iterator[tuple[str, Review]]:
    """Yield the header of each file of the supplement that has something in it."""
    there = handbook.supplement(language)
    lists: tuple[tuple[str, Sequence[Reviewed]], ...] = (
        *((tip_file(audience, language), tips) for audience, tips in there.tips.items()),
        (f"{language}/{SCENES}", there.scenes),
        (f"{language}/{QUIZ}", there.questions),
        (f"{language}/{PRESS}", there.packs),
        (f"{language}/{FIGURES}", there.figures),
        *((guide_file(guide, language), (guide,)) for guide in there.guides),
    )
    yield from ((file, items[0].review) for file, items in lists if items)


def _dates(file: str, place: Place, dates: tuple[date, date], today: date) -> Iterator[Finding]:
    reviewed, review_by = dates
    values = {"reviewed": reviewed.isoformat(), "review_by": review_by.isoformat()}
    if review_by <= reviewed:
        yield Finding(file, (*place, "review_by"), "review-order", values)
    elif review_by < today:
        yield Finding(file, (*place, "review_by"), "overdue", values)
