"""The shapes of the files beside the topics: lists under one header of owner, dates and sources."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, TypeAdapter, model_validator

from bot.core.supplement import Ages, Screen
from bot.storage.content.models import Lines, Name, Shape, SomeLines, SourceShape, Text

_DAY = re.compile(r"(\d{2})-(\d{2})")


def _day(value: str) -> str:
    """Check a day of every year; 29 February counts as one."""
    found = _DAY.fullmatch(value)
    if found is None:
        raise ValueError("a day such as 09-05")
    date(2024, int(found[1]), int(found[2]))
    return value


ItemId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=30)]
Label = Annotated[str, Field(min_length=1, max_length=40)]
Day = Annotated[str, AfterValidator(_day)]


class ReviewShape(Shape):
    """The header of a file: who answers for it, its dates and sources."""

    owner: Text
    reviewed: date
    review_by: date
    sources: Annotated[tuple[SourceShape, ...], Field(min_length=1)]


class ActivityShape(Shape):
    """Ten minutes with a class."""

    title: Text
    steps: Annotated[Lines, Field(min_length=3, max_length=5)]


class TipShape(Shape):
    """An entry of tips/*.yaml."""

    id: ItemId
    period: Name | None = None
    topic: Name
    title: Text
    situation: Text
    action: Text
    say: Text
    small: str = ""
    teen: str = ""
    help: Text
    activity: ActivityShape | None = None
    script: str = ""
    post: str = ""


class SceneReplyShape(Shape):
    """A reply to choose in a scene."""

    label: Label
    outcome: Text
    good: bool


class SceneShape(Shape):
    """An entry of scenes.yaml."""

    id: ItemId
    ages: Ages
    topic: Name
    title: Label
    story: Text
    replies: Annotated[tuple[SceneReplyShape, ...], Field(min_length=2, max_length=3)]
    move: Text
    help: Text


class QuizQuestionShape(Shape):
    """An entry of quiz.yaml; `answer` counts from 1."""

    id: ItemId
    ages: Ages
    topic: Name
    question: Text
    options: Annotated[tuple[Label, ...], Field(min_length=2, max_length=4)]
    answer: Annotated[int, Field(ge=1, le=4)]
    why: Text
    help: Text

    @model_validator(mode="after")
    def _answer_is_an_option(self) -> "QuizQuestionShape":
        if self.answer > len(self.options):
            raise ValueError(f"answer is {self.answer}, but there are {len(self.options)} options")
        return self


class StoryShape(Shape):
    """A story idea of a press pack."""

    title: Text
    angle: Text


class PressPackShape(Shape):
    """An entry of press.yaml: one month."""

    month: Annotated[int, Field(ge=1, le=12)]
    theme: Text
    why: Text
    stories: Annotated[tuple[StoryShape, ...], Field(min_length=3, max_length=3)]
    ask: SomeLines
    avoid: SomeLines
    topics: Annotated[tuple[Name, ...], Field(min_length=1)]


class FigureShape(Shape):
    """An entry of figures.yaml."""

    id: ItemId
    text: Text
    year: Annotated[str, Field(pattern=r"^(19|20)\d\d([–-](19|20)\d\d)?$")]
    source: SourceShape
    caveat: Text
    topics: Annotated[tuple[Name, ...], Field(min_length=1)]


class TipSheetShape(ReviewShape):
    """A file of tips/."""

    tips: tuple[TipShape, ...]


class SceneSheetShape(ReviewShape):
    """scenes.yaml."""

    scenes: tuple[SceneShape, ...]


class QuizSheetShape(ReviewShape):
    """quiz.yaml."""

    questions: tuple[QuizQuestionShape, ...]


class PressSheetShape(ReviewShape):
    """press.yaml."""

    packs: tuple[PressPackShape, ...]


class FigureSheetShape(ReviewShape):
    """figures.yaml."""

    figures: tuple[FigureShape, ...]


class PanelShape(Shape):
    """One telephone of a picture: what it shows, and the words on the place to touch."""

    screen: Screen
    tap: Annotated[str, Field(min_length=1, max_length=30)]


Panels = Annotated[tuple[PanelShape, ...], Field(min_length=2, max_length=3)]


class GuideShape(ReviewShape):
    """A file of platforms/."""

    id: Name
    name: Label
    icon: Annotated[str, Field(min_length=1, max_length=8)]
    channel: Name
    nicknames: SomeLines
    report: SomeLines
    block: SomeLines
    evidence: SomeLines
    privacy: SomeLines
    caveat: Text
    pictures: dict[Literal["report", "block"], Panels] = Field(default_factory=dict)


class PeriodShape(Shape):
    """A part of every year, both days included."""

    id: Name
    first: Day
    last: Day


class CalendarShape(Shape):
    """calendar.yaml: the year in periods, and the broad themes by their topics."""

    periods: tuple[PeriodShape, ...]
    themes: dict[Name, tuple[Name, ...]]


Tips = TypeAdapter(TipSheetShape)
Scenes = TypeAdapter(SceneSheetShape)
Quiz = TypeAdapter(QuizSheetShape)
Press = TypeAdapter(PressSheetShape)
Figures = TypeAdapter(FigureSheetShape)
Platform = TypeAdapter(GuideShape)
CalendarFile = TypeAdapter(CalendarShape)
