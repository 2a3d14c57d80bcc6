"""Example questions: each one different, so that the search learns from each."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from bot.core.people import Language
from bot.services.content.finding import Checkable, Finding, Place, topic_file

NEAR = 95
# The search learns from examples; with fewer, a topic is found badly (docs/understanding.md).
LEAST: dict[Language, int] = {Language.VI: 60, Language.EN: 15}
_SIGNS = re.compile(r"[\W_]+")
_BLOCK = 256


@dataclass(frozen=True, slots=True)
class Example:
    """One example question and where it stands."""

    topic: str
    file: str
    place: Place
    text: str


def plain(text: str) -> str:
    """Return a text without capitals, marks and signs."""
    bare = unicodedata.normalize("NFD", text.casefold().replace("\u0111", "d"))
    return _SIGNS.sub(" ", "".join(sign for sign in bare if not unicodedata.combining(sign))).strip()


def example_findings(handbook: Checkable) -> Iterator[Finding]:
    """Find examples that are (nearly) the same as an earlier one of their language, and topics with few."""
    for language in Language:
        yield from _near_copies(_examples(handbook, language))
        for topic in handbook.topics(language):
            count = sum(len(answer.examples) for answer in topic.answers.values())
            if count < LEAST[language]:
                values = {"count": str(count), "limit": str(LEAST[language])}
                yield Finding(topic_file(topic.id, language), ("answers",), "few-examples", values)


def _examples(handbook: Checkable, language: Language) -> list[Example]:
    return [
        Example(topic.id, topic_file(topic.id, language), ("answers", str(who), "examples", index), text)
        for topic in handbook.topics(language)
        for who, answer in topic.answers.items()
        for index, text in enumerate(answer.examples)
    ]


def _near_copies(examples: list[Example]) -> Iterator[Finding]:
    texts = [plain(example.text) for example in examples]
    for start in range(0, len(texts), _BLOCK):
        block = texts[start : start + _BLOCK]
        scores = process.cdist(
            block, texts[: start + len(block)], scorer=fuzz.ratio, score_cutoff=NEAR, dtype=np.uint8
        )
        told: set[int] = set()
        for row, column in zip(*(found.tolist() for found in np.nonzero(scores)), strict=True):
            later, earlier = start + row, column
            if earlier < later and later not in told:
                told.add(later)
                yield _copied(examples[later], examples[earlier], same=texts[later] == texts[earlier])


def _copied(later: Example, earlier: Example, *, same: bool) -> Finding:
    twice = same and later.topic != earlier.topic
    values = {"text": later.text, "other": earlier.text, "file": earlier.file}
    return Finding(later.file, later.place, "example-in-two" if twice else "example-copied", values)
