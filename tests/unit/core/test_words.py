"""Interface words: an audience's own sentence, placeholders, and the form of address."""

import pytest

from bot.core.people import Audience, SelfWord
from bot.core.words import Words, address, placeholders

WORDS = Words({"a": "Chào {name}.", "b": {"default": "Anh/chị ơi.", "child": "{Em} ơi, {em} nhé."}})


def test_an_audience_gets_its_own_sentence_and_others_the_default() -> None:
    assert WORDS.get("b", Audience.CHILD) == "{Em} ơi, {em} nhé."
    assert WORDS.get("b", Audience.PARENT) == "Anh/chị ơi."
    assert WORDS.get("b") == "Anh/chị ơi."


def test_a_value_is_put_in_and_never_scanned_again() -> None:
    assert WORDS.get("a", name="{name}") == "Chào {name}."


def test_a_missing_value_or_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        WORDS.get("a")
    with pytest.raises(KeyError):
        WORDS.get("c")


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        (SelfWord.CON, "Con ơi, con nhé."),
        (SelfWord.CHAU, "Cháu ơi, cháu nhé."),
        (SelfWord.TO, "Bạn ơi, bạn nhé."),
    ],
)
def test_the_bot_mirrors_how_a_young_person_speaks_of_themselves(word: SelfWord, expected: str) -> None:
    assert address("{Em} ơi, {em} nhé.", word) == expected


def test_placeholders_are_listed() -> None:
    assert placeholders("{a} {Em} {a}") == {"a", "Em"}
