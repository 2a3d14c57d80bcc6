"""What is typed wrongly at the command line: one sentence, exit code 1 or 2, no traceback."""

import json
from collections.abc import Mapping

import pytest

from tests.integration.bot.process import command
from tests.integration.cli.conftest import Invoke


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("subscribers", "export", "nonsense"), "CHANNEL:ID, such as telegram:123456789"),
        (("subscribers", "erase", "telegram:"), "names no chat"),
        (("subscribers", "erase", ":1"), "names no chat"),
        (("db", "backup"), "khien-nho.db"),
        (("run", "--config", "nowhere.yaml"), "nowhere.yaml cannot be read"),
    ],
)
def test_what_the_operator_can_mend_is_one_sentence(
    invoke: Invoke, arguments: tuple[str, ...], part: str
) -> None:
    result = invoke(*arguments)

    assert (result.exit_code, result.stdout) == (1, "")
    assert part in result.stderr
    assert [line.partition(" ")[0] for line in result.stderr.splitlines()] == ["error:"]


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("chat", "--audience", "dog"), "--audience"),
        (("ask", "x", "--lang", "fr"), "--lang"),
        (("content", "check", "--today", "tomorrow"), "--today"),
        (("subscribers", "export"), "CHANNEL:ID"),
        (("db", "downgrade"), "downgrade"),
        (("nothing",), "nothing"),
        (("run", "--tokn", "x"), "--tokn"),
    ],
)
def test_what_the_program_does_not_know_is_named(
    invoke: Invoke, arguments: tuple[str, ...], part: str
) -> None:
    result = invoke(*arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert part in result.stderr
    assert "Traceback" not in result.stderr


async def test_a_real_process_shows_no_traceback(settings: Mapping[str, str]) -> None:
    code, out, err = await command("subscribers", "export", "nonsense", settings=settings)

    assert (code, out) == (1, "")
    assert err.startswith("error: ")
    assert len(err.splitlines()) == 1


def test_the_content_check_tells_its_verdict_by_its_exit_code(invoke: Invoke) -> None:
    fine = invoke("content", "check", "--today", "2026-11-23", "--json")
    late = invoke("content", "check", "--today", "2030-01-01", "--json")

    assert (fine.exit_code, json.loads(fine.stdout)["ok"]) == (0, True)
    assert (late.exit_code, json.loads(late.stdout)["ok"]) == (1, False)
    assert {problem["code"] for problem in json.loads(late.stdout)["problems"]} >= {"overdue"}
