"""The safety screen: rules that raise an alarm, and contexts that lower it.

content/lexicon/alarm.yaml holds the rules, alarm-context.yaml the contexts; the language of their
patterns is described in compiler.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.core.handbook import AlarmCategory
from bot.core.understanding import NO_ALARM, Alarm, Level
from bot.services.understanding.lexicon import Entry, open_lexicon, wrong
from bot.services.understanding.matcher import Match
from bot.services.understanding.normalise import Reading, Token
from bot.services.understanding.rulebook import compile_rules, named_lists

RANKS = {Level.NONE: 0, Level.SOFT: 1, Level.HARD: 2}
_URGENCY = {category: place for place, category in enumerate(AlarmCategory)}


class Reach(StrEnum):
    """How far a context lowers: what it touches, its own sentence, or the whole message."""

    TOUCHING = "touching"
    SENTENCE = "sentence"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a disclosure looks like."""

    id: str
    category: AlarmCategory
    level: Level


@dataclass(frozen=True, slots=True)
class Context:
    """What shows that it is none, or may be none; `level` is the highest that it leaves."""

    id: str
    reach: Reach
    level: Level
    categories: frozenset[AlarmCategory]
    keeps: frozenset[str]


@dataclass(frozen=True, slots=True)
class Signal:
    """A rule's verdict on one place of a reading."""

    rule: Rule
    level: Level
    lowered_by: str | None


class Screen:
    """Reads for disclosures. Pure; every verdict names its rules."""

    def __init__(self, alarm: Mapping[str, object], context: Mapping[str, object]) -> None:
        """Compile both lexicon files; ContentError when one can't be used."""
        root = open_lexicon("alarm", alarm, ("words", "rules"))
        lowering = open_lexicon("alarm-context", context, ("words", "contexts"))
        words = {**named_lists(root), **named_lists(lowering)}
        rules = root.entries("rules", ("id", "category", "level", "patterns"))
        self._rules, self._rule_matcher = compile_rules(rules, words, _rule)
        ids = frozenset(rule.id for rule in self._rules)
        contexts = lowering.entries("contexts", ("id", "reach", "level", "categories", "keeps", "patterns"))
        self._contexts, self._context_matcher = compile_rules(
            contexts, words, lambda entry: _context(entry, ids)
        )

    def alarm(self, reading: Reading) -> Alarm:
        """Judge the message alone."""
        return _verdict(self.signals(reading.tokens))

    def joined_alarm(self, alone: Alarm, reading: Reading, recent: Reading) -> Alarm:
        """Judge the message joined to what the chat wrote just before, where that is graver than `alone`.

        What stands in the recent messages alone was judged when it came.
        """
        if alone.level is Level.HARD or not recent.tokens:
            return alone
        joined = recent + reading
        together = _verdict(self.signals(joined.tokens, since=len(recent.tokens)))
        return together if RANKS[together.level] > RANKS[alone.level] else alone

    def signals(self, tokens: Sequence[Token], since: int = 0) -> list[Signal]:
        """Return every rule that fires on what ends after `since`, with what its contexts leave of it."""
        matches = [match for match in self._rule_matcher.matches(tokens) if match.end > since]
        if not matches:
            return []
        lowering = list(self._context_matcher.matches(tokens))
        sentences = _sentences(tokens)
        return [self._signal(match, lowering, sentences) for match in matches]

    def _signal(self, match: Match, lowering: Sequence[Match], sentences: Sequence[int]) -> Signal:
        rule = self._rules[match.owner]
        level, lowered_by = rule.level, None
        for found in lowering:
            context = self._contexts[found.owner]
            applies = rule.category in context.categories and rule.id not in context.keeps
            if applies and RANKS[context.level] < RANKS[level] and _reaches(context, found, match, sentences):
                level, lowered_by = context.level, context.id
        return Signal(rule, level, lowered_by)


def _verdict(signals: Sequence[Signal]) -> Alarm:
    raised = [signal for signal in signals if signal.level is not Level.NONE]
    if not raised:
        return NO_ALARM
    first = min(raised, key=lambda signal: (-RANKS[signal.level], _URGENCY[signal.rule.category]))
    why = (
        signal.rule.id if signal.lowered_by is None else f"{signal.rule.id} lowered by {signal.lowered_by}"
        for signal in raised
    )
    return Alarm(first.level, first.rule.category, tuple(dict.fromkeys(why)))


def _reaches(context: Context, found: Match, match: Match, sentences: Sequence[int]) -> bool:
    match context.reach:
        case Reach.MESSAGE:
            return True
        case Reach.SENTENCE:
            # A match over several sentences is judged by the one in which it begins.
            return sentences[found.start] == sentences[match.start]
        case Reach.TOUCHING:
            return found.start < match.end and match.start < found.end


def _sentences(tokens: Sequence[Token]) -> list[int]:
    """Return the number of the sentence that each token stands in."""
    numbers: list[int] = []
    number = 0
    for token in tokens:
        numbers.append(number)
        number += token.is_break
    return numbers


def _rule(entry: Entry) -> Rule:
    category, level = _category(entry, entry.text("category")), _level(entry)
    if level is Level.NONE:
        raise wrong(entry.where, "needs the level soft or hard")
    return Rule(entry.text("id"), category, level)


def _context(entry: Entry, rules: frozenset[str]) -> Context:
    reach = entry.text("reach")
    if reach not in set(Reach):
        raise wrong(entry.where, f"has the reach {reach!r}; known are {', '.join(Reach)}")
    level = _level(entry)
    if level is Level.HARD:
        raise wrong(entry.where, "needs the level none or soft")
    named = entry.texts("categories") or tuple(AlarmCategory)
    categories = frozenset(_category(entry, name) for name in named)
    keeps = frozenset(entry.texts("keeps"))
    if unknown := keeps - rules:
        raise wrong(entry.where, f"keeps the rule {min(unknown)!r}, which alarm.yaml does not have")
    return Context(entry.text("id"), Reach(reach), level, categories, keeps)


def _category(entry: Entry, name: str) -> AlarmCategory:
    if name not in set(AlarmCategory):
        raise wrong(entry.where, f"has the category {name!r}; known are {', '.join(AlarmCategory)}")
    return AlarmCategory(name)


def _level(entry: Entry) -> Level:
    level = entry.text("level")
    if level not in set(Level):
        raise wrong(entry.where, f"has the level {level!r}; known are {', '.join(Level)}")
    return Level(level)
