"""Train the search in a process of its own: `python -m bot.services.understanding.train MODEL < corpus.json`.

scikit-learn costs a hundred megabytes, which the serving process never pays.
"""

import sys
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from bot.core.people import Audience
from bot.services.understanding.corpus import FIELDS, Corpus, Example, corpus_from_json
from bot.services.understanding.features import DIMENSIONS, Floats, Words, terms, vector, words_of
from bot.services.understanding.model import Model, Scale, save
from bot.services.understanding.normalise import Normaliser, normaliser_from
from bot.services.understanding.ranking import ranking_of
from bot.services.understanding.scoring import Scores, probabilities, scope_features, score

_REGULARISATION = 0.5
_HELD_OUT_OF = 5
_ENOUGH_TO_MEASURE = 40
# The handbook's own writers held out flatter the engine: strangers' questions are harder.
_CAUTION = 1.25
_IN_SCOPE_KEPT = 0.96
# Fewer messages than this do not make a class of their own.
_ENOUGH_OUTSIDE = 20
_SCOPE_SLOPES = (4.0, 3.0)
UNMEASURED = Scale(temperature=0.7, scope_weights=(-1.5, *_SCOPE_SLOPES))


@dataclass(frozen=True, slots=True)
class Read:
    """A training text as the search will see it; `label` is the topic's number, or one past the last."""

    words: Words
    label: int


def train(corpus: Corpus) -> Model:
    """Return the model for this corpus. Deterministic."""
    normaliser = normaliser_from(corpus.teencode, corpus.spelling)
    numbers = {topic: number for number, topic in enumerate(corpus.topics)}
    inside = [
        (example, _read(normaliser, example.text, numbers[example.topic])) for example in corpus.examples
    ]
    outside = [(text, _read(normaliser, text, len(numbers))) for text in corpus.out_of_scope]
    body = _field_words(normaliser, corpus)

    kept = [pair for pair in inside if not _is_held_out(pair[0].text)]
    held = [read for example, read in inside if _is_held_out(example.text)]
    kept_outside = [read for text, read in outside if not _is_held_out(text)]
    held_outside = [read for text, read in outside if _is_held_out(text)]

    if len(outside) < _ENOUGH_OUTSIDE:
        kept_outside, held_outside, taught_outside = [], [], []
    else:
        taught_outside = [read for _, read in outside]
    scale = UNMEASURED
    if len(held) >= _ENOUGH_TO_MEASURE and len(numbers) > 1:
        partial = _fitted(corpus, body, kept, kept_outside, UNMEASURED)
        scale = _measured(partial, held, held_outside)
    return _fitted(corpus, body, inside, taught_outside, scale)


def _read(normaliser: Normaliser, text: str, label: int) -> Read:
    return Read(words_of(normaliser.read(text)), label)


def _is_held_out(text: str) -> bool:
    return zlib.crc32(text.encode()) % _HELD_OUT_OF == 0


def _field_words(normaliser: Normaliser, corpus: Corpus) -> list[dict[str, list[Words]]]:
    """Return the words of every topic's fields, except the examples, which training may hold out."""
    return [
        {
            field: [words_of(normaliser.read(text)) for text in corpus.fields[topic].get(field, ())]
            for field in FIELDS
            if field != "examples"
        }
        for topic in corpus.topics
    ]


