"""The shapes of the content files. Unknown keys are errors."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, HttpUrl, TypeAdapter

from bot.core.action import ALL, NONE
from bot.core.handbook import ContactKind, Risk
from bot.core.opening import OpeningHours
from bot.core.people import Audience, Language, Reader

_URL = TypeAdapter(HttpUrl)
# A button carries the topic, the audience and a section of twenty characters in 64 bytes.
LONGEST_TOPIC_ID = 24


def _no_sentinel(value: str) -> str:
    if value in (ALL, NONE):
        raise ValueError("a word that buttons use for something else")
    return value


def _https(value: object) -> object:
    if value is not None:
        _URL.validate_python(value)
    return value


def _opens(value: str) -> str:
    OpeningHours.parse(value)
    return value


def _lines(value: object) -> object:
    """Drop empty list items, which a stray dash leaves behind."""
    return [item for item in value if item not in (None, "")] if isinstance(value, list) else value


Text = Annotated[str, Field(min_length=1)]
Name = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
TopicId = Annotated[
    str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=LONGEST_TOPIC_ID), AfterValidator(_no_sentinel)
]
ShortName = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=20)]
Lines = Annotated[tuple[Text, ...], BeforeValidator(_lines)]
SomeLines = Annotated[tuple[Text, ...], BeforeValidator(_lines), Field(min_length=1)]
Url = Annotated[str, BeforeValidator(_https)]
Opens = Annotated[str, AfterValidator(_opens)]


class Shape(BaseModel):
    """What every part of a content file keeps to."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class SourceShape(Shape):
    """Where a statement comes from."""

    name: Text
    publisher: Text
    date: Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
    url: Url | None = None


class SectionShape(Shape):
    """A part of an answer with a button of its own."""

    id: ShortName
    title: Annotated[str, Field(min_length=1, max_length=40)]
    text: Text
    do: Lines = ()


class TeenShape(Shape):
    """A child's answer for those from about thirteen; `tell` falls back to the child's."""

    summary: Text
    do: SomeLines
    dont: Lines = ()
    tell: str = ""


class AnswerShape(Shape):
    """What one audience is told."""

    summary: Text
    do: SomeLines
    dont: Lines = ()
    tell: Text
    prevent: Lines = ()
    teen: TeenShape | None = None
    sections: tuple[SectionShape, ...] = ()
    examples: SomeLines


class TopicShape(Shape):
    """A file of topics/. A draft is checked, and shown to nobody."""

    id: TopicId
    draft: bool = False
    title: Annotated[str, Field(min_length=1, max_length=40)]
    icon: Annotated[str, Field(min_length=1, max_length=8)]
    risk: Risk
    keywords: SomeLines
    owner: Text
    reviewed: date
    review_by: date
    sources: Annotated[tuple[SourceShape, ...], Field(min_length=1)]
    related: tuple[Name, ...] = ()
    channels: tuple[Name, ...] = ()
    answers: Annotated[dict[Audience, AnswerShape], Field(min_length=1)]


class ChannelFactsShape(Shape):
    """An entry of channels.yaml: what is the same in every language."""

    id: Name
    kind: ContactKind
    contact: Text
    harms: SomeLines
    province: str = ""
    verified: date
    review_by: date
    source: Text
    always: bool = False
    enabled: bool = True
    opens: Opens | None = None
    household: bool = True
    audiences: Annotated[tuple[Audience, ...], Field(min_length=1)] = tuple(Audience)


class ChannelWordsShape(Shape):
    """An entry of vi/channels.yaml: what people read."""

    name: Text
    contact: Text | None = None
    hours: Text | None = None
    cost: Text
    who: Text
    have_ready: Text
    what_next: Text
    caveat: Text | None = None


class CardShape(Shape):
    """A crisis card."""

    opening: Text
    steps: Annotated[Lines, Field(min_length=3, max_length=3)]
    closing: SomeLines
    again: SomeLines


class PhraseShape(Shape):
    """Words that no text may use, and the better ones."""

    find: SomeLines
    instead: dict[Language, Text]
    languages: tuple[Language, ...] = ()
    audiences: tuple[Audience, ...] = ()
    exceptions: Annotated[Lines, Field(alias="except")] = ()


class AllowedShape(Shape):
    """Numbers and addresses that texts may name without a reporting channel of their own."""

    numbers: Lines = ()
    addresses: Lines = ()


class AroundShape(Shape):
    """Words beside a number that tell whether it is a telephone number."""

    called: SomeLines
    between: SomeLines
    cited: SomeLines
    counted: SomeLines


class ForbiddenShape(Shape):
    """lexicon/forbidden.yaml: the lists of the content check."""

    phrases: tuple[PhraseShape, ...]
    harm_words: SomeLines
    em_words: SomeLines
    denied_numbers: SomeLines
    allowed: AllowedShape = AllowedShape()
    around_numbers: AroundShape


ENTRY_KEYS = frozenset({"default", *Audience})

Directory = TypeAdapter(tuple[ChannelFactsShape, ...])
DirectoryWords = TypeAdapter(dict[Name, ChannelWordsShape])
Cards = TypeAdapter(dict[Name, dict[Reader, CardShape]])
OutOfScope = TypeAdapter(SomeLines)
Topic = TypeAdapter(TopicShape)
Forbidden = TypeAdapter(ForbiddenShape)
