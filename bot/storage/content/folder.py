"""The files of the content folder: a snapshot read once, its hash, and a cheap fingerprint."""

import difflib
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.core.people import Language
from bot.core.problems import Code, Place, Problem

SUFFIX = ".yaml"
# What an editor's program saves by mistake.
_NEAR_SUFFIXES = frozenset((".yml", ".txt", ".yam", ".json"))
CHANNELS = "channels.yaml"
OUT_OF_SCOPE = "out-of-scope.yaml"
FORBIDDEN = "lexicon/forbidden.yaml"
REQUIRED: tuple[str, ...] = (
    CHANNELS,
    OUT_OF_SCOPE,
    FORBIDDEN,
    *(f"{language}/{name}" for language in Language for name in ("channels.yaml", "cards.yaml")),
)
REQUIRED_FOLDERS: tuple[str, ...] = tuple(
    f"{language}/{name}" for language in Language for name in ("topics", "interface")
)
_KNOWN_NAMES = ("channels", "cards", "out-of-scope", "topics", "interface", "lexicon", "vi", "en")

# Path, time of the last change and size of every file: equal as long as nobody saves anything.
Fingerprint = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All YAML files as they were at one moment, by path relative to the folder."""

    files: Mapping[str, bytes]

    @property
    def version(self) -> str:
        """The sha256 over all paths and bytes."""
        digest = hashlib.sha256()
        for name, data in sorted(self.files.items()):
            digest.update(f"{name}\0{len(data)}\0".encode())
            digest.update(data)
        return digest.hexdigest()

    def under(self, folder: str) -> dict[str, bytes]:
        """Return the files directly inside a folder, by path."""
        return {
            name: data for name, data in sorted(self.files.items()) if name.rpartition("/")[0] == folder
        }


def take_snapshot(root: Path, problems: list[Problem]) -> Snapshot:
    """Read the whole folder; what can't be read or is missing is a problem."""
    if not root.is_dir():
        problems.append(Problem(Code.FOLDER_MISSING, Place(str(root)), {"folder": str(root)}))
        return Snapshot({})
    files: dict[str, bytes] = {}
    for path in _yaml_files(root):
        name = path.relative_to(root).as_posix()
        try:
            files[name] = path.read_bytes()
        except OSError as error:
            detail = error.strerror or type(error).__name__
            problems.append(Problem(Code.FILE_UNREADABLE, Place(name), {"detail": detail}))
    problems += _missing(root, files)
    problems += _misplaced(root)
    return Snapshot(files)


def fingerprint(root: Path) -> Fingerprint:
    """Return what changes with every saving, without reading a file."""
    found = []
    for path in _yaml_files(root):
        try:
            status = path.stat()
        except OSError:
            continue  # gone between listing and looking: the next fingerprint differs
        found.append((path.relative_to(root).as_posix(), status.st_mtime_ns, status.st_size))
    return tuple(found)


def _yaml_files(root: Path) -> Iterable[Path]:
    return sorted(path for path in root.rglob(f"*{SUFFIX}") if not path.name.startswith("."))


def _missing(root: Path, files: Mapping[str, bytes]) -> Iterable[Problem]:
    for name in REQUIRED:
        if name not in files and not (root / name).exists():
            yield Problem(Code.FILE_MISSING, Place(name), {"file": name})
    for folder in REQUIRED_FOLDERS:
        if not any(name.startswith(f"{folder}/") for name in files):
            yield Problem(Code.FILE_MISSING, Place(folder), {"file": f"{folder}/*{SUFFIX}"})


def _misplaced(root: Path) -> Iterable[Problem]:
    """Find files with a wrong suffix and names that look like a misspelt one; others are left alone."""
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if name.startswith("schema/") or path.name.startswith("."):
            continue
        if path.suffix.lower() in _NEAR_SUFFIXES and path.is_file():
            values = {"suffix": path.suffix, "meant": path.with_suffix(SUFFIX).name}
            yield Problem(Code.FILE_SUFFIX, Place(name), values)
        elif len(path.relative_to(root).parts) <= 2 and path.suffix in ("", SUFFIX):
            meant = _misspelt(path)
            if meant is not None and path.parent.name not in ("topics", "interface", "lexicon"):
                yield Problem(Code.FILE_MISPLACED, Place(name), {"meant": meant})


def _misspelt(path: Path) -> str | None:
    if path.stem in _KNOWN_NAMES or len(path.stem) <= 2:
        return None
    found = difflib.get_close_matches(path.stem.lower(), _KNOWN_NAMES, n=1, cutoff=0.8)
    return f"{found[0]}{path.suffix}" if found else None
