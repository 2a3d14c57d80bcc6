"""The safety screen as a whole: how what the base model hears joins the rules."""

import zlib

import numpy as np
import pytest

from bot.core.handbook import AlarmCategory
from bot.core.understanding import NO_ALARM, Level
from bot.services.understanding.base import (
    CATEGORIES,
    MISUSES,
    Base,
    Calibration,
    Limits,
    Listener,
    Vocabulary,
)
from bot.services.understanding.normalise import Normaliser
from bot.services.understanding.safety import SafetyScreen
from bot.services.understanding.screen import Screen

STORY = "hôm nay cả nhà mình đi chợ mua rau với cá về nấu canh chua ăn rất vui " * 12
THREAT = "nó doạ tung ảnh em"
GENTLE = "em thấy mình là gánh nặng của ba mẹ"


def base(*, ruled: float = 4.0, hard: float = 3.0, bias: float = -3.0) -> Base:
    """Return a base model that knows two words: `thạch` is grave and trafficking, `kem` makes it harmless.

    `ruled` is what a rule's hard alarm adds to the log odds.
    """
    keys = np.sort(np.array([zlib.crc32(word.encode()) for word in ("thạch", "kem")], dtype=np.uint32))
    grave = int(np.searchsorted(keys, zlib.crc32("thạch".encode())))
    columns = 1 + 1 + 1 + 1 + len(CATEGORIES) + 1 + len(MISUSES)
    weights = np.zeros((2, columns), dtype=np.int8)
    weights[grave, 2] = 100
    weights[1 - grave, 2] = -100
    weights[grave, 4 + CATEGORIES.index(AlarmCategory.TRAFFICKING)] = 100
    alarm = np.zeros(1 + 8 + 1, dtype=np.float32)
    alarm[0], alarm[1], alarm[8] = bias, 10.0, ruled
    return Base(
        vocabulary=Vocabulary(np.zeros(1, dtype=np.uint32), keys, np.ones(3, dtype=np.float32)),
        topics=("scams",),
        weights=np.concatenate((np.zeros((1, columns), dtype=np.int8), weights)),
        steps=np.full(columns, 0.01, dtype=np.float32),
        intercepts=np.array([0.1, *[0.0] * (columns - 1)], dtype=np.float32),
        alarm=alarm,
        limits=Limits(hard=hard, soft=0.5, named=0.5, refused=1.0),
        calibration=Calibration(0.7, -1.5, 1.0, 1.0, 1.0),
        fingerprint="",
    )


@pytest.fixture
def safety(screen: Screen) -> SafetyScreen:
    return SafetyScreen(screen, Listener(base()))


def test_what_no_rule_finds_is_alarmed_with_what_it_is_plainly_about(
    safety: SafetyScreen, normaliser: Normaliser
) -> None:
    alarm = safety.alarm(normaliser.read("em ăn thạch"))

    assert (alarm.level, alarm.category) == (Level.HARD, AlarmCategory.TRAFFICKING)
    assert alarm.why == ("odds 7.0",)
    assert safety.alarm(normaliser.read("em ăn kem")) == NO_ALARM


def test_what_is_less_sure_is_a_soft_alarm_without_a_category(screen: Screen, normaliser: Normaliser) -> None:
    careful = SafetyScreen(screen, Listener(base(hard=9.0)))

    alarm = careful.alarm(normaliser.read("em ăn thạch"))

    assert (alarm.level, alarm.category) == (Level.SOFT, None)


def test_what_plainly_lies_outside_the_handbook_gets_no_card(screen: Screen, normaliser: Normaliser) -> None:
    far = base()
    far.intercepts[1] = 1.0
    distant = SafetyScreen(screen, Listener(far))

    assert distant.alarm(normaliser.read("em ăn thạch")).level is Level.SOFT
    assert distant.alarm(normaliser.read(f"{THREAT} thạch")).level is Level.HARD


def test_a_rule_names_the_category(safety: SafetyScreen, normaliser: Normaliser) -> None:
    alarm = safety.alarm(normaliser.read(f"{THREAT} thạch"))

    assert (alarm.level, alarm.category) == (Level.HARD, AlarmCategory.SEXTORTION)


def test_a_rules_hard_alarm_that_is_not_borne_out_is_soft_and_never_none(
    screen: Screen, normaliser: Normaliser
) -> None:
    doubtful = SafetyScreen(screen, Listener(base(ruled=0.0)))

    alarm = doubtful.alarm(normaliser.read(f"{THREAT} kem"))

    assert (alarm.level, alarm.category) == (Level.SOFT, AlarmCategory.SEXTORTION)
    assert "odds -13.0" in alarm.why


def test_a_rules_soft_alarm_is_kept_where_it_is_borne_out(
    safety: SafetyScreen, screen: Screen, normaliser: Normaliser
) -> None:
    open_minded = SafetyScreen(screen, Listener(base(bias=1.0)))

    assert safety.alarm(normaliser.read(f"{GENTLE} kem")) == NO_ALARM
    alarm = open_minded.alarm(normaliser.read(GENTLE))
    assert (alarm.level, alarm.category) == (Level.SOFT, AlarmCategory.SELF_HARM)


def test_one_sentence_does_not_drown_in_a_long_story(safety: SafetyScreen, normaliser: Normaliser) -> None:
    assert safety.alarm(normaliser.read(f"{STORY} em ăn thạch {STORY}")).level is Level.HARD
    assert safety.alarm(normaliser.read(STORY)) == NO_ALARM


@pytest.mark.parametrize("text", ["thạch", "ăn thạch", "", "🙂", "..."])
def test_one_or_two_words_are_left_to_the_rules(
    safety: SafetyScreen, normaliser: Normaliser, text: str
) -> None:
    assert safety.alarm(normaliser.read(text)) == NO_ALARM


def test_what_is_split_over_messages_is_read_as_one(safety: SafetyScreen, normaliser: Normaliser) -> None:
    first, second = normaliser.read("em ăn"), normaliser.read("thạch")

    assert safety.alarm(second) == NO_ALARM
    assert safety.alarm(second, first).level is Level.HARD


def test_what_was_alarming_before_does_not_alarm_again(safety: SafetyScreen, normaliser: Normaliser) -> None:
    grave, plain = normaliser.read("em ăn thạch"), normaliser.read("dạ em cảm ơn")

    assert safety.alarm(plain, grave) == NO_ALARM
