"""Words that answer an open question, and platforms by any of their names; the real lexicon and guides."""

import pytest

from bot.core.case import ELSEWHERE, Question
from bot.core.handbook import Handbook
from bot.core.knowledge import Knowledge
from bot.core.people import Language
from bot.services.understanding.choices import Choices
from bot.services.understanding.engine import readers_of
from bot.services.understanding.normalise import Normaliser


@pytest.fixture(scope="module")
def handbook(real_texts: Knowledge) -> Handbook:
    return real_texts.handbook


@pytest.fixture(scope="module")
def normaliser(handbook: Handbook) -> Normaliser:
    return readers_of(handbook).normaliser


@pytest.fixture(scope="module")
def choices(handbook: Handbook) -> Choices:
    return readers_of(handbook).choices


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        (Question.HARM, "bị đòi ảnh", "sextortion"),
        (Question.HARM, "bi danh", "violence"),
        (Question.HARM, "mat nick", "scams"),
        (Question.HARM, "em kể dài lắm, hôm qua có người nhắn", None),
        (Question.HOME, "có", "yes"),
        (Question.HOME, "co", "yes"),
        (Question.HOME, "dạ không ạ", "no"),
        (Question.HOME, "hông", "no"),
        (Question.HOME, "k", "no"),
        (Question.HOME, "dượng", "yes"),
        (Question.HOME, "người lạ", "no"),
        (Question.HOME, "không biết", "unsure"),
        (Question.URGENCY, "nguy hiem", "now"),
        (Question.URGENCY, "vẫn còn", "going"),
        (Question.URGENCY, "qua rồi", "over"),
        (Question.PLACE, "phây", "facebook"),
        (Question.PLACE, "tóp tóp", "tiktok"),
        (Question.PLACE, "ở trường", ELSEWHERE),
        (Question.PLACE, "co", None),
    ],
)
def test_words_answer_the_open_question(
    choices: Choices, normaliser: Normaliser, question: Question, text: str, answer: str | None
) -> None:
    assert choices.answer(normaliser.read(text), question) == answer


@pytest.mark.parametrize(
    ("text", "platform"),
    [
        ("zalo", "zalo"),
        ("phây", "facebook"),
        ("phay", "facebook"),
        ("fb", "facebook"),
        ("tóp tóp", "tiktok"),
        ("top top", "tiktok"),
        ("rô blóc", "roblox"),
        ("ro bloc", "roblox"),
        ("cách báo cáo trên tóp tóp", "tiktok"),
        ("chặn người lạ trên zalo", "zalo"),
        ("làm sao để chặn nick trên phây", "facebook"),
        ("how to block someone on instagram", "instagram"),
        ("có người trên zalo đòi ảnh em", None),
        ("em nghiện tiktok làm sao bỏ", None),
        ("con tôi lên youtube cả ngày", None),
        ("chặn", None),
        ("", None),
    ],
)
def test_a_platform_is_known_by_any_of_its_names_and_only_when_nothing_more_is_told(
    choices: Choices, normaliser: Normaliser, text: str, platform: str | None
) -> None:
    assert choices.platform(normaliser.read(text)) == platform


def test_every_platform_answers_to_each_of_its_names(
    handbook: Handbook, choices: Choices, normaliser: Normaliser
) -> None:
    guides = handbook.supplement(Language.VI).guides
    wrong = [
        (guide.id, name, choices.platform(normaliser.read(name)))
        for guide in guides
        for name in guide.nicknames
        if choices.platform(normaliser.read(name)) != guide.id
    ]

    assert wrong == []
    assert len(guides) == 10
