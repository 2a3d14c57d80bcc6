"""What turns an answer down, and what only sounds like it."""

import pytest

from bot.core.understanding import Understanding


@pytest.mark.parametrize(
    "text",
    [
        "không phải",
        "khong phai vay",
        "ý em không phải thế",
        "hiểu nhầm rồi bạn ơi",
        "sai ý rồi",
        "khong phai",
        "k phai a",
        "dạ không phải đâu ạ",
        "sai roi",
        "chả liên quan gì",
        "not what i asked",
    ],
)
def test_an_answer_is_turned_down(engine: Understanding, text: str) -> None:
    assert engine.rejects(text)


@pytest.mark.parametrize(
    "text",
    [
        "không",
        "dạ không",
        "no",
        "em không nói gì với mẹ",
        "em chưa kể gì với ai",
        "someone else is using my account",
        "i didn't ask for those pictures",
        "tự nhiên nói chuyện với con người lạ",
        "i never said yes to him",
        "em không hỏi gì hết mà nó cứ gửi",
        "không phải vậy, em bị lừa mất tiền",
        "mẹ hiểu sai rồi mắng em",
        "cô chấm sai đề rồi",
        "không phải vậy thì em phải làm sao",
        "",
    ],
)
def test_what_somebody_tells_turns_nothing_down(engine: Understanding, text: str) -> None:
    assert not engine.rejects(text)


def test_the_topic_of_the_answer_before_weighs_on_words_that_mean_little(engine: Understanding) -> None:
    alone = engine.search("thế nếu chặn rồi thì sao")
    after = engine.search("thế nếu chặn rồi thì sao", about="cyberbullying")

    assert alone.topics[0] != "cyberbullying"
    assert after.topics[0] == "cyberbullying"
    assert engine.search("em bị lừa mua tài khoản game", about="screen-time").topics[0] == "scams"
