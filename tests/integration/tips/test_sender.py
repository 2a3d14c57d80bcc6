"""What the sender makes of every answer of a platform, on a real database and a clock that the test moves."""

import random
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.core.channel import Capabilities
from bot.core.errors import (
    ChannelError,
    InDoubt,
    RecipientGone,
    RecipientMoved,
    Rejected,
    StorageError,
    TryLater,
    Unauthorised,
)
from bot.core.message import Address
from bot.core.outbox import Claimed, Ending, InDoubtPolicy, Reason, State
from bot.core.people import Audience, Language
from bot.core.reply import Reply, paragraphs
from bot.core.schedule import QuietHours, Schedule, first_slot
from bot.core.subscription import Standing, Subscription
from bot.metrics import PrometheusMeter
from bot.services.pacing import Pacer
from bot.services.quota import Quota
from bot.services.retry import ATTEMPTS
from bot.services.sender import Composed, Sender
from bot.storage.cipher import Cipher
from bot.storage.database import Database, open_alone
from bot.storage.key import SecretKey
from bot.storage.outbox import SqlOutbox
from bot.storage.subscriptions import SqlSubscriptions

HANOI = "Asia/Ho_Chi_Minh"
THURSDAY = datetime(2026, 11, 26, 3, tzinfo=UTC)
SUNDAY = datetime(2026, 11, 29, 13, tzinfo=UTC)
WEEKLY = Subscription(Audience.PARENT, Language.VI, Schedule(6, 20 * 60, HANOI)).begun(THURSDAY)
WEEK = timedelta(weeks=1)
CIPHER = Cipher(SecretKey(b"k" * 32))


def person(number: int) -> Address:
    return Address("telegram", str(number))


@dataclass
class Platform:
    """A channel that fails for certain chats, or for the next calls, as it is told."""

    faults: dict[str, list[Exception]] = field(default_factory=lambda: defaultdict(list))
    arrived: list[str] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    name: str = "telegram"
    capabilities: Capabilities = field(
        default_factory=lambda: Capabilities(4096, True, True, False, True, True, True)
    )

    async def send(self, to: Address, replies: Sequence[Reply]) -> tuple[str, ...]:
        self.tried.append(to.chat)
        faults = self.faults[to.chat] or self.faults["any"]
        if faults:
            raise faults.pop(0)
        self.arrived.append(to.chat)
        return ("1",)

    async def delete(self, at: Address, message_ids: Sequence[str]) -> None:
        raise AssertionError

    async def is_administrator(self, at: Address, person: str) -> bool:
        raise AssertionError


class ForgetfulOutbox(SqlOutbox):
    """An outbox whose database fails some times when an ending is written."""

    failures = 0

    async def finish(self, claimed: Claimed, ending: Ending) -> None:
        if self.failures:
            self.failures -= 1
            raise StorageError("switched off")
        await super().finish(claimed, ending)


@dataclass
class Post:
    """A database, a platform and a clock; each `run` is a process of its own."""

    database: Database
    platform: Platform = field(default_factory=Platform)
    meter: PrometheusMeter = field(default_factory=PrometheusMeter)
    policy: InDoubtPolicy = InDoubtPolicy.REPEAT
    now: datetime = THURSDAY
    spread: timedelta = timedelta(0)
    failures: int = 0
    broken: frozenset[str] = frozenset()
    composed: list[Claimed] = field(default_factory=list)
    quota: Quota | None = None

    def __post_init__(self) -> None:
        self.subscriptions = SqlSubscriptions(self.database, CIPHER)
        self.outbox = ForgetfulOutbox(self.database, CIPHER)

    async def subscribe(self, *numbers: int, subscription: Subscription = WEEKLY) -> None:
        for number in numbers:
            await self.subscriptions.keep(person(number), subscription, self.now)

    async def at(self, moment: datetime) -> list[str]:
        """Let it be this moment: plan, send all that is due, and return who got something."""
        self.now = moment
        await self.outbox.plan(moment, self.spread)
        return await self.run()

    async def run(self) -> list[str]:
        before = len(self.platform.arrived)
        self.outbox = ForgetfulOutbox(self.database, CIPHER)
        self.outbox.failures = self.failures
        sender = Sender(
            channel=self.platform,
            outbox=self.outbox,
            subscriptions=self.subscriptions,
            compose=self._compose,
            pacer=Pacer(5_000),
            per_second=25,
            policy=self.policy,
            quiet=QuietHours.parse("21:30-06:00"),
            spread=self.spread,
            clock=lambda: self.now,
            meter=self.meter,
            quota=self.quota,
        )
        await sender.send_due()
        return self.platform.arrived[before:]

    async def states(self) -> dict[State, int]:
        figures = await self.outbox.figures(self.now)
        return {state: amount for state, amount in figures.by_state.items() if amount}

    async def reasons(self) -> dict[Reason, int]:
        return dict((await self.outbox.figures(self.now)).failed)

    async def _compose(self, claimed: Claimed) -> Composed:
        self.composed.append(claimed)
        if claimed.address.chat in self.broken:
            raise ZeroDivisionError
        return Composed(Reply((paragraphs("Mẹo"),)), f"tip-{claimed.tips_sent}")


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    database = await open_alone(f"sqlite:///{tmp_path}/khien-nho.db")
    yield Post(database)
    await database.close()


