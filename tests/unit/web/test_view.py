"""Replies as the page shows them."""

import pytest

from bot.channels.web.view import Kind, ShownButton, chosen_language, show
from bot.core.people import Language
from bot.core.reply import Block, Button, Call, Copy, Link, Press, Reply, Style, Tone
from tests.fakes.web import DOORS


def _shown(button: Button) -> ShownButton:
    return show([Reply((), ((button,),))])[0].rows[0][0]


@pytest.mark.parametrize(
    ("button", "kind", "value"),
    [
        (Press("Xem", "topic:scams:child"), Kind.PRESS, "topic:scams:child"),
        (Press("Cần giúp ngay", "help"), Kind.URGENT, "help"),
        (Press("Thoát nhanh", "leave"), Kind.LEAVE, "leave"),
        (Press("English", "lang:en"), Kind.LANGUAGE, "lang:en"),
        (Press("Lạ", "không phải hành động"), Kind.PRESS, "không phải hành động"),
        (Link("Trang", "https://example.org/a"), Kind.LINK, "https://example.org/a"),
        (Link("Trang", "javascript:alert(1)"), Kind.TEXT, "javascript:alert(1)"),
        (Link("Trang", "http://example.org"), Kind.TEXT, "http://example.org"),
        (Call("Gọi", "111"), Kind.CALL, "111"),
        (Call("Gọi", "+84 24 3733 3111"), Kind.CALL, "+842437333111"),
        (Call("Gọi", "công an xã"), Kind.TEXT, "công an xã"),
        (Copy("Chép", "một\nhai"), Kind.COPY, "một\nhai"),
        (Press("Soạn", "draft:child:scams:::"), Kind.PAGE, "/soan?c=child:scams:::"),
        (Press("Soạn", "draft"), Kind.PAGE, "/soan?c="),
        (Press("Đưa xem", "show:teen"), Kind.ADULT, "show:teen"),
        (Press("Đưa xem", "show:parent"), Kind.PRESS, "show:parent"),
    ],
)
def test_every_kind_of_button_is_shown_safely(button: Button, kind: Kind, value: str) -> None:
    shown = _shown(button)

    assert (shown.kind, shown.label, shown.value) == (kind, button.label, value)


def test_each_door_has_a_picture_of_its_own() -> None:
    pictures = [row[0].picture for row in show([DOORS])[0].rows]

    assert pictures == ["lifebuoy", "picture", "bubbles", "question"]


def test_empty_blocks_and_rows_are_left_out() -> None:
    reply = Reply((Block(Style.TEXT, ()), Block(Style.TEXT, ("Có",))), ((), (Press("Xem", "help"),)))

    shown = show([reply])[0]

    assert [block.lines for block in shown.blocks] == [("Có",)]
    assert len(shown.rows) == 1


def test_on_the_crisis_card_the_numbers_are_told_apart_from_the_other_buttons() -> None:
    call, press = Call("Gọi 111", "111"), Press("Kể tiếp", "tell")

    shown = show([Reply((), ((press,), (call,)), Tone.CRISIS)])[0]

    assert [[button.label for button in row] for row in shown.calls] == [["Gọi 111"]]
    assert [[button.label for button in row] for row in shown.other_rows] == [["Kể tiếp"]]


@pytest.mark.parametrize(
    ("action", "expected"),
    [("lang:en", Language.EN), ("lang:vi", Language.VI), ("lang:fr", None), ("lang", None), ("x" * 90, None)],
)
def test_a_language_button_is_recognised(action: str, expected: Language | None) -> None:
    assert chosen_language(action) is expected
