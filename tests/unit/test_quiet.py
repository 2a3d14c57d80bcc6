"""The quiet word: with its marks or with none, and never a word that means something else."""

import pytest

from bot.core.errors import SettingsError
from bot.core.knowledge import Knowledge
from bot.services import quiet


@pytest.mark.parametrize(
    ("said", "is_it"),
    [
        ("bánh chuối", True),
        ("Bánh Chuối", True),
        ("banh chuoi", True),
        ("BANH CHUOI", True),
        ("  bánh   chuối!", True),
        ("ba\u0301nh chuo\u0302\u0301i", True),
        ("banh chuối", True),
        ("bánh chuôi", True),
        ("bánh chuói", True),
        ("bánh chúôi", True),
        ("bánh chuối ạ", True),
        ("banh chuoi a", True),
        ("bánh chuối 🍌", True),
        ("bánh chuồi", False),
        ("bánh", False),
        ("bánh chuối a b", False),
        ("bành chuối", False),
        ("ăn bánh chuối", False),
        ("", False),
    ],
)
def test_it_is_known_with_its_marks_or_without_any(said: str, is_it: bool) -> None:
    assert quiet.matcher("Bánh chuối")(said) is is_it


def test_the_tone_may_stand_on_either_vowel_and_a_stroke_may_be_missing() -> None:
    assert quiet.matcher("hòa bình")("hoà bình")
    assert quiet.matcher("đường về")("duong ve")
    assert not quiet.matcher("duong ve")("đường về")


def test_without_a_word_nothing_is_quiet() -> None:
    assert not any(map(quiet.matcher("  "), ("", " ", ".", "bánh")))


def test_a_word_that_means_nothing_else_is_taken(real_knowledge: Knowledge) -> None:
    quiet.check("bánh chuối nướng", real_knowledge.understanding)
    quiet.check("", real_knowledge.understanding)


@pytest.mark.parametrize(
    ("word", "complaint"),
    [
        ("dừng", "stops the weekly tips"),
        ("hủy bỏ", "deletes a report"),
        ("có", "too short"),
        ("/xoa", "a command"),
        ("không muốn sống nữa", "asks for help"),
        ("tóp tóp", "asks for a platform's guide"),
        ("người lạ", "answers a question"),
        ("không phải vậy", "turns an answer down"),
    ],
)
def test_a_word_with_another_meaning_stops_the_start(
    real_knowledge: Knowledge, word: str, complaint: str
) -> None:
    with pytest.raises(SettingsError, match=complaint):
        quiet.check(word, real_knowledge.understanding)
