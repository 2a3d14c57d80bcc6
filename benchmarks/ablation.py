"""What each signal of the search brings: the development set's questions, with parts left out.

    python -m benchmarks.ablation

Prints the share of questions whose right topic comes first, and among the first three.
"""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process
from rich.console import Console
from rich.table import Table

from benchmarks.processes import ROOT
from bot import evaluation
from bot.core.people import Audience
from bot.services.understanding import building
from bot.services.understanding.base import Base, shipped
from bot.services.understanding.corpus import Corpus, corpus_of
from bot.services.understanding.engine import Readers, readers_of
from bot.services.understanding.features import Words, terms, words_of
from bot.services.understanding.model import Model, load
from bot.services.understanding.scoring import CLASSIFIER_WEIGHT, RANKING_WEIGHT, prior
from bot.services.understanding.search import PRIOR_WEIGHT, Search
from bot.storage.content.handbook import load_handbook
from tests.fakes.knowledge import CONTENT

SET = ROOT / "tests" / "data" / "development" / "questions.jsonl"
Scores = npt.NDArray[np.float64]


def main() -> None:
    """Measure and print."""
    handbook = load_handbook(CONTENT)
    with tempfile.TemporaryDirectory() as folder:
        building.build(handbook, Path(folder), lambda _: None)
        [file] = Path(folder).glob("understanding-*.npz")
        model = load(file)
    if model is None:
        raise SystemExit("the model that was just trained cannot be read")
    questions = evaluation.read([SET]).questions
    table = Table("signals", "first", "first three")
    for name, scores in _variants(questions, corpus_of(handbook), readers_of(handbook), model, shipped()):
        order = np.argsort(-scores, axis=1)
        first, three = (
            np.mean(
                [
                    not set(question["topics"]).isdisjoint(model.topics[place] for place in row[:count])
                    for question, row in zip(questions, order, strict=True)
                ]
            )
            for count in (1, 3)
        )
        table.add_row(name, f"{first:.3f}", f"{three:.3f}")
    Console().print(table)


def _variants(
    questions: Sequence[evaluation.Line], corpus: Corpus, readers: Readers, model: Model, base: Base
) -> list[tuple[str, Scores]]:
    search = Search(model, None)
    typed = [words_of(readers.normaliser.read(question["text"])) for question in questions]
    mended = [search.repaired(words)[0] for words in typed]
    places = [base.topics.index(topic) for topic in model.topics]

    def of(what: Callable[[Words], npt.NDArray[np.float32]], words: Sequence[Words] = mended) -> Scores:
        found: Scores = np.array([what(one) for one in words], dtype=np.float64)
        found -= found.mean(axis=1, keepdims=True)
        spread: Scores = found.std(axis=1, keepdims=True)
        return np.divide(found, spread, out=np.zeros_like(found), where=spread > 0)

    ranking = of(lambda words: model.ranking.scores(terms(words))[0])
    classifier = of(lambda words: model.margins(words.accented)[: len(model.topics)])
    heard = of(lambda words: base.hear(words.accented).topics[places])
    unmended = of(lambda words: base.hear(words.accented).topics[places], typed)
    folded = of(lambda words: base.hear(words.folded).topics[places])
    asked = np.array([_prior(model, question) for question in questions])
    whole = heard + RANKING_WEIGHT * ranking + CLASSIFIER_WEIGHT * classifier
    return [
        ("rapidfuzz WRatio over the examples", _fuzzy(questions, corpus, model)),
        ("BM25 over the handbook", ranking),
        ("the handbook's classifier", classifier),
        ("both: the handbook alone", ranking + classifier),
        ("the base model", heard),
        ("  without the marks that were typed", folded),
        ("  without repair of unknown words", unmended),
        ("base model and BM25", heard + RANKING_WEIGHT * ranking),
        ("base model and the handbook's classifier", heard + CLASSIFIER_WEIGHT * classifier),
        ("all three", whole),
        ("all three, and who asks", whole + PRIOR_WEIGHT * asked),
    ]


def _prior(model: Model, question: evaluation.Line) -> npt.NDArray[np.float32]:
    found = prior(model, Audience(question["audience"]))
    return np.zeros(len(model.topics), dtype=np.float32) if found is None else found


def _fuzzy(questions: Sequence[evaluation.Line], corpus: Corpus, model: Model) -> Scores:
    texts = [example.text for example in corpus.examples]
    owners = np.array([model.topics.index(example.topic) for example in corpus.examples])
    likeness = process.cdist([question["text"] for question in questions], texts, scorer=fuzz.WRatio)
    scores = np.zeros((len(questions), len(model.topics)))
    for topic in range(len(model.topics)):
        scores[:, topic] = likeness[:, owners == topic].max(axis=1)
    return scores


if __name__ == "__main__":
    main()
