"""Every text of the supplement, for whom it is and how long it may be where it is shown."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from bot.core.people import Audience, Language
from bot.core.supplement import Figure, Guide, PressPack, QuizQuestion, Scene, Supplement, Tip
from bot.services.content.finding import Place
from bot.services.content.places import FIGURES, PRESS, QUIZ, SCENES, guide_file, tip_file

# The most characters of each part; parts that are not named share a screen (see SCREENS).
TIP: Mapping[str, int] = {
    "title": 60,
    "situation": 300,
    "action": 350,
    "say": 200,
    "small": 200,
    "teen": 200,
    "help": 160,
    "post": 350,
}
SCENE: Mapping[str, int] = {"story": 400, "move": 200, "help": 160}
QUESTION: Mapping[str, int] = {"question": 250, "why": 300, "help": 160}
PACK: Mapping[str, int] = {"theme": 80, "why": 400}
FIGURE: Mapping[str, int] = {"text": 300, "caveat": 250}
GUIDE: Mapping[str, int] = {"caveat": 250}
OUTCOME, STORY_TITLE, STORY_ANGLE, ACTIVITY = 300, 80, 300, 800
CHILD_TIP = 500
# A tip goes out as one message, with headings and sources: Zalo takes 2,000 characters.
WHOLE_TIP = 1_800
GUIDE_FIRST, GUIDE_PART = 900, 700

Part: TypeAlias = tuple[Place, str]


@dataclass(frozen=True, slots=True)
class Screen:
    """Texts that are shown together: where, all of them, and the most characters that they may have."""

    file: str
    place: Place
    texts: tuple[str, ...]
    limit: int


@dataclass(frozen=True, slots=True)
class Text:
    """One text with its file and place; `limit` is None where its screen alone limits it."""

    file: str
    place: Place
    text: str
    audience: Audience | None
    limit: int | None = None


def texts(language: Language, there: Supplement) -> Iterator[Text]:
    """Yield every text."""
    for audience, tips in there.tips.items():
        file = tip_file(audience, language)
        for index, tip in enumerate(tips):
            yield from _texts(file, ("tips", index), _tip(tip), TIP, audience)
    child, press = Audience.CHILD, Audience.COMMUNICATOR
    for index, scene in enumerate(there.scenes):
        yield from _texts(f"{language}/{SCENES}", ("scenes", index), _scene(scene), SCENE, child)
    for index, question in enumerate(there.questions):
        yield from _texts(f"{language}/{QUIZ}", ("questions", index), _question(question), QUESTION, child)
    for index, pack in enumerate(there.packs):
        yield from _texts(f"{language}/{PRESS}", ("packs", index), _pack(pack), PACK, press)
    for index, figure in enumerate(there.figures):
        yield from _texts(f"{language}/{FIGURES}", ("figures", index), _figure(figure), FIGURE, press)
    for guide in there.guides:
        yield from _texts(guide_file(guide, language), (), _guide(guide), GUIDE, None)


def screens(language: Language, there: Supplement) -> Iterator[Screen]:
    """Yield what is shown together and has a limit of its own."""
    for audience, tips in there.tips.items():
        file = tip_file(audience, language)
        for index, tip in enumerate(tips):
            place: Place = ("tips", index)
            whole = tuple(text for inside, text in _tip(tip) if inside != ("post",))
            yield Screen(file, place, whole, WHOLE_TIP)
            if tip.activity is not None:
                yield Screen(file, (*place, "activity"), tip.activity.steps, ACTIVITY)
            if audience is Audience.CHILD:
                yield Screen(file, place, (tip.situation, tip.action, tip.say, tip.help), CHILD_TIP)
    for guide in there.guides:
        file = guide_file(guide, language)
        yield Screen(file, ("report",), (*guide.report, *guide.block, guide.caveat), GUIDE_FIRST)
        yield Screen(file, ("evidence",), guide.evidence, GUIDE_PART)
        yield Screen(file, ("privacy",), guide.privacy, GUIDE_PART)


def _texts(
    file: str,
    place: Place,
    parts: Iterable[Part],
    limits: Mapping[str, int],
    audience: Audience | None,
) -> Iterator[Text]:
    for inside, text in parts:
        if text:
            limit = limits.get(str(inside[0])) if len(inside) == 1 else _INNER.get(str(inside[-1]))
            yield Text(file, (*place, *inside), text, audience, limit)


# Limits of parts inside parts.
_INNER: Mapping[str, int] = {"outcome": OUTCOME, "title": STORY_TITLE, "angle": STORY_ANGLE}


def _tip(tip: Tip) -> Iterator[Part]:
    for name in ("title", "situation", "action", "say", "small", "teen", "script", "post", "help"):
        yield (name,), getattr(tip, name)
    if tip.activity is not None:
        yield ("activity", "title"), tip.activity.title
        yield from _lines(("activity", "steps"), tip.activity.steps)


def _scene(scene: Scene) -> Iterator[Part]:
    for name in ("title", "story", "move", "help"):
        yield (name,), getattr(scene, name)
    for index, reply in enumerate(scene.replies):
        yield ("replies", index, "label"), reply.label
        yield ("replies", index, "outcome"), reply.outcome


def _question(question: QuizQuestion) -> Iterator[Part]:
    for name in ("question", "why", "help"):
        yield (name,), getattr(question, name)
    yield from _lines(("options",), question.options)


def _pack(pack: PressPack) -> Iterator[Part]:
    for name in ("theme", "why"):
        yield (name,), getattr(pack, name)
    for index, story in enumerate(pack.stories):
        yield ("stories", index, "title"), story.title
        yield ("stories", index, "angle"), story.angle
    yield from _lines(("ask",), pack.ask)
    yield from _lines(("avoid",), pack.avoid)


def _figure(figure: Figure) -> Iterator[Part]:
    yield ("text",), figure.text
    yield ("source", "name"), figure.source.name
    yield ("source", "publisher"), figure.source.publisher
    yield ("caveat",), figure.caveat


def _guide(guide: Guide) -> Iterator[Part]:
    yield ("name",), guide.name
    for name in ("report", "block", "evidence", "privacy"):
        yield from _lines((name,), getattr(guide, name))
    yield ("caveat",), guide.caveat


def _lines(place: Place, lines: Iterable[str]) -> Iterator[Part]:
    return (((*place, index), line) for index, line in enumerate(lines))
