"""The reporting directory as replies: who can help with a topic, and everybody who can help."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from bot.core.action import encode
from bot.core.handbook import HOTLINE, ContactKind, ReportingChannel, Topic
from bot.core.people import Audience
from bot.core.reply import Block, Button, Call, Link, Press, Reply, Style
from bot.core.request import Voice
from bot.services.blocks import hotline, title
from bot.services.paging import Page, page_of
from bot.services.understanding.letters import fold

CHANNELS_PER_PAGE = 4
CACHED = 512


def is_shown(channel: ReportingChannel, today: date, audience: Audience) -> bool:
    """Say whether a channel may be shown: confirmed, for this audience, and not overdue."""
    if not channel.enabled or audience not in channel.audiences:
        return False
    return channel.always or today <= channel.review_by


def helpers(voice: Voice, topic: Topic, audience: Audience, page: int = 0) -> Reply:
    """Return who can help with this topic, 111 first, each with what to have ready."""
    return _page(voice, topic, audience, _turned(voice, topic, audience, page).number)


def contacts(voice: Voice, audience: Audience, page: int = 0, province: str = "") -> Reply:
    """Return one page of the whole directory: 111 first, then what is in the person's province (a slug)."""
    return _page(voice, None, audience, _turned(voice, None, audience, page, province).number, province)


def guides_button(voice: Voice, topic: Topic) -> tuple[Button, ...]:
    """Return the button to the guides of a topic's platforms, where there are any."""
    reported = {guide.channel for guide in voice.handbook.supplement(voice.language).guides}
    if reported.isdisjoint(topic.channels):
        return ()
    return (Press(voice.say("button.guides"), encode("guides", topic.id)),)


def contact_buttons(voice: Voice, channel: ReportingChannel) -> Iterable[Button]:
    """Yield the button that reaches a channel, where a button can."""
    if channel.kind is ContactKind.CALL:
        yield Call(voice.say("button.call", name=channel.contact), channel.contact)
    elif channel.kind is ContactKind.WEB:
        yield Link(channel.name, channel.contact)


@lru_cache(CACHED)
def _channels(
    voice: Voice, topic: Topic | None, audience: Audience, province: str
) -> tuple[ReportingChannel, ...]:
    """Return the channels that may be shown, of a topic or all of them, 111 first, then the province's."""
    shown = [
        channel
        for channel in voice.handbook.reporting_channels(voice.language)
        if is_shown(channel, voice.today, audience)
        and (topic is None or channel.id == HOTLINE or channel.id in topic.channels)
    ]

    def place(channel: ReportingChannel) -> tuple[bool, bool]:
        is_near = channel.is_local and slug(channel.province) == province
        return channel.id != HOTLINE, not is_near

    return tuple(sorted(shown, key=place))


def _turned(
    voice: Voice, topic: Topic | None, audience: Audience, page: int, province: str = ""
) -> Page[ReportingChannel]:
    return page_of(_channels(voice, topic, audience, province), page, CHANNELS_PER_PAGE)


@lru_cache(CACHED)
def _page(voice: Voice, topic: Topic | None, audience: Audience, page: int, province: str = "") -> Reply:
    shown = _turned(voice, topic, audience, page, province)
    blocks = [title(voice.say("helpers.title", audience))]
    for channel in shown.items:
        blocks += _channel_blocks(voice, channel)
    if page:
        blocks.append(hotline(voice, audience))
    rows: list[tuple[Button, ...]] = [
        (button,) for channel in shown.items for button in contact_buttons(voice, channel)
    ]
    turning = ("contacts", audience) if topic is None else ("helpers", topic.id, audience)
    if shown.count > 1:
        rows.append((Press(voice.say("button.others"), encode(*turning, shown.following)),))
    if topic is None:
        back = Press(voice.say("button.topics"), encode("topics", audience, "0"))
    else:
        back = Press(voice.say("button.back"), encode("topic", topic.id, audience))
    return Reply(tuple(blocks), (*rows, (back,)))


def _channel_blocks(voice: Voice, channel: ReportingChannel) -> list[Block]:
    hours = channel.hours or voice.say("helpers.always")
    reach = channel.contact if channel.kind is not ContactKind.WEB else channel.contact.split("://")[-1]
    lines = [
        f"{reach} · {hours} · {channel.cost}",
        voice.say("helpers.ready", what=channel.have_ready),
        voice.say("helpers.next", what=channel.what_next),
    ]
    if channel.caveat:
        lines.append(channel.caveat)
    return [title(channel.name), Block(Style.TEXT, tuple(voice.address(line) for line in lines))]


def slug(province: str) -> str:
    """Return a province's name as a button carries it: its words without marks, joined by hyphens."""
    letters = fold(province.lower())
    return "-".join("".join(one if one.isascii() and one.isalnum() else " " for one in letters).split())


def forget() -> None:
    """Let go of what was made from an earlier handbook."""
    _channels.cache_clear()
    _page.cache_clear()
