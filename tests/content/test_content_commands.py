"""`content check|stats|schema` on the command line."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import main
from bot.core.people import Language
from bot.services.content.examples import LEAST
from bot.storage.content.schema import schema_files
from tests.unit.content.folder import VI_TOPIC, Folder, sound_folder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    sound = sound_folder(tmp_path / "content")
    monkeypatch.setenv("BOT_CONTENT__PATH", str(sound.path))
    return sound


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["content", *arguments])
    return result.exit_code, result.stdout


def test_sound_content_passes_and_is_counted(folder: Folder) -> None:
    assert run("check", "--today", "2026-11-23") == (
        0,
        "Nội dung ổn: 1 chủ đề tiếng Việt, 1 chủ đề tiếng Anh.\n",
    )


def test_each_problem_is_a_sentence_and_the_command_fails(folder: Folder) -> None:
    folder.set(VI_TOPIC, "Kể với thầy cô.", "answers", "child", "tell")

    code, out = run("check", "--today", "2026-11-23", "--lang", "en")

    assert code == 1
    assert out.splitlines() == [
        f"{VI_TOPIC}:24: 111 must stand here. Add words such as “call 111, free, day and night”.",
        "Places to mend: 1. Files: 1.",
    ]


def test_the_check_speaks_json(folder: Folder) -> None:
    code, out = run("check", "--json", "--today", "2028-01-01", "--lang", "en")

    found = json.loads(out)
    assert code == 1
    assert found["ok"] is False
    assert {problem["code"] for problem in found["problems"]} == {"overdue"}


def test_the_figures_are_a_table_or_json(folder: Folder) -> None:
    code, table = run("stats")
    figures = json.loads(run("stats", "--json")[1])

    assert code == 0
    assert "Coverage of the handbook" in table
    assert (figures["pairs"], figures["topics"], figures["examples"]) == (
        2,
        {"vi": 1, "en": 1},
        {"vi": 2 + LEAST[Language.VI], "en": 2 + LEAST[Language.VI]},
    )
    assert figures["answers"][0] == {
        "topic": "cyberbullying",
        "audience": "child",
        "language": "vi",
        "examples": 1,
        "sections": 1,
        "first_screen": 64,
        "characters": 104,
        "words_per_sentence": 4.0,
        "reviewed": "2026-11-23",
        "review_by": "2027-05-23",
    }


def test_the_schemas_are_printed_or_written(folder: Folder) -> None:
    printed = json.loads(run("schema")[1])
    code, _ = run("schema", "--write")

    written = {file.name: json.loads(file.read_text()) for file in (folder.path / "schema").iterdir()}
    assert code == 0
    assert written == {f"{kind}.json": schema for kind, schema in printed.items()}
    assert set(written) == set(schema_files())


def test_a_missing_folder_is_one_sentence(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_CONTENT__PATH", str(folder.path / "nowhere"))

    code, out = run("check", "--lang", "en", "--today", "2026-11-23")

    assert code == 1
    assert "There is no content folder" in out
