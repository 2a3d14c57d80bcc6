"""The messages of training/data: whole, decent, and none of them from a test set."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.core.topic_ids import TOPIC_IDS
from bot.services.understanding.corpus import Corpus
from bot.services.understanding.letters import fold
from bot.services.understanding.normalise import Normaliser
from training.messages import DATA, OUTSIDE, Message, messages

TEST_SETS = Path(__file__).parents[2] / "data"
EMPTY = Corpus((), {}, (), (), {})


@pytest.fixture(scope="module")
def learnt() -> list[Message]:
    return messages(EMPTY)


def _test_texts() -> Iterator[str]:
    for path in TEST_SETS.rglob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)["text"]


def test_every_row_is_whole(learnt: list[Message]) -> None:
    rows = sum(len(path.read_text(encoding="utf-8").splitlines()) - 1 for path in DATA.glob("*.tsv"))
    levels = len((DATA / "levels.tsv").read_text(encoding="utf-8").splitlines()) - 1

    assert len(learnt) == rows - levels
    assert {message.topic for message in learnt} == {*TOPIC_IDS, OUTSIDE, None}
    assert all(message.text == " ".join(message.text.split()) and message.writer for message in learnt)


def test_every_topic_and_category_has_many_messages_by_several_writers(learnt: list[Message]) -> None:
    topics = Counter(message.topic for message in learnt if message.topic)
    categories = Counter(message.category for message in learnt if message.category)
    by_category = {(message.category, message.writer) for message in learnt if message.category}
    writers = Counter(category for category, _ in by_category)

    assert min(topics.values()) >= 150
    assert min(categories.values()) >= 400
    assert min(writers.values()) >= 5


def test_no_message_is_one_of_a_test_set(learnt: list[Message], normaliser: Normaliser) -> None:
    def bare(text: str) -> str:
        return " ".join(re.findall(r"\w+", fold(normaliser.read(text).spoken)))

    taught = {bare(message.text) for message in learnt}
    asked = [bare(text) for text in _test_texts()]

    assert len(asked) > 1_000
    # A few words may well be the same twice.
    assert [text for text in asked if text in taught and len(text.split()) > 6] == []


def test_no_message_holds_a_telephone_number(learnt: list[Message]) -> None:
    numbers = re.compile(r"\b0\d(?:[ .-]?\d){7,}")

    assert [message.text for message in learnt if numbers.search(message.text)] == []
