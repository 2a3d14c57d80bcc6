"""From the files beside the topics to the handbook's supplement. Every one of them may be missing."""

from collections.abc import Callable, Iterator
from typing import Any, Protocol, TypeVar

from pydantic import TypeAdapter

from bot.core.content_files import (
    CALENDAR,
    FIGURES,
    PRESS,
    QUIZ,
    SCENES,
    guide_file,
    guide_folder,
    sheet_file,
    tip_file,
)
from bot.core.people import Audience, Language
from bot.core.review import Review
from bot.core.supplement import (
    Activity,
    Calendar,
    Figure,
    Guide,
    Panel,
    Period,
    PressPack,
    QuizQuestion,
    Scene,
    SceneReply,
    Story,
    Supplement,
    Tip,
)
from bot.storage.content import sheets
from bot.storage.content.values import source

S = TypeVar("S")
T = TypeVar("T")


class Files(Protocol):
    """How files are read; problems are noted on the way."""

    def value(self, name: str, shape: TypeAdapter[Any]) -> Any:
        """Return a file's value in its shape, or None when it does not fit."""
        ...

    def has(self, name: str) -> bool:
        """Say whether there is such a file."""
        ...

    def names(self, folder: str) -> list[str]:
        """Return the names of a folder's files."""
        ...

    def misnamed(self, name: str, wanted: str) -> None:
        """Note that a file's id is another than its name."""
        ...


def calendar(files: Files) -> Calendar:
    """Return the year's periods and themes."""
    shape: sheets.CalendarShape | None = _sheet(files, CALENDAR, sheets.CalendarFile)
    if shape is None:
        return Calendar()
    periods = tuple(Period(each.id, _day(each.first), _day(each.last)) for each in shape.periods)
    return Calendar(periods, dict(shape.themes))


def supplement(files: Files, language: Language, year: Calendar) -> Supplement:
    """Return what one language has beside its topics."""
    scenes: sheets.SceneSheetShape | None = _sheet(files, sheet_file(SCENES, language), sheets.Scenes)
    quiz: sheets.QuizSheetShape | None = _sheet(files, sheet_file(QUIZ, language), sheets.Quiz)
    press: sheets.PressSheetShape | None = _sheet(files, sheet_file(PRESS, language), sheets.Press)
    figures: sheets.FigureSheetShape | None = _sheet(files, sheet_file(FIGURES, language), sheets.Figures)
    return Supplement(
        calendar=year,
        tips={audience: _tips(files, language, audience) for audience in Audience},
        scenes=_each(_scene, scenes.scenes, scenes) if scenes else (),
        questions=_each(_question, quiz.questions, quiz) if quiz else (),
        packs=_each(_pack, press.packs, press) if press else (),
        figures=_each(_figure, figures.figures, figures) if figures else (),
        guides=tuple(_guides(files, language)),
    )


def _sheet(files: Files, name: str, shape: TypeAdapter[Any]) -> Any:
    return files.value(name, shape) if files.has(name) else None


def _each(make: Callable[[S, Review], T], shapes: tuple[S, ...], sheet: sheets.ReviewShape) -> tuple[T, ...]:
    review = _review(sheet)
    return tuple(make(shape, review) for shape in shapes)


def _review(shape: sheets.ReviewShape) -> Review:
    return Review(shape.owner, shape.reviewed, shape.review_by, tuple(map(source, shape.sources)))


def _day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)


def _tips(files: Files, language: Language, audience: Audience) -> tuple[Tip, ...]:
    sheet: sheets.TipSheetShape | None = _sheet(files, tip_file(audience, language), sheets.Tips)
    if sheet is None:
        return ()
    review = _review(sheet)
    return tuple(_tip(shape, review, audience) for shape in sheet.tips)


# The shapes' fields are named as the values' are: only what differs is named here.


def _tip(shape: sheets.TipShape, review: Review, audience: Audience) -> Tip:
    activity = Activity(shape.activity.title, shape.activity.steps) if shape.activity else None
    return Tip(**{**dict(shape), "activity": activity}, audience=audience, review=review)


def _scene(shape: sheets.SceneShape, review: Review) -> Scene:
    replies = tuple(SceneReply(**dict(reply)) for reply in shape.replies)
    return Scene(**{**dict(shape), "replies": replies}, review=review)


def _question(shape: sheets.QuizQuestionShape, review: Review) -> QuizQuestion:
    return QuizQuestion(**{**dict(shape), "answer": shape.answer - 1}, review=review)


def _pack(shape: sheets.PressPackShape, review: Review) -> PressPack:
    stories = tuple(Story(**dict(story)) for story in shape.stories)
    return PressPack(**{**dict(shape), "stories": stories}, review=review)


def _figure(shape: sheets.FigureShape, review: Review) -> Figure:
    return Figure(**{**dict(shape), "source": source(shape.source)}, review=review)


def _guides(files: Files, language: Language) -> Iterator[Guide]:
    for name in files.names(guide_folder(language)):
        shape: sheets.GuideShape | None = files.value(name, sheets.Platform)
        if shape is None:
            continue
        if name != guide_file(shape.id, language):
            files.misnamed(name, shape.id)
        header = sheets.ReviewShape.model_fields
        own = {name: value for name, value in shape if name not in header}
        drawn = {
            part: tuple(Panel(each.screen, each.tap) for each in panels)
            for part, panels in shape.pictures.items()
        }
        yield Guide(**{**own, "pictures": drawn}, review=_review(shape))
