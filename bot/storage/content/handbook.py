"""Read a content folder whole: the handbook, or all that is wrong with its files."""

import hashlib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter

from bot.core import handbook as core
from bot.core.content_files import CALENDAR, FIGURES, PRESS, QUIZ, SCENES, sheet_file, tip_file
from bot.core.errors import ContentError
from bot.core.people import Audience, Language, Reader
from bot.core.topic_ids import TOPIC_IDS
from bot.core.words import Entry, Words
from bot.storage.content import models, supplements, values
from bot.storage.content.file_handbook import FileHandbook
from bot.storage.content.problems import Problem
from bot.storage.content.shape import shaped
from bot.storage.content.source import Place, SafeLoader, SourceFile, read

FORBIDDEN = "lexicon/forbidden.yaml"
# The code of the problem that a topic is a draft; nothing else is wrong with its shape.
DRAFT = "draft"
# Names that a misspelt one may have been meant for.
_KNOWN_FILES = (
    *(CALENDAR, "channels.yaml", "out-of-scope.yaml"),
    *(
        sheet_file(name, language)
        for language in Language
        for name in (SCENES, QUIZ, PRESS, FIGURES, "cards.yaml", "channels.yaml")
    ),
    *(tip_file(audience, language) for language in Language for audience in Audience),
)


def load_handbook(root: Path) -> FileHandbook:
    """Load the folder; raise ContentError with one sentence (in English) for each problem."""
    loaded, problems = try_handbook(root)
    if loaded is None:
        raise ContentError(tuple(problem.sentence(Language.EN) for problem in problems))
    return loaded


def try_handbook(root: Path) -> tuple[FileHandbook | None, tuple[Problem, ...]]:
    """Load the folder; return the handbook, or None and all that is wrong with the files' shape."""
    handbook, problems = read_folder(root, editing=False)
    return (None if problems else handbook), problems


def read_folder(root: Path, *, editing: bool = True) -> tuple[FileHandbook | None, tuple[Problem, ...]]:
    """Return what can be read of the folder, without the files that have problems, and the problems.

    While `editing`, drafts are read, and files that nothing reads are a problem: for the content check
    alone, since such a handbook must answer nobody.
    """
    if not root.is_dir():
        return None, (Problem(root.as_posix(), 1, "no-folder", {"name": root.as_posix()}),)
    loader = _Loader(root, editing=editing)
    handbook = loader.load()
    return handbook, tuple(sorted(loader.problems))


