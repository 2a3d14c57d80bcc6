"""The safety screen as a whole: what the rules find, and what the base model hears, weighed together.

Rules find what is said outright, and name it. The base model finds what is only hinted at, and tells
when words that a rule knows are harmless where they stand; then a rule's hard alarm is soft, never none, and
what a rule takes for a soft one counts only where the model does not speak against it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.understanding import NO_ALARM, Alarm, Level
from bot.services.understanding.base import Listener
from bot.services.understanding.normalise import Reading
from bot.services.understanding.screen import RANKS, Screen

# Longer messages are read in overlapping pieces: what one sentence tells must not drown in the rest.
_PIECE = 60
_STEP = 30
# What is shorter says too little to be guessed at: there the rules alone decide.
_FEWEST = 3
# By how much the odds of two messages together must be above those of either alone.
_TOGETHER = 0.5
_NO_ODDS = float("-inf")


class SafetyScreen:
    """Reads for disclosures, by rules and by what was learnt from many writers. Pure."""

    def __init__(self, rules: Screen, listener: Listener) -> None:
        """Join both."""
        self._rules = rules
        self._listener = listener

    def alarm(self, reading: Reading, recent: Reading | None = None) -> Alarm:
        """Judge the message alone, then joined to what the chat wrote just before."""
        ruled = self._rules.alarm(reading)
        alone = self._weighed(ruled, reading)
        if alone.level is Level.HARD or recent is None or not recent.tokens:
            return alone.alarm
        joined = self._rules.joined_alarm(ruled, reading, recent)
        together = self._weighed(joined, recent + reading)
        if RANKS[together.level] <= RANKS[alone.level]:
            return alone.alarm
        before = self._weighed(self._rules.alarm(recent), recent)
        adds = together.odds >= max(alone.odds, before.odds) + _TOGETHER
        return together.alarm if adds else alone.alarm

    def _weighed(self, ruled: Alarm, reading: Reading) -> "_Verdict":
        """Return the verdict on the most alarming piece; where there is too little to read, the rules'."""
        base = self._listener.base
        heard = [self._listener.hear(piece) for piece in _pieces(reading)]
        if not heard:
            return _Verdict(ruled, _NO_ODDS)
        all_odds = [base.disclosure(one, ruled.level) for one in heard]
        odds = max(all_odds)
        gravest = heard[all_odds.index(odds)]
        why = (*ruled.why, f"odds {odds:.1f}")
        if odds >= base.limits.hard and (ruled.level is Level.HARD or gravest.is_inside):
            category = ruled.category or base.category(gravest)
            return _Verdict(Alarm(Level.HARD, category, why), odds)
        if ruled.level is Level.HARD or odds >= base.limits.soft:
            return _Verdict(Alarm(Level.SOFT, ruled.category, why), odds)
        return _Verdict(NO_ALARM, odds)


@dataclass(frozen=True, slots=True)
class _Verdict:
    """An alarm, and the log odds of a disclosure that it comes from."""

    alarm: Alarm
    odds: float

    @property
    def level(self) -> Level:
        return self.alarm.level


def _pieces(reading: Reading) -> Iterator[tuple[str, ...]]:
    words = tuple(token.accented for token in reading.tokens if token.accented[0].isalnum())
    if len(words) < _FEWEST:
        return
    for start in range(0, max(1, len(words) - _STEP), _STEP):
        if piece := words[start : start + _PIECE]:
            yield piece
