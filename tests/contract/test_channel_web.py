"""The web chat keeps a channel's promises: what is sent is shown in order, what is deleted is gone."""

from bot.channels.web.collector import Collector
from bot.core.channel import Channel
from bot.core.message import Address
from tests.fakes.web import CRISIS, GREETING, PLAIN

CHAT = Address("web", "a-visitor")


def _channel() -> Channel:
    return Collector()


async def test_replies_are_gathered_in_order_with_an_id_for_each() -> None:
    collector = Collector()

    first = await collector.send(CHAT, (GREETING, PLAIN))
    second = await collector.send(CHAT, (CRISIS,))

    assert collector.replies == [GREETING, PLAIN, CRISIS]
    assert (len(first), len(second)) == (2, 1)


async def test_deleting_clears_the_page_and_what_follows_is_shown_alone() -> None:
    collector = Collector()
    ids = await collector.send(CHAT, (GREETING,))

    await collector.delete(CHAT, ids)
    await collector.send(CHAT, (PLAIN,))

    assert (collector.wiped, collector.replies) == (True, [PLAIN])


async def test_deleting_nothing_clears_nothing() -> None:
    collector = Collector()
    await collector.send(CHAT, (GREETING,))

    await collector.delete(CHAT, ())

    assert (collector.wiped, collector.replies) == (False, [GREETING])


async def test_the_page_shows_all_kinds_of_buttons_and_never_speaks_unasked() -> None:
    channel = _channel()

    can = channel.capabilities

    assert channel.name == "web"
    assert (can.buttons, can.links, can.calls, can.copies, can.deletes) == (True, True, True, True, True)
    assert can.proactive is False
