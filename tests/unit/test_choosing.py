"""Which tip comes when: over the real handbook, and over small ones made for the purpose."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.knowledge import Knowledge
from bot.core.outbox import SentTip
from bot.core.people import Audience, Language
from bot.core.review import Review, Source
from bot.core.subscription import SUBSCRIBING, Interest
from bot.core.supplement import Calendar, Period, Supplement, Tip
from bot.services.choosing import RECALL_EVERY, Choice, choose

AUTUMN = date(2026, 11, 20)
REVIEW = Review("khien-nho", AUTUMN, AUTUMN, (Source("a", "b", "2026"),))
PERIODS = (
    Period("autumn", (9, 1), (11, 30)),
    Period("winter", (12, 1), (2, 28)),
    Period("spring", (3, 1), (5, 31)),
    Period("summer", (6, 1), (8, 31)),
)


def tip(name: str, period: str | None, topic: str = "scams") -> Tip:
    return Tip(name, Audience.PARENT, period, topic, name, "", "", "", "", REVIEW)


def book(*tips: Tip) -> Supplement:
    calendar = Calendar(PERIODS, {"scams": ("scams",), "bullying": ("cyberbullying",)})
    return Supplement(calendar, {Audience.PARENT: tips})


def weeks(
    supplement: Supplement,
    audience: Audience,
    amount: int,
    first: date = AUTUMN,
) -> list[Choice]:
    """Return what a subscriber gets, week after week."""
    found: list[Choice] = []
    history: dict[str, SentTip] = {}
    for number in range(amount):
        day = first + timedelta(weeks=number)
        choice = choose(supplement, audience, day, (), tuple(history.values()), number)
        assert choice is not None
        before = history.get(choice.tip.id, SentTip(choice.tip.id, 0, 0, ""))
        history[choice.tip.id] = SentTip(
            choice.tip.id, before.times + (not choice.recall), before.recalls + choice.recall, day.isoformat()
        )
        found.append(choice)
    return found


def test_the_season_comes_first_then_what_fits_any_time_then_what_is_just_over() -> None:
    supplement = book(tip("w", "winter"), tip("s", "summer"), tip("any", None), tip("a", "autumn"))

    found = weeks(supplement, Audience.PARENT, 3, date(2026, 9, 7))

    assert [one.tip.id for one in found] == ["a", "any", "s"]


def test_a_season_that_is_still_to_come_is_kept_for_last() -> None:
    supplement = book(tip("winter", "winter"), tip("spring", "spring"), tip("summer", "summer"))

    first = choose(supplement, Audience.PARENT, AUTUMN)

    assert first is not None
    assert first.tip.id == "summer"


def test_within_a_season_interests_come_first_else_the_order_of_the_file() -> None:
    supplement = book(tip("one", "autumn"), tip("two", "autumn", "cyberbullying"))

    plain = choose(supplement, Audience.PARENT, AUTUMN)
    wanted = choose(supplement, Audience.PARENT, AUTUMN, (Interest.BULLYING,))

    assert plain is not None
    assert wanted is not None
    assert (plain.tip.id, wanted.tip.id) == ("one", "two")


def test_every_fourth_comes_back_to_the_earliest_one() -> None:
    found = weeks(book(*(tip(f"t{number}", "autumn") for number in range(9))), Audience.PARENT, 12)

    recalled = [number for number, one in enumerate(found) if one.recall]
    assert recalled == [3, 7, 11]
    assert [found[number].tip.id for number in recalled] == ["t0", "t1", "t2"]


def test_when_all_are_used_they_begin_again() -> None:
    found = weeks(book(tip("a", None), tip("b", None)), Audience.PARENT, 6)

    new = [one.tip.id for one in found if not one.recall]
    assert new == ["a", "b", "a", "b", "a"]


def test_without_tips_there_is_nothing_to_choose() -> None:
    assert choose(book(), Audience.PARENT, AUTUMN) is None
    assert choose(book(tip("a", None)), Audience.TEACHER, AUTUMN) is None


def test_tips_that_are_gone_from_the_handbook_disturb_nothing() -> None:
    history = (SentTip("gone", 3, 0, "2026-11-01"),)

    found = choose(book(tip("a", None)), Audience.PARENT, AUTUMN, (), history, tips_sent=3)

    assert found == Choice(tip("a", None))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("audience", SUBSCRIBING)
def test_of_the_real_tips_none_comes_twice_before_all_are_used(
    real_texts: Knowledge, audience: Audience, language: Language
) -> None:
    supplement = real_texts.handbook.supplement(language)
    tips = supplement.tips[audience]
    amount = len(tips) * RECALL_EVERY // (RECALL_EVERY - 1)

    found = weeks(supplement, audience, amount)

    new = [one.tip.id for one in found if not one.recall]
    assert len(new) == len(set(new))
    assert {one.tip.id for one in found if one.recall} <= set(new)


@pytest.mark.parametrize("audience", [Audience.PARENT, Audience.TEACHER])
def test_the_real_tips_follow_the_season_all_year(real_texts: Knowledge, audience: Audience) -> None:
    supplement = real_texts.handbook.supplement(Language.VI)

    found = weeks(supplement, audience, 52)

    out_of_season = 0
    for number, one in enumerate(found):
        period = supplement.calendar.period(AUTUMN + timedelta(weeks=number))
        out_of_season += not one.recall and period is not None and one.tip.period not in (None, period.id)
    assert out_of_season <= 8


@given(st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.integers(0, 60))
def test_the_same_history_and_day_give_the_same_tip(day: date, sent: int) -> None:
    supplement = book(*(tip(f"t{number}", PERIODS[number % 4].id) for number in range(10)))
    history = tuple(SentTip(f"t{number}", 1, 0, f"2026-01-{number + 1:02}") for number in range(sent % 10))

    assert choose(supplement, Audience.PARENT, day, (), history, sent) == choose(
        supplement, Audience.PARENT, day, (), tuple(reversed(history)), sent
    )