class _Loader:
    """Reads everything, and goes on after a problem so that all of them are told at once."""

    def __init__(self, root: Path, *, editing: bool) -> None:
        self._root = root
        self._editing = editing
        self._digest = hashlib.sha256()
        self._sources: dict[str, SourceFile] = {}
        self.problems: list[Problem] = []

    def load(self) -> FileHandbook:
        directory = self.value("channels.yaml", models.Directory) or ()
        year = supplements.calendar(self)
        handbook = FileHandbook(
            _words={language: self._interface(language) for language in Language},
            _topics={language: self._topics(language) for language in Language},
            _channels={language: self._channels(language, directory) for language in Language},
            _cards={language: self._cards(language) for language in Language},
            _out_of_scope=self.value("out-of-scope.yaml", models.OutOfScope) or (),
            _supplements={language: supplements.supplement(self, language, year) for language in Language},
            _lexicons=self._lexicons(),
            version=self._digest.hexdigest(),
            sources=self._sources,
        )
        for source in self._sources.values():
            source.value = None
        if self._editing:
            self._note_unread()
        return handbook

    def _note_unread(self) -> None:
        """Note files that nothing has read, as a misspelt name leaves them."""
        files = (file.relative_to(self._root).as_posix() for file in self._root.rglob("[!.]*.yaml"))
        for name in sorted(set(files) - self._sources.keys()):
            near = get_close_matches(name, _KNOWN_FILES, n=1)
            self.problems.append(
                Problem(name, 1, "unknown-file", {"name": name, "meant": near[0] if near else ""})
            )

    def _read(self, name: str) -> SourceFile | None:
        file = self._root / name
        if not file.is_file():
            self.problems.append(Problem(name, 1, "no-file", {"name": name}))
            return None
        source = self._sources[name] = read(file, self._root)
        self._digest.update(name.encode() + b"\0" + source.data + b"\0")
        return source

    def value(self, name: str, shape: TypeAdapter[Any]) -> Any:
        """Return a file's value in its shape; None, with the problems noted, when it does not fit."""
        source = self._read(name)
        return None if source is None else shaped(source, shape, self.problems)

    def has(self, name: str) -> bool:
        """Say whether there is such a file."""
        return (self._root / name).is_file()

    def misnamed(self, name: str, wanted: str) -> None:
        """Note that a file's id is another than its name."""
        self.problems.append(self._sources[name].problem(("id",), "file-name", name=wanted))

    def names(self, folder: str) -> list[str]:
        """Return the names of a folder's files, hidden ones aside."""
        files = sorted((self._root / folder).glob("*.yaml"))
        return [f"{folder}/{file.name}" for file in files if not file.name.startswith(".")]

    def _interface(self, language: Language) -> Words:
        entries: dict[str, Entry] = {}
        for name in self.names(f"{language}/interface"):
            source = self._read(name)
            if source is None:
                continue
            self.problems += source.problems
            if isinstance(source.value, dict):
                self._flatten(source.value, (), source, entries)
            elif not source.problems:
                self.problems.append(source.problem((), "not-keys", name=name))
        return Words(entries)

    def _flatten(
        self, node: dict[str, Any], place: Place, source: SourceFile, entries: dict[str, Entry]
    ) -> None:
        for key, value in node.items():
            here = (*place, key)
            name = ".".join(map(str, here))
            if name in entries:
                self.problems.append(source.problem(here, "twice", name=name))
            if isinstance(value, str):
                entries[name] = value
            elif isinstance(value, dict) and "default" in value:
                if set(value) - models.ENTRY_KEYS or not all(isinstance(v, str) for v in value.values()):
                    self.problems.append(source.problem(here, "interface-mix", name=name))
                entries[name] = {str(who): str(text) for who, text in value.items()}
            elif isinstance(value, dict):
                self._flatten(value, here, source, entries)
            else:
                self.problems.append(source.problem(here, "interface-mix", name=name))

    def _topics(self, language: Language) -> Mapping[str, core.Topic]:
        folder = f"{language}/topics"
        found: dict[str, core.Topic] = {}
        names = self.names(folder)
        for name in names:
            shape: models.TopicShape | None = self.value(name, models.Topic)
            if shape is None:
                continue
            if name != f"{folder}/{shape.id}.yaml":
                self.misnamed(name, shape.id)
            if shape.draft and not self._editing:
                continue
            if shape.draft:
                self.problems.append(self._sources[name].problem(("draft",), DRAFT))
            found[shape.id] = values.topic(shape, language)
        if not names:
            self.problems.append(Problem(folder, 1, "no-topics", {"name": folder}))
        order = (*TOPIC_IDS, *sorted(found.keys() - set(TOPIC_IDS)))
        return {topic_id: found[topic_id] for topic_id in order if topic_id in found}

    def _channels(
        self, language: Language, directory: Iterable[models.ChannelFactsShape]
    ) -> tuple[core.ReportingChannel, ...]:
        name = f"{language}/channels.yaml"
        words: dict[str, models.ChannelWordsShape] = self.value(name, models.DirectoryWords) or {}
        if not words:
            return ()
        known = {facts.id for facts in directory}
        for spare in set(words) - known:
            self.problems.append(self._sources[name].problem((spare,), "no-facts", name=spare))
        for index, facts in enumerate(directory):
            if facts.id not in words:
                source = self._sources["channels.yaml"]
                self.problems.append(source.problem((index, "id"), "no-words", name=facts.id, file=name))
        return tuple(values.channel(facts, words[facts.id]) for facts in directory if facts.id in words)

    def _cards(self, language: Language) -> Mapping[str, Mapping[Reader, core.Card]]:
        name = f"{language}/cards.yaml"
        shapes: dict[str, dict[Reader, models.CardShape]] = self.value(name, models.Cards) or {}
        if not shapes:
            return {}
        source = self._sources[name]
        categories = {"universal", *core.AlarmCategory}
        for spare in set(shapes) - categories:
            allowed = ", ".join(sorted(categories))
            self.problems.append(source.problem((spare,), "unknown-category", name=spare, allowed=allowed))
        for reader in set(Reader) - set(shapes.get("universal", {})):
            self.problems.append(source.problem(("universal",), "no-universal", name=reader))
        return {
            category: {
                reader: core.Card(card.opening, card.steps, card.closing, card.again)
                for reader, card in cards.items()
            }
            for category, cards in shapes.items()
        }

    def _lexicons(self) -> Mapping[str, Mapping[str, object]]:
        self.value(FORBIDDEN, models.Forbidden)
        found: dict[str, Mapping[str, object]] = {}
        for name in self.names("lexicon"):
            source = self._sources[name] if name == FORBIDDEN else self._read(name)
            if source is None:
                continue
            if name != FORBIDDEN:
                self.problems += source.problems
            if isinstance(source.value, dict) and not source.problems:
                found[Path(name).stem] = self._plain(source)
        return found

    def _plain(self, source: SourceFile) -> Mapping[str, object]:
        """Return a lexicon as YAML means it: lexicons are for specialists, numbers are numbers there."""
        try:
            value: Mapping[str, object] = yaml.load(
                source.data.decode("utf-8-sig"),
                Loader=SafeLoader,  # noqa: S506 - the safe one, in C
            )
        except (yaml.YAMLError, ValueError, TypeError) as error:
            self.problems.append(source.problem((), "not-yaml", reason=type(error).__name__))
            return {}
        return value
