"""Who is speaking, in which language, and whether they ask for weekly tips or to stop them.

content/lexicon/speakers.yaml, stop-words.yaml and subscribe-words.yaml. Nobody is judged by "em" alone:
young parents and teachers say it too.
"""

from collections.abc import Mapping

from bot.core.people import YOUNG, Audience, Language, Reader, SelfWord
from bot.services.understanding.letters import fold
from bot.services.understanding.lexicon import Entry, open_lexicon, wrong
from bot.services.understanding.normalise import Normaliser, Reading
from bot.services.understanding.rulebook import compile_rules, named_lists

_SHORT = 3


class Speakers:
    """Reads the cues of a message."""

    def __init__(
        self,
        speakers: Mapping[str, object],
        stop: Mapping[str, object],
        subscribe: Mapping[str, object],
        read: Normaliser,
    ) -> None:
        """Compile the lexicon files; ContentError when one can't be used."""
        root = open_lexicon("speakers", speakers, ("words", "audiences", "readers", "self-words", "adults"))
        words = named_lists(root)
        audiences = root.entries("audiences", ("audience", "weight", "patterns"))
        self._cues, self._audience_matcher = compile_rules(audiences, words, _cue)
        selves = root.entries("self-words", ("word", "patterns"))
        self._selves, self._self_matcher = compile_rules(selves, words, _self_word)
        readers = root.entries("readers", ("reader", "patterns"))
        self._readers, self._reader_matcher = compile_rules(readers, words, _reader)
        self._spelling = read.spelling
        stops = open_lexicon("stop-words", stop, ("messages",)).texts("messages")
        self._stops = frozenset(read.read(message).spoken for message in stops)
        asks = open_lexicon("subscribe-words", subscribe, ("messages",))
        self._asks = frozenset(read.read(message).spoken for message in asks.texts("messages"))

    def audience(self, reading: Reading) -> Audience | None:
        """Return who is plainly asking: the audience with the most weight, None at a tie."""
        weights: dict[Audience, int] = {}
        for owner in {match.owner for match in self._audience_matcher.matches(reading.tokens)}:
            audience, weight = self._cues[owner]
            weights[audience] = max(weight, weights.get(audience, 0))
        if not weights:
            return None
        best = max(weights.values())
        heaviest = [audience for audience, weight in weights.items() if weight == best]
        return heaviest[0] if len(heaviest) == 1 else None

    def young_reader(self, reading: Reading) -> Reader | None:
        """Return who a young writer is or asks for; a teenager who asks for a friend gets the friend's."""
        found = {self._readers[match.owner] for match in self._reader_matcher.matches(reading.tokens)}
        if not found or self.audience(reading) not in (None, Audience.CHILD):
            return None
        # Whoever speaks of themselves as well asks for themselves.
        if Reader.FRIEND in found and Reader.CHILD not in found:
            return Reader.FRIEND
        return Reader.TEEN if Reader.TEEN in found else None

    def self_word(self, reading: Reading) -> SelfWord | None:
        """Return the word that a young writer uses for themselves; an adult's is not mirrored."""
        found = sorted(self._self_matcher.matches(reading.tokens), key=lambda match: match.start)
        if not found or self.audience(reading) not in (None, Audience.CHILD):
            return None
        return self._selves[found[0].owner]

    def language(self, reading: Reading) -> Language | None:
        """Return the language when marks or function words show it."""
        words = [token for token in reading.tokens if token.accented[0].isalpha()]
        if any(token.marked for token in words):
            return Language.VI
        if reading.english:
            return Language.EN
        vietnamese = sum(fold(token.folded) in self._spelling.vietnamese for token in words)
        enough = len(words) <= _SHORT or vietnamese * 5 >= len(words)
        return Language.VI if vietnamese and enough else None

    def is_stop_word(self, reading: Reading) -> bool:
        """Say whether the whole message is a request to stop."""
        return reading.spoken in self._stops

    def is_subscribe_word(self, reading: Reading) -> bool:
        """Say whether the whole message asks for weekly tips."""
        return reading.spoken in self._asks


def _cue(entry: Entry) -> tuple[Audience, int]:
    name, weight = entry.text("audience"), entry.raw("weight")
    if name not in set(Audience):
        raise wrong(entry.where, f"has the audience {name!r}; known are {', '.join(Audience)}")
    if not isinstance(weight, int) or not 1 <= weight <= 9:
        raise wrong(entry.where, "needs a weight from 1 to 9")
    return Audience(name), weight


def _reader(entry: Entry) -> Reader:
    name = entry.text("reader")
    if name not in {*YOUNG, Reader.CHILD}:
        raise wrong(entry.where, f"has the reader {name!r}; known are child, {', '.join(sorted(YOUNG))}")
    return Reader(name)


def _self_word(entry: Entry) -> SelfWord:
    name = entry.text("word")
    if name not in set(SelfWord):
        raise wrong(entry.where, f"has the word {name!r}; known are {', '.join(SelfWord)}")
    return SelfWord(name)
