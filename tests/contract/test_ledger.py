"""What the ledger of a month's messages promises."""

from datetime import UTC, datetime

from bot.core.message import Address
from bot.core.people import Audience, Language
from bot.core.schedule import Schedule
from bot.core.subscription import Subscription
from bot.storage.quotas import SqlLedger
from tests.contract.conftest import Store

NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)
WEEKLY = Subscription(Audience.PARENT, Language.VI, Schedule(6, 1200, "Asia/Ho_Chi_Minh")).begun(NOW)


async def test_counts_add_up_by_channel_and_month(store: Store) -> None:
    ledger = SqlLedger(store.database)

    await ledger.add("zalo-bot", "2026-11", 5)
    await ledger.add("zalo-oa", "2026-11", 7)
    await ledger.add("zalo-bot", "2026-12", 1)

    assert await ledger.add("zalo-bot", "2026-11", 3) == 8
    assert await ledger.add("zalo-bot", "2026-11", 0) == 8
    assert await ledger.add("zalo-oa", "2026-12", 0) == 0


async def test_active_subscribers_are_counted_by_channel(store: Store) -> None:
    for channel, chat in (("zalo-bot", "1"), ("zalo-bot", "2"), ("zalo-oa", "3")):
        await store.subscriptions.keep(Address(channel, chat), WEEKLY, NOW)
    await store.subscriptions.stop(Address("zalo-bot", "2"), NOW)

    assert await SqlLedger(store.database).subscribers() == {"zalo-bot": 1, "zalo-oa": 1}
