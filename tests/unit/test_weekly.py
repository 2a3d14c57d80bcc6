"""The tip of a calendar week, over the real handbook."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.core.knowledge import Knowledge
from bot.core.people import Audience, Language
from bot.core.subscription import SUBSCRIBING, WEEKS
from bot.core.supplement import Supplement
from bot.services.weekly import COMING_WEEKS, EPOCH, PAST_WEEKS, feed, of_the_week, voice_of

HANOI = "Asia/Ho_Chi_Minh"
NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)


@pytest.fixture
def supplement(real_texts: Knowledge) -> Supplement:
    return real_texts.handbook.supplement(Language.VI)


@pytest.mark.parametrize("audience", SUBSCRIBING)
def test_no_tip_comes_again_before_all_were_there(supplement: Supplement, audience: Audience) -> None:
    amount, step = len(supplement.tips[audience]), timedelta(weeks=WEEKS[audience])

    found = [of_the_week(supplement, audience, EPOCH + number * step) for number in range(amount)]

    assert {tip.id for tip in found if tip} == {tip.id for tip in supplement.tips[audience]}


def test_tips_follow_the_season(supplement: Supplement) -> None:
    monday = date(2027, 2, 1)
    period = supplement.calendar.period(monday)

    found = of_the_week(supplement, Audience.PARENT, monday)

    assert found is not None
    assert period is not None
    assert found.period == period.id == "tet"


def test_communicators_have_one_every_other_week(supplement: Supplement) -> None:
    found = [of_the_week(supplement, Audience.COMMUNICATOR, EPOCH + timedelta(weeks=n)) for n in range(4)]

    assert [tip is not None for tip in found] == [True, False, True, False]


@pytest.mark.parametrize("monday", [EPOCH - timedelta(weeks=1), date(2199, 1, 7)])
def test_outside_of_what_can_be_counted_there_is_none(supplement: Supplement, monday: date) -> None:
    assert of_the_week(supplement, Audience.PARENT, monday) is None


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("audience", SUBSCRIBING)
def test_a_feed_holds_past_and_coming_weeks(
    real_texts: Knowledge, audience: Audience, language: Language
) -> None:
    found = feed(voice_of(real_texts.handbook, language, NOW), audience, HANOI)

    assert found is not None
    assert len(found.entries) == (PAST_WEEKS + COMING_WEEKS) // WEEKS[audience] + 1
    assert list(found.entries) == sorted(found.entries, key=lambda entry: entry.at)
    assert all("111" in entry.text for entry in found.entries)


def test_children_have_no_feed(real_texts: Knowledge) -> None:
    assert feed(voice_of(real_texts.handbook, Language.VI, NOW), Audience.CHILD, HANOI) is None


def test_the_hour_is_local_also_where_clocks_change(real_texts: Knowledge) -> None:
    autumn = datetime(2026, 10, 22, tzinfo=UTC)

    found = feed(voice_of(real_texts.handbook, Language.EN, autumn), Audience.PARENT, "Europe/Berlin")

    assert found is not None
    by_week = {entry.monday: entry.at for entry in found.entries}
    assert by_week[date(2026, 10, 12)] == datetime(2026, 10, 18, 18, tzinfo=UTC)
    assert by_week[date(2026, 10, 19)] == datetime(2026, 10, 25, 19, tzinfo=UTC)
