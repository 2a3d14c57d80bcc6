"""The words behind what was typed: teencode, abbreviations, leetspeak, keyboard slips.

content/lexicon/teencode.yaml and spelling.yaml hold the words; this module holds no word itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.services.understanding.characters import without_leet
from bot.services.understanding.keyboards import from_telex, from_vni, is_plainly_telex
from bot.services.understanding.letters import canonical, fold, is_syllable
from bot.services.understanding.lexicon import Entry, open_lexicon, wrong

_NEAR = 3


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """An abbreviation that depends on its neighbours: `other` when one of `near` stands close by."""

    usual: tuple[str, ...]
    other: tuple[str, ...]
    near: frozenset[str]


@dataclass(frozen=True, slots=True)
class Spelling:
    """All that is known of how words are misspelt, on purpose or not."""

    rewrites: Mapping[str, tuple[str, ...]]
    phrases: Mapping[tuple[str, str], tuple[str, ...]]
    ambiguous: Mapping[str, Ambiguous]
    evaded: frozenset[str]
    kept: frozenset[str]
    plain: frozenset[str]
    english: frozenset[str]
    vietnamese: frozenset[str]

    def is_english(self, words: Sequence[str]) -> bool:
        """Say whether the words are plainly English: none marked, English function words prevail."""
        if not words or any(word != fold(word) for word in words):
            return False
        english = sum(canonical(word) in self.english for word in words)
        vietnamese = sum(word in self.vietnamese for word in words)
        return english * 5 >= len(words) and english > vietnamese

    def read(self, words: Sequence[str]) -> list[str]:
        """Return the words that are meant, for words of a text that is not English."""
        telex, vni = self._slips_prevail(words)
        plain: list[str] = []
        for word in words:
            plain.extend(self._meant(word, telex, vni))
        return self._paired(self._resolved(plain))

    def _meant(self, word: str, telex: bool, vni: bool) -> tuple[str, ...]:
        if word in self.rewrites:
            return self.rewrites[word]
        if word in self.kept or word in self.ambiguous:
            return (word,)
        if not word.isalpha():
            return (self._digits(word, vni),)
        slip = from_telex(word) if telex or is_plainly_telex(word) else None
        return (slip if slip is not None and not is_syllable(word) else canonical(word),)

    def _digits(self, word: str, vni: bool) -> str:
        letters = without_leet(word)
        if letters.isalpha() and fold(letters) in self.evaded:
            return canonical(letters)
        return (from_vni(word) if vni else None) or word

    def _slips_prevail(self, words: Sequence[str]) -> tuple[bool, bool]:
        """Say whether Telex, and whether VNI, keys are seen so often that they are no accident."""
        telex = vni = 0
        for word in words:
            if word in self.kept or word in self.rewrites or word in self.ambiguous:
                continue
            telex += not is_syllable(word) and from_telex(word) is not None
            vni += from_vni(word) is not None
        return telex >= 2 and telex * 5 >= len(words), vni >= 2 and vni * 5 >= len(words)

    def _resolved(self, words: list[str]) -> list[str]:
        resolved: list[str] = []
        for place, word in enumerate(words):
            found = self.ambiguous.get(word)
            if found is None:
                resolved.append(word)
                continue
            around = words[max(0, place - _NEAR) : place] + words[place + 1 : place + 1 + _NEAR]
            is_other = any(fold(neighbour) in found.near for neighbour in around)
            resolved.extend(found.other if is_other else found.usual)
        return resolved

    def _paired(self, words: list[str]) -> list[str]:
        paired: list[str] = []
        place = 0
        while place < len(words):
            pair = self.phrases.get((words[place], words[place + 1])) if place + 1 < len(words) else None
            paired.extend(pair if pair is not None else (words[place],))
            place += 1 if pair is None else 2
        return paired


def spelling_from(teencode: Mapping[str, object], spelling: Mapping[str, object]) -> Spelling:
    """Read and check the two lexicon files."""
    codes = open_lexicon("teencode", teencode, ("rewrites", "phrases", "depends"))
    forms = open_lexicon("spelling", spelling, ("evaded", "kept", "plain", "english", "vietnamese"))
    rewrites, phrases, depends = codes.entry("rewrites"), codes.entry("phrases"), codes.entry("depends")
    made = Spelling(
        rewrites={key: _words(rewrites.text(key)) for key in rewrites},
        phrases={_pair(phrases, key): _words(phrases.text(key)) for key in phrases},
        ambiguous={key: _ambiguous(depends, key) for key in depends},
        evaded=frozenset(fold(word) for word in forms.texts("evaded")),
        kept=frozenset(forms.texts("kept")),
        plain=frozenset(forms.texts("plain")),
        english=frozenset(canonical(word) for word in forms.texts("english")),
        vietnamese=frozenset(forms.texts("vietnamese")),
    )
    _require_settled(codes, made)
    return made


def _words(text: str) -> tuple[str, ...]:
    return tuple(canonical(word) for word in text.casefold().split())


def _pair(phrases: Entry, key: str) -> tuple[str, str]:
    words = _words(key)
    if len(words) != 2:
        raise wrong(phrases.where, f"{key!r} must be two words")
    return words[0], words[1]


def _ambiguous(depends: Entry, key: str) -> Ambiguous:
    entry = depends.entry(key, ("usual", "other", "near"))
    near = frozenset(fold(word) for word in entry.texts("near"))
    return Ambiguous(_words(entry.text("usual")), _words(entry.text("other")), near)


def _require_settled(codes: Entry, made: Spelling) -> None:
    """Refuse a reading that would be read again: what is read once must stay as it is."""
    ambiguous = [(key, entry.usual + entry.other) for key, entry in made.ambiguous.items()]
    plain = [(key, reading) for key, reading in made.rewrites.items()]
    for key, reading in (*plain, *ambiguous, *(("", reading) for reading in made.phrases.values())):
        for word in reading:
            again = made.rewrites.get(word)
            if (word in made.ambiguous and word != key) or (again is not None and again != (word,)):
                raise wrong(
                    codes.where, f"the reading {' '.join(reading)!r} contains {word!r}, itself a short form"
                )
