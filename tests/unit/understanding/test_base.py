"""The base model: what it hears, what it says, and that the shipped file is the one of its messages."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.core.topic_ids import TOPIC_IDS
from bot.core.understanding import Level
from bot.services.understanding import base as base_module
from bot.services.understanding.base import (
    CATEGORIES,
    MISUSES,
    Base,
    Heard,
    Vocabulary,
    alarm_features,
    save,
    shipped,
)
from bot.services.understanding.grams import letter_keys, word_keys
from training.messages import fingerprint

SILENT = Heard(
    topics=np.zeros(33, dtype=np.float32),
    outside=0.0,
    danger=0.0,
    worry=0.0,
    categories=np.zeros(7, dtype=np.float32),
    misuses=np.zeros(6, dtype=np.float32),
)


@pytest.fixture(scope="module")
def base() -> Base:
    return shipped()


def test_the_shipped_model_was_made_from_the_messages_beside_it(base: Base) -> None:
    assert base.fingerprint == fingerprint(), "run `make train` after a change to training/data"
    assert sorted(base.topics) == sorted(TOPIC_IDS)
    assert base.weights.shape == (base.vocabulary.size, base.steps.size)
    assert base.alarm.size == 1 + alarm_features(SILENT, Level.NONE).size


def test_a_saved_model_hears_the_same(base: Base, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(base, tmp_path / "base.npz")
    monkeypatch.setattr(base_module, "FILE", tmp_path / "base.npz")

    again = shipped.__wrapped__()

    words = ("con", "tôi", "bị", "lừa")
    assert again.hear(words).danger == base.hear(words).danger
    assert (again.limits, again.calibration) == (base.limits, base.calibration)
    assert [path.name for path in tmp_path.iterdir()] == ["base.npz"]


@pytest.mark.parametrize("words", [(), ("zxqj",), ("𝒜",), ("a",) * 4_000])
def test_any_words_are_heard(base: Base, words: tuple[str, ...]) -> None:
    heard = base.hear(words)

    assert np.isfinite(heard.topics).all()
    assert np.isfinite(base.disclosure(heard, Level.NONE))


def test_the_same_letters_in_other_places_are_the_same_groups() -> None:
    assert set(letter_keys(("bạn", "bè"))) & set(letter_keys(("những", "bạn", "bè")))
    assert sorted(letter_keys(("a", "b"))) == sorted(letter_keys(("a", "b")))
    assert letter_keys(()).size == 0
    assert word_keys(("một", "hai")).size == 3


def test_groups_of_letters_go_over_the_spaces_between_words() -> None:
    together = set(letter_keys(("ăn", "cơm")))

    assert together - set(letter_keys(("ăn",))) - set(letter_keys(("cơm",)))


def test_each_kind_of_group_has_length_one() -> None:
    words = ("con", "bị", "lừa")
    letters, pairs = np.unique(letter_keys(words)), np.unique(word_keys(words))
    vocabulary = Vocabulary(letters, pairs, np.ones(letters.size + pairs.size, dtype=np.float32))

    places, values = vocabulary.vector(words)

    of_letters = places < letters.size
    assert np.isclose(np.sum(values[of_letters] ** 2), 1.0)
    assert np.isclose(np.sum(values[~of_letters] ** 2), 1.0)


def test_a_category_is_named_only_where_it_leads_clearly(base: Base) -> None:
    clear, close = np.zeros(7, dtype=np.float32), np.zeros(7, dtype=np.float32)
    clear[2] = base.limits.named + 0.01
    close[2] = base.limits.named / 2

    assert base.category(replace(SILENT, categories=clear)) is CATEGORIES[2]
    assert base.category(replace(SILENT, categories=close)) is None


def test_misuse_is_heard_only_where_it_leads_none_clearly(base: Base) -> None:
    asked, unclear = np.full(6, -9.0, dtype=np.float32), np.full(6, -9.0, dtype=np.float32)
    asked[0] = unclear[0] = 0.0
    asked[1] = base.limits.refused + 0.01
    unclear[1] = base.limits.refused - 0.01

    assert base.misuse(replace(SILENT, misuses=asked)) is MISUSES[0]
    assert base.misuse(replace(SILENT, misuses=unclear)) is None


@pytest.mark.parametrize(
    "text", ["con muốn chết quá", "em bị chú hàng xóm sờ vào người", "nó dọa tung ảnh nóng của em"]
)
def test_a_rule_that_finds_something_makes_a_disclosure_more_likely(base: Base, text: str) -> None:
    heard = base.hear(tuple(text.split()))

    assert base.disclosure(heard, Level.HARD) > base.disclosure(heard, Level.NONE)
