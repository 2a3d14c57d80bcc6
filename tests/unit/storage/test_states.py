"""Which chat states are known from memory alone."""

from datetime import UTC, datetime, timedelta

from bot.core.people import Audience
from bot.core.turn import ChatState
from bot.storage.states import KeptState, States

MONDAY = datetime(2030, 1, 7, 8, tzinfo=UTC)
KEPT = KeptState(ChatState(Audience.CHILD), MONDAY + timedelta(hours=24))


def test_while_it_is_complete_an_absent_chat_is_known_to_be_new() -> None:
    states = States(2, complete=True)
    states.put(b"a", KEPT)

    assert states.find(b"a") == KEPT
    assert states.knows(b"b")
    assert states.find(b"b") is None


def test_once_a_chat_had_to_make_room_absent_chats_are_unknown() -> None:
    states = States(2, complete=True)
    for key in (b"a", b"b", b"c"):
        states.put(key, KEPT)

    assert [states.knows(key) for key in (b"a", b"b", b"c", b"d")] == [False, True, True, False]


def test_the_chat_that_was_silent_longest_makes_room() -> None:
    states = States(2, complete=True)
    states.put(b"a", KEPT)
    states.put(b"b", KEPT)
    states.find(b"a")

    states.put(b"c", KEPT)

    assert [states.knows(key) for key in (b"a", b"b")] == [True, False]


def test_that_nothing_is_kept_is_remembered_too() -> None:
    states = States(2, complete=False)

    states.put(b"a", None)

    assert states.knows(b"a")
    assert states.find(b"a") is None


def test_purge_lets_go_of_expired_states_only() -> None:
    states = States(3, complete=False)
    states.put(b"a", KEPT)
    states.put(b"b", KeptState(KEPT.state, KEPT.expires_at + timedelta(seconds=1)))

    states.purge(KEPT.expires_at)

    assert [states.knows(key) for key in (b"a", b"b")] == [False, True]
