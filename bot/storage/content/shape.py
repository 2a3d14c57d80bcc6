"""Check a file's shape, and say in an editor's words what does not fit."""

from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from bot.storage.content import models, sheets
from bot.storage.content.problems import Problem
from bot.storage.content.source import SourceFile

T = TypeVar("T")

_DATES = frozenset({"date_from_datetime_parsing", "date_parsing", "date_type"})


def shaped(source: SourceFile, shape: TypeAdapter[T], problems: list[Problem]) -> T | None:
    """Return the file's value in its shape; None, with the problems noted, when it does not fit."""
    if source.problems:
        problems += source.problems
        return None
    try:
        return shape.validate_python(source.value)
    except ValidationError as error:
        problems += [_problem(source, detail) for detail in error.errors(include_url=False)]
        return None


def _problem(source: SourceFile, detail: ErrorDetails) -> Problem:
    place = tuple(part for part in detail["loc"] if part != "[key]")
    name = ".".join(str(part) for part in place) or source.name
    last = str(place[-1]) if place else source.name
    context: dict[str, Any] = detail.get("ctx", {})
    match detail["type"]:
        case "extra_forbidden":
            near = get_close_matches(last, _KEYS, n=1)
            return source.problem(place, "unknown-key", name=last, meant=near[0] if near else "")
        case "missing":
            return source.problem(place, "missing-key", name=name)
        case "enum":
            return source.problem(place, "not-in-list", name=name, allowed=str(context.get("expected")))
        case "string_too_long":
            return source.problem(place, "too-long", name=name, limit=str(context.get("max_length")))
        case "string_too_short" | "too_short" | "string_type" if detail["input"] in (None, "", [], ()):
            return source.problem(place, "empty", name=name)
        case kind if kind in _DATES:
            return source.problem(place, "not-a-date", name=name)
        case _:
            return source.problem(place, "wrong-value", name=name, reason=detail["msg"])


_KEYS = sorted(
    {
        name
        for shape in (*vars(models).values(), *vars(sheets).values())
        if isinstance(shape, type) and issubclass(shape, BaseModel)
        for name in shape.model_fields
    }
)