async def test_everybody_gets_theirs_once(post: Post) -> None:
    await post.subscribe(1, 2, 3)

    first, again = await post.at(SUNDAY), await post.at(SUNDAY + timedelta(minutes=1))

    assert (sorted(first), again) == (["1", "2", "3"], [])
    assert await post.states() == {State.SENT: 3}


@pytest.mark.parametrize(
    ("fault", "reason"), [(RecipientGone("blocked"), Reason.GONE), (Rejected("bad"), Reason.REJECTED)]
)
async def test_a_lasting_refusal_is_never_retried_and_touches_nobody_else(
    post: Post, fault: ChannelError, reason: Reason
) -> None:
    await post.subscribe(1, 2, 3)
    post.platform.faults["2"] = [fault]

    arrived = await post.at(SUNDAY)
    later = await post.at(SUNDAY + timedelta(days=2))

    assert (sorted(arrived), later) == (["1", "3"], [])
    assert await post.reasons() == {reason: 1}
    assert post.platform.tried.count("2") == 1


async def test_a_blocked_chat_is_closed_and_a_refused_message_is_not_the_chats_fault(post: Post) -> None:
    await post.subscribe(1, 2)
    post.platform.faults["1"], post.platform.faults["2"] = [RecipientGone("blocked")], [Rejected("bad")]

    await post.at(SUNDAY)

    standings = [await post.subscriptions.find(person(number)) for number in (1, 2)]
    assert [one.standing for one in standings if one] == [Standing.GONE, Standing.ACTIVE]
    assert await post.at(SUNDAY + WEEK) == ["2"]


async def test_a_passing_fault_is_tried_again_later_with_the_same_tip(post: Post) -> None:
    await post.subscribe(1)
    post.platform.faults["1"] = [TryLater("no connection"), TryLater("no connection")]

    at_once, soon = await post.at(SUNDAY), await post.at(SUNDAY + timedelta(seconds=5))
    assert (at_once, soon) == ([], [])
    await post.at(SUNDAY + timedelta(minutes=1))
    last = await post.at(SUNDAY + timedelta(minutes=3))

    assert last == ["1"]
    assert post.composed[-1].attempts == 2
    assert post.composed[-1].tip == "tip-0"


async def test_a_delivery_that_keeps_failing_is_given_up_and_shown(post: Post) -> None:
    await post.subscribe(1, 2)
    post.platform.faults["1"] = [TryLater("no connection") for _ in range(ATTEMPTS)]
    for hour in range(2 * ATTEMPTS):
        await post.at(SUNDAY.replace(hour=2) + timedelta(days=1) + timedelta(hours=hour / 2))

    assert post.platform.tried.count("1") == ATTEMPTS
    assert await post.reasons() == {Reason.GAVE_UP: 1}


async def test_asked_to_wait_nobody_is_tried_until_then_and_nothing_counts_as_failed(post: Post) -> None:
    await post.subscribe(*range(1, 40))
    post.platform.faults["any"] = [TryLater("flood", after=0.2)]

    arrived = await post.at(SUNDAY)
    rest = await post.at(SUNDAY + timedelta(seconds=1))

    assert len(arrived) + len(rest) == 39
    assert Counter(post.platform.arrived).most_common(1)[0][1] == 1
    assert [claimed.attempts for claimed in post.composed if claimed.attempts] == []
    assert await post.states() == {State.SENT: 39}
    assert 'khien_nho_floods_total{channel="telegram"} 1.0' in post.meter.render().decode()


