"""Finds the topic of a message, and how sure that is."""

import zlib

import numpy as np
from rapidfuzz import fuzz, process

from bot.core.people import Audience
from bot.core.understanding import Finding
from bot.services.understanding.base import Listener
from bot.services.understanding.decide import Candidates, decide
from bot.services.understanding.features import Words, words_of
from bot.services.understanding.letters import fold
from bot.services.understanding.model import Model
from bot.services.understanding.normalise import Reading
from bot.services.understanding.scoring import Scorer, prior

PRIOR_WEIGHT = 0.4
# What the answer before lends to its topic: enough for words that mean nothing by themselves, while
# another topic that is plainly named still wins.
_CONTEXT_WEIGHT = 3.0
# And by how much (in log odds) such a message is less likely to be outside the handbook.
_CONTEXT_INSIDE = 1.5
_REPAIRED_LENGTH = 4
_REPAIRED_RATIO = 80
_MOST_REPAIRS = 4


class Search:
    """Ranks the topics by what the handbook says, and by what the base model hears. Deterministic."""

    def __init__(self, model: Model, listener: Listener | None) -> None:
        self._model = model
        self._listener = listener
        self._scorer = Scorer(model, listener.base if listener else None)
        self._places = {topic: place for place, topic in enumerate(model.topics)}
        self._familiar = frozenset(model.familiar.tolist())

    def find(self, reading: Reading, audience: Audience | None = None, about: str | None = None) -> Finding:
        """Return the verdict; the audience weighs softly, and so does the topic of the answer before."""
        words, repaired = self.repaired(words_of(reading))
        heard = self._listener.hear(words.accented) if self._listener else None
        scores = self._scorer.score(words, heard)
        outside = self._scorer.outside_probability(scores)
        joined = scores.topics
        leaning = prior(self._model, audience)
        if leaning is not None:
            joined = joined + np.float32(PRIOR_WEIGHT) * leaning
        if about in self._places:
            joined = joined.copy()
            joined[self._places[about]] += np.float32(_CONTEXT_WEIGHT)
            outside = _less_likely(outside, _CONTEXT_INSIDE)
        shares = self._scorer.probabilities(joined)
        order = np.argsort(-shares, kind="stable")
        candidates = Candidates(
            topics=tuple(self._model.topics[number] for number in order),
            shares=tuple(float(shares[number]) for number in order),
            outside=outside,
            coverage=1.0 - scores.unknown,
        )
        return decide(candidates, repaired)

    def repaired(self, words: Words) -> tuple[Words, int]:
        """Replace words that nobody has written before by the handbook's nearest, if one is near."""
        folded, accented, repairs = list(words.folded), list(words.accented), 0
        for place, word in enumerate(words.folded):
            if repairs == _MOST_REPAIRS:
                break
            if (
                len(word) < _REPAIRED_LENGTH
                or not word.isalpha()
                or zlib.crc32(word.encode()) in self._familiar
            ):
                continue
            repairs += 1
            near = process.extractOne(
                fold(word), self._model.vocabulary, scorer=fuzz.ratio, score_cutoff=_REPAIRED_RATIO
            )
            if near is not None:
                folded[place] = accented[place] = near[0]
        changed = sum(new != old for new, old in zip(folded, words.folded, strict=True))
        return Words(tuple(accented), tuple(folded)), changed


def _less_likely(chance: float, log_odds: float) -> float:
    odds = chance / max(1.0 - chance, 1e-9) * float(np.exp(-log_odds))
    return odds / (1.0 + odds)
