"""An update is confirmed only when it and all before it are finished."""

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.offsets import Offsets


def test_there_is_no_offset_before_the_first_update() -> None:
    assert Offsets().ask() is None


def test_the_offset_waits_for_the_first_unfinished_update() -> None:
    offsets = Offsets()
    for number in (5, 6, 9):
        offsets.begin(number)

    offsets.finish(6)
    held_up = offsets.ask()
    offsets.finish(5)
    next_gap = offsets.ask()
    offsets.finish(9)

    assert (held_up, next_gap, offsets.ask()) == (5, 9, 10)


def test_what_is_sent_again_is_not_begun_again() -> None:
    offsets = Offsets()
    offsets.begin(5)
    offsets.begin(6)
    offsets.finish(6)

    assert [offsets.begin(number) for number in (5, 6, 7)] == [False, False, True]


def test_an_update_finished_while_a_poll_was_out_is_not_begun_again() -> None:
    offsets = Offsets()
    offsets.begin(5)
    offsets.ask()
    offsets.finish(5)

    assert not offsets.begin(5)


def test_numbering_that_starts_anew_is_followed() -> None:
    offsets = Offsets()
    offsets.begin(900)
    offsets.finish(900)
    offsets.begin(12)
    offsets.finish(12)

    assert offsets.ask() == 13


@given(st.permutations(range(10)), st.integers(0, 10))
def test_no_unfinished_update_is_ever_passed(order: list[int], finished: int) -> None:
    offsets = Offsets()
    for number in range(10):
        offsets.begin(number)
    for number in order[:finished]:
        offsets.finish(number)

    unfinished = order[finished:]
    assert offsets.ask() == (min(unfinished) if unfinished else 10)