@pytest.mark.parametrize(
    ("policy", "state", "tries"),
    [(InDoubtPolicy.REPEAT, State.SENT, 2), (InDoubtPolicy.PARK, State.UNKNOWN, 1)],
)
async def test_a_message_in_doubt_is_settled_by_the_policy(
    post: Post, policy: InDoubtPolicy, state: State, tries: int
) -> None:
    post.policy = policy
    await post.subscribe(1)
    post.platform.faults["1"] = [InDoubt("no answer in time")]

    await post.at(SUNDAY)
    await post.at(SUNDAY + timedelta(minutes=5))

    assert await post.states() == {state: 1}
    assert post.platform.tried.count("1") == tries


async def test_a_parked_tip_is_not_chosen_again(post: Post) -> None:
    post.policy = InDoubtPolicy.PARK
    await post.subscribe(1)
    post.platform.faults["1"] = [InDoubt("no answer in time")]

    await post.at(SUNDAY)
    await post.at(SUNDAY + WEEK)

    assert [claimed.tips_sent for claimed in post.composed] == [0, 1]


async def test_a_moved_group_gets_its_tip_at_once_and_ever_after(post: Post) -> None:
    await post.subscribe(1)
    post.platform.faults["1"] = [RecipientMoved("-100777")]

    assert await post.at(SUNDAY) == ["-100777"]
    assert await post.at(SUNDAY + WEEK) == ["-100777"]
    assert post.platform.tried.count("1") == 1


async def test_a_refused_token_stops_the_sender_and_loses_nothing(post: Post) -> None:
    await post.subscribe(1, 2, 3)
    post.platform.faults["any"] = [Unauthorised("unknown token") for _ in range(3)]

    first = await post.at(SUNDAY)
    post.platform.faults.clear()
    second = await post.at(SUNDAY + timedelta(minutes=1))

    assert first == []
    assert sorted(second) == ["1", "2", "3"]


async def test_a_fault_in_the_program_touches_one_recipient_only(post: Post) -> None:
    await post.subscribe(1, 2, 3)
    post.platform.faults["2"] = [ZeroDivisionError()]
    post.broken = frozenset({"3"})

    arrived = await post.at(SUNDAY)

    assert arrived == ["1"]
    assert await post.states() == {State.SENT: 1, State.FAILED: 1, State.CLAIMED: 1}


async def test_a_failing_database_makes_nobody_get_it_twice(post: Post) -> None:
    await post.subscribe(1)
    post.failures = 1

    first = await post.at(SUNDAY)
    post.failures = 0
    second = await post.at(SUNDAY + timedelta(minutes=5))

    assert (first, second) == (["1"], [])
    assert await post.states() == {State.SENT: 1}


async def test_a_tip_that_waited_too_long_is_left_out(post: Post) -> None:
    await post.subscribe(1)
    await post.outbox.plan(SUNDAY, post.spread)

    assert await post.at(SUNDAY + timedelta(days=3)) == []
    assert await post.reasons() == {Reason.EXPIRED: 1}
    assert await post.at(SUNDAY + WEEK) == ["1"]


async def test_in_quiet_hours_it_waits_for_the_morning_spread_out(post: Post) -> None:
    post.spread = timedelta(minutes=10)
    await post.subscribe(*range(1, 21))
    night, morning = SUNDAY + timedelta(hours=3), datetime(2026, 11, 29, 23, tzinfo=UTC)

    at_night = await post.at(night)
    first = await post.at(morning + timedelta(minutes=5))
    last = await post.at(morning + timedelta(minutes=10))

    assert at_night == []
    assert first
    assert last
    assert len(first) + len(last) == 20


async def test_what_could_arrive_within_quiet_hours_is_not_sent_just_before(post: Post) -> None:
    schedule = Schedule(6, 21 * 60 + 29, HANOI)
    await post.subscribe(1, subscription=replace(WEEKLY, schedule=schedule).begun(THURSDAY))
    almost = datetime(2026, 11, 29, 14, 29, 45, tzinfo=UTC)

    assert await post.at(almost) == []


async def test_after_a_change_of_day_never_two_within_four_days(post: Post) -> None:
    await post.subscribe(1)
    await post.at(SUNDAY)
    post.now = SUNDAY + timedelta(hours=1)
    mine = await post.subscriptions.find(person(1))
    assert mine is not None

    monday = replace(mine, schedule=Schedule(0, 20 * 60, HANOI)).begun(post.now)
    await post.subscribe(1, subscription=monday)

    assert await post.at(SUNDAY + timedelta(days=1)) == []
    assert await post.at(SUNDAY + timedelta(days=8)) == ["1"]


