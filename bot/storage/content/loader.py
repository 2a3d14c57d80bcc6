"""Load the content folder: every file, every problem, then one complete handbook or none."""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from bot.core.errors import ContentError
from bot.core.handbook import ReportingChannel, Topic
from bot.core.people import Language
from bot.core.problems import Code, Place, Problem
from bot.core.topic_ids import TOPIC_IDS
from bot.storage.content import assembly
from bot.storage.content.document import Document, plain_values, read_document
from bot.storage.content.folder import CHANNELS, FORBIDDEN, OUT_OF_SCOPE, SUFFIX, Snapshot, take_snapshot
from bot.storage.content.handbook import Edition, FileHandbook
from bot.storage.content.interface import Interface
from bot.storage.content.messages import Messages, load_messages
from bot.storage.content.models import (
    CardsFile,
    ChannelEntry,
    ChannelsFile,
    ChannelWordsFile,
    ForbiddenFile,
    OutOfScopeFile,
    TopicFile,
)
from bot.storage.content.validation import unknown_value, validated

M = TypeVar("M", bound=BaseModel)


class UnreadableContent(ContentError):  # noqa: N818 - says what it is: content that can't be read
    """The folder has problems of form; `found` are the facts, `problems` the sentences."""

    def __init__(self, found: tuple[Problem, ...], messages: Messages) -> None:
        super().__init__(tuple(str(messages.explain(problem)) for problem in found))
        self.found = found


def load_handbook(root: Path, language: Language = Language.EN) -> FileHandbook:
    """Return the handbook of a folder; UnreadableContent lists every problem, worded in `language`."""
    problems: list[Problem] = []
    snapshot = take_snapshot(root, problems)
    handbook = _Reading(snapshot, problems).handbook() if snapshot.files else None
    if problems or handbook is None:
        ordered = sorted(problems, key=lambda problem: (problem.place.file, problem.place.line))
        raise UnreadableContent(tuple(ordered), load_messages(language))
    return handbook


class _Reading:
    """One pass over a snapshot; problems are collected, never raised."""

    def __init__(self, snapshot: Snapshot, problems: list[Problem]) -> None:
        self._snapshot = snapshot
        self._problems = problems
        self._documents: dict[str, Document] = {}

    def handbook(self) -> FileHandbook | None:
        """Return the handbook, or None when problems leave it incomplete."""
        directory = self._model(CHANNELS, ChannelsFile)
        out_of_scope = self._model(OUT_OF_SCOPE, OutOfScopeFile)
        lexicons = self._lexicons()
        facts = directory.root if directory is not None else ()
        self._report_twice(facts)
        editions = {language: self._edition(language, facts) for language in Language}
        complete = {language: edition for language, edition in editions.items() if edition is not None}
        if out_of_scope is None or len(complete) < len(Language):
            return None
        return FileHandbook(
            self._snapshot.version, complete, lexicons, self._documents, out_of_scope.root
        )

    def _edition(self, language: Language, facts: tuple[ChannelEntry, ...]) -> Edition | None:
        topics = self._topics(language)
        channels = self._channels(language, facts)
        cards = self._model(f"{language}/cards{SUFFIX}", CardsFile)
        interface = self._interface(language)
        if cards is None:
            return None
        return Edition(topics, channels, assembly.cards(cards), interface)

    def _topics(self, language: Language) -> tuple[Topic, ...]:
        found: dict[str, Topic] = {}
        for name in self._snapshot.under(f"{language}/topics"):
            topic_id = name.rpartition("/")[2].removesuffix(SUFFIX)
            if topic_id not in TOPIC_IDS:
                _, values = unknown_value(topic_id, TOPIC_IDS)
                known = values.get("meant") or values["known"]
                self._report(Code.TOPIC_UNKNOWN, Place(name), id=topic_id, known=known)
                continue
            read = self._model(name, TopicFile)
            if read is None:
                continue
            if read.id != topic_id:
                place = self._documents[name.removesuffix(SUFFIX)].place(("id",))
                self._report(Code.TOPIC_ID_DIFFERS, place, id=read.id, expected=topic_id)
            found[topic_id] = assembly.topic(read, language)
        return tuple(found[topic_id] for topic_id in TOPIC_IDS if topic_id in found)

    def _channels(
        self, language: Language, facts: tuple[ChannelEntry, ...]
    ) -> tuple[ReportingChannel, ...]:
        name = f"{language}/{CHANNELS}"
        read = self._model(name, ChannelWordsFile)
        if read is None or not facts:
            return ()
        document = self._documents[name.removesuffix(SUFFIX)]
        known = {entry.id for entry in facts}
        for channel_id in read.root:
            if channel_id not in known:
                self._report(Code.WORDS_WITHOUT_CHANNEL, document.place((channel_id,)), id=channel_id)
        for index, entry in enumerate(facts):
            if entry.id not in read.root:
                place = self._documents["channels"].place((index,))
                self._report(Code.CHANNEL_WITHOUT_WORDS, place, id=entry.id, file=name)
        return tuple(
            assembly.reporting_channel(entry, read.root[entry.id]) for entry in facts if entry.id in read.root
        )

    def _interface(self, language: Language) -> Interface:
        interface = Interface()
        for name, data in self._snapshot.under(f"{language}/interface").items():
            document = read_document(name, data, self._problems)
            if document is not None:
                interface.add(document, self._problems)
        return interface

    def _lexicons(self) -> Mapping[str, Mapping[str, object]]:
        self._model(FORBIDDEN, ForbiddenFile)
        found: dict[str, Mapping[str, object]] = {}
        for name in self._snapshot.under("lexicon"):
            document = self._document(name)
            if document is None:
                continue
            value = plain_values(document, self._problems)
            if isinstance(value, Mapping):
                found[name.removeprefix("lexicon/").removesuffix(SUFFIX)] = value
            else:
                self._report(Code.NOT_MAPPING, Place(name), field=name)
        return found

    def _model(self, name: str, model: type[M]) -> M | None:
        document = self._document(name)
        return None if document is None else validated(model, document, self._problems)

    def _document(self, name: str) -> Document | None:
        key = name.removesuffix(SUFFIX)
        if key in self._documents:
            return self._documents[key]
        if name not in self._snapshot.files:
            return None  # reported when the snapshot was taken
        document = read_document(name, self._snapshot.files[name], self._problems)
        if document is not None:
            self._documents[key] = document
        return document

    def _report_twice(self, facts: tuple[ChannelEntry, ...]) -> None:
        seen: set[str] = set()
        for index, entry in enumerate(facts):
            if entry.id in seen:
                self._report(Code.CHANNEL_TWICE, self._documents["channels"].place((index,)), id=entry.id)
            seen.add(entry.id)

    def _report(self, code: Code, place: Place, **values: str) -> None:
        self._problems.append(Problem(code, place, values))
