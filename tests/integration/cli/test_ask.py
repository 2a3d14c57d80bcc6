"""`python -m bot ask`: one question, or a batch that is answered line by line."""

import json
from collections.abc import Mapping
from pathlib import Path

from tests.integration.bot.process import command
from tests.integration.cli.conftest import Invoke
from tests.integration.cli.session import kept, session

SHAPE = ["id", "alarm", "category", "outcome", "topics", "confidence"]
DISCLOSURE = "có người đòi em gửi ảnh, không gửi thì nó đăng lên"
# A pipe's output must come at once without the help of the environment.
BUFFERED = {"PYTHONUNBUFFERED": ""}


def query(name: object, text: object, audience: object = None) -> bytes:
    return json.dumps({"id": name, "text": text, "audience": audience}).encode()


async def test_each_line_is_answered_before_the_next_one_is_sent(
    settings: Mapping[str, str], data: Path
) -> None:
    hostile = [
        (b"not JSON", None),
        (b"\xff\xfe\x00", None),
        (b'{"id": 5, "text": "\\u0000 \\ud800"}', 5),
        (query(6, "x" * 10_000), 6),
        (query(7, "a", ["child"]), 7),
        (query("\ud800", "a"), "\ud800"),
        (b'{"id": 8, "text": "a\xff"}', 8),
    ]
    lines = {**settings, **BUFFERED}
    async with session("ask", "--batch", "-", "--json", settings=lines) as batch:
        batch.write(query("first", DISCLOSURE, "child"))
        first = json.loads(await batch.read())
        names = []
        for line, _ in hostile:
            batch.write(b"")
            batch.write(line)
            names.append(json.loads(await batch.read())["id"])
        batch.write(query("last", "con tôi bị nói xấu trên nhóm lớp", "parent"))
        last = json.loads(await batch.read())
        code, rest, errors = await batch.end()

    assert list(first) == [*SHAPE, "why"]
    assert (first["id"], first["alarm"]) == ("first", "hard")
    assert set(first["why"]) == {"alarm", "search"}
    assert names == [name for _, name in hostile]
    assert (last["id"], last["outcome"], last["topics"][0]) == ("last", "answer", "cyberbullying")
    assert (code, rest, errors) == (0, "", "")
    assert kept(data) == ["models"]


async def test_a_file_is_answered_in_order_in_the_fixed_shape(
    settings: Mapping[str, str], data: Path, tmp_path: Path
) -> None:
    questions = tmp_path / "questions.jsonl"
    questions.write_bytes(b"\n".join([query(2, "xin chào"), b"", b"oops", query(1, DISCLOSURE)]))

    code, out, err = await command("ask", "--batch", str(questions), settings=settings)

    answers = [json.loads(line) for line in out.splitlines()]
    assert (code, err) == (0, "")
    assert [list(answer) for answer in answers] == [SHAPE, ["id", "error"], SHAPE]
    assert [answer["id"] for answer in answers] == [2, None, 1]
    assert kept(data) == ["models"]


async def test_one_question_is_answered_from_the_handbook(settings: Mapping[str, str], data: Path) -> None:
    code, out, err = await command("ask", "con tôi bị nói xấu trên nhóm lớp", settings=settings)

    assert (code, err) == (0, "")
    assert "Bắt nạt" in out or "bắt nạt" in out
    assert "111" in out
    assert kept(data) == ["models"]


def test_one_question_as_json(invoke: Invoke) -> None:
    result = invoke("ask", DISCLOSURE, "--json")

    answer = json.loads(result.stdout)
    assert result.exit_code == 0
    assert list(answer) == [*SHAPE[1:], "why"]
    assert answer["alarm"] == "hard"


def test_the_answer_is_for_the_audience_and_in_the_language_asked_for(invoke: Invoke) -> None:
    child = invoke("ask", "/start scams", "--audience", "child", "--lang", "en").stdout
    parent = invoke("ask", "/start scams", "--audience", "parent", "--lang", "en").stdout

    assert "Reviewed" in child
    assert "Reviewed" in parent
    assert child != parent


def test_a_question_or_a_batch_but_not_both(invoke: Invoke) -> None:
    for arguments in (("ask",), ("ask", "xin chào", "--batch", "-")):
        result = invoke(*arguments)

        assert (result.exit_code, result.stdout) == (2, "")
        assert "give either a TEXT or --batch FILE" in result.stderr


def test_a_batch_that_cannot_be_read_is_named(invoke: Invoke, tmp_path: Path) -> None:
    result = invoke("ask", "--batch", str(tmp_path / "nowhere.jsonl"))

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("error: The batch file ")
    assert len(result.stderr.splitlines()) == 1
