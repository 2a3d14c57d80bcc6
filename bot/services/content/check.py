"""All rules over a loaded handbook."""

from collections.abc import Iterator
from datetime import date

from bot.services.content import supplement
from bot.services.content.contacts import contact_findings, denied_findings
from bot.services.content.dates import date_findings
from bot.services.content.examples import example_findings
from bot.services.content.finding import Checkable, Finding
from bot.services.content.forbidden import Forbidden
from bot.services.content.lengths import length_findings
from bot.services.content.parity import parity_findings
from bot.services.content.readability import readability_findings
from bot.services.content.references import reference_findings
from bot.services.content.required import (
    directory_findings,
    hotline_findings,
    opening_findings,
    section_findings,
    unwritten_findings,
)
from bot.services.content.shown import shown_texts
from bot.services.content.wording import unfilled_findings, wording_findings


def check(
    handbook: Checkable, forbidden: Forbidden, today: date, *, complete: bool = True
) -> tuple[Finding, ...]:
    """Return everything that an editor must mend.

    Without `complete`, files are missing from the handbook: what compares files is not checked.
    """
    texts = shown_texts(handbook)
    found = (
        *_inside_files(handbook, today),
        *opening_findings(handbook, forbidden),
        *wording_findings(texts, forbidden),
        *unfilled_findings(texts),
    )
    if not complete:
        return found
    return (*found, *_across_files(handbook), *contact_findings(handbook, texts, forbidden))


def unsafe(handbook: Checkable, forbidden: Forbidden) -> tuple[Finding, ...]:
    """Return what must keep this content from ever being shown, since it would mislead somebody in need.

    A past review date is not among it.
    """
    texts = shown_texts(handbook)
    return (
        *hotline_findings(handbook),
        *supplement.hotline_findings(handbook),
        *directory_findings(handbook),
        *denied_findings(texts, forbidden),
        *unfilled_findings(texts),
    )


def _inside_files(handbook: Checkable, today: date) -> Iterator[Finding]:
    yield from hotline_findings(handbook)
    yield from length_findings(handbook)
    yield from date_findings(handbook, today)
    yield from readability_findings(handbook)
    yield from section_findings(handbook)
    yield from unwritten_findings(handbook)
    yield from example_findings(handbook)


def _across_files(handbook: Checkable) -> Iterator[Finding]:
    yield from directory_findings(handbook)
    yield from reference_findings(handbook)
    yield from parity_findings(handbook)
    yield from supplement.hotline_findings(handbook)
    yield from supplement.supplement_findings(handbook)
    yield from supplement.parity_findings(handbook)
