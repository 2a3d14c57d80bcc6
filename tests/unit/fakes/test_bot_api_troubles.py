"""Rate limits and planned faults of the fake Bot API."""

import asyncio
from collections import Counter
from typing import Any

import aiohttp
import pytest

from tests.fakes.bot_api import Answer, Delay, Drop, FakeBotApi, Limits, ManualClock, Status
from tests.unit.fakes.conftest import RawBot


async def post(bot: RawBot, chat_id: int) -> tuple[int, dict[str, Any], str | None]:
    async with bot.session.post(f"{bot.url}/sendMessage", json={"chat_id": chat_id, "text": "a"}) as response:
        return response.status, await response.json(), response.headers.get("Retry-After")


async def test_one_person_gets_a_message_a_second(
    api: FakeBotApi, bot: RawBot, chat_id: int, clock: ManualClock
) -> None:
    api.limit(Limits(private_burst=2))

    taken = [(await post(bot, chat_id))[0] for _ in range(2)]
    status, body, header = await post(bot, chat_id)
    clock.advance(1)
    later = [(await post(bot, chat_id))[0] for _ in range(2)]

    assert (taken, later) == ([200, 200], [200, 429])
    assert (status, header) == (429, "1")
    assert body == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
    assert api.rejected == []


async def test_everybody_together_gets_thirty_a_second(
    api: FakeBotApi, bot: RawBot, clock: ManualClock
) -> None:
    for user_id in range(1, 32):
        await api.user(user_id).send_text("chào")
    api.limit(Limits())

    statuses = Counter([(await post(bot, user_id))[0] for user_id in range(1, 32)])
    clock.advance(1)

    assert statuses == {200: 30, 429: 1}
    assert (await post(bot, 31))[0] == 200


async def test_a_group_gets_twenty_a_minute(api: FakeBotApi, bot: RawBot, clock: ManualClock) -> None:
    group = api.group()
    await api.user().send_text("/meo", group)
    api.limit(Limits())

    statuses = Counter([(await post(bot, group.id))[0] for _ in range(20)])
    _, body, _ = await post(bot, group.id)
    clock.advance(3)

    assert statuses == {200: 20}
    assert body["parameters"] == {"retry_after": 3}
    assert (await post(bot, group.id))[0] == 200


async def test_what_is_refused_for_another_reason_costs_nothing(
    api: FakeBotApi, bot: RawBot, chat_id: int
) -> None:
    api.limit(Limits(private_burst=1))

    await bot("sendMessage", chat_id=chat_id, text="")

    assert (await post(bot, chat_id))[0] == 200


@pytest.mark.parametrize("code", [200, 500, 502])
async def test_a_proxys_page_comes_instead_of_an_answer(
    api: FakeBotApi, bot: RawBot, chat_id: int, code: int
) -> None:
    api.fail_next("sendMessage", Status(code))

    async with bot.session.post(f"{bot.url}/sendMessage", json={"chat_id": chat_id, "text": "a"}) as response:
        page = await response.text()

    assert (response.status, page.startswith("<html>")) == (code, True)
    assert (api.messages(chat_id), api.rejected) == ([], [])
    assert (await post(bot, chat_id))[0] == 200


async def test_any_error_can_be_planned_for_several_calls(api: FakeBotApi, bot: RawBot) -> None:
    api.fail_next("*", Answer(403, "Forbidden: user is deactivated"), times=2)

    answers = [await bot("getMe"), await bot("getChat", chat_id=1), (await bot("getMe"))["is_bot"]]

    assert answers == ["Forbidden: user is deactivated"] * 2 + [True]


@pytest.mark.parametrize(("after_accepting", "texts"), [(False, []), (True, ["a"])])
async def test_the_connection_drops_before_or_after_the_message_is_taken(
    api: FakeBotApi, bot: RawBot, chat_id: int, after_accepting: bool, texts: list[str]
) -> None:
    api.fail_next("sendMessage", Drop(after_accepting))

    with pytest.raises(aiohttp.ClientError):
        await bot("sendMessage", chat_id=chat_id, text="a")

    assert [message.text for message in api.messages(chat_id)] == texts
    assert [call.fault for call in api.calls] == ["Drop"]


@pytest.mark.parametrize(("after_accepting", "texts"), [(False, []), (True, ["a"])])
async def test_a_held_call_waits_for_its_gate(
    api: FakeBotApi, bot: RawBot, chat_id: int, after_accepting: bool, texts: list[str]
) -> None:
    gate = api.hold_next("sendMessage", after_accepting=after_accepting)
    held = asyncio.create_task(bot("sendMessage", chat_id=chat_id, text="a"))
    await bot("getMe")
    await api.wait_for(lambda: [message.text for message in api.messages(chat_id)] == texts)

    waiting = not held.done()
    gate.set()

    assert waiting is True
    assert (await held)["text"] == "a"


@pytest.mark.parametrize("after_accepting", [False, True])
async def test_an_answer_can_be_late(
    api: FakeBotApi, bot: RawBot, chat_id: int, after_accepting: bool
) -> None:
    api.fail_next("sendMessage", Delay(0.2, after_accepting=after_accepting))
    impatient = aiohttp.ClientTimeout(total=0.05)

    with pytest.raises(TimeoutError):
        async with bot.session.post(
            f"{bot.url}/sendMessage", json={"chat_id": chat_id, "text": "a"}, timeout=impatient
        ):
            pass
    await api.wait_for(lambda: api.messages(chat_id))

    assert [message.text for message in api.messages(chat_id)] == ["a"]


async def test_a_chat_can_be_slow(api: FakeBotApi, bot: RawBot, chat_id: int) -> None:
    api.chat(chat_id).slow = 0.05
    loop = asyncio.get_running_loop()
    start = loop.time()

    await bot("sendMessage", chat_id=chat_id, text="a")

    assert loop.time() - start >= 0.05
