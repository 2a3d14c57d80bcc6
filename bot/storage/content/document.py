"""One YAML file as plain values that know their lines.

Plain scalars stay as they were typed: where a text is expected, an unquoted 0113, 1:20 or 2016 is that
text and not a number. Only yes and no become True and False, and an empty value None.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml

from bot.core.problems import Code, FieldPath, Place, Problem

Loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader

_TAG = "tag:yaml.org,2002:"
_TEXT_TAGS = frozenset(_TAG + name for name in ("str", "int", "float", "timestamp", "merge", "value"))
_TRUE = frozenset(("yes", "true", "on"))
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
# What word processors leave behind: spaces that are not spaces, and marks without a width.
_PASTED = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u200b": None, "\u00ad": None, "\ufeff": None})
_OPENS_BRACES = re.compile(r"^\s*(?:- +)*(?:[\w-]+: +)?([{\[])")
_OPENS_QUOTES = re.compile(r"^\s*(?:- +)*(?:[\w-]+: +)?[\"']")


@dataclass(frozen=True, slots=True)
class Document:
    """A file's values, the line of each, and the parsed node for whoever wants real YAML types."""

    file: str
    value: object
    lines: Mapping[FieldPath, int]
    node: yaml.Node | None

    def place(self, path: FieldPath) -> Place:
        """Return where the value stands, or the nearest value around it that is there."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.lines:
                return Place(self.file, self.lines[path[:length]])
        return Place(self.file)


def read_document(file: str, data: bytes, problems: list[Problem]) -> Document | None:
    """Return the document, or None when nothing of it can be used; `problems` grows either way."""
    text = _decoded(file, data, problems)
    if text is None:
        return None
    try:
        loader = Loader(text)
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        problems.append(_yaml_problem(file, text, error))
        return None
    reader = _Reader(file, problems)
    value = None if node is None else reader.read(node, ())
    return Document(file, value, reader.lines, node)


def plain_values(document: Document, problems: list[Problem]) -> object:
    """Return what `yaml.safe_load` makes of the document: real numbers, dates, yes and no."""
    if document.node is None:
        return None
    try:
        return yaml.constructor.SafeConstructor().construct_document(document.node)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = Place(document.file, mark.line + 1 if mark else 1)
        problems.append(Problem(Code.YAML_OTHER, place, {"detail": _one_line(error)}))
        return None


def _decoded(file: str, data: bytes, problems: list[Problem]) -> str | None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.append(Problem(Code.FILE_ENCODING, Place(file, line)))
        return None
    text = unicodedata.normalize("NFC", text.translate(_PASTED))
    for found in _CONTROL.finditer(text):
        place = Place(file, text.count("\n", 0, found.start()) + 1)
        problems.append(Problem(Code.YAML_CONTROL, place, {"character": f"U+{ord(found[0]):04X}"}))
    return _CONTROL.sub("", text)


class _Reader:
    """Turns nodes into values and notes their lines."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.lines: dict[FieldPath, int] = {}
        self._file = file
        self._problems = problems
        self._open: set[int] = set()

    def read(self, node: yaml.Node, path: FieldPath) -> object:
        line = node.start_mark.line + 1
        self.lines.setdefault(path, line)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, line)
        if id(node) in self._open:
            self._report(Code.YAML_ALIAS, line)
            return None
        self._open.add(id(node))  # a second visit can only come through an alias
        if isinstance(node, yaml.SequenceNode):
            return [self.read(item, (*path, index)) for index, item in enumerate(node.value)]
        return dict(self._pairs(node, path))

    def _pairs(self, node: yaml.Node, path: FieldPath) -> Iterator[tuple[str, object]]:
        first: dict[str, int] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self._report(Code.NOT_TEXT_BUT_BRACES, line, key="{")
                continue
            key = key_node.value.strip()
            if key in first:
                self._report(Code.KEY_TWICE, line, key=key, line=str(first[key]))
                continue
            first[key] = self.lines[(*path, key)] = line
            yield key, self.read(value_node, (*path, key))

    def _scalar(self, node: yaml.ScalarNode, line: int) -> object:
        if node.tag in _TEXT_TAGS:
            # Spaces inside quotes are meant; a block's last line break never is.
            return node.value if node.style in ("'", '"') else node.value.strip()
        if node.tag == _TAG + "null":
            return None
        if node.tag == _TAG + "bool":
            return node.value.lower() in _TRUE
        self._report(Code.YAML_TAG, line, tag=node.tag.removeprefix(_TAG))
        return None

    def _report(self, code: Code, at: int, **values: str) -> None:
        self._problems.append(Problem(code, Place(self._file, at), values))


def _yaml_problem(file: str, text: str, error: yaml.YAMLError) -> Problem:
    what = str(getattr(error, "problem", None) or "")
    mark = getattr(error, "problem_mark", None)
    around = getattr(error, "context_mark", None)
    lines = text.splitlines() or [""]
    at = min(mark.line, len(lines) - 1) if mark else 0
    character = lines[at][mark.column : mark.column + 1] if mark else ""
    if "quoted scalar" in str(getattr(error, "context", "")):
        return Problem(Code.YAML_QUOTE, Place(file, (around or mark).line + 1 if mark else 1))
    if "mapping values are not allowed" in what:
        return Problem(Code.YAML_COLON, Place(file, at + 1))
    if "cannot start any token" in what:
        code = Code.YAML_TAB if character == "\t" else Code.YAML_START
        return Problem(code, Place(file, at + 1), {"character": character})
    if "did not find expected" in what or "not allowed in this context" in what:
        return _structure_problem(file, lines, at)
    return Problem(Code.YAML_OTHER, Place(file, at + 1), {"detail": what or _one_line(error)})


def _structure_problem(file: str, lines: list[str], at: int) -> Problem:
    """Guess why a line does not fit: a value that opens with braces or quotes, else its indentation."""
    place = Place(file, at + 1)
    if "\t" in lines[at][: len(lines[at]) - len(lines[at].lstrip())]:
        return Problem(Code.YAML_TAB, place, {"character": "\t"})
    braces = _OPENS_BRACES.match(lines[at])
    if braces:
        return Problem(Code.YAML_START, place, {"character": braces[1]})
    if _OPENS_QUOTES.match(lines[at]):
        return Problem(Code.YAML_QUOTE, place)
    return Problem(Code.YAML_INDENT, place)


def _one_line(error: Exception) -> str:
    return " ".join(str(getattr(error, "problem", None) or error).split())
