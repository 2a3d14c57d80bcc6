"""Finding the topic, and admitting when there is none."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.people import Audience
from bot.core.understanding import Outcome, Understanding


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("các bạn chửi em trên mạng xã hội", "cyberbullying"),
        ("cac ban chui em tren mang", "cyberbullying"),
        ("e bj lừa mua acc game", "scams"),
        ("chuyển khoảm trước có lừa đảo ko", "scams"),
        ("con tôi xem điện thoại cả ngày", "screen-time"),
        ("trò chơi sinh hoạt lớp về an toàn mạng", "lesson-activities"),
        ("i was scammed when buying an account", "scams"),
        ("someone posts lies about me", "cyberbullying"),
    ],
)
def test_the_topic_is_found_in_any_spelling_and_language(
    engine: Understanding, text: str, topic: str
) -> None:
    assert engine.search(text).topics[0] == topic


def test_an_example_of_the_handbook_is_answered(engine: Understanding) -> None:
    found = engine.search("con tôi xem điện thoại suốt ngày")

    assert (found.outcome, found.topics[0]) == (Outcome.ANSWER, "screen-time")
    assert found.confidence > 0.5


@pytest.mark.parametrize("text", ["", "   ", "???", "😭", "xyzzy qwrtp", "\x00\u202e"])
def test_a_message_without_a_known_word_is_unknown_and_names_no_topic(
    engine: Understanding, text: str
) -> None:
    found = engine.search(text)

    assert (found.outcome, found.topics, found.confidence) == (Outcome.UNKNOWN, (), 0.0)


@pytest.mark.parametrize(
    "text", ["hôm nay trời đẹp ghê", "giá vàng ngày mai bao nhiêu", "hát một bài nghe đi"]
)
def test_everyday_talk_is_not_answered_with_a_topic(engine: Understanding, text: str) -> None:
    assert engine.search(text).outcome is Outcome.UNKNOWN


def test_the_audience_leans_but_does_not_decide(engine: Understanding) -> None:
    plain = engine.search("mạng")
    leaning = engine.search("mạng", Audience.TEACHER)
    clear = engine.search("con tôi xem điện thoại suốt ngày", Audience.TEACHER)

    assert leaning.topics.index("lesson-activities") <= plain.topics.index("lesson-activities")
    assert clear.topics[0] == "screen-time"


def test_the_same_message_always_gets_the_same_verdict(engine: Understanding) -> None:
    first = engine.search("bạn bè lừa em trên mạng")
    engine.search("something else")

    assert engine.search("bạn bè lừa em trên mạng") == first


@given(st.text(max_size=400))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_text_gets_verdicts_within_their_bounds(engine: Understanding, text: str) -> None:
    found = engine.search(text)

    assert 0.0 <= found.confidence <= 1.0
    assert len(found.topics) <= 5
    assert len(set(found.topics)) == len(found.topics)
    assert engine.digest(engine.digest(text)) == engine.digest(text)
    engine.screen(text, (text, text))
    engine.misuse(text)
