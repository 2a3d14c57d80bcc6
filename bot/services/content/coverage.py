"""How much the handbook covers: a line for each topic, audience and language."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from bot.core.handbook import Topic
from bot.core.people import Audience, Language
from bot.core.supplement import Supplement
from bot.core.topic_ids import TOPIC_IDS
from bot.services.content.finding import Checkable
from bot.services.content.lengths import characters, first_screen
from bot.services.content.readability import readability
from bot.services.content.shown import lines_of


@dataclass(frozen=True, slots=True)
class Covered:
    """One answer. `words_per_sentence` is the readability figure."""

    topic: str
    audience: Audience
    language: Language
    examples: int
    sections: int
    first_screen: int
    characters: int
    words_per_sentence: float
    reviewed: date
    review_by: date


@dataclass(frozen=True, slots=True)
class Coverage:
    """The whole handbook in figures; `missing` are the topics that a language has not."""

    answers: tuple[Covered, ...]
    topics: dict[Language, int]
    missing: dict[Language, tuple[str, ...]]
    examples: dict[Language, int]
    channels: int
    out_of_scope: int
    supplement: dict[Language, dict[str, int]]

    @property
    def pairs(self) -> int:
        """Count the pairs of topic and audience in the first language."""
        return sum(answer.language is Language.VI for answer in self.answers)


def coverage(handbook: Checkable) -> Coverage:
    """Return the handbook's figures."""
    answers = tuple(_answers(topic for language in Language for topic in handbook.topics(language)))
    return Coverage(
        answers=answers,
        topics={language: len(handbook.topics(language)) for language in Language},
        missing={
            language: tuple(name for name in TOPIC_IDS if handbook.topic(name, language) is None)
            for language in Language
        },
        examples={
            language: sum(answer.examples for answer in answers if answer.language is language)
            for language in Language
        },
        channels=len(handbook.reporting_channels(Language.VI)),
        out_of_scope=len(handbook.out_of_scope()),
        supplement={language: _counts(handbook.supplement(language)) for language in Language},
    )


def _counts(there: Supplement) -> dict[str, int]:
    return {
        **{f"tips for {audience}": len(there.tips.get(audience, ())) for audience in Audience},
        "scenes": len(there.scenes),
        "quiz questions": len(there.questions),
        "press packs": len(there.packs),
        "figures": len(there.figures),
        "platform guides": len(there.guides),
    }


def _answers(topics: Iterable[Topic]) -> Iterator[Covered]:
    for topic in topics:
        for audience, answer in topic.answers.items():
            yield Covered(
                topic=topic.id,
                audience=audience,
                language=topic.language,
                examples=len(answer.examples),
                sections=len(answer.sections),
                first_screen=first_screen(audience, answer),
                characters=characters(text for _, text in lines_of(answer)),
                words_per_sentence=readability(answer),
                reviewed=topic.reviewed,
                review_by=topic.review_by,
            )
