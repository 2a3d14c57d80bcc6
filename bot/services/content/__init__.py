"""What the handbook must keep to beyond its files' shape: lengths, words, numbers, dates, translations."""

from bot.services.content.check import check, unsafe
from bot.services.content.contacts import denied_in
from bot.services.content.coverage import Coverage, coverage
from bot.services.content.finding import Checkable, Finding
from bot.services.content.forbidden import Forbidden, forbidden_from

__all__ = [
    "Checkable",
    "Coverage",
    "Finding",
    "Forbidden",
    "check",
    "coverage",
    "denied_in",
    "forbidden_from",
    "unsafe",
]
