"""From pydantic's errors to problems that name the line, the key and the likely intention."""

import difflib
from collections.abc import Sequence
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, RootModel, ValidationError
from pydantic_core import ErrorDetails

from bot.core.problems import Code, FieldPath, Problem
from bot.storage.content.document import Document

M = TypeVar("M", bound=BaseModel)

# pydantic's own error types; those of bot.storage.content.fields are Codes already.
_CODES = {
    "missing": Code.KEY_MISSING,
    "string_type": Code.NOT_TEXT,
    "string_too_short": Code.TEXT_EMPTY,
    "tuple_type": Code.NOT_LIST,
    "model_type": Code.NOT_MAPPING,
    "dict_type": Code.NOT_MAPPING,
    "bool_type": Code.NOT_YES_NO,
    "too_short": Code.LIST_TOO_SHORT,
    "too_long": Code.LIST_TOO_LONG,
    "enum": Code.VALUE_UNKNOWN,
    "string_pattern_mismatch": Code.CONTACT_NOT_ADDRESS,
}


def validated(model: type[M], document: Document, problems: list[Problem]) -> M | None:
    """Return the document as `model`, or None after adding every error to `problems`."""
    try:
        return model.model_validate(document.value)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=True)
        problems += [_problem(model, document, details) for details in found]
        return None


def nearest(word: str, known: Sequence[str]) -> str | None:
    """Return what was probably meant, if something is near."""
    found = difflib.get_close_matches(word.strip().lower().replace("_", "-"), known, n=1, cutoff=0.6)
    return found[0] if found else None


def unknown_value(value: str, known: Sequence[str]) -> tuple[Code, dict[str, str]]:
    """Return the problem of a value that is none of `known`."""
    meant = nearest(value, known)
    if meant is None:
        return Code.VALUE_UNKNOWN, {"value": value, "known": ", ".join(known)}
    return Code.VALUE_MISSPELT, {"value": value, "meant": meant}


def _problem(model: type[BaseModel], document: Document, details: ErrorDetails) -> Problem:
    path: FieldPath = details["loc"]
    code, values = _described(model, path, details)
    return Problem(code, document.place(path), {"field": _field(path, document.file), **values})


def _described(
    model: type[BaseModel], path: FieldPath, details: ErrorDetails
) -> tuple[Code, dict[str, str]]:
    kind, given, context = details["type"], details["input"], details.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown_key(str(path[-1]), _keys(model, path[:-1]))
    if kind == Code.VALUE_UNKNOWN:
        return unknown_value(context["value"], context["known"].split("\n"))
    code = _CODES.get(kind)
    if code is Code.VALUE_UNKNOWN:
        return unknown_value(str(given), _choices(context))
    if code is Code.NOT_TEXT:
        return _not_text(given), {}
    if code in (Code.LIST_TOO_SHORT, Code.LIST_TOO_LONG):
        limit = context.get("min_length", context.get("max_length"))
        return code, {"limit": str(limit), "count": str(context.get("actual_length"))}
    if code is not None:
        return code, {"value": str(given)[:60]}
    if kind in set(Code):
        return Code(kind), {name: str(value) for name, value in context.items()}
    return Code.SHAPE_OTHER, {"detail": details["msg"]}


def _choices(context: dict[str, Any]) -> list[str]:
    """Return an enum's values from pydantic's "'low', 'medium' or 'high'"."""
    return [part.strip("' ") for part in str(context["expected"]).replace(" or ", ", ").split(",")]


def _not_text(given: object) -> Code:
    if given is None:
        return Code.TEXT_EMPTY
    if isinstance(given, bool):
        return Code.NOT_TEXT_BUT_YES_NO
    return Code.NOT_TEXT_BUT_BRACES if isinstance(given, dict) else Code.NOT_TEXT


def _unknown_key(key: str, known: Sequence[str]) -> tuple[Code, dict[str, str]]:
    found = difflib.get_close_matches(key.lower(), known, n=1, cutoff=0.6)
    if found:
        return Code.KEY_MISSPELT, {"key": key, "meant": found[0]}
    return Code.KEY_UNKNOWN, {"key": key, "known": ", ".join(known)}


def _keys(model: type[BaseModel], path: FieldPath) -> list[str]:
    """Return the keys that the model knows at `path`."""
    current: type[BaseModel] | None = model
    for step in path:
        if current is None:
            return []
        if issubclass(current, RootModel):
            current = _model_in(current.model_fields["root"].annotation)
        elif isinstance(step, str):
            current = _model_in(_fields(current)[step])
        # else a place in a list, whose items the annotation has named already
    return list(_fields(current)) if current is not None else []


def _fields(model: type[BaseModel]) -> dict[str, Any]:
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the model inside an optional, a tuple or a mapping."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inside = (_model_in(argument) for argument in get_args(annotation))
    return next((model for model in inside if model is not None), None)


def _field(path: FieldPath, file: str) -> str:
    """Return the path as an editor reads it: answers.child.do, item 2."""
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in path) or file