def _fitted(
    corpus: Corpus,
    body: Sequence[dict[str, list[Words]]],
    inside: Sequence[tuple[Example, Read]],
    outside: Sequence[Read],
    scale: Scale,
) -> Model:
    fields = [{**topic, "examples": list[Words]()} for topic in body]
    for example, read in inside:
        if example.audience:
            fields[read.label]["examples"].append(read.words)
    ranking = ranking_of(
        [
            {name: [term for words in texts for term in terms(words)] for name, texts in topic.items()}
            for topic in fields
        ]
    )
    reads = [read for _, read in inside] + list(outside)
    rarity, classes, intercepts = _classifier(reads, len(corpus.topics) + bool(outside))
    handbook_words = {
        word for topic in fields for texts in topic.values() for text in texts for word in text.folded
    }
    familiar = handbook_words | {word for read in outside for word in read.words.folded}
    return Model(
        topics=corpus.topics,
        ranking=ranking,
        rarity=rarity,
        classes=classes,
        intercepts=intercepts,
        vocabulary=tuple(sorted(word for word in handbook_words if len(word) >= 4 and word.isalpha())),
        familiar=np.unique(np.array([zlib.crc32(word.encode()) for word in familiar], dtype=np.uint32)),
        audiences=tuple(audience.value for audience in Audience),
        priors=_priors(corpus),
        scale=scale,
    )


def _classifier(reads: Sequence[Read], count: int) -> tuple[Floats, Floats, Floats]:
    """Train on every text twice, as written and without marks; return rarity, weights, intercepts."""
    copies = [words for read in reads for words in (read.words.accented, read.words.folded)]
    labels = np.repeat(np.array([read.label for read in reads], dtype=np.int64), 2)
    vectors = [vector(words) for words in copies]
    matrix = csr_matrix(
        (
            np.concatenate([values for _, values in vectors]),
            np.concatenate([places for places, _ in vectors]),
            np.cumsum([0, *(places.size for places, _ in vectors)]),
        ),
        shape=(len(vectors), 2 * DIMENSIONS),
        dtype=np.float32,
    )
    documents = np.bincount(matrix.indices, minlength=2 * DIMENSIONS)
    rarity = np.log((1.0 + len(vectors)) / (1.0 + documents)).astype(np.float32) + np.float32(1.0)
    weights = np.zeros((2 * DIMENSIONS, count), dtype=np.float32)
    intercepts = np.full(count, -1.0, dtype=np.float32)
    present = np.unique(labels)
    if present.size > 1:
        machine = LinearSVC(
            C=_REGULARISATION, class_weight="balanced", random_state=0, tol=1e-3, max_iter=400
        )
        machine.fit(matrix.multiply(rarity).tocsr(), labels)
        coefficients, biases = machine.coef_, machine.intercept_
        if present.size == 2:
            coefficients, biases = np.vstack([-coefficients, coefficients]), np.concatenate([-biases, biases])
        weights[:, present] = coefficients.T
        intercepts[present] = biases
    return rarity, weights, intercepts


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


def _measured(model: Model, held: Sequence[Read], held_outside: Sequence[Read]) -> Scale:
    """Fit the probabilities to questions that the model has not learnt from."""
    scores = [score(model, read.words) for read in held]
    labels = [read.label for read in held]
    temperatures = np.geomspace(0.1, 3.0, 24)
    losses = [_loss(scores, labels, float(temperature)) for temperature in temperatures]
    temperature = float(temperatures[int(np.argmin(losses))]) * _CAUTION
    features = np.array([scope_features(found) for found in scores])
    slopes = np.array(_SCOPE_SLOPES)
    if len(held_outside) >= _ENOUGH_TO_MEASURE // 2:
        beyond = np.array([scope_features(score(model, read.words)) for read in held_outside])
        slopes = _scope_slopes(features, beyond)
    bias = -float(np.quantile(features @ slopes, _IN_SCOPE_KEPT))
    return Scale(temperature, (bias, float(slopes[0]), float(slopes[1])))


def _loss(scores: Sequence[Scores], labels: Sequence[int], temperature: float) -> float:
    scale = Scale(temperature, UNMEASURED.scope_weights)
    chances = [probabilities(found.topics, scale)[label] for found, label in zip(scores, labels, strict=True)]
    return float(-np.mean(np.log(np.maximum(chances, 1e-6))))


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
    corpus = corpus_from_json(sys.stdin.buffer.read().decode("utf-8"))
    save(train(corpus), Path(sys.argv[1]))


if __name__ == "__main__":
    main()
