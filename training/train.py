"""From messages to the base model: vectorise, fit one linear classifier for each question, keep eight bits.

Everything is deterministic. Limits and scales are measured on messages of folds that were held out.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from bot.services.understanding.base import CATEGORIES, MISUSES, Vocabulary
from bot.services.understanding.grams import Keys, letter_keys, word_keys
from bot.services.understanding.material import Reader, stacked
from training.messages import LEVELS, Message

# Groups that fewer copies have than this are chance.
_FEWEST_LETTERS, _FEWEST_WORDS = 5, 2
FOLDS = 5
_REGULARISATION = 0.3
_LEVELS_OF_A_BYTE = 127
# How many groups are kept; with half as many more the development set's rates stay the same.
_KEPT = 100_000

Numbers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """All messages as they are read: `copies` with marks and without, `owners` the message of each copy."""

    messages: Sequence[Message]
    copies: Sequence[Words]
    owners: Numbers
    folds: Numbers

    @property
    def as_written(self) -> Numbers:
        """The first copy of each message."""
        return np.searchsorted(self.owners, np.arange(len(self.messages)))


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that is asked of a message: the class of each message, -1 where it is not known.

    With two classes there is one output, else one for each class.
    """

    name: str
    classes: Numbers
    count: int

    @property
    def outputs(self) -> int:
        """How many columns of weights it takes."""
        return 1 if self.count == 2 else self.count


def material_of(messages: Sequence[Message], reader: Reader) -> Material:
    """Read every message once."""
    copies: list[Words] = []
    owners: list[int] = []
    for place, message in enumerate(messages):
        words, _ = reader.words(message.text)
        for copy in dict.fromkeys((words.accented, words.folded)):
            copies.append(copy)
            owners.append(place)
    folds = [fold_of(message.text) for message in messages]
    return Material(messages, copies, np.array(owners), np.array(folds))


def fold_of(text: str) -> int:
    """Return which fold a text belongs to, for ever."""
    return zlib.crc32(text.encode()) % FOLDS


def questions_of(messages: Sequence[Message], topics: Sequence[str]) -> tuple[Question, ...]:
    """Return what is asked, in the order of the outputs (base.py)."""
    places: dict[str | None, int] = {topic: place for place, topic in enumerate(topics)}
    levels: dict[str | None, int] = {level: place for place, level in enumerate(LEVELS)}
    categories: dict[str | None, int] = {category: place for place, category in enumerate(CATEGORIES)}
    kinds: dict[str | None, int] = {"": 0, **{kind: place for place, kind in enumerate(MISUSES, 1)}}
    level = _classes(levels, [message.level for message in messages])
    return (
        Question("topics", _classes(places, [message.topic for message in messages]), len(topics)),
        Question("danger", np.where(level < 0, -1, (level == 2).astype(np.int64)), 2),
        Question("worry", np.where(level < 0, -1, (level >= 1).astype(np.int64)), 2),
        Question(
            "category", _classes(categories, [message.category for message in messages]), len(CATEGORIES)
        ),
        Question("misuse", _classes(kinds, [message.misuse for message in messages]), len(kinds)),
    )


def vocabulary_of(copies: Sequence[Words]) -> Vocabulary:
    """Return the groups that enough copies have."""
    letters, letter_counts = _counted(map(letter_keys, copies), _FEWEST_LETTERS)
    words, word_counts = _counted(map(word_keys, copies), _FEWEST_WORDS)
    counts = np.concatenate((letter_counts, word_counts))
    rarity = np.log((1.0 + len(copies)) / (1.0 + counts)) + 1.0
    return Vocabulary(letters, words, rarity.astype(np.float32))


def selected(vocabulary: Vocabulary, weights: Floats) -> Vocabulary:
    """Return the groups that tell most, over all columns alike."""
    telling = np.sqrt(np.sum((weights / weights.std(axis=0)) ** 2, axis=1))
    kept = np.sort(np.argsort(-telling, kind="stable")[:_KEPT])
    letters = vocabulary.letters.size
    return Vocabulary(
        vocabulary.letters[kept[kept < letters]],
        vocabulary.words[kept[kept >= letters] - letters],
        vocabulary.rarity[kept],
    )


def matrix_of(vocabulary: Vocabulary, copies: Sequence[Words]) -> csr_matrix:
    """Return one row for each copy."""
    return stacked([vocabulary.vector(copy) for copy in copies], vocabulary.size)


def unseen_margins(material: Material, rows: csr_matrix, question: Question) -> Floats:
    """Return the margins of every message by a classifier that has not learnt from its fold."""
    margins = np.zeros((len(material.messages), question.outputs))
    for fold in range(FOLDS):
        held = material.folds == fold
        weights, intercepts = _fitted(material, rows, question, ~held)
        margins[held] = rows[material.as_written[held]] @ weights + intercepts
    return margins


def weights_of(material: Material, rows: csr_matrix, questions: Sequence[Question]) -> tuple[Floats, Floats]:
    """Return all columns of weights, and their intercepts."""
    everything = np.ones(len(material.messages), dtype=bool)
    columns, intercepts = [], []
    for question in questions:
        weights, biases = _fitted(material, rows, question, everything)
        columns.append(weights)
        intercepts.append(biases)
    return np.concatenate(columns, axis=1), np.concatenate(intercepts)


def quantised(weights: Floats) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """Return the weights in eight bits, and what one step is worth in each column."""
    steps = np.maximum(np.abs(weights).max(axis=0), 1e-9) / _LEVELS_OF_A_BYTE
    return np.round(weights / steps).astype(np.int8), steps.astype(np.float32)


def _fitted(
    material: Material, rows: csr_matrix, question: Question, taught: npt.NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    known = taught & (question.classes >= 0)
    chosen = known[material.owners]
    machine = LinearSVC(C=_REGULARISATION, class_weight="balanced", tol=0.1, max_iter=300, random_state=0)
    machine.fit(rows[chosen], question.classes[material.owners][chosen])
    return machine.coef_.T, machine.intercept_


def _classes(places: dict[str | None, int], values: Sequence[str | None]) -> Numbers:
    return np.array([-1 if value is None else places[value] for value in values], dtype=np.int64)


def _counted(keys: "map[Keys]", fewest: int) -> tuple[Keys, Numbers]:
    found, counts = np.unique(np.concatenate([np.unique(one) for one in keys]), return_counts=True)
    enough = counts >= fewest
    return found[enough], counts[enough]
