"""getUpdates of the fake Bot API: offsets, limits, kinds, conflicts."""

import asyncio
from typing import Any

from tests.fakes.bot_api import FakeBotApi
from tests.unit.fakes.conftest import RawBot


def texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def write(api: FakeBotApi, *lines: str) -> None:
    for line in lines:
        await api.user().send_text(line)


async def test_updates_come_again_until_their_offset_confirms_them(api: FakeBotApi, bot: RawBot) -> None:
    await write(api, "một", "hai", "ba")

    first = await bot("getUpdates")
    again = await bot("getUpdates", offset=first[0]["update_id"])
    rest = await bot("getUpdates", offset=first[1]["update_id"] + 1)
    none = await bot("getUpdates", offset=first[2]["update_id"] + 1)

    assert (texts(first), texts(again), texts(rest), none) == (["một", "hai", "ba"],) * 2 + (["ba"], [])
    assert [update["update_id"] for update in first] == [700_000_001, 700_000_002, 700_000_003]
    assert (len(api.accepted_updates), api.pending_updates) == (3, [])


async def test_a_negative_offset_keeps_only_the_last(api: FakeBotApi, bot: RawBot) -> None:
    await write(api, "một", "hai", "ba")

    assert texts(await bot("getUpdates", offset=-2)) == ["hai", "ba"]
    assert texts(await bot("getUpdates")) == ["hai", "ba"]


async def test_the_limit_is_between_one_and_a_hundred(api: FakeBotApi, bot: RawBot) -> None:
    await write(api, *(str(number) for number in range(101)))

    assert len(await bot("getUpdates", limit=2)) == 2
    assert len(await bot("getUpdates", limit=0)) == 1
    assert len(await bot("getUpdates", limit=500)) == 100


async def test_a_long_poll_ends_with_the_first_update(api: FakeBotApi, bot: RawBot) -> None:
    poll = asyncio.create_task(bot("getUpdates", timeout=30))
    await api.wait_for(lambda: api.polled)

    await write(api, "chào")

    assert texts(await asyncio.wait_for(poll, 2)) == ["chào"]


async def test_a_long_poll_without_updates_ends_empty(bot: RawBot) -> None:
    assert await bot("getUpdates", timeout=1) == []


async def test_only_the_wanted_kinds_are_kept(api: FakeBotApi, bot: RawBot) -> None:
    await bot("getUpdates", allowed_updates=["callback_query"])
    await write(api, "chào")
    await api.send_raw_update({"callback_query": {"id": "1"}})

    assert [sorted(update) for update in await bot("getUpdates")] == [["callback_query", "update_id"]]


async def test_some_kinds_must_be_asked_for(api: FakeBotApi, bot: RawBot) -> None:
    unasked = await api.send_raw_update({"chat_member": {}})
    await bot("getUpdates", allowed_updates='["chat_member"]')
    asked = await api.send_raw_update({"chat_member": {}})

    assert (unasked is None, asked is not None) == (True, True)


async def test_an_update_of_an_unknown_kind_reaches_the_bot(api: FakeBotApi, bot: RawBot) -> None:
    await api.send_raw_update({"hologram": {"height": 2}})

    assert (await bot("getUpdates"))[0]["hologram"] == {"height": 2}


async def test_a_second_poller_ends_the_first(api: FakeBotApi, bot: RawBot) -> None:
    first = asyncio.create_task(bot("getUpdates", timeout=30))
    await api.wait_for(lambda: api.polled)

    second = asyncio.create_task(bot("getUpdates", timeout=30))
    answer = await asyncio.wait_for(first, 2)
    await write(api, "chào")

    assert answer == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    assert texts(await asyncio.wait_for(second, 2)) == ["chào"]
    assert (api.calls_of("getUpdates")[0].status, api.rejected) == (409, [])


async def test_polling_conflicts_with_a_webhook(api: FakeBotApi, bot: RawBot) -> None:
    await bot("setWebhook", url="https://example.vn/hook")

    assert await bot("getUpdates") == (
        "Conflict: can't use getUpdates method while webhook is active;"
        " use deleteWebhook to delete the webhook first"
    )
    assert [call.status for call in api.rejected] == [409]


async def test_setting_a_webhook_ends_a_waiting_poll(api: FakeBotApi, bot: RawBot) -> None:
    poll = asyncio.create_task(bot("getUpdates", timeout=30))
    await api.wait_for(lambda: api.polled)

    await bot("setWebhook", url="https://example.vn/hook")

    assert await asyncio.wait_for(poll, 2) == "Conflict: terminated by setWebhook request"


async def test_unanswered_are_the_updates_after_which_the_bot_said_nothing(
    api: FakeBotApi, bot: RawBot
) -> None:
    await write(api, "một")
    [one] = await bot("getUpdates")
    await bot("sendMessage", chat_id=1001, text="a")
    await write(api, "hai")
    [two] = await bot("getUpdates", offset=one["update_id"] + 1)
    await bot("getUpdates", offset=two["update_id"] + 1)

    assert [update.update_id for update in api.unanswered] == [two["update_id"]]
