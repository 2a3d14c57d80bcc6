"""What the safety screen learns from, and how its limits are set."""

from pathlib import Path

import numpy as np
import pytest

from bot.core.understanding import Understanding
from bot.services.understanding import build
from bot.services.understanding.corpus import corpus_of
from bot.services.understanding.disclosure import NEVER
from bot.services.understanding.disclosure_training import Sample, detector_of, limits, samples_of
from bot.services.understanding.material import Reader, rarity_of
from bot.services.understanding.model import load
from bot.services.understanding.normalise import Normaliser
from bot.services.understanding.screen import Screen
from tests.unit.understanding.book import SmallHandbook, messages

UNSEEN = [text for _, text in messages("disclosures-unseen")]


@pytest.fixture(scope="module")
def samples(normaliser: Normaliser, screen: Screen) -> list[Sample]:
    return samples_of(corpus_of(SmallHandbook()), Reader(normaliser), screen)


def drawn(reader: Reader, disclosed: int, harmless: int) -> list[Sample]:
    read = reader.read("em ăn kem")
    return [
        *(Sample(read, True, "violence", 0, None) for _ in range(disclosed)),
        *(Sample(read, False, "everyday", 0, None) for _ in range(harmless)),
    ]


def test_limits_keep_to_the_shares_of_harmless_messages(normaliser: Normaliser) -> None:
    texts = drawn(Reader(normaliser), disclosed=100, harmless=200)
    chances = np.concatenate([np.linspace(0.5, 1.0, 100), np.linspace(0.0, 0.9, 200)])

    soft, hard = limits(texts, chances)

    assert int((chances[100:] >= soft).sum()) == 16
    assert int((chances[100:] >= hard).sum()) <= 3
    assert soft < hard


def test_no_alarm_is_hard_where_none_is_precise(normaliser: Normaliser) -> None:
    texts = drawn(Reader(normaliser), disclosed=100, harmless=200)

    soft, hard = limits(texts, np.concatenate([np.linspace(0.0, 1.0, 100), np.linspace(0.0, 1.0, 200)]))

    assert hard == NEVER
    assert soft < 1.0


def test_too_few_texts_make_no_detector(normaliser: Normaliser) -> None:
    texts = drawn(Reader(normaliser), disclosed=39, harmless=200)

    assert detector_of(texts, rarity_of([sample.read for sample in texts])) is None


def test_topics_in_which_askers_disclose_are_no_counterexamples(samples: list[Sample]) -> None:
    learnt = {sample.read.reading.text: sample for sample in samples}

    assert "con nghiện game bỏ ăn phải làm sao" in learnt
    assert not any(sample.disclosed for sample in samples if not sample.kind)
    assert len(learnt) == len(samples)


def test_every_fold_holds_disclosures_and_harmless_messages(samples: list[Sample]) -> None:
    held = {(sample.fold, sample.disclosed) for sample in samples}

    assert held == {(fold, disclosed) for fold in range(5) for disclosed in (True, False)}


def test_training_again_gives_the_same_verdicts(engine: Understanding, tmp_path: Path) -> None:
    again = build(SmallHandbook(), tmp_path, lambda _: None)

    assert [again.screen(text) for text in UNSEEN] == [engine.screen(text) for text in UNSEEN]


@pytest.mark.parametrize("missing", ["disclosures", "harmless"])
def test_without_one_of_the_lists_the_rules_alone_decide(
    tmp_path: Path, screen: Screen, normaliser: Normaliser, missing: str
) -> None:
    engine = build(SmallHandbook(missing=frozenset({missing})), tmp_path, lambda _: None)
    (path,) = tmp_path.iterdir()
    model = load(path)

    assert model is not None
    assert model.detector is None
    assert [engine.screen(text) for text in UNSEEN] == [
        screen.alarm(normaliser.read(text)) for text in UNSEEN
    ]
