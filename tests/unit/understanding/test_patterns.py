"""The pattern language that editors write rules in."""

import pytest

from bot.core.errors import ContentError
from bot.services.understanding.compiler import Compiler
from bot.services.understanding.matcher import Matcher
from bot.services.understanding.normalise import Normaliser

WORDS = {"kẻ": ["nó", "thằng kia", "@lạ"], "lạ": ["người lạ"]}


def spans(normaliser: Normaliser, pattern: str, text: str) -> list[tuple[int, int]]:
    matcher = Matcher([(0, Compiler("test", WORDS).compile(pattern))])
    return [(match.start, match.end) for match in matcher.matches(normaliser.read(text).tokens)]


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("doạ đăng", "nó doạ đăng hình"),
        ("doạ … đăng", "nó doạ là hôm nay sẽ đăng hình"),
        ("doạ .. đăng", "nó doạ là sẽ đăng"),
        ("doạ >> đăng", "nó doạ em. em sợ. nó nói đăng"),
        ("doạ sẽ? đăng", "doạ đăng"),
        ("doạ sẽ? đăng", "doạ sẽ đăng"),
        ("(đe doạ|bắt gửi|hù) em", "nó bắt gửi em"),
        ("doạ|hù em", "hù em"),
        ("@kẻ đòi", "thằng kia đòi"),
        ("@kẻ đòi", "người lạ đòi"),
        ("tự tử", "muon tu tu"),
        ("tự tử", "tự tữ"),
        ("kỹ quá", "kĩ quá"),
        ("=bán em", "nó bán em"),
        ("😂", "haha vui"),
    ],
)
def test_a_pattern_matches(normaliser: Normaliser, pattern: str, text: str) -> None:
    assert spans(normaliser, pattern, text) != []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("doạ đăng", "doạ sẽ đăng"),
        ("doạ … đăng", "nó doạ em. em đăng"),
        ("doạ .. đăng", "nó doạ một hai ba đăng"),
        ("tự vẫn", "xin tư vấn"),
        ("bị bán", "bị bạn giật đồ"),
        ("=bán em", "no ban em"),
        ("ảnh", "anh trai của tớ lớn rồi"),
        ("tử", "tự"),
    ],
)
def test_a_pattern_does_not_match(normaliser: Normaliser, pattern: str, text: str) -> None:
    assert spans(normaliser, pattern, text) == []


def test_every_place_is_found_with_its_shortest_end(normaliser: Normaliser) -> None:
    assert spans(normaliser, "doạ … em", "nó doạ em em rồi doạ cả em") == [(1, 3), (5, 8)]


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("…", "at least one word"),
        ("(a|b", "unclosed bracket"),
        ("a)", "bracket too many"),
        ("()", "unclosed bracket"),
        ("@ai-đó đòi", "not under words"),
        ("a | b", "where a word should be"),
        ("doạ?", "at least one word"),
    ],
)
def test_a_broken_pattern_is_named_with_its_reason(pattern: str, reason: str) -> None:
    with pytest.raises(ContentError, match=reason):
        Compiler("content/lexicon/alarm.yaml, rules x", WORDS).compile(pattern)
