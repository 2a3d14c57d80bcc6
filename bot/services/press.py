"""Press packs and figures as replies, for newsrooms, communes and schools."""

from collections.abc import Sequence

from babel.dates import get_month_names

from bot.core.action import ALL, encode
from bot.core.people import Audience
from bot.core.reply import Block, Button, Press, Reply, Style
from bot.core.request import Voice
from bot.core.supplement import Figure, PressPack
from bot.services.blocks import heading, hotline, label, listed, provenance, text, title
from bot.services.paging import page_of

FIGURES_PER_PAGE = 4
READER = Audience.COMMUNICATOR


def pack(voice: Voice, shown: PressPack) -> Reply:
    """Return a month's pack."""
    blocks = (
        title(voice.say("press.title", month=_month(voice, shown.month), theme=shown.theme)),
        text(voice, shown.why),
        heading(voice, "press.stories"),
        listed(voice, Style.POINTS, (f"{story.title}: {story.angle}" for story in shown.stories)),
        heading(voice, "press.ask"),
        listed(voice, Style.POINTS, shown.ask),
        heading(voice, "press.avoid"),
        listed(voice, Style.POINTS, shown.avoid),
        hotline(voice, READER),
        provenance(voice, shown.review),
    )
    rows = [*_topics(voice, shown.topics), *filter(None, (_months(voice, shown),))]
    if voice.handbook.supplement(voice.language).figures:
        rows.append((Press(voice.say("press.figures"), encode("figures", ALL)),))
    return Reply(blocks, (*rows, _menu(voice)))


def about(figures: Sequence[Figure], topic_id: str) -> tuple[Figure, ...]:
    """Return the figures about a topic."""
    return tuple(figure for figure in figures if topic_id in (ALL, *figure.topics))


def figures(voice: Voice, shown: Sequence[Figure], topic_id: str, page: int) -> Reply:
    """Return a page of figures, each with its source and caveat."""
    here = page_of(shown, page, FIGURES_PER_PAGE)
    blocks = [title(voice.say("figures.title")), text(voice, voice.say("figures.intro"))]
    blocks += [_figure(voice, figure) for figure in here.items]
    blocks += [hotline(voice, READER), provenance(voice, here.items[0].review)]
    rows: list[tuple[Button, ...]] = []
    if here.count > 1:
        rows.append((Press(voice.say("button.next"), encode("figures", topic_id, here.following)),))
    return Reply(tuple(blocks), (*rows, _menu(voice)))


def _figure(voice: Voice, figure: Figure) -> Block:
    source = figure.source
    lines = (
        figure.text,
        voice.say("figures.source", name=source.name, publisher=source.publisher, date=source.date),
        voice.say("figures.caveat", text=figure.caveat),
    )
    return Block(Style.TEXT, lines)


def _month(voice: Voice, month: int) -> str:
    return str(get_month_names("wide", "stand-alone", locale=voice.language.value)[month])


def _months(voice: Voice, shown: PressPack) -> tuple[Button, ...]:
    packs = voice.handbook.supplement(voice.language).packs
    place = packs.index(shown)
    around = dict.fromkeys((packs[place - 1], packs[(place + 1) % len(packs)]))
    around.pop(shown, None)
    return tuple(Press(_month(voice, each.month), encode("press", str(each.month))) for each in around)


def _topics(voice: Voice, ids: Sequence[str]) -> list[tuple[Button, ...]]:
    found = [voice.handbook.topic(topic_id, voice.language) for topic_id in ids]
    return [(Press(label(topic), encode("topic", topic.id, READER)),) for topic in found if topic is not None]


def _menu(voice: Voice) -> tuple[Button, ...]:
    return (Press(voice.say("button.topics"), encode("topics", READER, "0")),)
