"""Weekly tips of an Official Account, which may write to nobody seven days after their last word."""

import asyncio
from datetime import datetime, timedelta

from bot.app import Running
from bot.core.message import Address
from tests.fakes.zalo_oa import FakeZaloOa, Sent
from tests.integration.zalo_oa.conftest import StartOa
from tests.integration.zalo_oa.test_conversation import tap

PARENT = "5544332211009988776"
TIP = "Mẹo tuần này"
THANKS = "Hẹn mẹo sau nhé"
TIPS = {"spread_minutes": 0, "quiet_hours": "00:00-00:00"}


async def subscribe(oa: FakeZaloOa) -> Sent:
    """Subscribe the parent, and return what they were told."""
    await oa.write(PARENT, "/dangky parent")
    await oa.wait_for(PARENT, "Mỗi tuần mình gửi")
    await tap(oa, "Nhận vào", PARENT)
    return await oa.wait_for(PARENT, "Mẹo đầu tiên sẽ tới")


async def until(oa: FakeZaloOa, bot: Running, moment: datetime) -> None:
    """Let it be this moment, and let what is due be planned."""
    await oa.advance((moment - oa.utc_now()).total_seconds())
    await bot.weekly.plan()


async def due(bot: Running) -> datetime:
    """Return when the parent's next tip is due."""
    mine = await bot.weekly.subscriptions.find(Address("zalo-oa", PARENT))
    assert mine is not None
    assert mine.next_due_at is not None
    return mine.next_due_at


async def messages(oa: FakeZaloOa, words: str, amount: int) -> list[Sent]:
    """Return the parent's messages with these words when there are so many."""
    async with asyncio.timeout(90):
        while len(found := [sent for sent in oa.sent_to(PARENT) if words in sent.text]) < amount:
            await oa.pause()
    return found


async def tips(oa: FakeZaloOa, amount: int) -> list[Sent]:
    """Return the tips when there are so many."""
    return await messages(oa, TIP, amount)


async def test_a_tap_under_each_tip_keeps_the_next_ones_coming(oa: FakeZaloOa, start_oa: StartOa) -> None:
    async with start_oa(tips=TIPS) as bot:
        told = await subscribe(oa)
        gaps: list[timedelta] = []
        for number in range(1, 4):
            moment = await due(bot)
            gaps.append(moment - oa.utc_now())
            await until(oa, bot, moment)
            tip = (await tips(oa, number))[-1]
            await oa.click(PARENT, "1. Đã làm", tip)
            # Messages that come within a moment of each other are numbered through: let the thanks be over
            # before the clock moves on, so that the next tip begins at 1.
            await messages(oa, THANKS, number)
            await oa.pause()
            while await due(bot) > oa.utc_now() + timedelta(days=6):
                await oa.pause()

    assert "7 ngày" in told.text
    assert "7 ngày" in tip.text
    assert tip.titles[:3] == ["1. Đã làm", "2. Chưa", "3. Không hợp"]
    assert max(gaps) <= timedelta(days=6)
    assert oa.mistakes == []


async def test_who_is_silent_is_waited_for_and_gets_it_an_hour_after_writing(
    oa: FakeZaloOa, start_oa: StartOa
) -> None:
    async with start_oa(tips=TIPS) as bot:
        await subscribe(oa)
        await until(oa, bot, await due(bot))
        await tips(oa, 1)
        for _ in range(3):
            await until(oa, bot, await due(bot))
            await oa.settle()
        async with asyncio.timeout(90):
            while not (figures := await bot.weekly.outbox.figures(oa.utc_now())).outside:
                await oa.pause()
        await oa.write(PARENT, "chào bạn")
        await oa.settle()
        at_once = len(await tips(oa, 1))
        await oa.advance(3_700)
        await tips(oa, 2)
        after = await bot.weekly.outbox.figures(oa.utc_now())

    assert figures.outside == 1
    assert at_once == 1
    assert after.outside == 0
    assert oa.mistakes == []


async def test_who_stops_is_not_written_to(oa: FakeZaloOa, start_oa: StartOa) -> None:
    async with start_oa(tips=TIPS) as bot:
        await subscribe(oa)
        moment = await due(bot)
        await oa.write(PARENT, "dừng")
        await oa.wait_for(PARENT, "Mình đã dừng")
        await until(oa, bot, moment)
        await oa.settle()

    assert not [sent for sent in oa.sent_to(PARENT) if TIP in sent.text]
    assert oa.mistakes == []
