"""Trains the learned part of the safety screen, and sets its limits by texts that it has not seen.

Disclosures stand against the harmless list, what is out of scope, and the handbook's questions; of those,
not the topics in which askers disclose, nor any question on which the rules alarm: they are mixed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from bot.core.topic_ids import TOPIC_IDS
from bot.core.understanding import Level
from bot.services.understanding.corpus import Corpus, Lists
from bot.services.understanding.disclosure import NEVER, Detector
from bot.services.understanding.features import Floats
from bot.services.understanding.material import Matrix, Read, Reader, matrix_of
from bot.services.understanding.safety import lowered
from bot.services.understanding.screen import Context, Screen

_REGULARISATION = 10.0
_FOLDS = 5
_ENOUGH = 40
# Of the harmless list, how many may be alarmed; an alarm that everybody sees is ignored by everybody.
_SOFT_SHARE = 0.08
_HARD_SHARE = 0.015
_HARD_PRECISION = 0.9
# A precision of fewer than this is chance.
_ENOUGH_HARD = 20
# More of the handbook's questions than this drown the disclosures, of which there are as many: with 1,200
# the development set's were noticed less often (0.84 against 0.87).
_MOST_QUESTIONS = 600
_MIXED_TOPICS = frozenset(
    {
        "ai-deepfakes",
        "cyberbullying",
        "dangerous-challenges",
        "evidence",
        "gambling-drugs",
        "grooming",
        "harmful-content",
        "intimate-images",
        "meeting-strangers",
        "platform-reporting",
        "reporting",
        "school-response",
        "self-harm",
        "sextortion",
        "sexual-abuse",
        "trafficking-lures",
        "warning-signs",
    }
)
# What an editor adds beside the topics of every handbook may be mixed too: nothing is learnt from it here.
_UNMIXED = frozenset(TOPIC_IDS) - _MIXED_TOPICS

Chances = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A text to learn from. `kind` is its list's name, empty for the handbook's own texts.

    Neighbours in a list resemble one another, so folds are whole stretches of it.
    """

    read: Read
    disclosed: bool
    kind: str
    fold: int
    context: Context | None

    def level(self, level: Level) -> Level:
        """Return what the contexts leave of a verdict."""
        return level if self.context is None else lowered(level, self.context)


def detector_of(samples: Sequence[Sample], rarity: Floats) -> Detector | None:
    """Return the detector, or None where there are too few texts to learn from. Deterministic."""
    disclosed = sum(sample.disclosed for sample in samples)
    harmless = sum(bool(sample.kind) for sample in samples) - disclosed
    if min(disclosed, harmless) < _ENOUGH:
        return None
    matrix = matrix_of([sample.read for sample in samples], rarity)
    soft, hard = limits(samples, unseen_chances(samples, matrix))
    machine = _fitted(samples, matrix, np.ones(len(samples), dtype=np.bool_))
    weights: Floats = machine.coef_[0].astype(np.float32)
    return Detector(rarity, weights, float(machine.intercept_[0]), soft, hard)


def samples_of(corpus: Corpus, reader: Reader, screen: Screen) -> list[Sample]:
    """Return all texts to learn from, each once: what is listed as a disclosure is no counterexample."""
    questions = tuple(
        dict.fromkeys(
            example.text for example in corpus.examples if example.audience and example.topic in _UNMIXED
        )
    )
    lists = (
        *_samples(corpus.disclosures, True, reader, screen),
        *_samples(corpus.harmless, False, reader, screen),
        *_samples({"": corpus.out_of_scope}, False, reader, screen),
        *(
            sample
            for sample in _samples({"": _spread(questions)}, False, reader, screen)
            if screen.alarm(sample.read.reading).level is Level.NONE
        ),
    )
    return list({sample.read.reading.text: sample for sample in reversed(lists)}.values())[::-1]


def unseen_chances(samples: Sequence[Sample], matrix: Matrix) -> Chances:
    """Return each text's chance, as written, by a classifier that has not learnt from its fold."""
    folds = np.array([sample.fold for sample in samples])
    as_written = np.searchsorted(matrix.owners, np.arange(len(samples)))
    chances = np.zeros(len(samples))
    for fold in range(_FOLDS):
        asked = folds == fold
        machine = _fitted(samples, matrix, ~asked)
        chances[asked] = machine.predict_proba(matrix.rows[as_written[asked]])[:, 1]
    return chances


def limits(samples: Sequence[Sample], chances: Chances) -> tuple[float, float]:
    """Return the chances from which an alarm is soft, and from which it is hard."""
    disclosed = np.array([sample.disclosed for sample in samples])
    harmless = np.array([bool(sample.kind) for sample in samples]) & ~disclosed
    may_be_hard = np.array([sample.level(Level.HARD) is Level.HARD for sample in samples])
    stays_soft = np.array([sample.level(Level.SOFT) is Level.SOFT for sample in samples])
    hard = max(
        _limit(np.where(may_be_hard, chances, 0.0)[harmless], _HARD_SHARE),
        _precise_limit(chances[may_be_hard], disclosed[may_be_hard]),
    )
    softened = np.where(stays_soft, chances, np.where(chances >= hard, 1.0, 0.0))
    return min(_limit(softened[harmless], _SOFT_SHARE), hard), hard


def _limit(chances: Chances, share: float) -> float:
    """Return the lowest limit that at most this share of the chances reach."""
    highest = np.sort(chances)[::-1]
    return float(np.nextafter(highest[int(share * highest.size)], 1.0))


def _precise_limit(chances: Chances, disclosed: npt.NDArray[np.bool_]) -> float:
    """Return the lowest limit above which nearly all are disclosures; NEVER where there is none."""
    order = np.argsort(-chances, kind="stable")
    precision = np.cumsum(disclosed[order]) / np.arange(1, order.size + 1)
    precise = np.flatnonzero(precision >= _HARD_PRECISION)
    precise = precise[precise >= _ENOUGH_HARD]
    return float(chances[order[precise[-1]]]) if precise.size else NEVER


def _spread(questions: tuple[str, ...]) -> tuple[str, ...]:
    """Return as many as are needed, from all topics alike."""
    return questions[:: max(1, -(-len(questions) // _MOST_QUESTIONS))]


def _samples(lists: Lists, disclosed: bool, reader: Reader, screen: Screen) -> Iterator[Sample]:
    for kind, texts in lists.items():
        for place, text in enumerate(texts):
            read = reader.read(text)
            context = screen.lowest_context(read.reading.tokens) if kind else None
            yield Sample(read, disclosed, kind, place * _FOLDS // len(texts), context)


def _fitted(samples: Sequence[Sample], matrix: Matrix, taught: npt.NDArray[np.bool_]) -> LogisticRegression:
    labels = np.array([sample.disclosed for sample in samples])
    chosen = taught[matrix.owners]
    machine = LogisticRegression(
        C=_REGULARISATION, class_weight="balanced", solver="liblinear", tol=1e-2, random_state=0
    )
    machine.fit(matrix.rows[chosen], labels[matrix.owners][chosen])
    return machine
