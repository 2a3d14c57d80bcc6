"""The content files as pydantic models: what may stand where. Lengths and meaning are checked later."""

from typing import Annotated, Self

from pydantic import Field, RootModel, model_validator

from bot.core.handbook import ContactKind, Risk
from bot.core.people import Audience
from bot.core.problems import Code
from bot.storage.content.fields import Day, Harm, Id, Model, SourceDate, Text, Texts, TopicId, YesNo, refuse


class SourceEntry(Model):
    """Where a statement comes from."""

    name: Text
    publisher: Text
    date: SourceDate
    url: Annotated[str | None, Field(pattern=r"^https://\S+$")] = None


class SectionEntry(Model):
    """An extra part of an answer, with a button of its own."""

    id: Id
    title: Text
    text: Text
    do: Texts = ()


class TeenEntry(Model):
    """What differs from about thirteen; only what differs is written."""

    summary: Text
    do: Annotated[Texts, Field(min_length=1)]
    dont: Texts = ()
    tell: str = ""


class AnswerEntry(Model):
    """What one audience is told, and how it asks."""

    summary: Text
    do: Annotated[Texts, Field(min_length=1)]
    dont: Texts = ()
    tell: Text
    prevent: Texts = ()
    sections: tuple[SectionEntry, ...] = ()
    examples: Texts = ()


class ChildAnswerEntry(AnswerEntry):
    """What a child is told; the one audience with a variant for teenagers."""

    teen: TeenEntry | None = None


class AnswersEntry(Model):
    """The audiences that a topic serves."""

    child: ChildAnswerEntry | None = None
    parent: AnswerEntry | None = None
    teacher: AnswerEntry | None = None
    communicator: AnswerEntry | None = None

    @model_validator(mode="after")
    def _serves_somebody(self) -> Self:
        if not self.served():
            raise refuse(Code.KEY_MISSING, field="answers.child")
        return self

    def served(self) -> dict[Audience, AnswerEntry]:
        """Return the answers that are there."""
        answers = {audience: getattr(self, audience) for audience in Audience}
        return {audience: answer for audience, answer in answers.items() if answer is not None}


class TopicFile(Model):
    """content/<language>/topics/<id>.yaml."""

    id: TopicId
    title: Text
    icon: Text
    risk: Risk
    keywords: Annotated[Texts, Field(min_length=1)]
    owner: Text
    reviewed: Day
    review_by: Day
    sources: Annotated[tuple[SourceEntry, ...], Field(min_length=1)]
    related: tuple[TopicId, ...]
    channels: Annotated[Texts, Field(min_length=1)]
    answers: AnswersEntry


class ChannelEntry(Model):
    """The facts of a reporting channel, the same in every language."""

    id: Id
    kind: ContactKind
    contact: Text
    harms: Annotated[tuple[Harm, ...], Field(min_length=1)]
    province: str = ""
    verified: Day
    review_by: Day
    source: Text
    always: YesNo = False
    enabled: YesNo = True
    audiences: Annotated[tuple[Audience, ...], Field(min_length=1)] = tuple(Audience)


class ChannelsFile(RootModel[tuple[ChannelEntry, ...]]):
    """content/channels.yaml: the first to turn to first."""


class ChannelWordsEntry(Model):
    """What people read about a reporting channel."""

    name: Text
    hours: Text | None = None
    cost: Text
    who: Text
    have_ready: Text
    what_next: Text
    caveat: Text | None = None


class ChannelWordsFile(RootModel[dict[str, ChannelWordsEntry]]):
    """content/<language>/channels.yaml: words by channel id."""


class CardEntry(Model):
    """A crisis card."""

    opening: Text
    steps: Annotated[Texts, Field(min_length=1)]
    closing: Annotated[Texts, Field(min_length=1)]
    again: Annotated[Texts, Field(min_length=1)]


class UniversalCardsEntry(Model):
    """The card for any alarm, for everybody."""

    child: CardEntry
    parent: CardEntry
    teacher: CardEntry
    communicator: CardEntry


class CategoryCardsEntry(Model):
    """One alarm category's own cards; who is missing gets the universal one."""

    child: CardEntry | None = None
    parent: CardEntry | None = None
    teacher: CardEntry | None = None
    communicator: CardEntry | None = None


class CardsFile(Model):
    """content/<language>/cards.yaml."""

    universal: UniversalCardsEntry
    immediate_danger: CategoryCardsEntry | None = Field(default=None, alias="immediate-danger")
    self_harm: CategoryCardsEntry | None = Field(default=None, alias="self-harm")
    sexual_abuse: CategoryCardsEntry | None = Field(default=None, alias="sexual-abuse")
    trafficking: CategoryCardsEntry | None = None
    sextortion: CategoryCardsEntry | None = None
    violence: CategoryCardsEntry | None = None
    grooming: CategoryCardsEntry | None = None


class OutOfScopeFile(RootModel[Texts]):
    """content/out-of-scope.yaml: messages of everyday life that no topic answers."""


class DeniedNumber(Model):
    """A number that must never be shown, in any spelling."""

    number: Text
    why: Text


class ForbiddenWords(Model):
    """A phrase not to be said, and what to say instead.

    It is harmless inside quotation marks, unless `in_quotes`; and after one of the words of
    `allowed_after` in the same sentence ("không hứa ...").
    """

    say: Annotated[Texts, Field(min_length=1)]
    instead: Text
    languages: Texts = ("vi",)
    audiences: tuple[Audience, ...] = tuple(Audience)
    allowed_after: Texts = ()
    in_quotes: YesNo = False


class ByLanguage(Model):
    """Words in each language."""

    vi: Texts = ()
    en: Texts = ()


class ForbiddenFile(Model):
    """content/lexicon/forbidden.yaml: what the content check refuses."""

    denied_numbers: tuple[DeniedNumber, ...] = ()
    words: tuple[ForbiddenWords, ...] = ()
    call_words: ByLanguage = ByLanguage()
    number_nouns: ByLanguage = ByLanguage()
    card_opening: ByLanguage = ByLanguage()
    bare_pronouns: Texts = ()
    pronoun_compounds: Texts = ()
