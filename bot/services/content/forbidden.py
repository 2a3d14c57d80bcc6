"""What no text may say: content/lexicon/forbidden.yaml as values."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.people import Audience, Language

# A pattern that finds nothing.
NEVER = r"\b\B"
_BETWEEN = r"[\s.\-()–]{0,3}"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must not be used, and the better ones."""

    pattern: re.Pattern[str]
    instead: Mapping[Language, str]
    languages: frozenset[Language]
    audiences: frozenset[Audience]
    exempt: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Around:
    """What tells beside a short number whether it is called or counted: patterns for before and after it."""

    called: re.Pattern[str]
    cited: re.Pattern[str]
    counted: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Forbidden:
    """The lists that an editor keeps for the content check."""

    phrases: tuple[Phrase, ...]
    harm: re.Pattern[str] | None
    em_words: re.Pattern[str] | None
    denied: Mapping[str, re.Pattern[str]]
    any_denied: re.Pattern[str]
    as_long: re.Pattern[str]
    numbers: frozenset[str]
    addresses: frozenset[str]
    around: Around


def forbidden_from(lexicon: Mapping[str, Any]) -> Forbidden:
    """Return the lists of a file that the loader has found well shaped."""
    allowed = lexicon.get("allowed") or {}
    denied = {str(number): _spaced(str(number)) for number in lexicon.get("denied_numbers") or ()}
    return Forbidden(
        phrases=tuple(map(_phrase, lexicon.get("phrases") or ())),
        harm=any_of(lexicon.get("harm_words") or ()),
        em_words=any_of(lexicon.get("em_words") or ()),
        denied=denied,
        any_denied=re.compile("|".join(pattern.pattern for pattern in denied.values()) or NEVER),
        as_long=_as_long(denied),
        numbers=frozenset(digits(str(number)) for number in allowed.get("numbers") or ()),
        addresses=frozenset(address.casefold() for address in allowed.get("addresses") or ()),
        around=_around(lexicon.get("around_numbers") or {}),
    )


def any_of(words: Iterable[str]) -> re.Pattern[str] | None:
    """Return a pattern that finds any of these phrases as whole words, or None without phrases."""
    phrases = sorted(words, key=len, reverse=True)
    if not phrases:
        return None
    choices = "|".join(r"\s+".join(map(re.escape, phrase.split())) for phrase in phrases)
    return re.compile(rf"(?<!\w)(?:{choices})(?!\w)", re.IGNORECASE)


def _as_long(denied: Iterable[str]) -> re.Pattern[str]:
    """Match what has as many digits as the shortest denied number: found far sooner than each of them."""
    fewest = min((len(digits(number)) for number in denied), default=0)
    return re.compile(rf"\d(?:{_BETWEEN}\d){{{fewest - 1}}}" if fewest else NEVER)


def digits(text: str) -> str:
    """Return the digits of a text."""
    return "".join(filter(str.isdigit, text))


def _around(words: Mapping[str, Any]) -> Around:
    called, between, cited, counted = (
        "|".join(map(re.escape, words.get(name) or ())) or NEVER
        for name in ("called", "between", "cited", "counted")
    )
    return Around(
        called=re.compile(rf"(?<!\w)(?:{called})(?: (?:{between}))*:? $", re.IGNORECASE),
        cited=re.compile(rf"(?<!\w)(?:{cited}) $", re.IGNORECASE),
        counted=re.compile(rf"/\d{{4}}|/[^\W\d_]| ?%| ?(?:{counted})(?!\w)", re.IGNORECASE),
    )


def _phrase(entry: Mapping[str, Any]) -> Phrase:
    pattern = any_of(entry["find"])
    if pattern is None:
        raise ValueError("a forbidden phrase without words")
    instead = entry["instead"]
    return Phrase(
        pattern,
        {Language(language): text for language, text in instead.items()},
        frozenset(map(Language, entry.get("languages") or Language)),
        frozenset(map(Audience, entry.get("audiences") or Audience)),
        any_of(entry.get("except") or ()),
    )


def _spaced(number: str) -> re.Pattern[str]:
    """Match a number however it is spaced, also with the country's code."""
    found = digits(number)
    body = _BETWEEN.join(found)
    if found.startswith("0"):
        body = rf"(?:{body}|(?:\+|00)?84{_BETWEEN}{_BETWEEN.join(found[1:])})"
    return re.compile(rf"(?<!\d){body}(?!\d)")
