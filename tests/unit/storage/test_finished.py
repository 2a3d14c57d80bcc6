"""Which updates are known from memory alone."""

from datetime import UTC, datetime, timedelta

from bot.storage.finished import FinishedIds

MONDAY = datetime(2030, 1, 7, 8, tzinfo=UTC)


def held(*ids: str, size: int) -> FinishedIds:
    finished = FinishedIds(size)
    for update_id in ids:
        finished.add("telegram", update_id, MONDAY)
    return finished


def test_while_nothing_was_dropped_every_id_is_known() -> None:
    finished = held("9", "10", size=2)

    assert [finished.knows("telegram", update_id) for update_id in ("9", "10", "8", "11")] == [
        True,
        True,
        False,
        False,
    ]


def test_above_all_dropped_ids_an_update_is_known_to_be_new() -> None:
    finished = held("9", "10", "11", size=2)

    assert finished.knows("telegram", "12") is False
    assert finished.knows("telegram", "100") is False


def test_up_to_the_highest_dropped_id_only_the_database_can_tell() -> None:
    finished = held("9", "10", "11", "12", size=2)

    assert [finished.knows("telegram", update_id) for update_id in ("8", "9", "10", "11")] == [
        None,
        None,
        None,
        True,
    ]


def test_a_lower_id_that_is_dropped_later_does_not_hide_a_higher_one() -> None:
    finished = held("500", "3", "4", "5", size=2)

    assert finished.knows("telegram", "400") is None
    assert finished.knows("telegram", "501") is False


def test_what_one_channel_dropped_says_nothing_about_another() -> None:
    finished = held("9", "10", "11", size=2)

    assert finished.knows("zalo-bot", "9") is False


def test_purged_ids_may_be_used_again() -> None:
    finished = FinishedIds(3)
    finished.add("telegram", "9", MONDAY)
    finished.add("telegram", "10", MONDAY + timedelta(days=1))

    finished.purge(before=MONDAY + timedelta(hours=1))

    assert finished.knows("telegram", "9") is False
    assert finished.knows("telegram", "10") is True
