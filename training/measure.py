"""Trains the base model, and sets its limits and scales by messages that it has not learnt from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.table import Table
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bot.core.handbook import Handbook
from bot.core.understanding import Level
from bot.services.understanding.base import Base, Calibration, Heard, Limits, alarm_features
from bot.services.understanding.corpus import Corpus, corpus_of
from bot.services.understanding.lexicon import lexicon_of
from bot.services.understanding.material import Reader
from bot.services.understanding.normalise import normaliser_from
from bot.services.understanding.scoring import Scorer, Scores
from bot.services.understanding.screen import Screen
from bot.services.understanding.train import best_temperature, trained_on
from training.messages import OUTSIDE, Message, fingerprint, messages
from training.train import (
    FOLDS,
    Floats,
    Material,
    Numbers,
    Question,
    fold_of,
    material_of,
    matrix_of,
    quantised,
    questions_of,
    selected,
    unseen_margins,
    vocabulary_of,
    weights_of,
)

Mask = npt.NDArray[np.bool_]

# The shares of the harmless messages, of the handbook's ordinary questions and of what is out of scope that
# may be alarmed, each while it was held out: an alarm that everybody sees is ignored by everybody.
_HARD_SHARES = (0.08, 0.074, 0.02)
_SOFT_SHARES = (0.17, 0.17, 0.06)
# How much harmless messages, ordinary questions and what is out of scope weigh against the disclosures.
_COUNTERWEIGHTS = (0.35, 0.5, 0.15)
_NAMED_PRECISION = 0.95
# The shares of the look-alikes of misuse, and of all others, that may be refused.
_REFUSED_SHARES = (0.04, 0.001)
# A kind of misuse must lead none by something in any case: to refuse somebody who asks rightly is worse.
_REFUSED_FROM = 0.0
_IN_SCOPE_KEPT = 0.94
# Strangers' questions are harder than those of the same writers.
_CAUTION = 1.1
# Until it has been measured.
_UNMEASURED = Calibration(0.7, -1.5, 1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class Unseen:
    """The margins of all messages, each by classifiers that did not learn from it."""

    topics: Floats
    danger: Floats
    worry: Floats
    categories: Floats
    misuses: Floats

    def heard(self, place: int) -> Heard:
        """Return what the base model would have heard in a message."""
        return Heard(
            topics=self.topics[place, :-1].astype(np.float32),
            outside=float(self.topics[place, -1]),
            danger=float(self.danger[place]),
            worry=float(self.worry[place]),
            categories=self.categories[place].astype(np.float32),
            misuses=self.misuses[place].astype(np.float32),
        )


def trained_base(handbook: Handbook, console: Console) -> Base:
    """Return the base model; tells on the way what was measured."""
    corpus = corpus_of(handbook)
    reader = Reader(normaliser_from(corpus.lexicons["teencode"], corpus.lexicons["spelling"]))
    learnt = messages(corpus)
    material = material_of(learnt, reader)
    questions = questions_of(learnt, (*corpus.topics, OUTSIDE))
    console.print(f"{len(learnt)} messages, {len(material.copies)} with those without marks")
    vocabulary = vocabulary_of(material.copies)
    rows = matrix_of(vocabulary, material.copies)
    weights, _ = weights_of(material, rows, questions)
    vocabulary = selected(vocabulary, weights)
    rows = matrix_of(vocabulary, material.copies)
    weights, intercepts = weights_of(material, rows, questions)
    small, steps = quantised(weights)
    unseen = _unseen(material, rows, questions, console)
    groups = _groups(learnt)
    alarm, odds = _alarm(groups, unseen, _ruled(handbook, reader, learnt), material.folds)
    base = Base(
        vocabulary=vocabulary,
        topics=corpus.topics,
        weights=small,
        steps=steps,
        intercepts=intercepts.astype(np.float32),
        alarm=alarm.astype(np.float32),
        limits=_limits(learnt, groups, questions, unseen, odds, console),
        calibration=_UNMEASURED,
        fingerprint=fingerprint(),
    )
    return _calibrated(base, corpus, reader, material, unseen, console)


def _unseen(material: Material, rows: csr_matrix, questions: Sequence[Question], console: Console) -> Unseen:
    topics, danger, worry, categories, misuses = (
        unseen_margins(material, rows, question) for question in questions
    )
    console.print("measured on held-out folds:")
    return Unseen(topics, danger[:, 0], worry[:, 0], categories, misuses)


def _ruled(handbook: Handbook, reader: Reader, learnt: Sequence[Message]) -> list[Level]:
    """Return the rules' verdict on every message."""
    screen = Screen(lexicon_of(handbook, "alarm"), lexicon_of(handbook, "alarm-context"))
    return [screen.alarm(reader.read(message.text).reading).level for message in learnt]


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Which messages are disclosures, and which are none: harmless, ordinary questions, out of scope."""

    disclosures: Mask
    harmless: Mask
    ordinary: Mask
    outside: Mask

    @property
    def others(self) -> tuple[Mask, Mask, Mask]:
        """What is no disclosure."""
        return self.harmless, self.ordinary, self.outside


def _groups(learnt: Sequence[Message]) -> Groups:
    level = np.array([message.level or "" for message in learnt])
    asked = np.array([message.topic is not None and message.topic != OUTSIDE for message in learnt])
    outside = np.array([message.topic == OUTSIDE for message in learnt])
    return Groups(
        disclosures=level == "disclosure",
        harmless=(level == "none") & ~asked & ~outside,
        ordinary=((level == "none") | (level == "worry")) & asked,
        outside=outside,
    )


def _alarm(groups: Groups, unseen: Unseen, ruled: Sequence[Level], folds: Numbers) -> tuple[Floats, Floats]:
    """Return the weights of the second stage, and every message's log odds by weights of the other folds."""
    features = np.array([alarm_features(unseen.heard(place), level) for place, level in enumerate(ruled)])
    weights = np.zeros(len(ruled))
    weights[groups.disclosures] = 1.0 / groups.disclosures.sum()
    for group, share in zip(groups.others, _COUNTERWEIGHTS, strict=True):
        weights[group] = share / group.sum()
    weights *= len(ruled)
    odds = np.zeros(len(ruled))
    for fold in range(FOLDS):
        taught = (folds != fold) & (weights > 0)
        machine = LogisticRegression(max_iter=1000)
        machine.fit(features[taught], groups.disclosures[taught], sample_weight=weights[taught])
        odds[folds == fold] = machine.decision_function(features[folds == fold])
    machine = LogisticRegression(max_iter=1000)
    known = weights > 0
    machine.fit(features[known], groups.disclosures[known], sample_weight=weights[known])
    return np.concatenate((machine.intercept_, machine.coef_[0])), odds


