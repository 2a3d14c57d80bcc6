"""The handbook made from files: bot.core.handbook.Handbook, and where each value stands."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.handbook import AlarmCategory, Card, ReportingChannel, Topic
from bot.core.people import Audience, Language
from bot.core.problems import FieldPath, Place
from bot.core.words import Words
from bot.storage.content.assembly import Cards
from bot.storage.content.document import Document
from bot.storage.content.interface import Interface


@dataclass(frozen=True, slots=True)
class Edition:
    """One language's content."""

    topics: tuple[Topic, ...]
    channels: tuple[ReportingChannel, ...]
    cards: Cards
    interface: Interface


class FileHandbook:
    """All content of a folder, complete. Built by `load_handbook`."""

    def __init__(
        self,
        version: str,
        editions: Mapping[Language, Edition],
        lexicons: Mapping[str, Mapping[str, object]],
        documents: Mapping[str, Document],
        out_of_scope: tuple[str, ...],
    ) -> None:
        self._version = version
        self._editions = editions
        self._lexicons = lexicons
        self._documents = documents
        self._out_of_scope = out_of_scope
        self._words = {language: Words(edition.interface.entries) for language, edition in editions.items()}
        self._topics = {
            (topic.id, language): topic
            for language, edition in editions.items()
            for topic in edition.topics
        }

    @property
    def version(self) -> str:
        """A hash of all files: the key of every cache made from them."""
        return self._version

    def words(self, language: Language) -> Words:
        """Return the interface's words."""
        return self._words[language]

    def topics(self, language: Language) -> tuple[Topic, ...]:
        """Return the topics, in the order of the menus."""
        return self._editions[language].topics

    def topic(self, topic_id: str, language: Language) -> Topic | None:
        """Return one topic."""
        return self._topics.get((topic_id, language))

    def reporting_channels(self, language: Language) -> tuple[ReportingChannel, ...]:
        """Return the directory, the first to turn to first; overdue and unconfirmed ones included."""
        return self._editions[language].channels

    def card(self, category: AlarmCategory | None, audience: Audience, language: Language) -> Card:
        """Return the crisis card: the category's own for this audience, else the universal one."""
        cards = self._editions[language].cards
        return cards.get((category, audience)) or cards[(None, audience)]

    def out_of_scope(self) -> tuple[str, ...]:
        """Return messages of everyday life that no topic answers; the search learns from them."""
        return self._out_of_scope

    def lexicon(self, name: str) -> Mapping[str, object]:
        """Return a file of content/lexicon/ by its name, as plain YAML values; KeyError without it."""
        return self._lexicons[name]

    def where(self, document: str, path: FieldPath) -> Place:
        """Return the file and line of a value.

        `document` is a path without its suffix ("vi/topics/grooming", "channels"), or "vi/interface",
        whose paths are a dotted key and maybe an audience.
        """
        if document.endswith("/interface"):
            language = Language(document.partition("/")[0])
            return self._editions[language].interface.place(path) or Place(document)
        found = self._documents.get(document)
        return found.place(path) if found is not None else Place(f"{document}.yaml")
