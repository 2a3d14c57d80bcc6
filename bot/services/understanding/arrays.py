"""Arrays in one file: written whole or not at all."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np


def write_arrays(path: Path, arrays: Mapping[str, Any], *, compressed: bool = False) -> None:
    """Write the arrays under their names; until all are there, an older file stays as it was."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            (np.savez_compressed if compressed else np.savez)(file, **arrays)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
