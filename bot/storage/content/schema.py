"""JSON Schemas of the content files, so that an editor's program can complete and check while typing."""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from bot.storage.content.interface import InterfaceFile
from bot.storage.content.models import (
    CardsFile,
    ChannelsFile,
    ChannelWordsFile,
    ForbiddenFile,
    OutOfScopeFile,
    TopicFile,
)

KINDS: dict[str, type[BaseModel]] = {
    "topic": TopicFile,
    "channels": ChannelsFile,
    "channel-words": ChannelWordsFile,
    "cards": CardsFile,
    "interface": InterfaceFile,
    "out-of-scope": OutOfScopeFile,
    "forbidden": ForbiddenFile,
}


def schemas() -> dict[str, dict[str, Any]]:
    """Return the schema of each kind of file, by name."""
    return {name: _schema(model) for name, model in KINDS.items()}


def write_schemas(folder: Path) -> tuple[Path, ...]:
    """Write `<name>.json` for each kind into the folder; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, schema in schemas().items():
        path = folder / f"{name}.json"
        path.write_text(json.dumps(schema, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        written.append(path)
    return tuple(written)


def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema()}
