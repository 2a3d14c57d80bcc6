"""The supplement: what each of its parts must have, and what must resolve."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import chain

from bot.core.content_files import CALENDAR, guide_file
from bot.core.handbook import Handbook
from bot.core.people import Audience, Language
from bot.core.supplement import Figure, Guide, PressPack, QuizQuestion, Scene, Supplement, Tip
from bot.services.content.finding import Finding, Place
from bot.services.content.references import twice
from bot.services.content.required import names_hotline
from bot.services.content.sheets import Item, Sheet, sheets_of

# What a tip has beside what all tips have, by audience.
AGES = frozenset(("small", "teen"))
PARTS: dict[Audience, frozenset[str]] = {
    Audience.CHILD: frozenset(),
    Audience.PARENT: AGES,
    Audience.TEACHER: AGES | {"activity"},
    Audience.COMMUNICATOR: frozenset(("script", "post")),
}
SUBSCRIBED = (Audience.PARENT, Audience.TEACHER, Audience.COMMUNICATOR)
# A script is read out in 60 to 90 seconds: some 170 Vietnamese syllables or 140 English words a minute,
# slower where it matters (content/README.md says how this was counted).
SCRIPT: dict[Language, tuple[int, int]] = {Language.VI: (160, 260), Language.EN: (115, 230)}
ACTIVITY_MINUTES = 10
_WORD = re.compile(r"\w+")
# A leap year: 29 February has its period too.
_YEAR_DAYS = tuple(date(2028, 1, 1) + timedelta(days=number) for number in range(366))
_YEAR = re.compile(r"\d{4}")
_MINUTES = re.compile(r"(\d+) \w+:")


def supplement_findings(handbook: Handbook) -> Iterator[Finding]:
    """Find what is missing in the supplement, and what leads nowhere."""
    for language in Language:
        there = handbook.supplement(language)
        topics = frozenset(topic.id for topic in handbook.topics(language))
        periods = {period.id for period in there.calendar.periods}
        sheets = sheets_of(language, there)
        yield from _ids(sheets)
        for sheet in sheets:
            for place, item in sheet.placed():
                yield from _item(sheet.file, place, item)
                yield from _resolved(sheet.file, *_topics(place, item), topics)
                if isinstance(item, Tip):
                    yield from _tip(sheet.file, place, item, periods)
                    yield from _script(sheet.file, place, item, language)
        channels = frozenset(channel.id for channel in handbook.reporting_channels(language))
        for guide in there.guides:
            if guide.channel not in channels:
                values = {"name": guide.channel}
                yield Finding(guide_file(guide.id, language), ("channel",), "unknown-channel", values)
    yield from _calendar(handbook)


def hotline_findings(handbook: Handbook) -> Iterator[Finding]:
    """Find tips, scenes and quiz questions that do not end at 111."""
    for language in Language:
        for sheet in sheets_of(language, handbook.supplement(language)):
            for place, item in sheet.placed():
                for name in ("help", "script", "post"):
                    text = getattr(item, name, "")
                    if text and not names_hotline(text):
                        yield Finding(sheet.file, (*place, name), "no-hotline")


def parity_findings(handbook: Handbook) -> Iterator[Finding]:
    """Find where the two languages' supplements are not in step."""
    original, twin = handbook.supplement(Language.VI), handbook.supplement(Language.EN)
    for there, here in zip(sheets_of(Language.VI, original), sheets_of(Language.EN, twin), strict=True):
        yield from _differences(here.file, (here.key,), _outline(there.items), _outline(here.items))
    for name in dict.fromkeys(guide.id for guide in (*original.guides, *twin.guides)):
        guides = [_outline(guide for guide in each.guides if guide.id == name) for each in (original, twin)]
        yield from _differences(guide_file(name, Language.EN), (), *guides)


def _outline(items: Iterable[Item | Guide]) -> list[tuple[object, ...]]:
    """Return what must be the same in both languages."""
    return [_same(item) for item in items]


def _same(item: Item | Guide) -> tuple[object, ...]:
    match item:
        case Tip():
            steps = len(item.activity.steps) if item.activity else 0
            return item.id, item.topic, item.period, steps
        case Scene():
            return item.id, item.topic, item.ages, *(reply.good for reply in item.replies)
        case QuizQuestion():
            return item.id, item.topic, item.ages, item.answer, len(item.options)
        case PressPack():
            return item.month, *item.topics
        case Figure():
            return item.id, item.year, *item.topics
        case Guide():
            counts = (len(item.report), len(item.block), len(item.evidence), len(item.privacy))
            drawn = (
                f"{part}: {'-'.join(one.screen for one in item.pictures[part])}" for part in item.pictures
            )
            return item.id, item.icon, item.channel, *counts, *drawn


def _differences(
    file: str, place: Place, original: Sequence[tuple[object, ...]], twin: Sequence[tuple[object, ...]]
) -> Iterator[Finding]:
    known = {each[0]: each for each in original}
    mine = {each[0]: each for each in twin}
    if known and not mine:
        yield Finding(file, place, "untranslated", {"name": ".".join(map(str, place)) or file, "file": file})
        return
    for name in sorted(known.keys() - mine.keys(), key=str):
        yield Finding(file, place, "untranslated", {"name": str(name), "file": file})
    for name in sorted(mine.keys() - known.keys(), key=str):
        values = {"name": str(name), "file": file.replace(Language.EN, Language.VI, 1)}
        yield Finding(file, place, "untranslated", values)
    for index, each in enumerate(twin):
        other = known.get(each[0], each)
        if other != each:
            values = {"name": str(each[0]), "here": _said(each), "there": _said(other)}
            yield Finding(file, (*place, index) if place else (), "languages-differ", values)