async def test_when_the_months_messages_run_low_tips_wait_for_the_next_or_are_left_out(post: Post) -> None:
    await post.subscribe(*range(1, 11))
    post.quota = Quota("telegram", 100, HANOI)
    post.quota.count(80, SUNDAY)
    december = datetime(2026, 11, 30, 17, tzinfo=UTC)

    none = await post.at(SUNDAY)  # a day before December
    waiting, held_back = await post.states(), (await post.outbox.figures(SUNDAY)).held_back
    later = await post.at(december + timedelta(hours=7))
    left = post.quota.left(post.now)
    post.quota.count(70, post.now)
    again = await post.at(SUNDAY + WEEK)

    assert (none, again) == ([], [])
    assert (waiting, held_back) == ({State.PENDING: 10}, 10)
    assert (len(later), left) == (10, 90)
    assert await post.reasons() == {Reason.QUOTA: 10}
    assert (await post.outbox.figures(post.now)).held_back == 0


ZONES = (HANOI, "Europe/Berlin", "America/New_York", "Australia/Lord_Howe")


async def test_a_year_with_outages_breaks_no_rule(post: Post) -> None:
    chance, spread = random.Random(5), timedelta(minutes=10)
    post.spread = spread
    schedules = {
        number: Schedule(
            chance.randrange(7), chance.choice((405, 690, 1050, 1200, 1260)), chance.choice(ZONES)
        )
        for number in range(1, 6)
    }
    for number, schedule in schedules.items():
        await post.subscribe(number, subscription=replace(WEEKLY, schedule=schedule).begun(THURSDAY))
    outages = [
        (start, start + timedelta(hours=chance.uniform(1, 24 * 9)))
        for start in (THURSDAY + timedelta(days=chance.uniform(0, 365)) for _ in range(12))
    ]
    sent: dict[int, list[datetime]] = {number: [] for number in schedules}

    moment, end = THURSDAY, THURSDAY + timedelta(days=366)
    while moment < end:
        moment = _after_outages(moment, outages)
        for chat in await post.at(moment):
            sent[int(chat)].append(moment)
        moment = await _next_event(post, moment, spread)

    for number, moments in sent.items():
        _check_year(schedules[number], moments, outages, spread)


async def _next_event(post: Post, moment: datetime, spread: timedelta) -> datetime:
    """Return when to look again: the next slot or waiting row, else a minute later, as a real bot would."""
    waiting = (await post.outbox.figures(moment + spread + timedelta(hours=12))).oldest_due
    slots = [
        mine.next_due_at
        for number in range(1, 6)
        if (mine := await post.subscriptions.find(person(number))) is not None and mine.next_due_at
    ]
    following = min(one for one in (*slots, waiting) if one is not None)
    return max(following, moment + timedelta(seconds=30))


def _after_outages(moment: datetime, outages: Sequence[tuple[datetime, datetime]]) -> datetime:
    for start, end in sorted(outages):
        if start <= moment < end:
            moment = end
    return moment


def _check_year(
    schedule: Schedule,
    moments: list[datetime],
    outages: Sequence[tuple[datetime, datetime]],
    spread: timedelta,
) -> None:
    quiet = QuietHours.parse("21:30-06:00")
    zone = ZoneInfo(schedule.zone)
    slot = first_slot(schedule, THURSDAY)
    assert len(moments) >= 40
    for earlier, later in pairwise(moments):
        assert later - earlier >= timedelta(days=4)
    for moment in moments:
        local = moment.astimezone(zone)
        assert not quiet.holds(local.hour * 60 + local.minute)
    slots = []
    while slot < THURSDAY + timedelta(days=367):
        slots.append(slot)
        slot = first_slot(schedule, slot + timedelta(days=6))
    for one in slots:
        served = [moment for moment in moments if one <= moment < one + timedelta(days=3)]
        disturbed = any(start <= one + spread + timedelta(minutes=2) and one <= end for start, end in outages)
        if not disturbed and one < THURSDAY + timedelta(days=362):
            assert len(served) == 1
            assert served[0] - one <= spread + timedelta(seconds=60)
    for moment in moments:
        assert any(one <= moment < one + timedelta(days=3) for one in slots)
