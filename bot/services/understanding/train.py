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
from bot.services.understanding.features import DIMENSIONS, Floats, Words, terms, vector, weighed, words_of
from bot.services.understanding.letters import fold
from bot.services.understanding.model import Model, Scale, save
from bot.services.understanding.normalise import Normaliser, normaliser_from
from bot.services.understanding.ranking import ranking_of
from bot.services.understanding.scoring import Scores, probabilities, scope_features, score
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


@dataclass(frozen=True, slots=True)
class Read:
    """A training text as the search will see it; `label` is the topic's number, or one past the last."""

    words: Words
    terms: tuple[int, ...]
    label: int


def train(corpus: Corpus) -> Model:
    """Return the model for this corpus. Deterministic."""
    normaliser = normaliser_from(corpus.teencode, corpus.spelling)
    numbers = {topic: number for number, topic in enumerate(corpus.topics)}
    inside = [
        (example, _read(normaliser, example.text, numbers[example.topic])) for example in corpus.examples
    ]
    outside = [(text, _read(normaliser, text, len(numbers))) for text in corpus.out_of_scope]
    body = _fields(normaliser, corpus)

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
        # Half of the rest is enough to measure by, and errs on the careful side.
        partial = _fitted(corpus, body, kept[::2], kept_outside[::2], UNMEASURED)
        scale = _measured(partial, held, held_outside)
    return _fitted(corpus, body, inside, taught_outside, scale)


def _read(normaliser: Normaliser, text: str, label: int) -> Read:
    words = words_of(normaliser.read(text))
    return Read(words, tuple(terms(words)), label)


def _is_held_out(text: str) -> bool:
    return zlib.crc32(text.encode()) % _HELD_OUT_OF == 0


def _fields(normaliser: Normaliser, corpus: Corpus) -> list[dict[str, list[Read]]]:
    """Return every topic's fields, except the examples, which training may hold out."""
    return [
        {
            field: [_read(normaliser, text, label) for text in corpus.fields[topic].get(field, ())]
            for field in FIELDS
            if field != "examples"
        }
        for label, topic in enumerate(corpus.topics)
    ]


def _fitted(
    corpus: Corpus,
    body: Sequence[dict[str, list[Read]]],
    inside: Sequence[tuple[Example, Read]],
    outside: Sequence[Read],
    scale: Scale,
) -> Model:
    fields = [{**topic, "examples": list[Read]()} for topic in body]
    for example, read in inside:
        if example.audience:
            fields[read.label]["examples"].append(read)
    ranking = ranking_of(
        [
            {name: [term for read in texts for term in read.terms] for name, texts in topic.items()}
            for topic in fields
        ]
    )
    reads = [read for _, read in inside] + list(outside)
    rarity, classes, intercepts = _classifier(reads, len(corpus.topics) + bool(outside))
    handbook_words = {
        word for topic in fields for texts in topic.values() for read in texts for word in read.words.folded
    }
    others = {word for read in outside for word in read.words.folded}
    familiar = handbook_words | others | _well_spelt(corpus)
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
    """Train on every text as written and without marks; return rarity, weights, intercepts."""
    copies = [
        (words, read.label)
        for read in reads
        for words in dict.fromkeys((read.words.accented, read.words.folded))
    ]
    labels = np.array([label for _, label in copies], dtype=np.int64)
    vectors = [vector(words) for words, _ in copies]
    places = np.concatenate([found for found, _ in vectors])
    documents = np.bincount(places, minlength=2 * DIMENSIONS)
    rarity = np.log((1.0 + len(vectors)) / (1.0 + documents)).astype(np.float32) + np.float32(1.0)
    values = np.concatenate([weighed(found, counts, rarity) for found, counts in vectors])
    starts = np.cumsum([0, *(found.size for found, _ in vectors)])
    matrix = csr_matrix((values, places, starts), shape=(len(vectors), 2 * DIMENSIONS))
    weights = np.zeros((2 * DIMENSIONS, count), dtype=np.float32)
    intercepts = np.full(count, -1.0, dtype=np.float32)
    present = np.unique(labels)
    if present.size > 1:
        machine = LinearSVC(
            C=_REGULARISATION, class_weight="balanced", random_state=0, tol=1e-1, max_iter=200
        )
        machine.fit(matrix, labels)
        coefficients, biases = machine.coef_, machine.intercept_
        if present.size == 2:
            coefficients, biases = np.vstack([-coefficients, coefficients]), np.concatenate([-biases, biases])
        weights[:, present] = coefficients.T
        intercepts[present] = biases
    return rarity, weights, intercepts


def _well_spelt(corpus: Corpus) -> set[str]:
    """Return the folded words of the spelling lists, which no repair should touch."""
    spelling = spelling_from(corpus.teencode, corpus.spelling)
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
