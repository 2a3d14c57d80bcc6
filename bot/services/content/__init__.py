"""What the handbook must keep to beyond its files' shape: lengths, words, numbers, dates, translations."""

from bot.services.content.check import check, unsafe
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
    "forbidden_from",
    "unsafe",
]
