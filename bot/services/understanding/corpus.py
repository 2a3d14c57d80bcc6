"""What is learnt from: the handbook's words and lists, as plain values that fit through a pipe."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.handbook import Answer, Handbook, Topic
from bot.core.people import Audience, Language
from bot.services.understanding.lexicon import lexicon_of

FIELDS = ("title", "keywords", "examples", "body")
_LEXICONS = ("teencode", "spelling")

# Lists of texts by name.
Lists = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Example:
    """One question as somebody would type it, and the topic that answers it."""

    topic: str
    audience: str
    text: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """All training data. `fields` holds texts by topic and field, `lexicons` what messages are read by."""

    topics: tuple[str, ...]
    fields: Mapping[str, Lists]
    examples: tuple[Example, ...]
    out_of_scope: tuple[str, ...]
    lexicons: Mapping[str, Mapping[str, object]]

    def to_json(self) -> str:
        """Return the corpus as one JSON object."""
        return json.dumps(
            {
                "topics": self.topics,
                "fields": self.fields,
                "examples": [(example.topic, example.audience, example.text) for example in self.examples],
                "out_of_scope": self.out_of_scope,
                "lexicons": self.lexicons,
            },
            ensure_ascii=False,
        )


def corpus_from_json(text: str) -> Corpus:
    """Read what `to_json` wrote."""
    value = json.loads(text)
    return Corpus(
        topics=tuple(value["topics"]),
        fields={topic: _tuples(fields) for topic, fields in value["fields"].items()},
        examples=tuple(Example(*example) for example in value["examples"]),
        out_of_scope=tuple(value["out_of_scope"]),
        lexicons=value["lexicons"],
    )


def corpus_of(handbook: Handbook) -> Corpus:
    """Gather both languages of every topic; a topic may be missing in one of them."""
    topics = [topic for language in Language for topic in handbook.topics(language)]
    fields: dict[str, dict[str, tuple[str, ...]]] = {}
    examples: list[Example] = []
    for topic in topics:
        known = fields.setdefault(topic.id, dict.fromkeys(FIELDS, ()))
        for field, texts in _fields(topic).items():
            known[field] += texts
        examples += _examples(topic)
    return Corpus(
        topics=tuple(fields),
        fields=fields,
        examples=tuple(dict.fromkeys(examples)),
        out_of_scope=tuple(dict.fromkeys(handbook.out_of_scope())),
        lexicons={name: lexicon_of(handbook, name) for name in _LEXICONS},
    )


def _tuples(lists: Mapping[str, Sequence[str]]) -> Lists:
    return {name: tuple(texts) for name, texts in lists.items()}


def _fields(topic: Topic) -> Mapping[str, tuple[str, ...]]:
    answers = tuple(topic.answers.values())
    titles = (topic.title, *(section.title for answer in answers for section in answer.sections))
    return {
        "title": titles,
        "keywords": topic.keywords,
        "examples": tuple(example for answer in answers for example in answer.examples),
        "body": tuple(text for answer in answers for text in _body(answer)),
    }


def _body(answer: Answer) -> tuple[str, ...]:
    sections = tuple(text for section in answer.sections for text in (section.text, *section.do))
    return (answer.summary, *answer.do, *answer.dont, answer.tell, *answer.prevent, *sections)


def _examples(topic: Topic) -> list[Example]:
    """Return every example question; titles and keywords are questions of nobody in particular."""
    asked = [
        Example(topic.id, audience.value, example)
        for audience in Audience
        if audience in topic.answers
        for example in topic.answers[audience].examples
    ]
    return [*asked, *(Example(topic.id, "", text) for text in (topic.title, *topic.keywords))]
