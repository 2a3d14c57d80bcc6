"""A month's messages of an Official Account, through a start and a stop."""

import asyncio
from pathlib import Path

from bot.core.outbox import Reason
from bot.services.quota import Quota
from bot.storage.database import Database, open_alone
from bot.storage.quotas import SqlLedger
from tests.fakes.zalo_oa import FakeZaloOa, Fault
from tests.integration.zalo_oa.conftest import StartOa
from tests.integration.zalo_oa.test_tips import PARENT, TIPS, due, subscribe, tips, until

LIMIT = 1_000


async def alone(data: Path) -> Database:
    return await open_alone(f"sqlite:///{data / 'khien-nho.db'}")


async def spent(data: Path, oa: FakeZaloOa, more: int = 0) -> int:
    """Add to the month's count while no bot runs; return it."""
    database = await alone(data)
    month = Quota("zalo-oa", LIMIT, "Asia/Ho_Chi_Minh").month(oa.utc_now())
    amount = await SqlLedger(database).add("zalo-oa", month, more)
    await database.close()
    return amount


async def test_an_answer_under_way_at_the_stop_is_counted(
    data: Path, oa: FakeZaloOa, start_oa: StartOa
) -> None:
    gate = asyncio.Event()
    async with start_oa(zalo_oa={"monthly_messages": LIMIT}):
        oa.fail_next("message", Fault(gate=gate))
        await oa.write(PARENT, "/giup")
        asyncio.get_running_loop().call_later(0.5, gate.set)

    assert oa.sent
    assert await spent(data, oa) == len(oa.sent)


async def test_a_process_that_starts_in_a_spent_month_sends_no_tip(
    data: Path, oa: FakeZaloOa, start_oa: StartOa
) -> None:
    account: dict[str, object] = {"monthly_messages": LIMIT}
    async with start_oa(tips=TIPS, zalo_oa=account) as bot:
        await subscribe(oa)
        moment = await due(bot)
    await spent(data, oa, LIMIT * 8 // 10)

    async with start_oa(tips=TIPS, zalo_oa=account, seed=None) as bot:
        await until(oa, bot, moment)
        async with asyncio.timeout(30):
            while True:
                figures = await bot.weekly.outbox.figures(oa.utc_now())
                if figures.held_back or figures.failed.get(Reason.QUOTA):
                    break
                await oa.pause()
        before = len(oa.sent)
        await oa.write(PARENT, "/giup")
        await oa.settle()

    assert len(oa.sent) > before  # answers are never held back
    assert await tips(oa, 0) == []
    assert oa.mistakes == []
