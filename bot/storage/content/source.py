"""One YAML file with the line of every value, so that an editor is told where to look."""

import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.storage.content.problems import Problem

Place = tuple[str | int, ...]
# The safe loader, in C where libyaml is there: some ten times as fast.
SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class SourceFile:
    """A file's plain value, and the lines of its parts; `problems` when it could not be read.

    A running bot keeps the bytes alone: `value` is dropped when it has been read from, and the lines,
    of which there are tens of thousands, are counted when an editor must be told one.
    """

    name: str
    data: bytes = b""
    value: Any = None
    problems: list[Problem] = field(default_factory=list)
    _lines: dict[Place, int] | None = None

    @property
    def lines(self) -> dict[Place, int]:
        """The line of each part; empty where the file is no YAML."""
        if self._lines is None:
            self._lines = {}
            with suppress(yaml.YAMLError, RecursionError, ValueError):
                node = yaml.compose(_text(self.data), Loader=SafeLoader)
                self._lines = dict(_lines(node, ())) if node is not None else {}
        return self._lines

    def line(self, path: Place) -> int:
        """Return the line of a part, or of the nearest part around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, path: Place, code: str, **values: str) -> Problem:
        """Return a problem at a part of this file."""
        return Problem(self.name, self.line(path), code, values)


def read(file: Path, root: Path) -> SourceFile:
    """Read a file; whatever is wrong with it as YAML becomes one problem."""
    source = SourceFile(file.relative_to(root).as_posix())
    try:
        source.data = file.read_bytes()
        text = _text(source.data)
    except OSError as error:
        source.problems.append(source.problem((), "unreadable", reason=error.strerror or "?"))
        return source
    except UnicodeDecodeError:
        source.problems.append(source.problem((), "not-utf8"))
        return source
    try:
        node = yaml.compose(text, Loader=SafeLoader)
        if node is not None:
            source.value = _build(node, source)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        code = "tab" if "\t" in _line(text, line) else "not-yaml"
        source.problems.append(Problem(source.name, line, code, {"reason": str(error.problem)}))
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        source.problems.append(source.problem((), "not-yaml", reason=type(error).__name__))
    return source


def _line(text: str, number: int) -> str:
    lines = text.splitlines()
    return lines[number - 1] if 0 < number <= len(lines) else ""


def _text(data: bytes) -> str:
    return unicodedata.normalize("NFC", data.decode("utf-8-sig"))


def _lines(node: yaml.Node, path: Place) -> Iterator[tuple[Place, int]]:
    """Yield the line of every part; that of a key stands for its value."""
    yield path, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, child in node.value:
            here = (*path, str(key.value))
            yield from _lines(child, here)
            yield here, key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for index, child in enumerate(node.value):
            yield from _lines(child, (*path, index))


def _build(node: yaml.Node, source: SourceFile) -> Any:
    if isinstance(node, yaml.MappingNode):
        return dict(_pairs(node, source))
    if isinstance(node, yaml.SequenceNode):
        return [_build(child, source) for child in node.value]
    return _scalar(node)


def _pairs(node: yaml.MappingNode, source: SourceFile) -> Iterator[tuple[str, Any]]:
    seen: set[str] = set()
    for key, child in node.value:
        name = str(key.value)
        if name in seen:
            source.problems.append(Problem(source.name, key.start_mark.line + 1, "twice", {"name": name}))
        seen.add(name)
        yield name, _build(child, source)


def _scalar(node: yaml.Node) -> Any:
    """Return the value: text as it was typed, unless it is plainly a date, a truth or nothing.

    YAML's surprises (`no` as false, `0113` as an octal number, `1:20` as eighty) stay text.
    """
    text: str = node.value
    style = node.style if isinstance(node, yaml.ScalarNode) else None
    plain = not style
    if plain and node.tag == "tag:yaml.org,2002:null":
        return None
    if plain and text in ("true", "false"):
        return text == "true"
    # Spaces inside quotes are meant: words that follow another sentence begin with one.
    return text if style in ("'", '"') else text.strip()
