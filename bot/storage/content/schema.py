"""JSON Schemas of the content files, so that an editor's program completes and checks while typing."""

import json
from pathlib import Path
from typing import Any

from bot.core.topic_ids import TOPIC_IDS
from bot.storage.content.kinds import FILE_KINDS

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, dict[str, Any]]:
    """Return the schema of each kind of file, by the kind's name."""
    made = {kind: {"$schema": DIALECT, **shape.json_schema()} for kind, shape in FILE_KINDS.items()}
    _offer_topic_ids(made["topic"])
    made["interface"] = _interface()
    return made


def schema_files() -> dict[str, str]:
    """Return the text of each file of content/schema/, by its name."""
    return {
        f"{kind}.json": json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
        for kind, schema in schemas().items()
    }


def write_schemas(folder: Path) -> tuple[Path, ...]:
    """Write the files of content/schema/ and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in schema_files().items():
        path = folder / name
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return tuple(written)


def _offer_topic_ids(topic: dict[str, Any]) -> None:
    """Offer the ids of the topics that every handbook has; others may be written too."""
    properties = topic["properties"]
    one_of_them = {"anyOf": [{"enum": list(TOPIC_IDS)}, properties["id"]]}
    properties["related"]["items"] = one_of_them
    properties["id"] = {"title": "Id", **one_of_them}


def _interface() -> dict[str, Any]:
    """Return the schema of interface words: sentences, nested as deep as one likes."""
    return {
        "$schema": DIALECT,
        "type": "object",
        "additionalProperties": {"anyOf": [{"type": "string"}, {"$ref": "#"}]},
    }
