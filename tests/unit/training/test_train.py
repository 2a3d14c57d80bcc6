"""Vectorising, fitting, and measuring on what was held out."""

import numpy as np
import pytest

from bot.core.handbook import AlarmCategory
from bot.services.understanding.material import Reader
from bot.services.understanding.normalise import Normaliser
from training.measure import _limit, _precise
from training.messages import OUTSIDE, Message
from training.train import (
    FOLDS,
    Material,
    Question,
    fold_of,
    material_of,
    matrix_of,
    quantised,
    questions_of,
    selected,
    unseen_margins,
    vocabulary_of,
    weights_of,
)

SCAMS = [f"em bị lừa tiền lần thứ {number} trên mạng" for number in range(40)]
WEATHER = [f"hôm nay trời nắng đẹp ngày {number} quá" for number in range(40)]
TOPICS = ("scams", OUTSIDE)


@pytest.fixture
def material(normaliser: Normaliser) -> Material:
    learnt = [
        *(Message(text, "a", topic="scams", level="worry", misuse="") for text in SCAMS),
        *(Message(text, "b", topic=OUTSIDE, level="none", misuse="") for text in WEATHER),
        Message("nó đánh em", "c", level="disclosure", category=AlarmCategory.VIOLENCE, misuse=""),
    ]
    return material_of(learnt, Reader(normaliser))


def test_every_message_is_read_with_and_without_its_marks(material: Material) -> None:
    assert material.copies[0][1] == "bị"
    assert material.copies[1][1] == "bi"
    assert [material.owners[place] for place in material.as_written] == list(range(len(material.messages)))


def test_what_is_not_known_of_a_message_is_not_learnt(material: Material) -> None:
    topics, danger, worry, category, misuse = questions_of(material.messages, TOPICS)

    assert list(topics.classes[[0, 40, 80]]) == [0, 1, -1]
    assert list(danger.classes[[0, 40, 80]]) == [0, 0, 1]
    assert list(worry.classes[[0, 40, 80]]) == [1, 0, 1]
    assert list(category.classes[[0, 80]]) == [-1, tuple(AlarmCategory).index(AlarmCategory.VIOLENCE)]
    assert (misuse.classes == 0).all()


def test_topics_are_told_apart_by_messages_that_were_held_out(material: Material) -> None:
    rows = matrix_of(vocabulary_of(material.copies), material.copies)
    question = Question("topics", questions_of(material.messages, TOPICS)[0].classes, 2)

    margins = unseen_margins(material, rows, question)[:, 0]

    assert {fold_of(text) for text in SCAMS} == set(range(FOLDS))
    assert (margins[:40] < 0).all()
    assert (margins[40:80] > 0).all()


def test_eight_bits_lose_next_to_nothing(material: Material) -> None:
    rows = matrix_of(vocabulary_of(material.copies), material.copies)
    question = Question("topics", questions_of(material.messages, TOPICS)[0].classes, 2)
    weights, intercepts = weights_of(material, rows, [question])

    small, steps = quantised(weights)

    assert small.dtype == np.int8
    assert np.abs(small * steps - weights).max() <= np.abs(weights).max() / 200
    assert intercepts.shape == (1,)


def test_what_tells_nothing_is_dropped(material: Material, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.train._KEPT", 10)
    vocabulary = vocabulary_of(material.copies)
    weights = np.zeros((vocabulary.size, 1))
    weights[5:15] = 1.0

    kept = selected(vocabulary, weights)

    assert kept.size == 10
    assert set(kept.letters) <= set(vocabulary.letters[5:15])


def test_a_limit_keeps_every_group_within_its_share() -> None:
    values = np.arange(100.0)
    low, high = values < 50, values >= 50

    limit = _limit(values, (low, high), (0.5, 0.1))

    assert (values[high] > limit).mean() <= 0.1
    assert (values[low] > limit).mean() <= 0.5


def test_a_precise_limit_leaves_few_mistakes_above_it() -> None:
    values, right = np.array([5.0, 4.0, 3.0, 2.0, 1.0]), np.array([True, True, False, True, False])

    assert _precise(values, right, 0.75) == 2.0
    assert _precise(values, right, 1.0) == 4.0
    assert _precise(values, np.zeros(5, dtype=bool), 0.5) == float("inf")
