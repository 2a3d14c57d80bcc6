"""Review dates: in order, and not past."""

from collections.abc import Iterator
from datetime import date

from bot.core.people import Language
from bot.services.content.finding import Checkable, Finding, Place, topic_file


def date_findings(handbook: Checkable, today: date) -> Iterator[Finding]:
    """Find what was not reviewed in time, and dates in the wrong order."""
    for language in Language:
        for topic in handbook.topics(language):
            file = topic_file(topic.id, language)
            yield from _dates(file, (), (topic.reviewed, topic.review_by), today)
    for index, channel in enumerate(handbook.reporting_channels(Language.VI)):
        yield from _dates("channels.yaml", (index,), (channel.verified, channel.review_by), today)


def _dates(file: str, place: Place, dates: tuple[date, date], today: date) -> Iterator[Finding]:
    reviewed, review_by = dates
    values = {"reviewed": reviewed.isoformat(), "review_by": review_by.isoformat()}
    if review_by <= reviewed:
        yield Finding(file, (*place, "review_by"), "review-order", values)
    elif review_by < today:
        yield Finding(file, (*place, "review_by"), "overdue", values)
