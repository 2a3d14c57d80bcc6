"""Review dates: in order, and not past."""

from collections.abc import Iterator
from datetime import date

from bot.core.content_files import guide_file
from bot.core.people import Language
from bot.core.review import Review
from bot.services.content.finding import Checkable, Finding, Place, topic_file
from bot.services.content.sheets import sheets_of


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
    yield from ((sheet.file, sheet.items[0].review) for sheet in sheets_of(language, there) if sheet.items)
    yield from ((guide_file(guide.id, language), guide.review) for guide in there.guides)


def _dates(file: str, place: Place, dates: tuple[date, date], today: date) -> Iterator[Finding]:
    reviewed, review_by = dates
    values = {"reviewed": reviewed.isoformat(), "review_by": review_by.isoformat()}
    if review_by <= reviewed:
        yield Finding(file, (*place, "review_by"), "review-order", values)
    elif review_by < today:
        yield Finding(file, (*place, "review_by"), "overdue", values)
