"""What a number stands for: the newest options, however it is written, for an hour."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.menus import Menus
from bot.core.reply import Press

NOW = datetime(2026, 11, 26, 13, tzinfo=UTC)
YES, NO, LONG = Press("Có", "yes"), Press("Không", "no"), Press("🛑 Bị dọa tung ảnh", "threat")


@pytest.fixture
def menus() -> Menus:
    made = Menus()
    made.offer("a", (YES, NO, LONG), NOW)
    return made


@pytest.mark.parametrize(
    ("text", "press"),
    [
        ("1", YES),
        (" 2. ", NO),
        ("2)", NO),
        ("số 1", YES),
        ("So 1", YES),
        ("chọn 2", NO),
        ("２", NO),
        ("1️⃣", YES),
        ("3 ạ", LONG),
        ("Có", YES),
        ("không", NO),
        ("🛑 bị dọa tung ảnh", LONG),
        ("4", None),
        ("0", None),
        ("11", None),
        ("1 2", None),
        ("có người dọa em", None),
        ("111", None),
        ("", None),
    ],
)
def test_an_option_is_known_by_its_number_or_its_label(menus: Menus, text: str, press: Press | None) -> None:
    assert menus.pick("a", text, NOW) == press


def test_a_number_stands_for_the_newest_options(menus: Menus) -> None:
    menus.heard("a")
    menus.offer("a", (LONG,), NOW)

    assert menus.pick("a", "1", NOW) == LONG
    assert menus.pick("a", "2", NOW) is None


def test_the_messages_of_one_answer_are_numbered_through(menus: Menus) -> None:
    first = menus.count("a", NOW)
    menus.offer("a", (LONG,), NOW)

    assert first == 3
    assert menus.pick("a", "1", NOW) == YES
    assert menus.pick("a", "4", NOW) == LONG


def test_what_comes_later_begins_at_one_again(menus: Menus) -> None:
    later = NOW + timedelta(minutes=5)

    assert menus.count("a", later) == 0
    menus.offer("a", (LONG,), later)
    assert menus.pick("a", "1", later) == LONG


def test_after_an_hour_a_number_is_a_number(menus: Menus) -> None:
    assert menus.pick("a", "1", NOW + timedelta(hours=1, seconds=1)) is None


def test_a_message_without_options_ends_those_before(menus: Menus) -> None:
    menus.heard("a")
    menus.offer("a", (), NOW)

    assert menus.pick("a", "1", NOW) is None


def test_chats_do_not_share_their_options(menus: Menus) -> None:
    assert menus.pick("b", "1", NOW) is None


def test_the_least_recently_used_are_forgotten() -> None:
    menus = Menus(size=2)
    for chat in ("a", "b", "c"):
        menus.offer(chat, (YES,), NOW)

    assert menus.pick("a", "1", NOW) is None
    assert menus.pick("c", "1", NOW) == YES
