"""Drawings that lie beside the texts, and the operator's recordings; read when they are shown."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

from bot.core.people import Language

FOLDER = "pictures"
MANIFEST = "manifest.json"
_NAME = re.compile(r"(?:vi|en)/[a-z0-9]+(?:-[a-z0-9]+)*")
# A drawing takes some kilobytes; all of them fit.
_KEPT = 64


def picture_name(language: Language, guide: str, part: str) -> str:
    """Return how a guide's drawing is called: vi/zalo-report."""
    return f"{language}/{guide}-{part}"


class MediaFiles:
    """Reads files by their names. Whatever is no known name is not there."""

    def __init__(self, content: Path, recordings: Mapping[str, Path] | None = None) -> None:
        self._folder = content / FOLDER
        self._recordings = recordings or {}
        self._drawing = lru_cache(_KEPT)(Path.read_bytes)

    def picture(self, name: str) -> bytes | None:
        """Return a drawing as PNG, None when there is none of this name."""
        return _there(self._drawing, self._folder / f"{name}.png") if _NAME.fullmatch(name) else None

    def recording(self, name: str) -> bytes | None:
        """Return a recording, None when there is none of this name."""
        file = self._recordings.get(name)
        return None if file is None else _there(Path.read_bytes, file)


def _there(read: Callable[[Path], bytes], file: Path) -> bytes | None:
    try:
        return read(file)
    except OSError:
        return None
