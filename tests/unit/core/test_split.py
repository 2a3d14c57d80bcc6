"""Long lines are cut where a reader would cut them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.split import pieces
from bot.core.text import length, shortened


@pytest.mark.parametrize(
    ("line", "limit", "expected"),
    [
        ("ngắn", 10, ["ngắn"]),
        ("", 10, []),
        ("Một câu. Hai câu", 12, ["Một câu.", "Hai câu"]),
        ("một hai ba bốn", 8, ["một hai", "ba bốn"]),
        ("một hai", 3, ["một", "hai"]),
        ("gọi 1800 1567 nhé", 10, ["gọi", "1800 1567", "nhé"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("abc18001567", 8, ["abc", "18001567"]),
        ("ab1.500.000", 9, ["ab", "1.500.000"]),
        ("🛡🛡🛡", 5, ["🛡🛡", "🛡"]),
        ("a👨‍👩‍👧", 8, ["a", "👨‍👩‍👧"]),
        ("🇻🇳🇻🇳", 6, ["🇻🇳", "🇻🇳"]),
        ("xe\u0302\u0301", 3, ["x", "e\u0302\u0301"]),
        ("👍🏽👍🏽", 6, ["👍🏽", "👍🏽"]),
    ],
)
def test_a_line_is_cut_at_the_best_border(line: str, limit: int, expected: list[str]) -> None:
    assert pieces(line, limit) == expected


NUMBERS = st.lists(
    st.from_regex(r"[0-9]{1,12}|[0-9]{3} [0-9]{3} [0-9]{3}|[0-9]\.[0-9]{3}\.[0-9]{3}", fullmatch=True),
    min_size=1,
    max_size=60,
)


@given(NUMBERS)
@settings(max_examples=150, deadline=None)
def test_a_number_is_never_parted(numbers: list[str]) -> None:
    cut = " ".join(pieces(" gọi ".join(numbers), 40))

    assert cut.split(" gọi ") == numbers
    for piece in pieces(" gọi ".join(numbers), 40):
        assert set(piece.replace("gọi", "|").split("|")) - {""}


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300), st.integers(2, 50))
@settings(max_examples=300, deadline=None)
def test_pieces_fit_and_lose_nothing(line: str, limit: int) -> None:
    found = pieces(line, limit)

    assert all(0 < length(piece) <= limit for piece in found)
    assert "".join("".join(found).split()) == "".join(line.split())


@given(st.text(max_size=100), st.integers(2, 50))
def test_shortened_texts_fit(text: str, limit: int) -> None:
    assert length(shortened(text, limit)) <= limit
