"""Every trouble of the Bot API, by the strict fake: what is repeated, what is not, and who suffers."""

from datetime import timedelta

import aiohttp
import pytest

from bot.core.outbox import Reason, State
from tests.fakes.bot_api import TOKEN, Answer, Drop, Status
from tests.fakes.bot_api.fast import fast_bot_api
from tests.fakes.bot_api.faults import Fault
from tests.fakes.bot_api.limits import Bucket, Limits
from tests.integration.tips.conftest import SUNDAY_EVENING, Bot, Start, found, subscribe
from tests.integration.tips.test_kill import sending_by_hand, settings_of, states, subscribed

TIP = "Mẹo tuần này"
PEOPLE = range(1, 6)


async def everybody_subscribed(bot: Bot) -> None:
    for number in PEOPLE:
        await subscribe(bot, bot.api.user(number))


def tips_of(bot: Bot, number: int) -> int:
    return len([one for one in bot.api.messages(number) if TIP in one.text])


async def settled(bot: Bot, *expected: State) -> dict[State, int]:
    """Return the states once nothing is under way."""
    await bot.idle()
    figures = await bot.running.weekly.outbox.figures(bot.clock.now)
    return {state: figures.by_state[state] for state in expected}


@pytest.mark.parametrize(
    ("fault", "arrived"),
    [(Status(500), 1), (Status(502), 1), (Drop(), 1), (Drop(after_accepting=True), 2)],
    ids=["500", "502", "dropped before", "dropped after"],
)
async def test_what_is_in_doubt_is_repeated_under_repeat(start: Start, fault: Fault, arrived: int) -> None:
    async with start(in_doubt="repeat") as bot:
        await everybody_subscribed(bot)
        bot.api.fail_next("sendMessage", fault)
        await bot.at(SUNDAY_EVENING)
        await settled(bot)
        await bot.at(SUNDAY_EVENING + timedelta(minutes=2))
        await bot.api.wait_for(lambda: all(tips_of(bot, number) for number in PEOPLE), 15)
        found_states = await settled(bot, State.SENT, State.PENDING)

    assert found_states == {State.SENT: 5, State.PENDING: 0}
    assert sorted(tips_of(bot, number) for number in PEOPLE) == [1, 1, 1, 1, arrived]


@pytest.mark.parametrize("fault", [Status(500), Drop(), Drop(after_accepting=True)])
async def test_what_is_in_doubt_is_parked_under_park(start: Start, fault: Fault) -> None:
    async with start(in_doubt="park") as bot:
        await everybody_subscribed(bot)
        bot.api.fail_next("sendMessage", fault)
        await bot.at(SUNDAY_EVENING)
        await bot.api.wait_for(lambda: sum(tips_of(bot, number) > 0 for number in PEOPLE) >= 4, 15)
        await bot.at(SUNDAY_EVENING + timedelta(minutes=5))
        found_states = await settled(bot, State.SENT, State.UNKNOWN, State.PENDING)

    assert found_states == {State.SENT: 4, State.UNKNOWN: 1, State.PENDING: 0}
    assert max(tips_of(bot, number) for number in PEOPLE) == 1


async def test_a_429_is_obeyed_and_nothing_is_lost(start: Start) -> None:
    flood = Answer(429, "Too Many Requests: retry after 1", {"retry_after": 1})
    async with start() as bot:
        await everybody_subscribed(bot)
        bot.api.fail_next("sendMessage", flood)
        await bot.at(SUNDAY_EVENING)
        await settled(bot)
        await bot.at(SUNDAY_EVENING + timedelta(seconds=2))
        await bot.api.wait_for(lambda: all(tips_of(bot, number) for number in PEOPLE), 15)
        calls = bot.api.calls_of("sendMessage")

    assert len([call for call in calls if call.status == 429]) == 1
    assert [tips_of(bot, number) for number in PEOPLE] == [1] * 5


async def test_a_bad_request_is_never_retried(start: Start) -> None:
    refused = Answer(400, "Bad Request: message is too long")
    async with start() as bot:
        await everybody_subscribed(bot)
        bot.api.fail_next("sendMessage", refused)
        for minutes in (0, 5, 60):
            await bot.at(SUNDAY_EVENING + timedelta(minutes=minutes))
            await settled(bot)
        figures = await bot.running.weekly.outbox.figures(bot.clock.now)

    assert figures.failed == {Reason.REJECTED: 1}
    assert sorted(tips_of(bot, number) for number in PEOPLE) == [0, 1, 1, 1, 1]


@pytest.mark.parametrize("switch", ["blocked", "deactivated"])
async def test_who_is_gone_is_closed_and_the_others_get_theirs(start: Start, switch: str) -> None:
    async with start() as bot:
        await everybody_subscribed(bot)
        setattr(bot.api.chat(3), switch, True)
        for week in range(2):
            await bot.at(SUNDAY_EVENING + timedelta(weeks=week))
            await bot.api.wait_for(lambda week=week: tips_of(bot, 5) == week + 1, 15)  # type: ignore[misc]
            await settled(bot)
        refused = [call for call in bot.api.calls_of("sendMessage") if call.status == 403]

    assert len(refused) == 1
    assert [tips_of(bot, number) for number in PEOPLE] == [2, 2, 0, 2, 2]


async def test_with_telegrams_own_limits_a_clean_run_is_never_refused(start: Start) -> None:
    async with start() as bot:
        for number in range(1, 41):
            await subscribe(bot, bot.api.user(number))
        bot.api.limit(Limits(overall_per_second=25))
        await bot.at(SUNDAY_EVENING)
        await bot.api.wait_for(lambda: found(bot.api, 40, TIP), 15)
        await settled(bot)

    assert [call for call in bot.api.calls if call.status == 429] == []
    assert all(tips_of(bot, number) == 1 for number in range(1, 41))


async def test_evenly_spaced_tips_pass_a_bucket_that_takes_no_bursts(start: Start) -> None:
    await subscribed(start.data, 150)
    async with fast_bot_api(TOKEN, latency=0.02, bucket=Bucket(5, 25)) as (api, counter):
        slow = settings_of(start.data, api, "park") | {"BOT_TIPS__MESSAGES_PER_SECOND": "25"}
        async with sending_by_hand(slow) as process:
            assert await process.wait() == 0

    assert states(start.data) == {"sent": 150}
    assert (counter.refused, counter.repeated) == (0, 0)  # the rate itself is measured by the benchmarks


async def test_readiness_turns_red_when_the_sender_is_stuck(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with start() as bot, aiohttp.ClientSession(f"http://127.0.0.1:{bot.running.port}") as http:
        async with http.get("/readyz") as before:
            assert before.status == 200
        monkeypatch.setattr(
            "bot.services.sender.STUCK_SECONDS", -1.0
        )  # nothing has moved for longer than that
        async with http.get("/readyz") as stuck, http.get("/healthz") as alive:
            assert (stuck.status, alive.status) == (503, 200)
        monkeypatch.undo()
        async with http.get("/readyz") as after:
            assert after.status == 200
