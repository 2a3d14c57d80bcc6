"""The methods of the Bot API and their fields, kept as data in schema.json.

The data is written from aiogram's models by `python -m tests.fakes.bot_api.schema`, so that the tests
themselves need neither aiogram nor its slow import.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("schema.json")

Fields = Mapping[str, bool]


@cache
def methods() -> dict[str, tuple[str, Fields]]:
    """Return, by the lower-case name, each method's own name and its fields (True: required)."""
    known: dict[str, Fields] = json.loads(FILE.read_text(encoding="utf-8"))
    return {name.lower(): (name, fields) for name, fields in known.items()}


def from_aiogram() -> dict[str, dict[str, bool]]:
    """Return the methods and fields that the installed aiogram knows."""
    import aiogram.methods  # noqa: PLC0415 - takes seconds to import, and only the writer needs it

    found: dict[str, dict[str, bool]] = {}
    for attribute in aiogram.methods.__all__:
        model = getattr(aiogram.methods, attribute)
        name = getattr(model, "__api_method__", None)
        if isinstance(name, str):
            found[name] = {field: info.is_required() for field, info in model.model_fields.items()}
    return dict(sorted(found.items()))


def _write() -> None:
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(fields)}" for name, fields in from_aiogram().items())
    FILE.write_text("{\n" + lines + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    _write()
