"""How easily a child reads a text: the mean number of words in a sentence."""

import re
from collections.abc import Iterable, Iterator

from bot.core.handbook import Answer
from bot.core.people import Audience, Language
from bot.core.supplement import Supplement
from bot.services.content.finding import Checkable, Finding, topic_file
from bot.services.content.shown import lines_of
from bot.services.content.supplement_texts import texts

MOST_WORDS = 16.0
_ENDS = re.compile(r"[.!?…:;]+(?=[\s”]|$)|\n")
_WORD = re.compile(r"\w+")


def words_per_sentence(texts: Iterable[str]) -> float:
    """Return the mean number of words (in Vietnamese: syllables) in a sentence; 0 without words."""
    counts = [len(_WORD.findall(sentence)) for text in texts for sentence in _ENDS.split(text)]
    counts = [count for count in counts if count]
    return round(sum(counts) / len(counts), 1) if counts else 0.0


def readability(answer: Answer) -> float:
    """Return the figure for all of an answer."""
    return words_per_sentence(text for _, text in lines_of(answer))


def readability_findings(handbook: Checkable) -> Iterator[Finding]:
    """Find children's answers with long sentences."""
    for language in Language:
        for topic in handbook.topics(language):
            answer = topic.answers.get(Audience.CHILD)
            if answer is not None and readability(answer) > MOST_WORDS:
                values = {"count": str(readability(answer)), "limit": f"{MOST_WORDS:g}"}
                place = ("answers", str(Audience.CHILD))
                yield Finding(topic_file(topic.id, language), place, "hard-to-read", values)
        yield from _supplement(language, handbook.supplement(language))


def _supplement(language: Language, there: Supplement) -> Iterator[Finding]:
    """Find children's tips, scenes and quiz questions, each file as a whole, with long sentences."""
    files: dict[str, list[str]] = {}
    for text in texts(language, there):
        if text.audience is Audience.CHILD:
            files.setdefault(text.file, []).append(text.text)
    for file, found in files.items():
        figure = words_per_sentence(found)
        if figure > MOST_WORDS:
            yield Finding(file, (), "hard-to-read", {"count": str(figure), "limit": f"{MOST_WORDS:g}"})
