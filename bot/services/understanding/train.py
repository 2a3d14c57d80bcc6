"""Train the search from the handbook: `python -m bot.services.understanding.train MODEL < corpus.json`.

It runs in a process of its own: scikit-learn costs a hundred megabytes, which serving never pays.
"""

import gc
import sys
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from bot.core.people import Audience
from bot.services.understanding.corpus import FIELDS, Corpus, Example, corpus_from_json
from bot.services.understanding.features import DIMENSIONS, Floats, Words
from bot.services.understanding.letters import fold
from bot.services.understanding.material import Read, Reader, matrix_of, rarity_of
from bot.services.understanding.model import Model, Scale, save
from bot.services.understanding.normalise import normaliser_from
from bot.services.understanding.ranking import ranking_of
from bot.services.understanding.scoring import Scorer, Scores, probabilities, scope_features
from bot.services.understanding.spelling import spelling_from

_REGULARISATION = 0.5
_HELD_OUT_OF = 5
_ENOUGH_TO_MEASURE = 40
# The handbook's own writers, held out, flatter the engine: strangers' questions are harder.
_CAUTION = 1.15
_IN_SCOPE_KEPT = 0.96
# Fewer messages than this do not make a class of their own.
_ENOUGH_OUTSIDE = 20
_SCOPE_SLOPES = (4.0, 3.0)
UNMEASURED = Scale(temperature=0.7, scope_weights=(-1.5, *_SCOPE_SLOPES))


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A text that the search learns from; `label` is its topic's number, or one past the last."""

    read: Read
    label: int
    asked: bool


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One field of one topic, except the examples, which training may hold out."""

    terms: npt.NDArray[np.uint32]
    words: frozenset[str]


Body = Sequence[Mapping[str, Field]]


def train(corpus: Corpus) -> Model:
    """Return the model for this corpus. Deterministic."""
    reader = Reader(normaliser_from(corpus.lexicons["teencode"], corpus.lexicons["spelling"]))
    numbers = {topic: number for number, topic in enumerate(corpus.topics)}
    inside = [(example, _question(reader, example, numbers[example.topic])) for example in corpus.examples]
    outside = [(text, Question(reader.read(text), len(numbers), False)) for text in corpus.out_of_scope]
    body = _body(reader, corpus)

    kept = [question for example, question in inside if not _is_held_out(example.text)]
    held = [question for example, question in inside if _is_held_out(example.text)]
    kept_outside = [question for text, question in outside if not _is_held_out(text)]
    held_outside = [question for text, question in outside if _is_held_out(text)]

    if len(outside) < _ENOUGH_OUTSIDE:
        kept_outside, held_outside, taught_outside = [], [], []
    else:
        taught_outside = [question for _, question in outside]
    scale = UNMEASURED
    if len(held) >= _ENOUGH_TO_MEASURE and len(numbers) > 1:
        # Half of the rest is enough to measure by, and errs on the careful side.
        partial = _fitted(corpus, body, kept[::2], kept_outside[::2], UNMEASURED)
        scale = _measured(partial, held, held_outside)
    return _fitted(corpus, body, [question for _, question in inside], taught_outside, scale)


def trained_on(corpus: Corpus, reader: Reader, is_taught: Callable[[str], bool]) -> Model:
    """Return the model of those examples alone, unmeasured: to see what it makes of the others."""
    numbers = {topic: number for number, topic in enumerate(corpus.topics)}
    inside = [
        _question(reader, example, numbers[example.topic])
        for example in corpus.examples
        if is_taught(example.text)
    ]
    outside = [
        Question(reader.read(text), len(numbers), False) for text in corpus.out_of_scope if is_taught(text)
    ]
    return _fitted(corpus, _body(reader, corpus), inside, outside, UNMEASURED)


def _question(reader: Reader, example: Example, label: int) -> Question:
    return Question(reader.read(example.text), label, bool(example.audience))


def _is_held_out(text: str) -> bool:
    return zlib.crc32(text.encode()) % _HELD_OUT_OF == 0


def _body(reader: Reader, corpus: Corpus) -> Body:
    return [
        {
            name: _field([reader.words(text) for text in corpus.fields[topic].get(name, ())])
            for name in FIELDS
            if name != "examples"
        }
        for topic in corpus.topics
    ]


def _field(texts: Sequence[tuple[Words, npt.NDArray[np.uint32]]]) -> Field:
    terms = np.concatenate([np.zeros(0, dtype=np.uint32), *(terms for _, terms in texts)])
    return Field(terms, frozenset(word for words, _ in texts for word in words.folded))


def _fitted(
    corpus: Corpus, body: Body, inside: Sequence[Question], outside: Sequence[Question], scale: Scale
) -> Model:
    asked: list[list[tuple[Words, npt.NDArray[np.uint32]]]] = [[] for _ in corpus.topics]
    for question in inside:
        if question.asked:
            asked[question.label].append((question.read.words, question.read.terms))
    fields = [{**topic, "examples": _field(questions)} for topic, questions in zip(body, asked, strict=True)]
    questions = [*inside, *outside]
    rarity = rarity_of([question.read for question in questions])
    classes, intercepts = _classifier(questions, rarity, len(corpus.topics) + bool(outside))
    handbook_words = frozenset[str]().union(*(field.words for topic in fields for field in topic.values()))
    others = {word for question in outside for word in question.read.words.folded}
    familiar = handbook_words | others | _well_spelt(corpus)
    return Model(
        topics=corpus.topics,
        ranking=ranking_of([{name: field.terms for name, field in topic.items()} for topic in fields]),
        rarity=rarity,
        classes=classes,
        intercepts=intercepts,
        vocabulary=tuple(sorted(word for word in handbook_words if len(word) >= 4 and word.isalpha())),
        familiar=np.unique(np.array([zlib.crc32(word.encode()) for word in familiar], dtype=np.uint32)),
        audiences=tuple(audience.value for audience in Audience),
        priors=_priors(corpus),
        scale=scale,
    )


def _classifier(questions: Sequence[Question], rarity: Floats, count: int) -> tuple[Floats, Floats]:
    """Train on every text as written and without marks; return weights and intercepts."""
    matrix = matrix_of([question.read for question in questions], rarity)
    labels = np.array([question.label for question in questions], dtype=np.int64)[matrix.owners]
    weights = np.zeros((2 * DIMENSIONS, count), dtype=np.float32)
    intercepts = np.full(count, -1.0, dtype=np.float32)
    present = np.unique(labels)
    if present.size > 1:
        machine = LinearSVC(
            C=_REGULARISATION, class_weight="balanced", random_state=0, tol=1e-1, max_iter=200
        )
        machine.fit(matrix.rows, labels)
        coefficients, biases = machine.coef_, machine.intercept_
        if present.size == 2:
            coefficients, biases = np.vstack([-coefficients, coefficients]), np.concatenate([-biases, biases])
        weights[:, present] = coefficients.T
        intercepts[present] = biases
    return weights, intercepts


def _well_spelt(corpus: Corpus) -> set[str]:
    """Return the folded words of the spelling lists, which no repair should touch."""
    spelling = spelling_from(corpus.lexicons["teencode"], corpus.lexicons["spelling"])
    listed = (spelling.kept, spelling.plain, spelling.english, spelling.vietnamese, spelling.evaded)
    return {fold(word) for words in listed for word in words}


def _priors(corpus: Corpus) -> Floats:
    """Return the logarithm of how often each audience asks each topic, centred on the average topic."""
    counts = np.ones((len(Audience), len(corpus.topics)))
    rows = {audience.value: row for row, audience in enumerate(Audience)}
    columns = {topic: column for column, topic in enumerate(corpus.topics)}
    for example in corpus.examples:
        if example.audience:
            counts[rows[example.audience], columns[example.topic]] += 1
    logs = np.log(counts / counts.sum(axis=1, keepdims=True))
    centred: Floats = (logs - logs.mean(axis=1, keepdims=True)).astype(np.float32)
    return centred


def _measured(model: Model, held: Sequence[Question], held_outside: Sequence[Question]) -> Scale:
    """Fit the probabilities to questions that the model has not learnt from."""
    scorer = Scorer(model, None)
    scores = [scorer.score(question.read.words) for question in held]
    labels = [question.label for question in held]
    temperature = best_temperature(scores, labels) * _CAUTION
    features = np.array([scope_features(found) for found in scores])
    slopes = np.array(_SCOPE_SLOPES)
    if len(held_outside) >= _ENOUGH_TO_MEASURE // 2:
        beyond = np.array([scope_features(scorer.score(question.read.words)) for question in held_outside])
        slopes = _scope_slopes(features, beyond)
    bias = -float(np.quantile(features @ slopes, _IN_SCOPE_KEPT))
    return Scale(temperature, (bias, float(slopes[0]), float(slopes[1])))


def best_temperature(scores: Sequence[Scores], labels: Sequence[int]) -> float:
    """Return the temperature by which the right topics are most probable."""

    def loss(temperature: float) -> float:
        chances = [
            probabilities(found.topics, temperature)[label]
            for found, label in zip(scores, labels, strict=True)
        ]
        return float(-np.mean(np.log(np.maximum(chances, 1e-6))))

    return min(map(float, np.geomspace(0.1, 3.0, 24)), key=loss)


def _scope_slopes(
    inside: npt.NDArray[np.float64], outside: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return how much each feature tells messages that no topic answers from those that one does."""
    labels = np.concatenate([np.zeros(len(inside)), np.ones(len(outside))])
    machine = LogisticRegression(class_weight="balanced", random_state=0)
    machine.fit(np.vstack([inside, outside]), labels)
    slopes: npt.NDArray[np.float64] = machine.coef_[0]
    return slopes


def main() -> None:
    """Read a corpus from the standard input and write the model."""
    gc.disable()  # nothing here is garbage before the process ends
    corpus = corpus_from_json(sys.stdin.buffer.read().decode("utf-8"))
    save(train(corpus), Path(sys.argv[1]))


if __name__ == "__main__":
    main()
