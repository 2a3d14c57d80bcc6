"""What every store of subscriptions promises."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.core.message import Address
from bot.core.outbox import Sent, State
from bot.core.people import Audience, Language
from bot.core.schedule import Schedule
from bot.core.subscription import KEEP_STOPPED, Feedback, Interest, Rating, Standing, Subscription
from bot.storage.erasure import erase_chat, export_chat
from bot.storage.tables import subscriptions
from tests.contract.conftest import CIPHER, Store

NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)
SUNDAY = datetime(2026, 11, 29, 13, tzinfo=UTC)
MAI = Address("telegram", "1001")
NAM = Address("telegram", "1002")
CLASS = Address("telegram", "-1009", "7")
SPREAD = timedelta(0)
WEEKLY = Subscription(
    Audience.PARENT, Language.VI, Schedule(6, 20 * 60, "Asia/Ho_Chi_Minh"), frozenset({Interest.SCAMS})
).begun(NOW)


async def test_nothing_is_kept_of_a_chat_that_never_subscribed(store: Store) -> None:
    assert await store.subscriptions.find(MAI) is None


async def test_what_was_kept_is_found(store: Store) -> None:
    await store.subscriptions.keep(MAI, WEEKLY, NOW)

    assert await store.subscriptions.find(MAI) == WEEKLY
    assert WEEKLY.next_due_at == SUNDAY


async def test_a_change_replaces_what_was_kept(store: Store) -> None:
    await store.subscriptions.keep(MAI, WEEKLY, NOW)
    changed = replace(
        WEEKLY, audience=Audience.TEACHER, language=Language.EN, interests=frozenset(), province="da-nang"
    )

    await store.subscriptions.keep(MAI, changed, NOW)

    assert await store.subscriptions.find(MAI) == changed


async def test_a_stopped_subscription_is_remembered_as_stopped(store: Store) -> None:
    await store.subscriptions.keep(MAI, WEEKLY, NOW)

    first, again = await store.subscriptions.stop(MAI, NOW), await store.subscriptions.stop(MAI, NOW)

    found = await store.subscriptions.find(MAI)
    assert (first, again) == (True, False)
    assert found is not None
    assert (found.standing, found.next_due_at) == (Standing.STOPPED, None)


async def test_stopping_withdraws_what_waits(store: Store) -> None:
    await store.subscriptions.keep(MAI, WEEKLY, NOW)
    await store.outbox.plan(SUNDAY, SPREAD)

    await store.subscriptions.stop(MAI, SUNDAY)

    assert await store.outbox.claim("telegram", SUNDAY, 10) == []
    assert (await store.outbox.figures(SUNDAY)).by_state[State.FAILED] == 1


async def test_erasing_leaves_nothing(store: Store) -> None:
    await store.subscriptions.keep(MAI, WEEKLY, NOW)
    await store.outbox.plan(SUNDAY, SPREAD)

    found = await store.subscriptions.erase(MAI)

    assert found
    assert await store.subscriptions.find(MAI) is None
    assert not await store.subscriptions.erase(MAI)
    assert sum((await store.outbox.figures(SUNDAY)).by_state.values()) == 0


async def test_a_closed_subscription_is_gone(store: Store) -> None:
    await store.subscriptions.keep(MAI, WEEKLY, NOW)

    await store.subscriptions.close(MAI, NOW)

    found = await store.subscriptions.find(MAI)
    assert found is not None
    assert found.standing is Standing.GONE


async def test_a_moved_group_keeps_its_subscription(store: Store) -> None:
    await store.subscriptions.keep(CLASS, replace(WEEKLY, in_group=True), NOW)

    await store.subscriptions.move(CLASS, "-100777", NOW)

    assert await store.subscriptions.find(CLASS) is None
    assert await store.subscriptions.find(Address("telegram", "-100777")) is not None
    await store.outbox.plan(SUNDAY, SPREAD)
    [claimed] = await store.outbox.claim("telegram", SUNDAY, 10)
    assert claimed.address == Address("telegram", "-100777", "7")


async def test_moving_a_chat_without_a_subscription_changes_nothing(store: Store) -> None:
    await store.subscriptions.keep(NAM, WEEKLY, NOW)

    await store.subscriptions.move(MAI, NAM.chat, NOW)

    assert await store.subscriptions.find(NAM) == WEEKLY


async def test_the_load_counts_active_subscriptions_by_slot(store: Store) -> None:
    for number in range(3):
        await store.subscriptions.keep(Address("telegram", str(number)), WEEKLY, NOW)
    await store.subscriptions.stop(Address("telegram", "0"), NOW)

    assert await store.subscriptions.load() == {("Asia/Ho_Chi_Minh", 6, 1200): 2}


async def test_ratings_are_counted_without_a_person(store: Store) -> None:
    for feedback in (Feedback.DONE, Feedback.DONE, Feedback.UNFIT):
        await store.subscriptions.rate("p-one", feedback)

    assert await store.subscriptions.ratings() == [
        Rating("p-one", Feedback.DONE, 2),
        Rating("p-one", Feedback.UNFIT, 1),
    ]


@pytest.mark.parametrize("days", [29, 31])
async def test_a_stopped_subscription_is_deleted_after_thirty_days(store: Store, days: int) -> None:
    await store.subscriptions.keep(MAI, WEEKLY, NOW)
    await store.subscriptions.stop(MAI, NOW)

    await store.outbox.purge(NOW + timedelta(days=days))

    kept = await store.subscriptions.find(MAI) is not None
    assert kept == (timedelta(days=days) < KEEP_STOPPED)


async def test_all_that_is_kept_can_be_shown_and_erased_by_the_operator(store: Store) -> None:
    await store.subscriptions.keep(MAI, WEEKLY, NOW)
    await store.subscriptions.keep(NAM, WEEKLY, NOW)
    await store.outbox.plan(SUNDAY, SPREAD)
    for claimed in await store.outbox.claim("telegram", SUNDAY, 10):
        await store.outbox.begin(claimed, "p-one", recall=False, now=SUNDAY)
        await store.outbox.finish(claimed, Sent(SUNDAY))

    shown = await export_chat(store.database, CIPHER, MAI, SUNDAY)
    erased = await erase_chat(store.database, CIPHER, MAI)

    assert shown is not None
    kept = shown["subscription"]
    assert isinstance(kept, dict)
    assert (kept["audience"], kept["interests"]) == ("parent", ["scams"])
    assert kept["tips_sent"] == [{"tip": "p-one", "times": 1, "recalls": 0, "last_for": "2026-11-29"}]
    assert [one["state"] for one in kept["deliveries"]] == ["sent"]
    assert erased
    assert await export_chat(store.database, CIPHER, MAI, SUNDAY) is None
    assert await store.subscriptions.find(NAM) is not None


async def test_neither_the_chat_nor_its_number_can_be_read_in_the_tables(store: Store) -> None:
    await store.subscriptions.keep(Address("telegram", "987654321"), WEEKLY, NOW)

    rows = await store.database.read(lambda connection: connection.execute(select(subscriptions)).all())

    assert b"987654321" not in repr(rows).encode()
    assert "987654321" not in repr(rows)
