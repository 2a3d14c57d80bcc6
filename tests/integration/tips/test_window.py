"""Weekly tips where nobody may be written to seven days after their last word: eight weeks of readers."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bot.core.channel import Capabilities
from bot.core.errors import WindowClosed
from bot.core.message import Address
from bot.core.outbox import AFTER_ANSWER, Reason, State
from bot.core.reply import Reply
from bot.core.schedule import Schedule
from bot.core.subscription import MIN_GAP
from bot.storage.database import open_alone
from tests.integration.tips.test_sender import HANOI, SUNDAY, THURSDAY, WEEKLY, Platform, Post, person

SEVEN_DAYS = timedelta(days=7)
STEP = timedelta(minutes=10)


@dataclass
class StrictPlatform(Platform):
    """Refuses to write to who has been silent for seven days, by its own book."""

    heard: dict[str, datetime] = field(default_factory=dict)
    now: Callable[[], datetime] = lambda: THURSDAY
    refused: int = 0

    async def send(self, to: Address, replies: Sequence[Reply]) -> tuple[str, ...]:
        if self.now() - self.heard[to.chat] >= SEVEN_DAYS:
            self.refused += 1
            raise WindowClosed("silent for too long")
        return await super().send(to, replies)


@dataclass
class Account(Post):
    """A post on a channel with a window; `hears` stands for the dispatcher."""

    def __post_init__(self) -> None:
        super().__post_init__()
        shown = Capabilities(4096, True, True, False, True, True, True, window=SEVEN_DAYS)
        self.platform = self.strict = StrictPlatform(capabilities=shown, now=lambda: self.now)

    async def at(self, moment: datetime) -> list[str]:
        self.now = moment
        await self.outbox.plan(moment, self.spread, {"telegram": SEVEN_DAYS})
        return await self.run()

    async def hears(self, number: int, moment: datetime) -> None:
        self.now = moment
        self.strict.heard[str(number)] = moment
        await self.subscriptions.hear(person(number), moment, SEVEN_DAYS)

    async def joins(self, number: int, schedule: Schedule | None = None) -> None:
        wanted = WEEKLY if schedule is None else replace(WEEKLY, schedule=schedule).begun(THURSDAY)
        await self.subscribe(number, subscription=wanted)
        await self.hears(number, THURSDAY)

    async def outside(self) -> int:
        return (await self.outbox.figures(self.now)).outside

    async def weeks(self, weeks: int, taps: Callable[[datetime], datetime | None]) -> list[datetime]:
        """Let weeks pass; after each tip its reader taps at the moment that `taps` tells, if any."""
        sent: list[datetime] = []
        coming: list[datetime] = []
        moment = THURSDAY
        while (moment := await self._next(moment, coming)) < THURSDAY + timedelta(weeks=weeks):
            while coming and coming[0] <= moment:
                await self.hears(1, coming.pop(0))
            if await self.at(moment):
                sent.append(moment)
                tap = taps(moment)
                coming += [] if tap is None else [tap]
        self.now = THURSDAY + timedelta(weeks=weeks)
        return sent

    async def _next(self, moment: datetime, taps: Sequence[datetime]) -> datetime:
        """Return when something may happen: a tip is due, or goes out after the night, or somebody taps."""
        mine = await self.subscriptions.find(person(1))
        waiting = (await self.outbox.figures(moment + timedelta(hours=12))).oldest_due
        found = (None if mine is None else mine.next_due_at, waiting, *taps)
        return max(moment + STEP, min(one for one in found if one is not None))


@pytest.fixture
async def account(tmp_path: Path) -> AsyncIterator[Account]:
    database = await open_alone(f"sqlite:///{tmp_path / 'tips.sqlite'}")
    yield Account(database)
    await database.close()


@pytest.mark.parametrize("zone", [HANOI, "America/New_York"])
async def test_who_taps_at_once_gets_a_tip_by_the_sixth_day_and_never_two_within_four(
    account: Account, zone: str
) -> None:
    await account.joins(1, Schedule(6, 20 * 60, zone))

    sent = await account.weeks(8, lambda moment: moment + timedelta(minutes=5))

    gaps = [later - earlier for earlier, later in pairwise(sent)]
    assert len(sent) >= 8
    assert max(gaps) <= timedelta(days=6, hours=10)  # by the sixth day, or on the next morning
    assert min(gaps) >= MIN_GAP
    assert account.strict.refused == 0


async def test_who_taps_in_the_middle_of_the_week_gets_it_at_the_chosen_time(account: Account) -> None:
    await account.joins(1)

    sent = await account.weeks(8, lambda moment: moment + timedelta(days=3))

    assert sent == [SUNDAY + timedelta(weeks=number) for number in range(len(sent))]
    assert len(sent) == 8
    assert account.strict.refused == 0


@pytest.mark.parametrize("days", [0, 0.5, 1, 2, 3, 4.5, 5, 6, 6.5, 6.9])
async def test_whenever_somebody_taps_none_is_lost_and_none_comes_too_soon(
    account: Account, days: float
) -> None:
    await account.joins(1)

    sent = await account.weeks(8, lambda moment: moment + timedelta(days=days, minutes=5))

    gaps = [later - earlier for earlier, later in pairwise(sent)]
    assert len(sent) >= 8
    assert min(gaps) >= MIN_GAP
    assert max(gaps) < MIN_GAP + timedelta(weeks=1)  # the slot after one that was brought forward
    assert (account.strict.refused, await account.outside()) == (0, 0)


async def test_who_comes_back_after_twenty_days_gets_one_tip_and_not_the_missed_ones(
    account: Account,
) -> None:
    await account.joins(1)
    await account.weeks(3, lambda _: None)
    back = SUNDAY + timedelta(days=20)
    await account.hears(1, back)

    arrived = [await account.at(back + number * timedelta(hours=1)) for number in range(30)]

    assert [moment for moment in arrived if moment] == [["1"]]
    assert await account.outside() == 0


async def test_who_never_taps_gets_one_tip_and_the_next_one_waits(account: Account) -> None:
    await account.joins(1)

    sent = await account.weeks(8, lambda _: None)

    assert sent == [SUNDAY]
    assert account.strict.refused == 0
    assert await account.outside() == 1
    assert await account.states() == {State.PENDING: 1}  # the sent one is older than what figures tell of


async def test_who_comes_back_gets_what_waited_an_hour_later_and_goes_on(account: Account) -> None:
    await account.joins(1)
    await account.weeks(3, lambda _: None)
    back = THURSDAY + timedelta(days=24)
    await account.hears(1, back)

    at_once = await account.at(back)
    later = await account.at(back + AFTER_ANSWER)
    again = await account.at(back + AFTER_ANSWER + STEP)

    assert (at_once, later, again) == ([], ["1"], [])
    assert await account.outside() == 0
    mine = await account.subscriptions.find(person(1))
    assert mine is not None
    assert mine.next_due_at is not None
    assert back < mine.next_due_at <= back + timedelta(days=6)


async def test_the_platform_has_the_last_word(account: Account) -> None:
    await account.joins(1)
    account.strict.heard["1"] = THURSDAY - timedelta(days=30)

    assert await account.at(SUNDAY) == []
    assert account.strict.refused == 1
    assert await account.outside() == 1


async def test_who_stops_or_erases_while_a_tip_waits_is_not_written_to(account: Account) -> None:
    await account.joins(1)
    await account.weeks(3, lambda _: None)

    await account.subscriptions.stop(person(1), account.now)
    await account.hears(1, account.now)

    assert await account.at(account.now + AFTER_ANSWER) == []
    assert await account.outside() == 0


async def test_a_fortnightly_tip_waits_for_who_is_silent_and_comes_before_the_window_closes(
    account: Account,
) -> None:
    await account.joins(1, Schedule(6, 20 * 60, HANOI, weeks=2))

    sent = await account.weeks(8, lambda moment: moment + timedelta(days=5))

    gaps = [later - earlier for earlier, later in pairwise(sent)]
    assert len(sent) >= 4
    assert min(gaps) >= MIN_GAP * 2
    assert account.strict.refused == 0


async def test_a_chat_without_a_subscription_is_not_kept(account: Account) -> None:
    assert await account.subscriptions.hear(person(9), THURSDAY, SEVEN_DAYS) is False
    assert await account.subscriptions.find(person(9)) is None


async def test_what_failed_for_it_is_told_by_its_name(account: Account) -> None:
    await account.joins(1)
    await account.weeks(3, lambda _: None)

    assert Reason.WINDOW not in await account.reasons()
    assert account.now.tzinfo is UTC
