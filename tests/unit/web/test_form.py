"""What a form means: nothing that a person wrote is refused."""

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.web.form import MAX_BODY, MAX_TEXT, Form, parse_form
from bot.core.message import Body, Command, Pressed, Typed


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"text": "em bị bắt nạt"}, Typed("em bị bắt nạt")),
        ({"text": "  có  \r\n  người  "}, Typed("có  \n  người")),
        ({"text": "/riengtu"}, Command("riengtu")),
        ({"text": "/START child"}, Command("start", "child")),
        ({"text": "/giup có người đòi ảnh\nem sợ"}, Command("giup", "có người đòi ảnh\nem sợ")),
        ({"text": "/không có lệnh này"}, Typed("/không có lệnh này")),
        ({"text": "1/2 lớp em"}, Typed("1/2 lớp em")),
        ({"action": "topic:scams:child"}, Pressed("topic:scams:child")),
        ({"action": "help", "text": "chưa gửi"}, Pressed("help")),
        ({"text": " \r\n "}, None),
        ({}, None),
    ],
)
def test_a_form_means_a_button_a_command_or_words(fields: dict[str, str], expected: Body | None) -> None:
    assert parse_form(urlencode(fields).encode()).body == expected


def test_a_very_long_text_is_cut_for_the_engine_and_not_refused() -> None:
    body = parse_form(urlencode({"text": "ơ" * 50_000}).encode()).body

    assert body == Typed("ơ" * MAX_TEXT)


def test_ten_thousand_characters_of_any_kind_fit_whole_into_a_body() -> None:
    for character in ("ợ", "😀", "&"):
        assert len(urlencode({"token": "0" * 64, "text": character * MAX_TEXT})) < MAX_BODY


def test_a_form_never_shows_what_it_carries() -> None:
    assert "bí mật" not in repr(Form(token="bí mật", text="bí mật", action="bí mật"))


@given(st.binary(max_size=2000))
def test_any_bytes_can_be_read(body: bytes) -> None:
    assert isinstance(parse_form(body), Form)


@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda text: text.strip())
)
def test_any_text_arrives_as_it_was_typed(text: str) -> None:
    form = parse_form(urlencode({"text": text}).encode())

    assert form.text == text.replace("\r\n", "\n")
