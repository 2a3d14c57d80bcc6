"""Replies become HTML that always parses, in parts that always fit."""

import html
import re
import unicodedata
from unicodedata import normalize

from hypothesis import example, given, settings
from hypothesis import strategies as st
from telegram import InlineKeyboardMarkup

from bot.channels.telegram.keyboard import MAX_BUTTONS, MAX_ROW
from bot.channels.telegram.render import Part, render
from bot.core.reply import Block, Button, Call, Copy, Link, Press, Reply, Style
from bot.core.text import clean, is_visible, length
from tests.fakes.bot_api.html_parser import parse_html

PRESS = Press("Cần giúp ngay", "help")


def _reply(*blocks: tuple[Style, str], buttons: tuple[tuple[Button, ...], ...] = ()) -> Reply:
    return Reply(tuple(Block(style, tuple(text.split("\n"))) for style, text in blocks), buttons)


def test_each_style_has_its_look() -> None:
    reply = _reply(
        (Style.TITLE, "Bị đòi ảnh"),
        (Style.TEXT, "Không phải lỗi của em.\nMình ở đây."),
        (Style.STEPS, "Dừng trả lời\nGiữ lại tin nhắn"),
        (Style.POINTS, "111\n113"),
        (Style.NOTE, "Xem lại 1/2030"),
        (Style.URGENT, "Gọi 113"),
    )

    assert render(reply) == [
        Part(
            "<b>Bị đòi ảnh</b>\n\n"
            "Không phải lỗi của em.\nMình ở đây.\n\n"
            "1. Dừng trả lời\n2. Giữ lại tin nhắn\n\n"
            "• 111\n• 113\n\n"
            "<i>Xem lại 1/2030</i>\n\n"
            "<b>Gọi 113</b>"
        )
    ]


def test_markup_in_the_words_stays_words() -> None:
    [part] = render(_reply((Style.TITLE, "<b>a</b> & <i>'\"&amp;")))

    assert part.html == "<b>&lt;b&gt;a&lt;/b&gt; &amp; &lt;i&gt;'\"&amp;amp;</b>"
    assert parse_html(part.html).text == "<b>a</b> & <i>'\"&amp;"


def test_what_telegram_refuses_or_drops_is_left_out() -> None:
    [part] = render(_reply((Style.TEXT, "a\x00b\x07c\u202ed\ud800e\ufeff\tf")))

    assert part.html == "abcde f"


def test_words_are_in_nfc() -> None:
    [part] = render(_reply((Style.TEXT, normalize("NFD", "Được gọi miễn phí"))))

    assert part.html == "Được gọi miễn phí"


def test_a_reply_without_words_is_still_a_message() -> None:
    nothing = [Part("…", {"inline_keyboard": [[{"text": "Cần giúp ngay", "callback_data": "help"}]]})]

    assert render(Reply((), ((PRESS,),))) == nothing
    assert render(_reply((Style.TITLE, " \n\u200b\n\u3164\u2800"), buttons=((PRESS,),))) == nothing


def test_steps_are_numbered_without_gaps() -> None:
    assert render(_reply((Style.STEPS, "một\n\x00\nhai"))) == [Part("1. một\n2. hai")]


def test_the_buttons_are_under_the_last_part_only() -> None:
    parts = render(_reply((Style.TEXT, "a" * 4000), (Style.TEXT, "b" * 4000), buttons=((PRESS,),)))

    assert [part.keyboard is not None for part in parts] == [False, True]


def test_a_long_reply_is_parted_between_its_blocks() -> None:
    reply = _reply((Style.TITLE, "Một"), (Style.TEXT, "a\nb\nc"), (Style.STEPS, "x\ny"))

    assert [part.html for part in render(reply, limit=12)] == ["<b>Một</b>\n\na\nb\nc", "1. x\n2. y"]


def test_a_long_block_is_parted_between_its_lines_and_its_tags_are_closed() -> None:
    reply = _reply((Style.NOTE, "một hai\nba bốn\nnăm sáu"))

    assert [part.html for part in render(reply, limit=14)] == ["<i>một hai\nba bốn</i>", "<i>năm sáu</i>"]


def test_a_long_line_is_parted_after_a_sentence() -> None:
    reply = _reply((Style.TITLE, "Đừng trả lời nữa. Chặn người đó. Gọi 111."))

    assert [part.html for part in render(reply, limit=33)] == [
        "<b>Đừng trả lời nữa. Chặn người đó.</b>",
        "<b>Gọi 111.</b>",
    ]


