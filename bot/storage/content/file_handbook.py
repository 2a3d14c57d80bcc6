"""The handbook of one folder: what the loader has read, as the program asks for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.core import handbook as core
from bot.core.people import Language, Reader
from bot.core.reply import Sound
from bot.core.supplement import Supplement
from bot.core.words import Words
from bot.storage.content.problems import Problem
from bot.storage.content.source import Place, SourceFile


@dataclass(frozen=True, slots=True, eq=False)
class FileHandbook:
    """The handbook of one folder; see bot.core.handbook.Handbook."""

    version: str
    sources: Mapping[str, SourceFile]
    _words: Mapping[Language, Words]
    _topics: Mapping[Language, Mapping[str, core.Topic]]
    _channels: Mapping[Language, tuple[core.ReportingChannel, ...]]
    _cards: Mapping[Language, Mapping[str, Mapping[Reader, core.Card]]]
    _out_of_scope: tuple[str, ...]
    _supplements: Mapping[Language, Supplement]
    _lexicons: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    _recordings: Mapping[str, tuple[Sound, ...]] = field(default_factory=dict)

    def words(self, language: Language) -> Words:
        """Return the interface's words."""
        return self._words[language]

    def topics(self, language: Language) -> tuple[core.Topic, ...]:
        """Return the topics, in the order of the menus."""
        return tuple(self._topics[language].values())

    def topic(self, topic_id: str, language: Language) -> core.Topic | None:
        """Return one topic."""
        return self._topics[language].get(topic_id)

    def reporting_channels(self, language: Language) -> tuple[core.ReportingChannel, ...]:
        """Return the directory."""
        return self._channels[language]

    def with_channels(self, channels: Mapping[Language, tuple[core.ReportingChannel, ...]]) -> "FileHandbook":
        """Return the same handbook with this directory instead of its files'."""
        return replace(self, _channels=channels)

    def with_recordings(self, recordings: Mapping[str, tuple[Sound, ...]]) -> "FileHandbook":
        """Return the same handbook with these recordings of its texts."""
        return replace(self, _recordings=recordings)

    def recordings(self, text: str) -> tuple[Sound, ...]:
        """Return the operator's recordings of a text."""
        return self._recordings.get(text, ())

    def card(self, category: core.AlarmCategory | None, reader: Reader, language: Language) -> core.Card:
        """Return the crisis card: the category's own for this reader, else the nearest one.

        A teenager without a card of their own gets the child's; what helps a friend is never the child's.
        """
        cards = self._cards[language]
        own, universal = (cards.get(category, {}) if category else {}), cards["universal"]
        if reader is Reader.TEEN:
            return (
                own.get(reader) or own.get(Reader.CHILD) or universal.get(reader) or universal[Reader.CHILD]
            )
        return own.get(reader) or universal.get(reader) or universal[Reader(reader.audience)]

    def own_cards(self, language: Language) -> Mapping[str, Mapping[Reader, core.Card]]:
        """Return every card by category (or `universal`) and audience."""
        return self._cards[language]

    def supplement(self, language: Language) -> Supplement:
        """Return what there is beside the topics."""
        return self._supplements[language]

    def out_of_scope(self) -> tuple[str, ...]:
        """Return the messages of everyday life."""
        return self._out_of_scope

    def lexicon(self, name: str) -> Mapping[str, object]:
        """Return a lexicon; KeyError when there is none of this name."""
        return self._lexicons[name]

    def where(self, file: str, place: Place) -> tuple[str, int]:
        """Return the file and line of a part of a file, for the content check.

        A folder's name stands for those of its files that have this place.
        """
        for name, source in self.sources.items():
            if name == file or (name.startswith(f"{file}/") and place in source.lines):
                return name, source.line(place)
        return file, 1

    def problem(self, file: str, place: Place, code: str, filling: Mapping[str, str]) -> Problem:
        """Return what the content check has found, as a problem with its line."""
        name, line = self.where(file, place)
        return Problem(name, line, code, filling)