def _said(outline: tuple[object, ...]) -> str:
    return ", ".join(map(str, outline[1:]))


def _ids(sheets: Iterable[Sheet]) -> Iterator[Finding]:
    """Find ids that stand twice, tips' also in two files, and months with two packs."""
    placed = [(sheet.file, place, item) for sheet in sheets for place, item in sheet.placed()]
    names = ["month" if isinstance(item, PressPack) else "id" for _, _, item in placed]
    ids = [str(getattr(item, name)) for (_, _, item), name in zip(placed, names, strict=True)]
    for index in twice((type(item), ids[number]) for number, (_, _, item) in enumerate(placed)):
        file, place, _ = placed[index]
        yield Finding(file, (*place, names[index]), "id-twice", {"name": ids[index]})


def _tip(file: str, place: Place, tip: Tip, periods: set[str]) -> Iterator[Finding]:
    has = {name for name in AGES | {"activity", "script", "post"} if getattr(tip, name)}
    for name in sorted(PARTS[tip.audience] - has):
        yield Finding(file, place, "tip-part-missing", {"name": name, "tip": tip.id})
    for name in sorted(has - PARTS[tip.audience]):
        yield Finding(file, (*place, name), "tip-part-spare", {"name": name, "tip": tip.id})
    if tip.period is None and tip.audience in SUBSCRIBED:
        yield Finding(file, place, "tip-part-missing", {"name": "period", "tip": tip.id})
    if tip.period is not None and tip.period not in periods:
        values = {"name": tip.period, "allowed": ", ".join(sorted(periods))}
        yield Finding(file, (*place, "period"), "unknown-period", values)
    if tip.activity is not None:
        minutes = sum(int(found[1]) for found in map(_MINUTES.match, tip.activity.steps) if found)
        if minutes != ACTIVITY_MINUTES:
            values = {"count": str(minutes), "limit": str(ACTIVITY_MINUTES), "tip": tip.id}
            yield Finding(file, (*place, "activity"), "activity-minutes", values)


def _script(file: str, place: Place, tip: Tip, language: Language) -> Iterator[Finding]:
    count, (least, most) = len(_WORD.findall(tip.script)), SCRIPT[language]
    if tip.script and not least <= count <= most:
        values = {"count": str(count), "least": str(least), "limit": str(most)}
        yield Finding(file, (*place, "script"), "script-length", values)


def _item(file: str, place: Place, item: Item) -> Iterator[Finding]:
    if isinstance(item, Scene) and {reply.good for reply in item.replies} != {True, False}:
        yield Finding(file, (*place, "replies"), "scene-one-sided")
    if isinstance(item, Figure) and not all(
        re.search(rf"(?<!\d){year}(?!\d)", item.text) for year in _YEAR.findall(item.year)
    ):
        yield Finding(file, (*place, "text"), "year-unsaid")


def _topics(place: Place, item: Item) -> tuple[Place, tuple[str, ...]]:
    """Return the topics that an item names, and where."""
    if isinstance(item, PressPack | Figure):
        return (*place, "topics"), item.topics
    return (*place, "topic"), (item.topic,)


def _resolved(file: str, place: Place, ids: Iterable[str], topics: frozenset[str]) -> Iterator[Finding]:
    for name in ids:
        if name not in topics:
            yield Finding(file, place, "unknown-topic", {"name": name})


def _calendar(handbook: Handbook) -> Iterator[Finding]:
    """Find gaps and overlaps in the year, and periods in which one of the broad themes has no tip.

    Somebody who subscribes gets tips for everything.
    """
    there = handbook.supplement(Language.VI)
    periods = there.calendar.periods
    if not periods:
        return
    for index in twice(period.id for period in periods):
        yield Finding(CALENDAR, ("periods", index, "id"), "id-twice", {"name": periods[index].id})
    for day in _YEAR_DAYS:
        count = sum(period.holds(day) for period in periods)
        if count != 1:
            values = {"day": f"{day:%m-%d}", "count": str(count)}
            yield Finding(CALENDAR, ("periods",), "day-periods", values)
            break
    yield from _themes(handbook, there)


def _themes(handbook: Handbook, there: Supplement) -> Iterator[Finding]:
    topics = frozenset(topic.id for topic in handbook.topics(Language.VI))
    for theme, ids in there.calendar.themes.items():
        yield from _resolved(CALENDAR, ("themes", theme), ids, topics)
    tips = list(chain.from_iterable(there.tips.get(audience, ()) for audience in SUBSCRIBED))
    for index, period in enumerate(there.calendar.periods if tips else ()):
        here = {tip.topic for tip in tips if tip.period == period.id}
        for theme, ids in there.calendar.themes.items():
            if here.isdisjoint(ids):
                values = {"name": period.id, "theme": theme}
                yield Finding(CALENDAR, ("periods", index), "theme-missing", values)
