"""`ask --batch`: a JSON line in, a JSON line out, in order. Touches no database."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from bot.core.people import Audience
from bot.core.understanding import Understanding


def answer_lines(lines: Iterable[str], understanding: Understanding, *, why: bool) -> Iterator[str]:
    """Yield one line for each line that is not empty; a bad line gives `{"id", "error"}`."""
    for line in lines:
        if line.strip():
            yield json.dumps(_answer(line, understanding, why=why), ensure_ascii=False)


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
    if audience is not None and audience not in set(Audience):
        return {"id": name, "error": f'"audience" must be null or one of {", ".join(Audience)}'}
    return {"id": name, **verdict(understanding, text, Audience(audience) if audience else None, why=why)}


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
