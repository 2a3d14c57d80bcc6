"""`ask --batch`: every line gets its line, in the fixed shape, whatever stands in it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.batch import answer_lines, open_lines
from bot.core.errors import OperatorError
from bot.core.handbook import AlarmCategory
from bot.core.knowledge import Knowledge
from bot.core.understanding import Alarm, Finding, Level, Outcome
from tests.fakes.knowledge import ScriptedUnderstanding

SAD = "nó doạ đăng ảnh"
FOUND = Finding(Outcome.ANSWER, ("sextortion", "grooming"), 0.123456, ("signal",))


@pytest.fixture
def understanding() -> ScriptedUnderstanding:
    return ScriptedUnderstanding(
        alarms={SAD: Alarm(Level.HARD, AlarmCategory.SEXTORTION, ("rule",))}, findings={SAD: FOUND}
    )


def answers(understanding: ScriptedUnderstanding, *lines: str, why: bool = False) -> Iterator[dict[str, Any]]:
    for line in answer_lines(lines, understanding, why=why):
        yield json.loads(line)


def question(**fields: object) -> str:
    return json.dumps({"id": 1, "text": "xin chào", "audience": None, **fields})


def test_an_answer_has_the_fixed_shape(understanding: ScriptedUnderstanding) -> None:
    (answer,) = answers(understanding, question(id="a", text=SAD))

    assert list(answer.items()) == [
        ("id", "a"),
        ("alarm", "hard"),
        ("category", "sextortion"),
        ("outcome", "answer"),
        ("topics", ["sextortion", "grooming"]),
        ("confidence", 0.1235),
    ]


def test_what_is_harmless_and_unknown_is_answered_too(understanding: ScriptedUnderstanding) -> None:
    (answer,) = answers(understanding, '{"text": "xin chào"}')

    assert answer == {
        "id": None,
        "alarm": "none",
        "category": None,
        "outcome": "unknown",
        "topics": [],
        "confidence": 0.0,
    }


def test_why_is_added_when_asked_for(understanding: ScriptedUnderstanding) -> None:
    (answer,) = answers(understanding, question(text=SAD), why=True)

    assert answer["why"] == {"alarm": ["rule"], "search": ["signal"]}


def test_answers_come_in_order_and_only_for_lines_that_hold_something(
    understanding: ScriptedUnderstanding,
) -> None:
    lines = ("\n", question(id=3), "  \t\n", question(id=1) + "\r\n", "[]", question(id=2))

    assert [answer["id"] for answer in answers(understanding, *lines)] == [3, 1, None, 2]


def test_a_line_is_answered_before_the_next_one_is_read(understanding: ScriptedUnderstanding) -> None:
    read: list[str] = []

    def lines() -> Iterator[str]:
        for number in range(3):
            read.append(str(number))
            yield question(id=number)

    first = next(answer_lines(lines(), understanding, why=False))

    assert (json.loads(first)["id"], read) == (0, ["0"])


@pytest.mark.parametrize(
    ("line", "name", "error"),
    [
        ("not JSON", None, "the line is not JSON"),
        ('{"id": 1, "text": "a"', None, "the line is not JSON"),
        ('{"id": 1, "text": "a\x00"}', None, "the line is not JSON"),
        ("[" * 100_000, None, "the line is not JSON"),
        ('{"text": "a", "id": ' + "1" * 5_000 + "}", None, "the line is not JSON"),
        ('["a"]', None, "the line is not a JSON object"),
        ('"a"', None, "the line is not a JSON object"),
        ("null", None, "the line is not a JSON object"),
        ('{"id": 1}', 1, '"text" must be a text'),
        ('{"id": 1, "text": null}', 1, '"text" must be a text'),
        ('{"id": 1, "text": ["a"]}', 1, '"text" must be a text'),
        ('{"id": NaN, "text": "a"}', None, '"id" cannot be written as JSON'),
        ('{"id": 1e999, "text": "a"}', None, '"id" cannot be written as JSON'),
    ],
)
def test_a_bad_line_gives_an_error_and_the_next_one_its_answer(
    understanding: ScriptedUnderstanding, line: str, name: object, error: str
) -> None:
    bad, good = answers(understanding, line, question(id="next"))

    assert bad == {"id": name, "error": error}
    assert (good["id"], good["outcome"]) == ("next", "unknown")


@pytest.mark.parametrize("audience", ["dog", "", "CHILD", 1, False, [], ["child"], {}])
def test_an_unknown_audience_is_an_error(understanding: ScriptedUnderstanding, audience: object) -> None:
    (answer,) = answers(understanding, question(audience=audience))

    assert answer == {
        "id": 1,
        "error": '"audience" must be null or one of child, parent, teacher, communicator',
    }


def test_any_id_comes_back_as_it_was(understanding: ScriptedUnderstanding) -> None:
    ids: list[object] = ["câu 1", 7, 1.5, None, True, {"a": [1]}, "\ud800", "a\u2028b"]

    assert [answer["id"] for answer in answers(understanding, *(question(id=one) for one in ids))] == ids


def test_an_answer_can_be_written_in_any_encoding(understanding: ScriptedUnderstanding) -> None:
    (line,) = answer_lines([question(id="\ud800 câu")], understanding, why=False)

    assert line.isascii()


def test_a_file_is_parted_at_line_feeds_only(understanding: ScriptedUnderstanding, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    separators = "a\u2028b\u2029c\u0085d"
    line = json.dumps({"id": separators, "text": "x"}, ensure_ascii=False)
    file.write_bytes(b"\xef\xbb\xbf" + f"{line}\r\n{line}".encode())

    with open_lines(str(file)) as lines:
        names = [answer["id"] for answer in answers(understanding, *lines)]

    assert names == [separators, separators]


def test_bytes_that_are_no_text_spoil_their_own_line_only(
    understanding: ScriptedUnderstanding, tmp_path: Path
) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_bytes(b"\xff\xfe\n" + question(id=2).encode())

    with open_lines(str(file)) as lines:
        found = list(answers(understanding, *lines))

    assert [found[0], found[1]["id"]] == [{"id": None, "error": "the line is not JSON"}, 2]


@pytest.mark.parametrize("name", ["nowhere.jsonl", "."])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(OperatorError, match="cannot be read"), open_lines(str(tmp_path / name)):
        pass


def test_the_real_engine_takes_anything(real_knowledge: Knowledge) -> None:
    texts = ["", " ", "\x00", "\ud800", "x" * 10_000, "ộ" * 10_000, "😀" * 10_000, "em bị dọa " * 1_000]

    found = [
        json.loads(line)
        for line in answer_lines(
            [question(text=text) for text in texts], real_knowledge.understanding, why=False
        )
    ]

    assert [answer["id"] for answer in found] == [1] * len(texts)
    assert {answer["outcome"] for answer in found} <= {"answer", "choices", "unknown"}
    assert all(0 <= answer["confidence"] <= 1 and len(answer["topics"]) <= 5 for answer in found)
