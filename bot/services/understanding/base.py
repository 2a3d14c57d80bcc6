"""The base model: what many writers' messages teach, whatever the handbook says. It comes with the program.

`python -m training` makes the file (training/README.md). One linear map leads from groups of letters and
words to all that is asked of a message at once: its topic, whether it is outside the handbook, whether it
discloses harm, which, and whether it asks for help to do harm.
"""

from dataclasses import dataclass, fields
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.core.handbook import AlarmCategory
from bot.core.understanding import Level, Misuse
from bot.services.understanding.arrays import write_arrays
from bot.services.understanding.features import Floats
from bot.services.understanding.grams import Keys, letter_keys, word_keys

FILE = Path(__file__).with_name("base.npz")
CATEGORIES = tuple(AlarmCategory)
MISUSES = tuple(Misuse)
# One message is asked several questions in a row; nothing of it may stay longer than that.
_HEARD_AT_ONCE = 2


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """Which groups are known, sorted by their keys, and how rare each is."""

    letters: Keys
    words: Keys
    rarity: Floats

    @property
    def size(self) -> int:
        """How many groups of either kind."""
        return int(self.letters.size + self.words.size)

    def vector(self, words: tuple[str, ...]) -> tuple[npt.NDArray[np.int64], Floats]:
        """Return the places of the known groups and their weights; letters and words each of length one."""
        letters = self._block(self.letters, letter_keys(words), 0)
        pairs = self._block(self.words, word_keys(words), self.letters.size)
        return np.concatenate((letters[0], pairs[0])), np.concatenate((letters[1], pairs[1]))

    def _block(self, known: Keys, keys: Keys, offset: int) -> tuple[npt.NDArray[np.int64], Floats]:
        found, counts = np.unique(keys, return_counts=True)
        places = np.minimum(np.searchsorted(known, found), known.size - 1)
        hit = known[places] == found
        places, counts = places[hit] + offset, counts[hit]
        weights = ((1.0 + np.log(counts)) * self.rarity[places]).astype(np.float32)
        length = float(np.sqrt(np.sum(weights * weights)))
        return places, weights / np.float32(length or 1.0)


@dataclass(frozen=True, slots=True)
class Limits:
    """The values from which something is said; measured on messages that were held out.

    `hard` and `soft` are the log odds of a disclosure that make an alarm. `named` is by how much a category
    must lead the next to be named, `refused` by how much a kind of misuse must lead none.
    """

    hard: float
    soft: float
    named: float
    refused: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """How joined scores become probabilities: a temperature, and the bias and slopes of what is outside."""

    temperature: float
    bias: float
    base_slope: float
    handbook_slope: float
    unknown_slope: float


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """The margins of one text. `danger` is a disclosure, `worry` that or a reason for concern."""

    topics: Floats
    outside: float
    danger: float
    worry: float
    categories: Floats
    misuses: Floats

    @property
    def is_inside(self) -> bool:
        """Whether some topic is nearer than all that lies outside the handbook."""
        return self.outside < float(self.topics.max())


@dataclass(frozen=True, slots=True, eq=False)
class Base:
    """The vocabulary, and one column of weights for each output: eight bits each, `steps` is their unit.

    The columns are the topics, outside, danger, worry, the categories, no misuse, and the kinds of misuse.
    `alarm` weighs the margins, and what the rules say, together: a bias, then one weight for each of
    `alarm_features`. `fingerprint` names the files of training/data that it was trained from.
    """

    vocabulary: Vocabulary
    topics: tuple[str, ...]
    weights: npt.NDArray[np.int8]
    steps: Floats
    intercepts: Floats
    alarm: Floats
    limits: Limits
    calibration: Calibration
    fingerprint: str

    def hear(self, words: tuple[str, ...]) -> Heard:
        """Return the margins of a text's words, with their marks as far as they were typed."""
        places, values = self.vocabulary.vector(words)
        margins = (values @ self.weights[places].astype(np.float32)) * self.steps + self.intercepts
        count = len(self.topics)
        categories = margins[count + 3 : count + 3 + len(CATEGORIES)]
        return Heard(
            topics=margins[:count],
            outside=float(margins[count]),
            danger=float(margins[count + 1]),
            worry=float(margins[count + 2]),
            categories=categories,
            misuses=margins[count + 3 + len(CATEGORIES) :],
        )

    def disclosure(self, heard: Heard, ruled: Level) -> float:
        """Return the log odds that a text is a disclosure, given the rules' verdict on it."""
        return float(self.alarm[0] + alarm_features(heard, ruled) @ self.alarm[1:])

    def category(self, heard: Heard) -> AlarmCategory | None:
        """Return what a disclosure is about, where that is clear."""
        second, first = np.sort(heard.categories)[-2:]
        clear = float(first - second) >= self.limits.named
        return CATEGORIES[int(np.argmax(heard.categories))] if clear else None

    def misuse(self, heard: Heard) -> Misuse | None:
        """Return the harm that a text asks help for, where that is clear."""
        none, kinds = heard.misuses[0], heard.misuses[1:]
        best = int(np.argmax(kinds))
        return MISUSES[best] if float(kinds[best] - none) >= self.limits.refused else None


class Listener:
    """The base model, and what it heard last: several questions are asked of one message."""

    def __init__(self, base: Base) -> None:
        """Listen by this model."""
        self.base = base
        self._heard = lru_cache(maxsize=_HEARD_AT_ONCE)(base.hear)

    def hear(self, words: tuple[str, ...]) -> Heard:
        """Return the margins of a text's words."""
        return self._heard(words)

    def forget(self) -> None:
        """Drop what was heard last."""
        self._heard.cache_clear()


def alarm_features(heard: Heard, ruled: Level) -> Floats:
    """Return what shows a disclosure: all margins, how typical it is of a category, and the rules' verdict.

    What is far from any topic, or clearly of a harmless one, is no disclosure however grave its words.
    """
    second, first = np.sort(heard.categories)[-2:]
    told = (heard.danger, heard.worry, heard.outside, first, second, heard.misuses[0])
    return np.array((*told, ruled is Level.SOFT, ruled is Level.HARD, *heard.topics), dtype=np.float32)


def save(base: Base, path: Path) -> None:
    """Write the file whole or not at all."""
    arrays = {
        "letters": base.vocabulary.letters,
        "words": base.vocabulary.words,
        "rarity": base.vocabulary.rarity.astype(np.float16),
        "topics": np.array(base.topics),
        "weights": base.weights,
        "steps": base.steps,
        "intercepts": base.intercepts,
        "alarm": base.alarm,
        "limits": _numbers(base.limits),
        "calibration": _numbers(base.calibration),
        "fingerprint": np.array(base.fingerprint),
    }
    write_arrays(path, arrays, compressed=True)


@cache
def shipped() -> Base:
    """Return the model that comes with the program."""
    with np.load(FILE, allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    vocabulary = Vocabulary(arrays["letters"], arrays["words"], arrays["rarity"].astype(np.float32))
    return Base(
        vocabulary=vocabulary,
        topics=tuple(map(str, arrays["topics"])),
        weights=arrays["weights"],
        steps=arrays["steps"],
        intercepts=arrays["intercepts"],
        alarm=arrays["alarm"],
        limits=Limits(*map(float, arrays["limits"])),
        calibration=Calibration(*map(float, arrays["calibration"])),
        fingerprint=str(arrays["fingerprint"]),
    )


def _numbers(values: Limits | Calibration) -> npt.NDArray[np.float64]:
    return np.array([getattr(values, field.name) for field in fields(values)])
