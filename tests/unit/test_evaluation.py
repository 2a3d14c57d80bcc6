"""What `evaluate` makes of labelled lines: which line is what, the rates, and that no message is shown."""

import json
from pathlib import Path

import pytest
from rich.console import Console

from bot.core.errors import OperatorError
from bot.core.understanding import Alarm, Finding, Level, Misuse, Outcome
from bot.evaluation import Evaluation, Rate, as_json, evaluate, read, show
from tests.fakes.knowledge import ScriptedUnderstanding

LINES = (
    {"text": "một", "topics": ["scams"], "audience": "child", "noise": "clean"},
    {"text": "hai", "topics": ["evidence", "reporting"], "audience": "parent", "noise": "clean"},
    {"text": "ba", "topics": ["evidence"], "noise": "teencode"},
    {"text": "bốn", "category": "violence", "direct": True},
    {"text": "năm", "category": "violence", "direct": False},
    {"text": "sáu", "kind": "game"},
    {"text": "bảy"},
    {"text": "tám", "misuse": "spy"},
    {"text": "chín", "misuse": None},
    {"text": "mười", "before": "scams", "kind": "follow-up", "topics": ["scams"]},
    {"text": "không phải", "before": "scams", "kind": "rejection", "topics": []},
)
UNDERSTANDING = ScriptedUnderstanding(
    alarms={"bốn": Alarm(Level.HARD), "năm": Alarm(Level.SOFT), "sáu": Alarm(Level.SOFT)},
    misuses={"tám": Misuse.SPY},
    findings={
        "một": Finding(Outcome.ANSWER, ("scams",), 0.9),
        "hai": Finding(Outcome.CHOICES, ("reporting", "evidence"), 0.5),
        "ba": Finding(Outcome.CHOICES, ("reporting", "scams", "evidence"), 0.4),
        "mười": Finding(Outcome.ANSWER, ("scams",), 0.9),
    },
)


@pytest.fixture
def evaluation(tmp_path: Path) -> Evaluation:
    file = tmp_path / "set.jsonl"
    file.write_text("\n".join(map(json.dumps, LINES)), encoding="utf-8")
    return evaluate(read([file]), UNDERSTANDING)


@pytest.mark.parametrize(
    ("measure", "hits", "total"),
    [
        ("right topic first", 2, 3),
        ("right topic in the first three", 3, 3),
        ("right topic first, clean", 2, 2),
        ("right topic first, teencode", 0, 1),
        ("right topic first, child", 1, 1),
        ("in scope, answered or given choices", 3, 3),
        ("right when answered directly", 1, 1),
        ("out of scope, not answered as a topic", 1, 1),
        ("disclosures: hard alarm", 1, 2),
        ("disclosures: hard or soft", 2, 2),
        ("disclosures, oblique: hard alarm", 0, 1),
        ("violence: hard alarm", 1, 2),
        ("alarming but harmless: hard or soft", 1, 1),
        ("ordinary questions: hard alarm", 0, 3),
        ("misuse refused", 1, 1),
        ("look-alikes refused", 0, 1),
        ("second message, follow-up: right topic first", 1, 1),
        ("rejections known", 1, 1),
        ("taken for rejections", 0, 1),
    ],
)
def test_each_measure_counts_the_lines_it_is_about(
    evaluation: Evaluation, measure: str, hits: int, total: int
) -> None:
    [rate] = [rate for rate in evaluation.rates if rate.name == measure]

    assert (rate.hits, rate.total) == (hits, total)


def test_the_pairs_of_topics_that_were_taken_for_one_another_are_told(evaluation: Evaluation) -> None:
    assert evaluation.confusions == (("evidence", "reporting", 1),)


def test_no_message_is_shown(evaluation: Evaluation) -> None:
    console = Console(record=True, width=200, file=None, quiet=True)
    show(evaluation, console)
    told = console.export_text() + json.dumps(as_json(evaluation), ensure_ascii=False)

    assert "right topic first" in told
    assert not any(line["text"] in told.split() for line in LINES)


def test_the_interval_is_wilsons() -> None:
    low, high = Rate("", 8, 10).interval

    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)
    assert Rate("", 0, 0).interval == (0.0, 1.0)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "line 1: this is not JSON"),
        ("[]", "line 1: needs an object"),
        ('{"text": 1}', "needs an object"),
        ('{"text": "a", "topics": [["x"]]}', "must be a list of topic ids"),
        ('{"text": "a", "audience": ["child"]}', '"audience" must be a text'),
        ('{"text": "a", "before": "scams"}', "a second message needs"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path: Path, line: str, complaint: str) -> None:
    file = tmp_path / "set.jsonl"
    file.write_text(line, encoding="utf-8")

    with pytest.raises(OperatorError, match=complaint):
        read([file])


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="cannot be read"):
        read([tmp_path / "none.jsonl"])
