"""The messages that the base model learns from: `training/data/` and the handbook's own examples."""

import csv
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.core.handbook import AlarmCategory
from bot.core.understanding import Misuse
from bot.services.understanding.corpus import Corpus

DATA = Path(__file__).parent / "data"
OUTSIDE = "outside"
# What a message is to the safety screen: a disclosure, a reason for concern, or neither.
LEVELS = ("none", "worry", "disclosure")
# Topics whose askers tell of harm: without a level of its own, such a question teaches the screen nothing.
MIXED = frozenset(
    {
        "ai-deepfakes",
        "cyberbullying",
        "dangerous-challenges",
        "evidence",
        "gambling-drugs",
        "grooming",
        "harmful-content",
        "intimate-images",
        "meeting-strangers",
        "platform-reporting",
        "reporting",
        "school-response",
        "self-harm",
        "sextortion",
        "sexual-abuse",
        "trafficking-lures",
        "warning-signs",
    }
)


@dataclass(frozen=True, slots=True)
class Message:
    """One text and what is known of it; None where nothing is.

    `topic` may be OUTSIDE. `level` is one of LEVELS. `misuse` is "" where none is asked for.
    """

    text: str
    writer: str
    topic: str | None = None
    level: str | None = None
    category: AlarmCategory | None = None
    misuse: str | None = None


def messages(corpus: Corpus) -> list[Message]:
    """Return every message once; what stands first wins."""
    levels = {row["message"]: row["level"] for row in _rows("levels.tsv")}
    found = (
        *_disclosures(),
        *_misuse(),
        *_harmless(),
        *_questions(),
        *_outside(corpus),
        *_examples(corpus, levels),
    )
    return list({message.text: message for message in reversed(found)}.values())[::-1]


def fingerprint() -> str:
    """Return a digest of the data files, by which a model shows what it was trained from."""
    digest = hashlib.sha256()
    for path in sorted(DATA.glob("*.tsv")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:32]


def _disclosures() -> Iterator[Message]:
    for row in _rows("disclosures.tsv"):
        category = AlarmCategory(row["category"])
        yield Message(row["message"], row["writer"], level="disclosure", category=category, misuse="")


def _harmless() -> Iterator[Message]:
    for row in _rows("harmless.tsv"):
        yield Message(row["message"], row["writer"], level="none", misuse="")


def _questions() -> Iterator[Message]:
    for row in _rows("questions.tsv"):
        level = row["level"] if row["level"] in LEVELS else _level_of(row["topic"])
        yield Message(row["message"], row["writer"], topic=row["topic"], level=level, misuse="")


def _misuse() -> Iterator[Message]:
    for row in _rows("misuse.tsv"):
        kind = "" if row["kind"] == "none" else Misuse(row["kind"]).value
        yield Message(row["message"], row["writer"], misuse=kind)


def _outside(corpus: Corpus) -> Iterator[Message]:
    for row in _rows("out-of-scope.tsv"):
        yield Message(row["message"], row["writer"], topic=OUTSIDE, level="none", misuse="")
    for text in corpus.out_of_scope:
        yield Message(text, "handbook", topic=OUTSIDE, level="none", misuse="")


def _examples(corpus: Corpus, levels: Mapping[str, str]) -> Iterator[Message]:
    for example in corpus.examples:
        level = levels.get(example.text, _level_of(example.topic) if example.audience else None)
        yield Message(example.text, "handbook", topic=example.topic, level=level, misuse="")


def _level_of(topic: str) -> str | None:
    return None if topic in MIXED else "none"


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
