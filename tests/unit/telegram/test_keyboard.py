"""Buttons that Telegram takes, and words for the others."""

import pytest

from bot.channels.telegram.keyboard import Buttons, keyboard
from bot.core.reply import Button, Call, Copy, Link, Press


def _one(button: Button, call_page: str | None = None) -> dict[str, object] | None:
    rows: tuple[tuple[Button, ...], ...] = ((button,),)
    found = keyboard(rows, call_page).keyboard
    return found["inline_keyboard"][0][0] if found else None


def test_each_kind_of_button_has_its_counterpart() -> None:
    rows: list[list[Button]] = [
        [Press("Giúp", "help")],
        [Link("Trang", "https://tongdai111.vn/a?b=c#d"), Copy("Chép", "111\n113")],
    ]

    assert keyboard(rows) == Buttons(
        {
            "inline_keyboard": [
                [{"text": "Giúp", "callback_data": "help"}],
                [
                    {"text": "Trang", "url": "https://tongdai111.vn/a?b=c#d"},
                    {"text": "Chép", "copy_text": {"text": "111\n113"}},
                ],
            ]
        },
        (),
    )


def test_a_number_opens_the_call_page_or_can_be_copied() -> None:
    assert _one(Call("Gọi 111", "111")) == {"text": "Gọi 111", "copy_text": {"text": "111"}}
    assert _one(Call("Gọi 111", "111"), "https://khien-nho.vn/goi") == {
        "text": "Gọi 111",
        "url": "https://khien-nho.vn/goi",
    }
    assert _one(Call("Gọi 111", "111"), "http://127.0.0.1:8080/goi") == {
        "text": "Gọi 111",
        "copy_text": {"text": "111"},
    }


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org",
        "https://localhost/a",
        "https://127.0.0.1/a",
        "https://a@example.org",
        "https://example.org/có dấu",
        "https://example..org",
        "tel:111",
        "javascript:alert(1)",
        "https://example.org:0/",
        f"https://example.org/{'a' * 3000}",
    ],
)
def test_an_address_that_telegram_may_refuse_is_said_in_words(url: str) -> None:
    assert keyboard([[Link("Trang", url)]]) == Buttons(None, (f"Trang: {url}",))


def test_a_text_too_long_to_copy_is_said_in_words() -> None:
    assert keyboard([[Copy("Chép", "a" * 257)]]) == Buttons(None, (f"Chép: {'a' * 257}",))
    assert keyboard([[Copy("Chép", " \x00 ")]]) == Buttons(None, ())


@pytest.mark.parametrize("action", ["", "x" * 65, "chủ-đề"])
def test_a_button_that_cannot_be_carried_is_left_out(action: str) -> None:
    assert keyboard([[Press("Giúp", action), Press("Về", "back")]]).keyboard == {
        "inline_keyboard": [[{"text": "Về", "callback_data": "back"}]]
    }


def test_labels_are_trimmed_and_never_empty() -> None:
    assert [_one(Press(label, "a")) for label in (" a\x00\n b ", "a" * 80, "\u200b")] == [
        {"text": "a b", "callback_data": "a"},
        {"text": "a" * 63 + "…", "callback_data": "a"},
        {"text": "•", "callback_data": "a"},
    ]


def test_wide_rows_are_wrapped_and_too_many_buttons_cut() -> None:
    wide = keyboard([[Press("a", "a")] * 9]).keyboard
    many = keyboard([[Press("a", "a")]] * 101).keyboard

    assert wide is not None
    assert [len(row) for row in wide["inline_keyboard"]] == [8, 1]
    assert many is not None
    assert len(many["inline_keyboard"]) == 100
