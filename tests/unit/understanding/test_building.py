"""Training in a process of its own, and the cache between starts."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.core.errors import ContentError
from bot.core.understanding import Outcome
from bot.services.understanding import build
from bot.services.understanding.model import CODE_VERSION
from tests.unit.understanding.book import SmallHandbook, lexicon

QUESTION = "em bị lừa mua tài khoản game"


def quiet(_: str) -> None:
    """Take no notice of the progress."""


def test_a_second_start_reads_the_cache_and_gives_the_same_verdicts(tmp_path: Path) -> None:
    told: list[str] = []
    cold = build(SmallHandbook(), tmp_path, told.append)
    told_cold = tuple(told)
    written = [path.stat().st_mtime_ns for path in tmp_path.iterdir()]
    warm = build(SmallHandbook(), tmp_path, told.append)

    assert told_cold[0] == "training the search from the handbook"
    assert told[len(told_cold) :] == ["the search knows 4 topics"]
    assert [path.stat().st_mtime_ns for path in tmp_path.iterdir()] == written
    assert warm.search(QUESTION) == cold.search(QUESTION)


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 torn"])
def test_a_damaged_cache_is_trained_anew_to_the_same_verdicts(tmp_path: Path, damage: bytes) -> None:
    whole = build(SmallHandbook(), tmp_path, quiet).search(QUESTION)
    (path,) = tmp_path.iterdir()
    path.write_bytes(damage)

    assert build(SmallHandbook(), tmp_path, quiet).search(QUESTION) == whole
    assert path.read_bytes() != damage


def test_only_the_current_versions_model_is_kept(tmp_path: Path) -> None:
    (tmp_path / "understanding-older-1.npz").write_bytes(b"x")
    (tmp_path / "subscribers.db").write_bytes(b"x")

    build(SmallHandbook(), tmp_path, quiet)

    names = sorted(path.name for path in tmp_path.iterdir())
    assert len(names) == len(("the database", "the current model"))
    assert names[0] == "subscribers.db"
    assert re.fullmatch(rf"understanding-[0-9a-f]{{32}}-{CODE_VERSION}\.npz", names[1])


def test_only_what_is_learnt_from_trains_anew(tmp_path: Path) -> None:
    told: list[str] = []
    build(SmallHandbook(version="one"), tmp_path, quiet)

    build(SmallHandbook(version="two"), tmp_path, told.append)
    after_other_words = "training the search from the handbook" in told
    build(SmallHandbook(out_of_scope=()), tmp_path, told.append)

    assert after_other_words is False
    assert "training the search from the handbook" in told


def test_a_handbook_of_one_topic_and_nothing_else_works(tmp_path: Path) -> None:
    engine = build(SmallHandbook(only=frozenset({"scams"}), out_of_scope=()), tmp_path, quiet)

    assert engine.search(QUESTION).topics == ("scams",)


def test_few_out_of_scope_messages_make_no_class_of_their_own(tmp_path: Path) -> None:
    engine = build(SmallHandbook(out_of_scope=("hôm nay trời đẹp", "bạn tên gì")), tmp_path, quiet)

    assert engine.search("con tôi xem điện thoại suốt ngày").outcome is Outcome.ANSWER


def test_a_handbook_without_topics_is_an_editors_error(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="no topic to search"):
        build(SmallHandbook(only=frozenset()), tmp_path, quiet)


@pytest.mark.parametrize(
    ("name", "values", "problem"),
    [
        (
            "teencode",
            {"rewrites": {"k": 0}},
            "content/lexicon/teencode.yaml, rewrites: needs a text under 'k'",
        ),
        ("teencode", {"rewrites": {"k": "ko em", "ko": "không"}}, "contains 'ko', itself a short form"),
        ("teencode", {"phrases": {"một": "hai"}}, "'một' must be two words"),
        ("spelling", {"kept": "ok"}, "content/lexicon/spelling.yaml: needs a list of texts under 'kept'"),
        (
            "speakers",
            {"audiences": [{"audience": "dog", "weight": 1, "patterns": ["a"]}]},
            "has the audience 'dog'",
        ),
        ("misuse", {"rules": [{"id": "x", "kind": "theft", "patterns": ["a"]}]}, "has the kind 'theft'"),
        (
            "alarm-context",
            {"contexts": [{"id": "x", "reach": "far", "level": "none", "patterns": ["a"]}]},
            "reach 'far'",
        ),
        ("rejections", {"around": "no"}, "content/lexicon/rejections.yaml: needs a list of texts"),
        ("stop-words", {"words": []}, "content/lexicon/stop-words.yaml: has the unknown key 'words'"),
    ],
)
def test_a_wrong_lexicon_is_a_sentence_for_the_editor(
    tmp_path: Path, name: str, values: dict[str, object], problem: str
) -> None:
    with pytest.raises(ContentError) as raised:
        build(SmallHandbook(lexicons={name: values}), tmp_path, quiet)

    assert problem in str(raised.value)


def test_a_missing_lexicon_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"content/lexicon/alarm.yaml: is missing"):
        build(SmallHandbook(missing=frozenset({"alarm"})), tmp_path, quiet)


def test_serving_never_loads_the_training_libraries() -> None:
    code = (
        "import sys, bot.services.understanding as understanding; "
        "print([name for name in ('sklearn', 'scipy') if name in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_every_lexicon_file_of_the_content_is_in_use() -> None:
    used = ("alarm", "alarm-context", "misuse", "rejections")
    also = ("speakers", "spelling", "stop-words", "teencode")

    assert all(lexicon(name) for name in (*used, *also))
