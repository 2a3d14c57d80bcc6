"""Buttons carry their meaning, and nothing else gets through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.action import MAX_BYTES, Action, decode, encode

PARTS = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,9}", fullmatch=True)


@given(PARTS, st.lists(PARTS, max_size=4))
def test_what_is_encoded_is_decoded_again(verb: str, arguments: list[str]) -> None:
    data = encode(verb, *arguments)

    assert decode(data) == Action(verb, tuple(arguments))
    assert len(data.encode()) <= MAX_BYTES


@given(st.text(max_size=200))
def test_no_text_at_all_can_break_decoding(data: str) -> None:
    action = decode(data)

    assert action is None or encode(action.verb, *action.arguments) == data


@pytest.mark.parametrize("parts", [("",), ("Topic",), ("topic", "chủ-đề"), ("topic", "x" * 70), ("a:b",)])
def test_what_a_channel_could_not_carry_is_refused(parts: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="not a button's data"):
        encode(*parts)


def test_a_missing_argument_reads_as_empty() -> None:
    assert Action("topics", ("child",)).argument(1) == ""
