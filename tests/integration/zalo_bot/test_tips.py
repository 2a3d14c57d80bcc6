"""Weekly tips on Zalo: by the same outbox, rated and stopped by numbers and words."""

import re
from datetime import timedelta

from bot.core.outbox import State
from tests.fakes.zalo_bot import FakeZaloBot
from tests.integration.tips.conftest import SUNDAY_EVENING, MovableClock
from tests.integration.zalo_bot.conftest import StartZalo
from tests.integration.zalo_bot.test_conversation import choose

PARENT = "parent-1"
TIP = "Mẹo tuần này"


async def test_a_parent_subscribes_gets_a_tip_rates_it_and_stops(
    zalo: FakeZaloBot, start_zalo: StartZalo
) -> None:
    clock = MovableClock()
    async with start_zalo(clock=clock, tips={"spread_minutes": 0}) as bot:
        await zalo.write(PARENT, "/dangky parent")
        await zalo.wait_for(PARENT, "Mỗi tuần mình gửi")
        await choose(zalo, "Nhận vào", person=PARENT)
        await zalo.wait_for(PARENT, "Mẹo đầu tiên sẽ tới")
        clock.now = SUNDAY_EVENING
        await bot.weekly.plan()
        tip = await zalo.wait_for(PARENT, TIP)
        await choose(zalo, "Đã làm", person=PARENT)
        await zalo.wait_for(PARENT, "Cảm ơn đã cho mình biết")
        await zalo.write(PARENT, "dừng")
        await zalo.wait_for(PARENT, "Mình đã dừng")
        clock.now = SUNDAY_EVENING + timedelta(weeks=1)
        await bot.weekly.plan()
        ratings = await bot.weekly.subscriptions.ratings()

    assert re.search(r"^1\. ", tip, re.MULTILINE)
    assert "111" in tip
    assert sum(TIP in text for text in zalo.sent[PARENT]) == 1
    assert [(one.feedback, one.times) for one in ratings] == [("done", 1)]
    assert zalo.refused == []


async def test_when_the_quota_is_used_up_a_tip_waits_and_is_not_lost(
    zalo: FakeZaloBot, start_zalo: StartZalo
) -> None:
    clock = MovableClock()
    async with start_zalo(clock=clock, tips={"spread_minutes": 0}) as bot:
        await zalo.write(PARENT, "/dangky parent")
        await zalo.wait_for(PARENT, "Mỗi tuần mình gửi")
        await choose(zalo, "Nhận vào", person=PARENT)
        await zalo.wait_for(PARENT, "Mẹo đầu tiên sẽ tới")
        zalo.quota = 0
        clock.now = SUNDAY_EVENING
        await bot.weekly.plan()
        while not [call for call in zalo.calls if call.code == 429]:
            await zalo.pause()
        figures = await bot.weekly.outbox.figures(clock.now)
        zalo.quota = None

    assert figures.by_state[State.FAILED] == 0
    assert not any(TIP in text for text in zalo.sent[PARENT])
