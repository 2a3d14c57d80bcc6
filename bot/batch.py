"""`ask --batch`: a JSON line in, a JSON line out, in order. Touches no database."""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.core.errors import OperatorError
from bot.core.people import Audience
from bot.core.understanding import Understanding


@contextmanager
def open_lines(name: str) -> Iterator[Iterable[str]]:
    """Open a file, or standard input for "-", to be read line by line as the lines come.

    Only a line feed ends a line, since a text may hold the other separators (U+2028) as they are.
    Bytes that are not UTF-8 spoil their own line only.
    """
    if name == "-":
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace", newline="\n")  # type: ignore[union-attr] # a real stream
        yield sys.stdin
        return
    try:
        file = Path(name).open(encoding="utf-8-sig", errors="replace", newline="\n")  # noqa: SIM115 - closed below
    except OSError as error:
        raise OperatorError(f"The batch file {name} cannot be read: {error.strerror}.") from None
    with file:
        yield file


def answer_lines(lines: Iterable[str], understanding: Understanding, *, why: bool) -> Iterator[str]:
    """Yield one line for each line that is not empty; a bad line gives `{"id", "error"}`.

    The lines are ASCII: an id may hold what no encoding can write.
    """
    for line in lines:
        if line.strip():
            answer = _answer(line, understanding, why=why)
            try:
                yield json.dumps(answer, allow_nan=False)
            except (ValueError, RecursionError):
                yield json.dumps({"id": None, "error": '"id" cannot be written as JSON'})


def _answer(line: str, understanding: Understanding, *, why: bool) -> dict[str, Any]:
    try:
        query = json.loads(line)
    except (ValueError, RecursionError):
        return {"id": None, "error": "the line is not JSON"}
    if not isinstance(query, dict):
        return {"id": None, "error": "the line is not a JSON object"}
    name = query.get("id")
    text, audience = query.get("text"), query.get("audience")
    if not isinstance(text, str):
        return {"id": name, "error": '"text" must be a text'}
    if audience is None:
        return {"id": name, **verdict(understanding, text, None, why=why)}
    if not isinstance(audience, str) or audience not in set(Audience):
        return {"id": name, "error": f'"audience" must be null or one of {", ".join(Audience)}'}
    return {"id": name, **verdict(understanding, text, Audience(audience), why=why)}


def verdict(
    understanding: Understanding, text: str, audience: Audience | None, *, why: bool
) -> dict[str, Any]:
    """Return what the engine makes of a text, in the fixed shape of `ask --batch`."""
    alarm = understanding.screen(text)
    finding = understanding.search(text, audience)
    found: dict[str, Any] = {
        "alarm": alarm.level,
        "category": alarm.category,
        "outcome": finding.outcome,
        "topics": list(finding.topics),
        "confidence": round(finding.confidence, 4),
    }
    if why:
        found["why"] = {"alarm": list(alarm.why), "search": list(finding.why)}
    return found
