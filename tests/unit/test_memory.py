"""The short memory: minutes, bounded, and nothing left behind."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.handbook import AlarmCategory
from bot.core.message import Address
from bot.core.people import SelfWord
from bot.services.memory import (
    ALARM,
    NEVER_PARDONED,
    PARDON,
    RECENT,
    RECENT_MESSAGES,
    SELF_WORD,
    SENT,
    SENT_MESSAGES,
    ChatMemory,
    Memories,
)

NOW = datetime(2026, 11, 23, 20, tzinfo=UTC)
CHAT, OTHER = Address("web", "1"), Address("web", "2")
MOMENT = timedelta(seconds=1)


def test_words_are_known_for_two_minutes_oldest_first() -> None:
    memory = ChatMemory()
    memory.heard("có người", NOW)
    memory.heard("đòi ảnh", NOW + MOMENT)

    assert memory.recent_words(NOW + RECENT) == ["có người", "đòi ảnh"]
    assert memory.recent_words(NOW + RECENT + MOMENT) == ["đòi ảnh"]
    assert memory.recent_words(NOW + RECENT + 2 * MOMENT) == []
    assert memory.recent == ()


def test_only_the_last_words_are_kept() -> None:
    memory = ChatMemory()
    for number in range(RECENT_MESSAGES + 3):
        memory.heard(str(number), NOW)

    assert memory.recent_words(NOW) == ["3", "4", "5", "6", "7"]


def test_ids_of_messages_are_kept_as_long_as_they_can_be_deleted() -> None:
    memory = ChatMemory()
    memory.sent_with(("1", "2"), NOW)
    memory.sent_with(("3",), NOW + MOMENT)

    assert memory.sent_ids(NOW + SENT) == ["1", "2", "3"]
    assert memory.sent_ids(NOW + SENT + MOMENT) == ["3"]


def test_of_many_messages_the_newest_ids_are_kept() -> None:
    memory = ChatMemory()
    memory.sent_with(map(str, range(SENT_MESSAGES + 2)), NOW)

    assert (memory.sent_ids(NOW)[0], len(memory.sent_ids(NOW))) == ("2", SENT_MESSAGES)


def test_an_alarm_and_the_word_for_oneself_are_known_for_an_hour() -> None:
    memory = ChatMemory(alarmed_at=NOW, word=SelfWord.CHAU, word_at=NOW)

    assert (memory.alarmed_lately(NOW + ALARM), memory.self_word(NOW + SELF_WORD)) == (True, SelfWord.CHAU)
    assert memory.alarmed_lately(NOW + ALARM + MOMENT) is False
    assert memory.self_word(NOW + SELF_WORD + MOMENT) is None


def test_a_new_chat_remembers_nothing() -> None:
    memory = Memories().of(CHAT)

    assert (memory.recent_words(NOW), memory.sent_ids(NOW)) == ([], [])
    assert (memory.alarmed_lately(NOW), memory.self_word(NOW)) == (False, None)


@pytest.mark.parametrize("category", [None, *AlarmCategory])
def test_a_pardon_holds_for_ten_minutes_for_the_identical_message(category: AlarmCategory | None) -> None:
    memories = Memories()
    said, other = memories.digest("nó doạ em"), memories.digest("nó doạ em nữa")
    memories.of(CHAT).alarm_digest = said

    memories.pardon(CHAT, NOW)
    memory = memories.of(CHAT)

    may_be = category not in NEVER_PARDONED
    assert memory.is_pardoned(said, category, NOW + PARDON) is may_be
    assert memory.is_pardoned(said, category, NOW + PARDON + MOMENT) is False
    assert memory.is_pardoned(other, category, NOW) is False
    assert memories.of(OTHER).is_pardoned(said, category, NOW) is False


def test_danger_to_life_is_never_pardoned() -> None:
    assert frozenset({AlarmCategory.IMMEDIATE_DANGER, AlarmCategory.SELF_HARM}) == NEVER_PARDONED


def test_a_pardon_forgets_the_alarm_and_the_words_around_it() -> None:
    memories = Memories()
    memory = memories.of(CHAT)
    memory.heard("nó doạ em", NOW)
    memory.alarmed_at, memory.alarm = NOW, AlarmCategory.SEXTORTION

    memories.pardon(CHAT, NOW)

    fresh = memories.of(CHAT)
    assert fresh.recent_words(NOW) == []
    assert (fresh.alarmed_lately(NOW), fresh.alarm, fresh.alarm_digest) == (False, None, None)


def test_without_an_alarm_a_pardon_pardons_nothing() -> None:
    memories = Memories()

    memories.pardon(CHAT, NOW)

    assert memories.of(CHAT).pardoned == {}


def test_pardons_that_have_passed_are_dropped_by_the_next_one() -> None:
    memories = Memories()
    for number in range(3):
        memories.of(CHAT).alarm_digest = memories.digest(str(number))
        memories.pardon(CHAT, NOW + number * (PARDON + MOMENT))

    assert list(memories.of(CHAT).pardoned) == [memories.digest("2")]


def test_digests_hold_no_words_and_differ_between_processes() -> None:
    one, other = Memories(), Memories()

    assert one.digest("nó doạ em") == one.digest("nó doạ em")
    assert one.digest("nó doạ em") != other.digest("nó doạ em")
    assert len(one.digest("x" * 10_000)) == 16


def test_the_least_recently_used_chat_is_forgotten_first() -> None:
    memories = Memories(size=2)
    memories.of(CHAT).missed = 1
    memories.of(OTHER).missed = 2
    memories.of(CHAT)

    memories.of(Address("web", "3"))

    assert (memories.of(CHAT).missed, memories.of(OTHER).missed) == (1, 0)


def test_chats_of_two_channels_are_two_chats() -> None:
    memories = Memories()
    memories.of(Address("web", "1")).missed = 1

    assert memories.of(Address("telegram", "1")).missed == 0


def test_what_is_forgotten_is_gone_for_this_chat_alone() -> None:
    memories = Memories()
    memories.of(CHAT).heard("nó doạ em", NOW)
    memories.of(OTHER).heard("xin chào", NOW)

    memories.forget(CHAT)
    memories.forget(CHAT)

    assert memories.of(CHAT).recent_words(NOW) == []
    assert memories.of(OTHER).recent_words(NOW) == ["xin chào"]


def test_sweeping_drops_the_words_of_chats_that_have_gone_silent() -> None:
    memories = Memories()
    memories.of(CHAT).heard("nó doạ em", NOW)
    memories.of(OTHER).heard("xin chào", NOW + RECENT)

    memories.sweep(NOW + RECENT + MOMENT)

    assert memories.of(CHAT).recent == ()
    assert memories.of(OTHER).recent_words(NOW + RECENT) == ["xin chào"]


def test_a_memory_never_shows_its_words() -> None:
    memory = ChatMemory()
    memory.heard("nó doạ em", NOW)

    assert "nó doạ em" not in repr(memory)
