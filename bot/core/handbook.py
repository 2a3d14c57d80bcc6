"""The handbook as the program sees it: read-only values, however the files look."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from bot.core.opening import OpeningHours
from bot.core.people import Audience, Language, Reader
from bot.core.reply import Sound
from bot.core.review import Review, Source
from bot.core.supplement import Supplement
from bot.core.words import Words


class Risk(StrEnum):
    """How much harm the topic's subject can do; orders the menus, never a verdict on a person."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class AlarmCategory(StrEnum):
    """What a disclosure is about; the ids are fixed, the most urgent first."""

    IMMEDIATE_DANGER = "immediate-danger"
    SELF_HARM = "self-harm"
    SEXUAL_ABUSE = "sexual-abuse"
    TRAFFICKING = "trafficking"
    SEXTORTION = "sextortion"
    VIOLENCE = "violence"
    GROOMING = "grooming"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an answer with a button of its own ("em lỡ bắt nạt bạn")."""

    id: str
    title: str
    text: str
    do: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What one audience is told about one topic."""

    summary: str
    do: tuple[str, ...]
    dont: tuple[str, ...]
    tell: str
    prevent: tuple[str, ...] = ()
    teen: "Answer | None" = None
    sections: tuple[Section, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Topic:
    """One subject of the handbook in one language; equal only to itself, so that it can key a cache."""

    id: str
    language: Language
    title: str
    icon: str
    risk: Risk
    keywords: tuple[str, ...]
    owner: str
    reviewed: date
    review_by: date
    sources: tuple[Source, ...]
    related: tuple[str, ...]
    channels: tuple[str, ...]
    answers: Mapping[Audience, Answer]

    @property
    def review(self) -> Review:
        """Who answers for this topic, its dates and sources."""
        return Review(self.owner, self.reviewed, self.review_by, self.sources)


class ContactKind(StrEnum):
    """How a reporting channel is reached."""

    CALL = "call"
    WEB = "web"
    APP = "app"
    IN_APP = "in-app"
    EMAIL = "email"
    IN_PERSON = "in-person"


@dataclass(frozen=True, slots=True)
class ReportingChannel:
    """Somebody who can help, in one language.

    `hours` is None for day and night, else a sentence. `province` is empty for all of Vietnam.
    `opens` is when it answers where that is known in numbers; with hours in words alone, nobody knows.
    `household` is False where its advice would lead into the home of whoever does the harm.
    `audiences` are those it may be shown to (VNeID needs a grown-up's account).
    `always` marks 111, 113, 114 and 115, which are shown even past their review date.
    """

    id: str
    kind: ContactKind
    contact: str
    name: str
    hours: str | None
    cost: str
    who: str
    harms: tuple[str, ...]
    have_ready: str
    what_next: str
    caveat: str | None
    province: str
    verified: date
    review_by: date
    source: str
    always: bool
    enabled: bool
    audiences: tuple[Audience, ...] = tuple(Audience)
    opens: OpeningHours | None = None
    household: bool = True

    @property
    def is_local(self) -> bool:
        """Whether it serves one province only."""
        return self.province != ""


# The reporting channel that is always there, and always first.
HOTLINE = "hotline-111"


@dataclass(frozen=True, slots=True)
class Card:
    """The first reply to a disclosure; at most 500 characters in all.

    `again` is the shorter second card (two lines and one new step).
    """

    opening: str
    steps: tuple[str, ...]
    closing: tuple[str, ...]
    again: tuple[str, ...]


class Handbook(Protocol):
    """All content, complete and checked; swapped whole when the files change."""

    @property
    def version(self) -> str:
        """A hash of all files: the key of every cache made from them."""
        ...

    def words(self, language: Language) -> Words:
        """Return the interface's words."""
        ...

    def topics(self, language: Language) -> tuple[Topic, ...]:
        """Return the topics, in the order of the menus."""
        ...

    def topic(self, topic_id: str, language: Language) -> Topic | None:
        """Return one topic."""
        ...

    def reporting_channels(self, language: Language) -> tuple[ReportingChannel, ...]:
        """Return the directory, the first to turn to first; overdue and unconfirmed ones included."""
        ...

    def card(self, category: AlarmCategory | None, reader: Reader, language: Language) -> Card:
        """Return the crisis card: the category's own for this reader, else the nearest one."""
        ...

    def recordings(self, text: str) -> tuple[Sound, ...]:
        """Return the operator's recordings of a text, such as card:sextortion:child."""
        ...

    def supplement(self, language: Language) -> Supplement:
        """Return what there is beside the topics: tips, scenes, quiz, press packs, figures, guides."""
        ...

    def out_of_scope(self) -> tuple[str, ...]:
        """Return messages of everyday life that no topic answers; the search learns from them."""
        ...

    def lexicon(self, name: str) -> Mapping[str, object]:
        """Return a file of content/lexicon/ by its name, as plain YAML values."""
        ...
