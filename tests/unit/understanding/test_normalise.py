"""What one message is read as, however it was typed."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.services.understanding.characters import READ, READ_END
from bot.services.understanding.letters import canonical, fold
from bot.services.understanding.normalise import Normaliser, normaliser_from
from tests.unit.understanding.book import lexicon

READER = normaliser_from(lexicon("teencode"), lexicon("spelling"))
SYLLABLES = st.sampled_from(
    re.findall(
        r"\S+",
        "k ko bj e a mk ck em tử tự tu hoà hòa thuý thúy lý lí kỹ ddieenj khoong n.u.d.e t.ự s*x 0 h z v "
        "nudeee 😭 kkkk =)) :(( huhu . ! ? ... bi5 no1 ch3t nu de n u d e, "
        "đc r mình the my is what Ôi ĐƯỢC ﷺ İ ß ﬁ "
        "Ë áaa",
    )
)
SHORT_FORMS = st.sampled_from(
    [*READER.spelling.rewrites, *READER.spelling.ambiguous, *READER.spelling.english]
)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Hoà và hòa", "hòa và hòa"),
        ("thuý thúy lý lí kỹ kĩ", "thúy thúy lí lí kĩ kĩ"),
        ("k bit lm s", "không biết làm sao"),
        ("e bj ngta doạ", "em bị người ta dọa"),
        ("t.ự t.ử", "tự tử"),
        ("gửi n-u-d-e", "gửi nude"),
        ("xin n u d e", "xin nude"),
        ("gửi nu de đi", "gửi nude đi"),
        ("s3x", "sex"),
        ("ddieenj thoaij cuar em", "điện thoại của em"),
        ("em bij nó đánh", "em bị nó đánh"),
        ("em khoong bieets", "em không biết"),
        ("em bi5 no1 danh1", "em bị nó dánh"),
        ("buồnnnnn quáaaa", "buồn quá"),
        ("lộ mk fb", "lộ mật khẩu facebook"),
        ("mk buồn", "mình buồn"),
        ("sờ hông em", "sờ hông em"),
        ("hông biết", "không biết"),
        ("vui quá kkkk =))", "vui quá 😂"),
        ("em\u200b buo\u0302\u0300n \u202e\x00quá", "em buồn quá"),
        ("𝐞𝐦 ｓợ", "em sợ"),
        ("my mom hits me", "mi mom hits me"),
        ("😭😭😭", "😭"),
        ("", ""),
    ],
)
def test_spellings_of_the_same_thing_are_read_alike(normaliser: Normaliser, typed: str, read: str) -> None:
    assert normaliser.read(typed).text == read


def test_a_marked_word_keeps_its_marks_and_has_no_folded_key(normaliser: Normaliser) -> None:
    (token,) = normaliser.read("vẫn").tokens

    assert (token.accented, token.folded, token.marked) == ("vẫn", "van", True)
    assert token.keys == {"vẫn"}


def test_an_unmarked_word_may_stand_for_any_in_an_unmarked_message(normaliser: Normaliser) -> None:
    tokens = normaliser.read("no doi anh").tokens

    assert [sorted(token.keys) for token in tokens] == [["no", "~no"], ["doi", "~doi"], ["anh", "~anh"]]


def test_a_word_that_is_right_without_marks_stands_for_itself_in_a_marked_message(
    normaliser: Normaliser,
) -> None:
    tokens = normaliser.read("bạn ấy thích anh trai của tớ").tokens

    assert [token.keys for token in tokens if token.folded == "anh"] == [frozenset({"anh"})]


def test_english_is_left_alone(normaliser: Normaliser) -> None:
    reading = normaliser.read("what should I do if a man asks for my photo")

    assert reading.english
    assert "anh" not in reading.text.split()


def test_a_long_message_is_read_at_both_ends(normaliser: Normaliser) -> None:
    reading = normaliser.read("đầu " + "giữa " * 4000 + "cuối")

    assert reading.text.startswith("đầu ")
    assert reading.text.endswith(" cuối")
    assert READ_END < len(reading.text) <= READ


@given(st.text(max_size=300))
def test_reading_what_was_read_changes_nothing(text: str) -> None:
    once = READER.read(text).text

    assert READER.read(once).text == once


@given(st.lists(SYLLABLES | SHORT_FORMS, max_size=30).map(" ".join))
@settings(max_examples=300)
def test_reading_is_settled_for_teencode_in_any_order(text: str) -> None:
    once = READER.read(text).text

    assert READER.read(once).text == once


@given(st.text(max_size=200))
def test_no_control_or_invisible_character_survives(text: str) -> None:
    assert all(character.isprintable() for character in READER.read(text).text)


@given(st.text(alphabet="aăâeêioôơuưybcdđghklmnpqrstvx\u0301\u0300\u0303\u0309\u0323", max_size=9))
def test_the_canonical_form_keeps_the_letters_and_is_settled(word: str) -> None:
    settled = canonical(word)

    assert canonical(settled) == settled
    assert fold(settled).replace("y", "i") == fold(word).replace("y", "i")


@pytest.mark.parametrize(
    "text", ["em bị nó doạ " * 800, "a." * 5000, "\u0301" * 10000, "n-u-d-e " * 1250, "ﷺ" * 10000]
)
def test_the_time_that_reading_takes_grows_with_the_length_and_no_faster(
    normaliser: Normaliser, text: str
) -> None:
    """By its square it would be a hundred times for ten times the length."""
    short = min(_seconds(normaliser, text[: 1_000 - n]) for n in range(9))
    long = min(_seconds(normaliser, text[: 10_000 - n]) for n in range(5))

    assert long < 40 * short


def _seconds(normaliser: Normaliser, text: str) -> float:
    start = time.perf_counter()
    normaliser.read(text)
    return time.perf_counter() - start
