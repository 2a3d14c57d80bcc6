"""The safety screen as a whole: how the learned part joins the rules."""

import numpy as np
import pytest

from bot.core.handbook import AlarmCategory
from bot.core.understanding import NO_ALARM, Alarm, Level, Understanding
from bot.services.understanding.disclosure import NEVER, Detector
from bot.services.understanding.features import DIMENSIONS, vector
from bot.services.understanding.normalise import Normaliser
from bot.services.understanding.safety import SafetyScreen
from bot.services.understanding.screen import Screen
from tests.unit.understanding.book import messages

RANKS = {Level.NONE: 0, Level.SOFT: 1, Level.HARD: 2}
STORY = "hôm nay cả nhà mình đi chợ mua rau với cá về nấu canh chua ăn rất vui " * 12


def detector(hard: float) -> Detector:
    """Return a detector that is sure of every message with the word `thạch`, and of no other."""
    weights = np.zeros(2 * DIMENSIONS, dtype=np.float32)
    places, _ = vector(("thạch",))
    weights[places[places >= DIMENSIONS]] = 200.0
    return Detector(np.ones(2 * DIMENSIONS, dtype=np.float32), weights, bias=-8.0, soft=0.5, hard=hard)


@pytest.fixture
def careful(screen: Screen) -> SafetyScreen:
    """Learned alarms are soft at the most."""
    return SafetyScreen(screen, detector(hard=NEVER))


@pytest.fixture
def bold(screen: Screen) -> SafetyScreen:
    """Learned alarms are hard."""
    return SafetyScreen(screen, detector(hard=0.9))


def test_what_no_rule_finds_is_alarmed_without_a_category(
    careful: SafetyScreen, bold: SafetyScreen, normaliser: Normaliser
) -> None:
    reading = normaliser.read("em ăn thạch")

    assert careful.alarm(reading) == Alarm(Level.SOFT, None, ("learned 1.00",))
    assert bold.alarm(reading) == Alarm(Level.HARD, None, ("learned 1.00",))
    assert bold.alarm(normaliser.read("em ăn kem")) == NO_ALARM


def test_without_a_detector_the_rules_alone_decide(screen: Screen, normaliser: Normaliser) -> None:
    alone = SafetyScreen(screen, None)

    assert alone.alarm(normaliser.read("em ăn thạch")) == NO_ALARM
    assert alone.alarm(normaliser.read("nó doạ tung ảnh em")).level is Level.HARD


def test_a_rules_verdict_is_never_lowered_and_keeps_its_category(
    bold: SafetyScreen, careful: SafetyScreen, normaliser: Normaliser
) -> None:
    gentle = "em thấy mình là gánh nặng của ba mẹ"

    assert careful.alarm(normaliser.read(gentle)).level is Level.SOFT
    raised = bold.alarm(normaliser.read(f"{gentle} thạch"))
    assert (raised.level, raised.category) == (Level.HARD, AlarmCategory.SELF_HARM)
    assert raised.why[-1] == "learned 1.00"


def test_a_context_lowers_a_learned_alarm_by_one_level(
    bold: SafetyScreen, careful: SafetyScreen, normaliser: Normaliser
) -> None:
    homework = normaliser.read("viết bài văn về bạn em ăn thạch")

    assert bold.alarm(homework) == Alarm(Level.SOFT, None, ("learned 1.00 lowered by schoolwork",))
    assert careful.alarm(homework) == NO_ALARM


def test_a_context_that_leaves_a_soft_alarm_leaves_a_learned_one_too(
    bold: SafetyScreen, careful: SafetyScreen, normaliser: Normaliser
) -> None:
    perhaps = normaliser.read("nếu con bị người ta cho ăn thạch thì sao")

    assert bold.alarm(perhaps).level is Level.SOFT
    assert careful.alarm(perhaps).level is Level.SOFT


def test_a_joined_message_is_softly_alarmed_at_the_most(screen: Screen, normaliser: Normaliser) -> None:
    pair = np.zeros(2 * DIMENSIONS, dtype=np.float32)
    places, _ = vector(("trân", "châu"))
    pair[places[places >= DIMENSIONS]] = 20.0
    both = Detector(np.ones(2 * DIMENSIONS, dtype=np.float32), pair, bias=-16.0, soft=0.5, hard=0.6)
    safety = SafetyScreen(screen, both)

    alone = [safety.alarm(normaliser.read(word)) for word in ("nè trân", "châu")]
    joined = safety.alarm(normaliser.read("châu"), normaliser.read("nè trân"))

    assert alone == [NO_ALARM, NO_ALARM]
    assert (joined.level, joined.category) == (Level.SOFT, None)


def test_what_was_alarming_before_is_not_alarmed_again(bold: SafetyScreen, normaliser: Normaliser) -> None:
    assert bold.alarm(normaliser.read("giờ sao ạ"), normaliser.read("em ăn thạch")) == NO_ALARM


def test_a_disclosure_does_not_drown_in_a_long_story(bold: SafetyScreen, normaliser: Normaliser) -> None:
    told = normaliser.read(f"{STORY} em ăn thạch {STORY}")

    assert bold.alarm(told).level is Level.HARD
    assert bold.alarm(normaliser.read(STORY)) == NO_ALARM


def test_an_empty_message_is_no_alarm(bold: SafetyScreen, normaliser: Normaliser) -> None:
    assert [bold.alarm(normaliser.read(text)) for text in ("", "...", "😢")] == [NO_ALARM] * 3


def test_the_engine_finds_more_of_the_unseen_disclosures_than_the_rules(
    engine: Understanding, screen: Screen, normaliser: Normaliser
) -> None:
    unseen = [text for _, text in messages("disclosures-unseen")]

    ruled = [screen.alarm(normaliser.read(text)).level for text in unseen]
    joined = [engine.screen(text).level for text in unseen]

    assert all(RANKS[after] >= RANKS[before] for before, after in zip(ruled, joined, strict=True))
    assert sum(level is Level.NONE for level in joined) < sum(level is Level.NONE for level in ruled)


def test_the_learned_part_alarms_few_harmless_messages(
    engine: Understanding, screen: Screen, normaliser: Normaliser
) -> None:
    texts = [text for name in ("harmless", "harmless-later") for _, text in messages(name)]

    hard = [text for text in texts if engine.screen(text).level is Level.HARD]
    newly = [
        text
        for text in texts
        if screen.alarm(normaliser.read(text)) == NO_ALARM and engine.screen(text).level is not Level.NONE
    ]

    assert len(hard) / len(texts) <= 0.03
    assert len(newly) / len(texts) <= 0.15


@pytest.mark.parametrize("text", ["thạch", "a", "ăn thạch", "?", ""])
def test_one_or_two_words_are_left_to_the_rules(
    bold: SafetyScreen, normaliser: Normaliser, text: str
) -> None:
    assert bold.alarm(normaliser.read(text)) == NO_ALARM
