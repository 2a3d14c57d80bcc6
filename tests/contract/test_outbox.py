"""What every outbox promises: queued once, claimed once, and never sent without consent."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.message import Address
from bot.core.outbox import (
    AFTER_ANSWER,
    CATCH_UP,
    KEEP_DELIVERIES,
    LEASE,
    Again,
    Claimed,
    Failed,
    InDoubtPolicy,
    Planned,
    Reason,
    Recovered,
    Sent,
    SentTip,
    State,
    Unknown,
    Waits,
)
from bot.core.people import Audience, Language
from bot.core.schedule import Schedule
from bot.core.subscription import Standing, Subscription
from bot.storage.previews import forthcoming
from tests.contract.conftest import Store

NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)
SUNDAY = datetime(2026, 11, 29, 13, tzinfo=UTC)
WEEK = timedelta(weeks=1)
HANOI = "Asia/Ho_Chi_Minh"
WEEKLY = Subscription(Audience.PARENT, Language.VI, Schedule(6, 20 * 60, HANOI)).begun(NOW)
MAI = Address("telegram", "1001")
AT_ONCE = timedelta(0)
MINUTES = timedelta(minutes=10)


async def subscribe(store: Store, amount: int = 1, subscription: Subscription = WEEKLY) -> list[Address]:
    chats = [Address("telegram", str(1001 + number)) for number in range(amount)]
    for chat in chats:
        await store.subscriptions.keep(chat, subscription, NOW)
    return chats


async def claim(store: Store, now: datetime = SUNDAY, limit: int = 100) -> list[Claimed]:
    return list(await store.outbox.claim("telegram", now, limit))


async def claim_one(store: Store, now: datetime = SUNDAY) -> Claimed:
    [claimed] = await claim(store, now)
    return claimed


async def state_of(store: Store, now: datetime = SUNDAY) -> State:
    [state] = [state for state, amount in (await store.outbox.figures(now)).by_state.items() if amount]
    return state


# Planning.


async def test_nothing_is_queued_before_its_time(store: Store) -> None:
    await subscribe(store)

    assert await store.outbox.plan(SUNDAY - timedelta(seconds=1), AT_ONCE) == Planned()


async def test_what_is_due_is_queued_once_and_moves_on(store: Store) -> None:
    [mai, *_] = await subscribe(store, 3)

    first = await store.outbox.plan(SUNDAY, AT_ONCE)
    again = await store.outbox.plan(SUNDAY + timedelta(minutes=1), AT_ONCE)

    found = await store.subscriptions.find(mai)
    assert (first, again) == (Planned(3), Planned())
    assert found is not None
    assert found.next_due_at == SUNDAY + WEEK


async def test_two_processes_that_plan_at_once_queue_each_once(store: Store) -> None:
    await subscribe(store, 30)
    other = store.another_process()

    planned = await asyncio.gather(
        *(outbox.plan(SUNDAY, AT_ONCE) for outbox in (store.outbox, other, store.outbox, other))
    )

    assert sum(one.queued for one in planned) == 30
    assert len(await claim(store)) == 30


async def test_a_process_whose_clock_jumps_back_queues_nothing_twice(store: Store) -> None:
    await subscribe(store)
    await store.outbox.plan(SUNDAY, AT_ONCE)

    assert await store.outbox.plan(SUNDAY - timedelta(hours=5), AT_ONCE) == Planned()
    assert await store.outbox.plan(SUNDAY, AT_ONCE) == Planned()


async def test_after_an_outage_each_gets_one_tip(store: Store) -> None:
    await subscribe(store)
    late = SUNDAY + 3 * WEEK + timedelta(days=2)

    assert await store.outbox.plan(late, AT_ONCE) == Planned(1)
    claimed = await claim_one(store, late)
    assert claimed.period == "2026-12-20"
    assert claimed.expires_at == SUNDAY + 3 * WEEK + CATCH_UP


async def test_a_tip_that_is_older_than_three_days_is_left_out(store: Store) -> None:
    [mai] = await subscribe(store)
    late = SUNDAY + CATCH_UP + timedelta(seconds=1)

    assert await store.outbox.plan(late, AT_ONCE) == Planned(0, missed=1)
    found = await store.subscriptions.find(mai)
    assert found is not None
    assert found.next_due_at == SUNDAY + WEEK


async def test_one_slot_is_spread_over_the_minutes_after_it(store: Store) -> None:
    await subscribe(store, 40)
    await store.outbox.plan(SUNDAY, MINUTES)

    soon, later = await claim(store, SUNDAY + timedelta(minutes=5)), await claim(store, SUNDAY + MINUTES)

    assert len(soon) + len(later) == 40
    assert soon
    assert later


async def test_a_fortnightly_subscription_is_due_every_other_week(store: Store) -> None:
    schedule = Schedule(0, 8 * 60, HANOI, weeks=2)
    await subscribe(store, 1, replace(WEEKLY, schedule=schedule).begun(NOW))
    monday = datetime(2026, 11, 30, 1, tzinfo=UTC)

    planned = [(await store.outbox.plan(monday + week * WEEK, AT_ONCE)).queued for week in range(5)]

    assert planned == [1, 0, 1, 0, 1]


async def test_a_paused_subscription_goes_on_by_itself(store: Store) -> None:
    await store.subscriptions.keep(MAI, WEEKLY.paused(SUNDAY + WEEK, NOW), NOW)

    planned = [(await store.outbox.plan(SUNDAY + week * WEEK, AT_ONCE)).queued for week in range(3)]

    assert planned == [0, 1, 1]


# Claiming.


async def test_a_claim_tells_all_that_the_message_depends_on(store: Store) -> None:
    await subscribe(store)
    await store.outbox.plan(SUNDAY, AT_ONCE)

    claimed = await claim_one(store)

    assert (claimed.address, claimed.audience, claimed.zone, claimed.period) == (
        MAI,
        Audience.PARENT,
        HANOI,
        "2026-11-29",
    )
    assert (claimed.due_at, claimed.attempts, claimed.tip, claimed.history) == (SUNDAY, 0, None, ())


async def test_nobody_claims_what_is_claimed(store: Store) -> None:
    await subscribe(store, 50)
    await store.outbox.plan(SUNDAY, AT_ONCE)
    other = store.another_process()

    found = await asyncio.gather(
        *(outbox.claim("telegram", SUNDAY, 10) for outbox in (store.outbox, other) for _ in range(4))
    )

    ids = [claimed.id for claims in found for claimed in claims]
    assert len(ids) == len(set(ids)) == 50


async def test_a_claim_takes_no_more_than_it_may_and_only_its_channel(store: Store) -> None:
    await subscribe(store, 5)
    await store.subscriptions.keep(Address("zalo-bot", "1"), WEEKLY, NOW)
    await store.outbox.plan(SUNDAY, AT_ONCE)

    first, second, third = await claim(store, limit=3), await claim(store, limit=3), await claim(store)

    assert [len(first), len(second), len(third)] == [3, 2, 0]
    assert len(await store.outbox.claim("zalo-bot", SUNDAY, 9)) == 1


async def test_a_claim_that_came_to_nothing_goes_back_when_its_lease_is_over(store: Store) -> None:
    await subscribe(store)
    await store.outbox.plan(SUNDAY, AT_ONCE)
    lost = await claim_one(store)

    await store.outbox.purge(SUNDAY + LEASE)
    again = await claim_one(store)

    assert again.id == lost.id
    assert not await store.outbox.begin(lost, "t", recall=False, now=SUNDAY)
    assert await store.outbox.begin(again, "t", recall=False, now=SUNDAY)


# Sending.


async def test_a_delivery_goes_from_pending_to_sent(store: Store) -> None:
    await subscribe(store)
    await store.outbox.plan(SUNDAY, AT_ONCE)
    states = [await state_of(store)]
    claimed = await claim_one(store)
    states.append(await state_of(store))

    begun = await store.outbox.begin(claimed, "p-one", recall=False, now=SUNDAY)
    states.append(await state_of(store))
    await store.outbox.finish(claimed, Sent(SUNDAY))
    states.append(await state_of(store))

    assert begun
    assert states == [State.PENDING, State.CLAIMED, State.SENDING, State.SENT]


async def test_what_was_sent_is_remembered_for_the_next_choice(store: Store) -> None:
    await subscribe(store)
    for week, (tip, recall) in enumerate([("p-one", False), ("p-two", False), ("p-one", True)]):
        moment = SUNDAY + week * WEEK
        await store.outbox.plan(moment, AT_ONCE)
        claimed = await claim_one(store, moment)
        await store.outbox.begin(claimed, tip, recall=recall, now=moment)
        await store.outbox.finish(claimed, Sent(moment))

    await store.outbox.plan(SUNDAY + 3 * WEEK, AT_ONCE)
    claimed = await claim_one(store, SUNDAY + 3 * WEEK)

    assert (claimed.tips_sent, claimed.last_sent_at) == (3, SUNDAY + 2 * WEEK)
    assert set(claimed.history) == {
        SentTip("p-one", 1, 1, "2026-12-13"),
        SentTip("p-two", 1, 0, "2026-12-06"),
    }


@pytest.mark.parametrize("how", ["stopped", "paused", "erased", "changed"])
async def test_consent_is_checked_at_the_moment_of_sending(store: Store, how: str) -> None:
    await subscribe(store)
    await store.outbox.plan(SUNDAY, AT_ONCE)
    claimed = await claim_one(store)
    match how:
        case "stopped":
            await store.subscriptions.stop(MAI, SUNDAY)
        case "paused":
            await store.subscriptions.keep(MAI, WEEKLY.paused(SUNDAY + WEEK, SUNDAY), SUNDAY)
        case "erased":
            await store.subscriptions.erase(MAI)
        case _:
            await store.subscriptions.keep(MAI, replace(WEEKLY, audience=Audience.TEACHER), SUNDAY)

    assert not await store.outbox.begin(claimed, "p-one", recall=False, now=SUNDAY)
    assert await claim(store) == []


async def test_marks_that_come_together_are_each_judged_alone(store: Store) -> None:
    chats = await subscribe(store, 6)
    await store.outbox.plan(SUNDAY, AT_ONCE)
    claimed = await claim(store)
    await store.subscriptions.stop(chats[2], SUNDAY)

    begun = await asyncio.gather(
        *(store.outbox.begin(one, f"p-{one.id}", recall=False, now=SUNDAY) for one in claimed)
    )

    assert dict(zip([one.address for one in claimed], begun, strict=True)) == {
        chat: chat != chats[2] for chat in chats
    }


async def test_what_is_tried_again_waits_and_keeps_its_tip(store: Store) -> None:
    await subscribe(store)
    await store.outbox.plan(SUNDAY, AT_ONCE)
    claimed = await claim_one(store)
    await store.outbox.begin(claimed, "p-one", recall=True, now=SUNDAY)

    await store.outbox.finish(claimed, Again(SUNDAY + MINUTES, counted=True))

    assert await claim(store) == []
    again = await claim_one(store, SUNDAY + MINUTES)
    assert (again.id, again.attempts, again.tip, again.recall) == (claimed.id, 1, "p-one", True)


async def test_what_was_not_an_attempt_is_not_counted(store: Store) -> None:
    await subscribe(store)
    await store.outbox.plan(SUNDAY, AT_ONCE)

    await store.outbox.finish(await claim_one(store), Again(SUNDAY, counted=False))

    assert (await claim_one(store)).attempts == 0


async def test_a_chat_that_is_gone_is_closed(store: Store) -> None:
    await subscribe(store)
    await store.outbox.plan(SUNDAY, AT_ONCE)
    claimed = await claim_one(store)
    await store.outbox.begin(claimed, "p-one", recall=False, now=SUNDAY)

    await store.outbox.finish(claimed, Failed(Reason.GONE, SUNDAY))

    found = await store.subscriptions.find(MAI)
    assert found is not None
    assert (found.standing, found.next_due_at, found.tips_sent) == (Standing.GONE, None, 0)
    assert (await store.outbox.figures(SUNDAY)).failed == {Reason.GONE: 1}


async def test_a_late_ending_of_a_process_that_lost_its_rows_changes_nothing(store: Store) -> None:
    await subscribe(store)
    await store.outbox.plan(SUNDAY, AT_ONCE)
    claimed = await claim_one(store)
    await store.outbox.begin(claimed, "p-one", recall=False, now=SUNDAY)
    other = store.another_process()
    await other.recover("telegram", InDoubtPolicy.REPEAT, SUNDAY)

    await store.outbox.finish(claimed, Failed(Reason.REJECTED, SUNDAY))

    assert await state_of(store) is State.PENDING


# Taking over.


@pytest.mark.parametrize(
    ("policy", "state"), [(InDoubtPolicy.REPEAT, State.PENDING), (InDoubtPolicy.PARK, State.UNKNOWN)]
)
async def test_what_a_dead_process_was_sending_is_settled_by_the_policy(
    store: Store, policy: InDoubtPolicy, state: State
) -> None:
    await subscribe(store)
    await store.outbox.plan(SUNDAY, AT_ONCE)
    claimed = await claim_one(store)
    await store.outbox.begin(claimed, "p-one", recall=False, now=SUNDAY)

    found = await store.another_process().recover("telegram", policy, SUNDAY)

    assert found == Recovered(returned=0, in_doubt=1)
    assert await state_of(store) is state


async def test_what_was_only_claimed_is_given_back(store: Store) -> None:
    await subscribe(store, 3)
    await store.outbox.plan(SUNDAY, AT_ONCE)
    await claim(store)

    found = await store.another_process().recover("telegram", InDoubtPolicy.PARK, SUNDAY)

    assert found == Recovered(returned=3, in_doubt=0)
    assert len(await claim(store)) == 3


async def test_a_parked_tip_counts_as_sent_so_that_it_does_not_come_again(store: Store) -> None:
    await subscribe(store)
    await store.outbox.plan(SUNDAY, AT_ONCE)
    claimed = await claim_one(store)
    await store.outbox.begin(claimed, "p-one", recall=False, now=SUNDAY)

    await store.outbox.recover("telegram", InDoubtPolicy.PARK, SUNDAY)

    found = await store.subscriptions.find(MAI)
    assert found is not None
    assert (found.tips_sent, found.last_sent_at) == (1, SUNDAY)


async def test_a_message_in_doubt_is_shown(store: Store) -> None:
    await subscribe(store)
    await store.outbox.plan(SUNDAY, AT_ONCE)
    claimed = await claim_one(store)
    await store.outbox.begin(claimed, "p-one", recall=False, now=SUNDAY)

    await store.outbox.finish(claimed, Unknown(SUNDAY))

    assert (await store.outbox.figures(SUNDAY)).by_state[State.UNKNOWN] == 1


# Notices.


async def test_a_notice_goes_to_its_audience_before_all_tips(store: Store) -> None:
    await subscribe(store, 3)
    teacher = Address("telegram", "2001")
    await store.subscriptions.keep(teacher, replace(WEEKLY, audience=Audience.TEACHER), NOW)
    await store.outbox.plan(SUNDAY, AT_ONCE)

    counted = await store.notices.recipients(Audience.TEACHER, SUNDAY)
    number = await store.notices.queue(Audience.TEACHER, {Language.VI: "Gap"}, SUNDAY)
    first, *others = await claim(store)

    assert counted == 1
    assert (first.address, first.notice) == (teacher, number)
    assert [other.notice for other in others] == [None] * 4


async def test_a_notice_leaves_those_who_paused_in_peace(store: Store) -> None:
    await store.subscriptions.keep(MAI, WEEKLY.paused(SUNDAY + WEEK, NOW), NOW)

    assert await store.notices.recipients(None, SUNDAY) == 0
    await store.notices.queue(None, {Language.VI: "Gap"}, SUNDAY)
    assert await claim(store) == []


async def test_a_stopped_notice_goes_no_further(store: Store) -> None:
    await subscribe(store, 5)
    number = await store.notices.queue(None, {Language.VI: "Gap"}, SUNDAY)
    [claimed] = await claim(store, limit=1)
    await store.outbox.begin(claimed, None, recall=False, now=SUNDAY)

    withdrawn = await store.notices.stop(number, SUNDAY)
    await store.outbox.finish(claimed, Sent(SUNDAY))

    assert withdrawn == 4
    assert await claim(store) == []
    assert await store.outbox.notice(number) is None
    assert await store.notices.progress(number) == {State.SENT: 1, State.FAILED: 4}
    assert await store.notices.running() is None


async def test_a_notice_is_not_a_tip(store: Store) -> None:
    await subscribe(store)
    await store.notices.queue(None, {Language.VI: "Gap"}, SUNDAY)
    claimed = await claim_one(store)
    await store.outbox.begin(claimed, None, recall=False, now=SUNDAY)

    await store.outbox.finish(claimed, Sent(SUNDAY))

    found = await store.subscriptions.find(MAI)
    assert found is not None
    assert (found.tips_sent, found.last_sent_at) == (0, None)


# Tidying up.


async def test_deliveries_are_deleted_after_ninety_days(store: Store) -> None:
    await subscribe(store)
    await store.outbox.plan(SUNDAY, AT_ONCE)
    await store.outbox.finish(await claim_one(store), Failed(Reason.EXPIRED, SUNDAY))

    early = await store.outbox.purge(SUNDAY + KEEP_DELIVERIES)
    late = await store.outbox.purge(SUNDAY + KEEP_DELIVERIES + timedelta(seconds=1))

    assert (early, late) == (0, 1)


async def test_the_figures_tell_how_long_the_oldest_has_waited(store: Store) -> None:
    await subscribe(store, 2)
    await store.outbox.plan(SUNDAY, AT_ONCE)

    figures = await store.outbox.figures(SUNDAY + MINUTES)

    assert (figures.waiting, figures.oldest_due) == (2, SUNDAY)


WINDOWS = {"telegram": timedelta(days=7)}
SIX_DAYS = timedelta(days=6)


async def next_due(store: Store) -> datetime | None:
    mine = await store.subscriptions.find(MAI)
    return None if mine is None else mine.next_due_at


async def wait_outside(store: Store) -> None:
    """Let a tip be queued, and found to be outside the window."""
    await subscribe(store)
    await store.outbox.plan(SUNDAY, AT_ONCE, WINDOWS)
    await store.outbox.finish(await claim_one(store), Waits())


async def test_who_was_heard_is_due_before_the_window_closes(store: Store) -> None:
    await subscribe(store)
    heard = SUNDAY - WEEK + timedelta(minutes=20)

    await store.subscriptions.hear(MAI, heard, WINDOWS["telegram"])

    assert await next_due(store) == heard + SIX_DAYS - timedelta(minutes=20)


async def test_planning_looks_at_the_window_of_who_was_heard_lately(store: Store) -> None:
    await subscribe(store, 2)
    silent = Address("telegram", "1002")
    lately = SUNDAY - timedelta(days=1, minutes=20)
    await store.subscriptions.hear(MAI, lately, WINDOWS["telegram"])

    await store.outbox.plan(SUNDAY, AT_ONCE, WINDOWS)

    other = await store.subscriptions.find(silent)
    assert await next_due(store) == lately + SIX_DAYS - timedelta(minutes=40)
    assert other is not None
    assert other.next_due_at == SUNDAY + WEEK


async def test_one_that_was_brought_forward_is_named_by_its_day_and_the_slot_follows(store: Store) -> None:
    await subscribe(store)
    await store.subscriptions.hear(MAI, SUNDAY - WEEK + timedelta(hours=1), WINDOWS["telegram"])
    early = SUNDAY - timedelta(days=1) + timedelta(hours=1)

    planned = await store.outbox.plan(early, AT_ONCE, WINDOWS)
    claimed = await claim_one(store, early)

    assert planned == Planned(queued=1)
    assert (claimed.period, claimed.due_at) == ("2026-11-28", early)
    assert claimed.heard_at == SUNDAY - WEEK + timedelta(hours=1)
    assert await next_due(store) == SUNDAY + WEEK


async def test_what_waits_for_its_reader_is_not_claimed_and_nothing_is_queued_behind_it(store: Store) -> None:
    await wait_outside(store)

    planned = await store.outbox.plan(SUNDAY + WEEK, AT_ONCE, WINDOWS)

    assert planned == Planned(queued=0)
    assert await claim(store, SUNDAY + 50 * WEEK) == []
    figures = await store.outbox.figures(SUNDAY + WEEK)
    assert (figures.outside, figures.waiting, figures.by_state[State.PENDING]) == (1, 0, 1)


async def test_it_goes_out_an_hour_after_its_reader_has_written(store: Store) -> None:
    await wait_outside(store)
    back = SUNDAY + 3 * WEEK + timedelta(days=2)

    heard = await store.subscriptions.hear(MAI, back, WINDOWS["telegram"])
    too_soon = await claim(store, back + timedelta(minutes=59))
    claimed = await claim_one(store, back + AFTER_ANSWER)

    assert (heard, too_soon) == (True, [])
    assert claimed.expires_at == back + AFTER_ANSWER + CATCH_UP
    assert (await store.outbox.figures(back)).outside == 0


async def test_it_is_withdrawn_with_the_subscription(store: Store) -> None:
    await wait_outside(store)

    await store.subscriptions.stop(MAI, SUNDAY)

    assert await store.subscriptions.hear(MAI, SUNDAY, WINDOWS["telegram"]) is False
    assert (await store.outbox.figures(SUNDAY)).outside == 0


async def test_who_writes_while_a_tip_is_found_to_be_outside_gets_it_all_the_same(store: Store) -> None:
    await subscribe(store, 2)
    await store.outbox.plan(SUNDAY, AT_ONCE, WINDOWS)
    claimed = await claim(store)
    back = SUNDAY + timedelta(seconds=1)

    await store.subscriptions.hear(MAI, back, WINDOWS["telegram"])
    await asyncio.gather(*(store.outbox.finish(one, Waits()) for one in claimed))

    assert (await store.outbox.figures(back)).outside == 1
    released = await claim_one(store, back + AFTER_ANSWER)
    assert (released.address, released.heard_at) == (MAI, back)


@pytest.mark.parametrize("hears_first", [True, False])
async def test_writing_and_parking_at_once_never_miss_each_other(store: Store, hears_first: bool) -> None:
    amount = 20
    chats = await subscribe(store, amount)
    await store.outbox.plan(SUNDAY, AT_ONCE, WINDOWS)
    claimed = await claim(store)
    back = SUNDAY + timedelta(seconds=1)
    heard = [store.subscriptions.hear(chat, back, WINDOWS["telegram"]) for chat in chats]
    parked = [store.outbox.finish(one, Waits()) for one in claimed]

    await asyncio.gather(*((*heard, *parked) if hears_first else (*parked, *heard)))

    assert (await store.outbox.figures(back)).outside == 0
    assert len(await claim(store, back + AFTER_ANSWER)) == amount


async def test_what_is_held_back_for_the_next_month_is_told_until_it_goes_out(store: Store) -> None:
    await subscribe(store, 2)
    await store.outbox.plan(SUNDAY, AT_ONCE)
    later = SUNDAY + timedelta(days=1)
    for one in await claim(store):
        await store.outbox.finish(one, Again(later, counted=False, reason=Reason.QUOTA))

    held = (await store.outbox.figures(SUNDAY)).held_back
    first, second = await claim(store, later)
    await store.outbox.finish(first, Again(later + MINUTES, counted=False))
    await store.outbox.begin(second, "p-one", recall=False, now=later)
    await store.outbox.finish(second, Sent(later))

    figures = await store.outbox.figures(later)
    assert (held, figures.held_back, figures.failed) == (2, 0, {})


async def test_a_preview_leaves_out_who_is_waited_for(store: Store) -> None:
    await subscribe(store, 2)
    await store.outbox.plan(SUNDAY, AT_ONCE, WINDOWS)
    silent, reader = await claim(store)
    await store.outbox.finish(silent, Waits())
    await store.outbox.begin(reader, "p-one", recall=False, now=SUNDAY)
    await store.outbox.finish(reader, Sent(SUNDAY))

    found = await forthcoming(store.database, SUNDAY + WEEK, 10, WINDOWS)
    planned = await store.outbox.plan(SUNDAY + WEEK, AT_ONCE, WINDOWS)

    assert [one.subscription for one in found.first] == [reader.subscription]
    assert (found.amount, planned.queued) == (1, 1)


async def test_who_writes_while_a_tip_is_queued_is_not_due_again_too_soon_after_it(store: Store) -> None:
    await subscribe(store)
    await store.outbox.plan(SUNDAY, AT_ONCE, WINDOWS)

    # Six days after this are less than four after the tip that is on its way.
    await store.subscriptions.hear(MAI, SUNDAY - timedelta(days=2, hours=4), WINDOWS["telegram"])

    assert await next_due(store) == SUNDAY + WEEK


async def test_a_fortnightly_tip_that_is_queued_counts_like_one_that_was_sent(store: Store) -> None:
    fortnightly = replace(WEEKLY, schedule=Schedule(6, 20 * 60, HANOI, weeks=2)).begun(NOW)
    await subscribe(store, 1, fortnightly)
    first = await next_due(store)
    assert first is not None
    await store.outbox.plan(first, MINUTES, WINDOWS)

    await store.subscriptions.hear(MAI, first + timedelta(seconds=5), WINDOWS["telegram"])

    assert await next_due(store) == first + 2 * WEEK
