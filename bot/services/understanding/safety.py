"""The safety screen as a whole: the rules' verdict, and what the learned part adds to it.

The learned part never lowers what the rules say. What lowers a rule lowers it by one level.
"""

from dataclasses import replace

from bot.core.understanding import NO_ALARM, Alarm, Level
from bot.services.understanding.disclosure import Detector
from bot.services.understanding.normalise import Reading
from bot.services.understanding.screen import RANKS, Context, Screen

_LOWER = {Level.HARD: Level.SOFT, Level.SOFT: Level.NONE, Level.NONE: Level.NONE}


class SafetyScreen:
    """Reads for disclosures, by rules and by what was learned from examples. Pure."""

    def __init__(self, rules: Screen, detector: Detector | None) -> None:
        """Join both; without a detector the rules alone decide."""
        self._rules = rules
        self._detector = detector

    def alarm(self, reading: Reading, recent: Reading | None = None) -> Alarm:
        """Judge the message alone, then joined to what the chat wrote just before."""
        ruled = self._rules.alarm(reading, recent)
        if self._detector is None or ruled.level is Level.HARD:
            return ruled
        learned = self._learned(self._detector, reading)
        if learned.level is Level.NONE and recent is not None and recent.tokens:
            learned = self._together(self._detector, reading, recent)
        return _joined(ruled, learned)

    def _learned(self, detector: Detector, reading: Reading) -> Alarm:
        chance = detector.chance(reading)
        level, why = detector.level(chance), f"learned {chance:.2f}"
        if level is Level.NONE:
            return NO_ALARM
        context = self._rules.lowest_context(reading.tokens)
        if context is not None:
            level, why = lowered(level, context), f"{why} lowered by {context.id}"
        return NO_ALARM if level is Level.NONE else Alarm(level, None, (why,))

    def _together(self, detector: Detector, reading: Reading, recent: Reading) -> Alarm:
        """Judge both as one, unless what was written before was alarming already; soft at the most."""
        together = self._learned(detector, recent + reading)
        if together.level is Level.NONE or self._learned(detector, recent).level is not Level.NONE:
            return NO_ALARM
        return replace(together, level=Level.SOFT)


def lowered(level: Level, context: Context) -> Level:
    """Return what a context leaves of a learned verdict: one level less, though not less than its own."""
    return max(min(level, context.level, key=RANKS.__getitem__), _LOWER[level], key=RANKS.__getitem__)


def _joined(ruled: Alarm, learned: Alarm) -> Alarm:
    level = max(ruled.level, learned.level, key=RANKS.__getitem__)
    return Alarm(level, ruled.category, (*ruled.why, *learned.why))