def test_the_limit_counts_utf16_units_after_parsing() -> None:
    parts = render(_reply((Style.TITLE, "🛡" * 2048), (Style.TEXT, "&" * 4096)))

    assert [length(parse_html(part.html).text) for part in parts] == [4096, 4096]


def test_a_link_that_can_be_no_button_is_said_in_words() -> None:
    [part] = render(_reply((Style.TEXT, "Xem"), buttons=((Link("Trang cũ", "http://example.org"), PRESS),)))

    assert part.html == "Xem\n\nTrang cũ: http://example.org"
    assert part.keyboard == {"inline_keyboard": [[{"text": "Cần giúp ngay", "callback_data": "help"}]]}


WORDS = st.text(max_size=60) | st.sampled_from(
    [
        "<b>",
        "</i>",
        "&lt;",
        "\x00",
        "\u202e",
        "👨‍👩‍👧‍👦",
        "🇻🇳",
        "e\u0302\u0301",
        "1 800 1567",
        "a" * 5000,
        "\ud800",
        "&#x0;",
    ]
)
LINES = st.lists(WORDS, max_size=12).map(" ".join)
BUTTONS = st.one_of(
    st.builds(Press, WORDS, st.from_regex(r"[a-z]{1,10}(:[a-z0-9-]{1,20}){0,2}", fullmatch=True)),
    st.builds(
        Link,
        WORDS,
        st.sampled_from(["https://vn-cop.vn/a?b=1", "https://x", "http://a.vn", "tel:111"]) | WORDS,
    ),
    st.builds(Call, WORDS, WORDS | st.just("111")),
    st.builds(Copy, WORDS, LINES),
)
REPLIES = st.builds(
    Reply,
    st.lists(
        st.builds(Block, st.sampled_from(Style), st.lists(LINES, max_size=8).map(tuple)), max_size=6
    ).map(tuple),
    st.lists(st.lists(BUTTONS, max_size=12).map(tuple), max_size=9).map(tuple),
)


@given(REPLIES, st.sampled_from([64, 300, 4096]))
@settings(max_examples=40, deadline=None)
@example(_reply((Style.URGENT, "1" * 200)), 64)
@example(_reply((Style.URGENT, "e" + "\u0301" * 9000)), 64)
def test_every_part_parses_fits_and_says_something(reply: Reply, limit: int) -> None:
    parts = render(reply, limit=limit)

    for part in parts:
        parsed = parse_html(part.html)
        part.html.encode()
        assert length(parsed.text) <= limit
        assert parsed.text == parsed.text.strip()
        assert is_visible(parsed.text)
        assert {entity["type"] for entity in parsed.entities} <= {"bold", "italic"}
        assert set(re.findall(r"</?([a-z]+)", part.html)) <= {"b", "i"}
    assert all(part.keyboard is None for part in parts[:-1])


@given(REPLIES)
@settings(max_examples=25, deadline=None)
@example(_reply((Style.TITLE, "0" * 62 + " \U0001133a")))
def test_no_word_is_lost_however_the_reply_is_parted(reply: Reply) -> None:
    whole = "".join(parse_html(part.html).text for part in render(reply))
    parted = "".join(parse_html(part.html).text for part in render(reply, limit=64))

    assert _letters(parted) == _letters(whole)


def _letters(text: str) -> str:
    """Leave out what is not seen by itself: a part of nothing else would be an empty message, and is none."""
    return "".join(sign for sign in text if unicodedata.category(sign)[0] not in "ZCM")


@given(REPLIES)
@settings(max_examples=40, deadline=None)
def test_every_keyboard_is_one_that_telegram_takes(reply: Reply) -> None:
    keyboard = render(reply)[-1].keyboard

    if keyboard is None:
        return
    rows = keyboard["inline_keyboard"]
    assert InlineKeyboardMarkup.de_json(keyboard, None).inline_keyboard
    assert all(1 <= len(row) <= MAX_ROW for row in rows)
    assert sum(map(len, rows)) <= MAX_BUTTONS
    for button in (button for row in rows for button in row):
        assert is_visible(button["text"])
        assert len(button) == 2
        assert button.get("callback_data", "").isascii()
        assert len(button.get("callback_data", "")) <= 64
        assert button.get("url", "https://").startswith("https://")
        assert 1 <= length(button.get("copy_text", {"text": "x"})["text"]) <= 256


@given(st.text())
@settings(max_examples=200, deadline=None)
def test_cleaning_is_final_and_safe(text: str) -> None:
    cleaned = clean(text)

    assert clean(cleaned) == cleaned
    assert html.unescape(html.escape(cleaned)) is not None
    assert cleaned.encode() is not None