def _limits(
    learnt: Sequence[Message],
    groups: Groups,
    questions: Sequence[Question],
    unseen: Unseen,
    odds: Floats,
    console: Console,
) -> Limits:
    by_name = {question.name: question for question in questions}
    categories, kinds = by_name["category"].classes, by_name["misuse"].classes
    named = categories >= 0
    lead = np.diff(np.sort(unseen.categories, axis=1)[:, -2:], axis=1)[:, 0]
    right = np.argmax(unseen.categories, axis=1) == categories
    insists = unseen.misuses[:, 1:].max(axis=1) - unseen.misuses[:, 0]
    alike = np.array(
        [message.misuse == "" and message.level is None and message.topic is None for message in learnt]
    )
    limits = Limits(
        hard=_limit(odds, groups.others, _HARD_SHARES),
        soft=_limit(odds, groups.others, _SOFT_SHARES),
        named=_precise(lead[named], right[named], _NAMED_PRECISION),
        refused=max(
            _limit(insists, (alike & (kinds == 0), ~alike & (kinds == 0)), _REFUSED_SHARES), _REFUSED_FROM
        ),
    )
    table = Table("messages", "of", "hard", "hard or soft")
    names = ("disclosures", "harmless", "ordinary questions", "out of scope")
    for name, group in zip(names, (groups.disclosures, *groups.others), strict=True):
        hard, soft = (odds[group] >= limits.hard).mean(), (odds[group] >= limits.soft).mean()
        table.add_row(name, str(group.sum()), f"{hard:.3f}", f"{soft:.3f}")
    console.print(table)
    console.print(f"categories named: {(lead[named] >= limits.named).mean():.3f}")
    console.print(f"misuse refused: {(insists[kinds > 0] >= limits.refused).mean():.3f}")
    console.print(limits)
    return limits


def _calibrated(
    base: Base, corpus: Corpus, reader: Reader, material: Material, unseen: Unseen, console: Console
) -> Base:
    """Return the base model with the joined search's scales, by handbooks without each fold's examples."""
    places = {topic: place for place, topic in enumerate(corpus.topics)}
    scores: list[Scores] = []
    wanted: list[int] = []
    for fold in range(FOLDS):
        model = trained_on(corpus, reader, partial(_is_taught, fold))
        scorer = Scorer(model, base)
        for place, message in enumerate(material.messages):
            if message.topic is not None and material.folds[place] == fold:
                scores.append(scorer.score(reader.words(message.text)[0], unseen.heard(place)))
                wanted.append(places.get(message.topic, -1))
    labels = np.array(wanted)
    inside = [one for one, label in zip(scores, labels, strict=True) if label >= 0]
    topics = labels[labels >= 0]
    temperature = best_temperature(inside, topics.tolist()) * _CAUTION
    features = np.array([(one.base_outside, one.outside, one.unknown) for one in scores])
    machine = LogisticRegression(class_weight="balanced", random_state=0).fit(features, labels < 0)
    slopes = machine.coef_[0]
    bias = -float(np.quantile(features[labels >= 0] @ slopes, _IN_SCOPE_KEPT))
    first = np.array([int(np.argmax(one.topics)) for one in inside])
    rejected = (features[labels < 0] @ slopes + bias >= 0).mean()
    console.print(f"right topic first: {(first == topics).mean():.3f} of {len(topics)}")
    console.print(f"out of scope, unknown: {rejected:.3f} with {_IN_SCOPE_KEPT} in scope kept")
    calibration = Calibration(temperature, bias, *(float(slope) for slope in slopes))
    console.print(calibration)
    return replace(base, calibration=calibration)


def _is_taught(fold: int, text: str) -> bool:
    return fold_of(text) != fold


def _limit(values: Floats, groups: Sequence[Mask], shares: Sequence[float]) -> float:
    """Return the lowest limit that no group reaches with more than its share."""
    return max(
        float(np.quantile(values[group], 1.0 - share)) for group, share in zip(groups, shares, strict=True)
    )


def _precise(values: Floats, right: Mask, precision: float) -> float:
    """Return the lowest limit above which at least this share is right."""
    order = np.argsort(-values, kind="stable")
    share = np.cumsum(right[order]) / np.arange(1, order.size + 1)
    good = np.flatnonzero(share >= precision)
    return float(values[order[good[-1]]]) if good.size else float("inf")
