"""What the handbook offers beside its topics: tips, scenes, quiz questions, press packs, figures, guides."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from bot.core.people import Audience
from bot.core.review import Review, Source


class Ages(StrEnum):
    """For which young people a scene or a question is written."""

    CHILD = "child"
    TEEN = "teen"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Period:
    """A part of every year, both days included, as (month, day); it may run over New Year."""

    id: str
    first: tuple[int, int]
    last: tuple[int, int]

    def holds(self, day: date) -> bool:
        """Say whether a day is in this part of the year."""
        here = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= here <= self.last
        return here >= self.first or here <= self.last


@dataclass(frozen=True, slots=True)
class Calendar:
    """The year in periods, in the order of a school year, and the broad themes by their topics."""

    periods: tuple[Period, ...] = ()
    themes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def period(self, day: date) -> Period | None:
        """Return the period that a day is in."""
        return next((period for period in self.periods if period.holds(day)), None)


@dataclass(frozen=True, slots=True)
class Activity:
    """Ten minutes with a class: the minutes of its steps add up."""

    title: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tip:
    """One situation, one action of ten minutes at most, one sentence to say, and 111.

    `period` is the part of the year that it belongs to, None for all the year. `small` and `teen` are
    lines for the two ages of children; `activity` is a teacher's, `script` (to be read out in 60 to 90
    seconds) and `post` are a communicator's; what an audience has not is empty.
    """

    id: str
    audience: Audience
    period: str | None
    topic: str
    title: str
    situation: str
    action: str
    say: str
    help: str
    review: Review
    small: str = ""
    teen: str = ""
    activity: Activity | None = None
    script: str = ""
    post: str = ""


@dataclass(frozen=True, slots=True)
class SceneReply:
    """One of the replies to choose from in a scene, and what then happens."""

    label: str
    outcome: str
    good: bool


@dataclass(frozen=True, slots=True)
class Scene:
    """A short story with replies to choose from; it teaches one move."""

    id: str
    ages: Ages
    topic: str
    title: str
    story: str
    replies: tuple[SceneReply, ...]
    move: str
    help: str
    review: Review


@dataclass(frozen=True, slots=True)
class QuizQuestion:
    """A question with options; `answer` is the position of the right one, from 0."""

    id: str
    ages: Ages
    topic: str
    question: str
    options: tuple[str, ...]
    answer: int
    why: str
    help: str
    review: Review


@dataclass(frozen=True, slots=True)
class Story:
    """An idea for a report."""

    title: str
    angle: str


@dataclass(frozen=True, slots=True)
class PressPack:
    """A month's theme for newsrooms and communes: stories, whom to ask, what not to show."""

    month: int
    theme: str
    why: str
    stories: tuple[Story, ...]
    ask: tuple[str, ...]
    avoid: tuple[str, ...]
    topics: tuple[str, ...]
    review: Review


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what was counted, its year and source, and how not to misuse it."""

    id: str
    text: str
    year: str
    source: Source
    caveat: str
    topics: tuple[str, ...]
    review: Review


class Screen(StrEnum):
    """What a picture's telephone shows; the label stands where it is touched."""

    CHAT = "chat"
    MESSAGE = "message"
    PROFILE = "profile"
    POST = "post"
    VIDEO = "video"
    GAME = "game"
    MENU = "menu"
    REASONS = "reasons"


@dataclass(frozen=True, slots=True)
class Panel:
    """One telephone of a picture: what it shows, and the words on the place to touch."""

    screen: Screen
    tap: str


@dataclass(frozen=True, slots=True)
class Guide:
    """How to report, block, keep evidence and stay private on one platform.

    `channel` is its entry in the reporting directory; `nicknames` is how people write its name. `pictures`
    are drawn for some of its parts.
    """

    id: str
    name: str
    icon: str
    channel: str
    nicknames: tuple[str, ...]
    report: tuple[str, ...]
    block: tuple[str, ...]
    evidence: tuple[str, ...]
    privacy: tuple[str, ...]
    caveat: str
    review: Review
    pictures: Mapping[str, tuple[Panel, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Supplement:
    """All of it in one language; each part may be empty."""

    calendar: Calendar = field(default_factory=Calendar)
    tips: Mapping[Audience, tuple[Tip, ...]] = field(default_factory=dict)
    scenes: tuple[Scene, ...] = ()
    questions: tuple[QuizQuestion, ...] = ()
    packs: tuple[PressPack, ...] = ()
    figures: tuple[Figure, ...] = ()
    guides: tuple[Guide, ...] = ()

    def tip(self, audience: Audience, tip_id: str) -> Tip | None:
        """Return a tip by its id."""
        return next((tip for tip in self.tips.get(audience, ()) if tip.id == tip_id), None)

    def guide(self, guide_id: str) -> Guide | None:
        """Return a platform's guide by its id."""
        return next((guide for guide in self.guides if guide.id == guide_id), None)

    def scene(self, scene_id: str) -> Scene | None:
        """Return a scene by its id."""
        return next((scene for scene in self.scenes if scene.id == scene_id), None)

    def question(self, question_id: str) -> QuizQuestion | None:
        """Return a quiz question by its id."""
        return next((question for question in self.questions if question.id == question_id), None)
