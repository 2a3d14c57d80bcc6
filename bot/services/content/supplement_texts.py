"""Every text of the supplement, for whom it is and how long it may be where it is shown."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from bot.core.content_files import guide_file, tip_file
from bot.core.people import Audience, Language
from bot.core.supplement import Figure, Guide, PressPack, QuizQuestion, Scene, Supplement, Tip
from bot.services.content.finding import Place
from bot.services.content.sheets import Item, sheets_of

# The most characters of each part; parts that are not named share a screen (see screens).
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
class Parts:
    """The texts of one item with their places inside it, the most characters of each, and for whom."""

    texts: Iterable[Part]
    limits: Mapping[str, int]
    audience: Audience | None


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
    for sheet in sheets_of(language, there):
        for place, item in sheet.placed():
            yield from _texts(sheet.file, place, _parts(item))
    for guide in there.guides:
        yield from _texts(guide_file(guide.id, language), (), Parts(_guide(guide), GUIDE, None))


def _parts(item: Item) -> Parts:
    match item:
        case Tip():
            return Parts(_tip(item), TIP, item.audience)
        case Scene():
            return Parts(_scene(item), SCENE, Audience.CHILD)
        case QuizQuestion():
            return Parts(_question(item), QUESTION, Audience.CHILD)
        case PressPack():
            return Parts(_pack(item), PACK, Audience.COMMUNICATOR)
        case Figure():
            return Parts(_figure(item), FIGURE, Audience.COMMUNICATOR)


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
        file = guide_file(guide.id, language)
        yield Screen(file, ("report",), (*guide.report, *guide.block, guide.caveat), GUIDE_FIRST)
        yield Screen(file, ("evidence",), guide.evidence, GUIDE_PART)
        yield Screen(file, ("privacy",), guide.privacy, GUIDE_PART)


def _texts(file: str, place: Place, parts: Parts) -> Iterator[Text]:
    for inside, text in parts.texts:
        if text:
            limit = parts.limits.get(str(inside[0])) if len(inside) == 1 else _INNER.get(str(inside[-1]))
            yield Text(file, (*place, *inside), text, parts.audience, limit)


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
