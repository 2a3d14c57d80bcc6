"""The safety screen: what raises an alarm, what lowers it, and how often it errs."""

import unicodedata

import pytest

from bot.core.errors import ContentError
from bot.core.handbook import AlarmCategory
from bot.core.understanding import NO_ALARM, Alarm, Level
from bot.services.understanding.normalise import Normaliser
from bot.services.understanding.screen import Screen
from tests.unit.understanding.book import messages


def alarm(screen: Screen, normaliser: Normaliser, text: str, recent: str = "") -> Alarm:
    reading = normaliser.read(text)
    alone = screen.alarm(reading)
    return screen.joined_alarm(alone, reading, normaliser.read(recent)) if recent else alone


def without_marks(text: str) -> str:
    plain = "".join(mark for mark in unicodedata.normalize("NFD", text) if not unicodedata.combining(mark))
    return plain.replace("đ", "d").replace("Đ", "D")


def hard_share(screen: Screen, normaliser: Normaliser, texts: list[str]) -> float:
    return sum(alarm(screen, normaliser, text).level is Level.HARD for text in texts) / len(texts)


@pytest.mark.parametrize(("category", "text"), messages("disclosures"))
def test_a_direct_disclosure_is_a_hard_alarm(
    screen: Screen, normaliser: Normaliser, category: str, text: str
) -> None:
    assert alarm(screen, normaliser, text).level is Level.HARD


@pytest.mark.parametrize(("group", "text"), messages("harmless") + messages("harmless-later"))
def test_a_harmless_message_is_no_hard_alarm(
    screen: Screen, normaliser: Normaliser, group: str, text: str
) -> None:
    assert alarm(screen, normaliser, text).level is not Level.HARD


def test_most_later_and_unseen_disclosures_are_hard_alarms(screen: Screen, normaliser: Normaliser) -> None:
    later = [text for _, text in messages("disclosures-later")]
    unseen = [text for _, text in messages("disclosures-unseen")]

    assert hard_share(screen, normaliser, later) >= 0.95
    assert hard_share(screen, normaliser, unseen) >= 0.75


def test_few_harmless_messages_are_soft_alarms(screen: Screen, normaliser: Normaliser) -> None:
    texts = [
        text
        for name in ("harmless", "harmless-later")
        for group, text in messages(name)
        if group != "alarming"
    ]

    soft = sum(alarm(screen, normaliser, text).level is Level.SOFT for text in texts)

    assert soft / len(texts) <= 0.08


def test_missing_marks_lose_few_alarms_and_raise_few_false_ones(
    screen: Screen, normaliser: Normaliser
) -> None:
    disclosed = [without_marks(text) for _, text in messages("disclosures")]
    harmless = [without_marks(text) for name in ("harmless", "harmless-later") for _, text in messages(name)]

    assert hard_share(screen, normaliser, disclosed) >= 0.95
    assert hard_share(screen, normaliser, harmless) <= 0.05


def test_the_category_of_a_hard_alarm_is_nearly_always_the_named_one(
    screen: Screen, normaliser: Normaliser
) -> None:
    found = [(category, alarm(screen, normaliser, text)) for category, text in messages("disclosures")]

    assert sum(raised.category == category for category, raised in found) / len(found) >= 0.95


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("tư vấn giúp em với", Level.NONE),
        ("em bị bạn giật đồ chơi", Level.NONE),
        ("em không bị ai đánh cả", Level.NONE),
        ("em không muốn bị đánh nữa, bố đánh em hoài", Level.HARD),
        ("cười chết mất", Level.NONE),
        ("em cười nhưng thật ra em muốn chết", Level.HARD),
        ("viết bài văn về bạo lực: bạn A bị đánh", Level.NONE),
        ("làm sao để phòng tránh bị xâm hại", Level.NONE),
        ("nếu con bị người ta doạ tung ảnh thì sao", Level.SOFT),
        ("con tôi bị người ta doạ tung ảnh", Level.HARD),
        ("học sinh lớp tôi bị người ta doạ tung ảnh", Level.HARD),
        ("bạn em bị người ta doạ tung ảnh", Level.HARD),
        ("em thấy mình là gánh nặng của ba mẹ", Level.SOFT),
        ("ba mẹ biết chắc em chết", Level.SOFT),
    ],
)
def test_contexts_decide_between_hard_soft_and_none(
    screen: Screen, normaliser: Normaliser, text: str, level: Level
) -> None:
    assert alarm(screen, normaliser, text).level is level


def test_a_disclosure_over_several_messages_is_joined(screen: Screen, normaliser: Normaliser) -> None:
    alone = alarm(screen, normaliser, "đòi ảnh")
    joined = alarm(screen, normaliser, "đòi ảnh", recent="có người")

    assert alone == NO_ALARM
    assert (joined.level, joined.category) == (Level.HARD, AlarmCategory.GROOMING)


def test_what_was_alarmed_before_is_not_alarmed_again_by_the_next_message(
    screen: Screen, normaliser: Normaliser
) -> None:
    assert alarm(screen, normaliser, "giờ sao ạ", recent="có người đòi ảnh") == NO_ALARM


def test_the_most_urgent_category_names_the_alarm(screen: Screen, normaliser: Normaliser) -> None:
    found = alarm(screen, normaliser, "nó doạ tung ảnh, em muốn chết")

    assert found.category is AlarmCategory.SELF_HARM
    assert "sextortion.threat" in found.why


def test_why_names_rules_and_contexts_never_words(screen: Screen, normaliser: Normaliser) -> None:
    found = alarm(screen, normaliser, "nếu con bị người ta doạ tung ảnh thì sao")

    assert found.why == ("sextortion.threat lowered by hypothetical",)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"level": "loud"}, "has the level 'loud'; known are none, soft, hard"),
        ({"level": "none"}, "needs the level soft or hard"),
        ({"category": "theft"}, "has the category 'theft'"),
        ({"patterns": []}, "needs at least one pattern"),
        ({"patterns": [7]}, "needs a list of texts under 'patterns'"),
        ({"note": "x"}, "has the unknown key 'note'"),
    ],
)
def test_a_wrong_rule_is_a_sentence_for_the_editor(change: dict[str, object], reason: str) -> None:
    rule = {"id": "self-harm.x", "category": "self-harm", "level": "hard", "patterns": ["chết"], **change}

    with pytest.raises(ContentError, match=reason) as raised:
        Screen({"rules": [rule]}, {"contexts": []})

    assert raised.value.problems[0].startswith("content/lexicon/alarm.yaml, rules self-harm.x")
