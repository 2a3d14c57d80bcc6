"""Vietnamese and English in step: the same topics, answers, cards, and interface words."""

from collections.abc import Iterator

from bot.core.handbook import Answer, Topic
from bot.core.people import Audience, Language
from bot.core.words import ADDRESS_PLACEHOLDERS, Entry, placeholders
from bot.services.content.finding import Checkable, Finding, Place, interface_place, topic_file

# Names of commands, which every language has of its own.
OWN_KEYS = "telegram.commands."


def parity_findings(handbook: Checkable) -> Iterator[Finding]:
    """Find what one language has and the other has not, or has differently."""
    for language, other in ((Language.VI, Language.EN), (Language.EN, Language.VI)):
        for topic in handbook.topics(language):
            twin = handbook.topic(topic.id, other)
            if twin is None:
                values = {"file": topic_file(topic.id, other)}
                yield Finding(topic_file(topic.id, language), (), "untranslated-topic", values)
            elif language is Language.EN:
                yield from _topic(topic, twin)
        yield from _cards(handbook, language, other)
        yield from _interface(handbook, language, other)


def _topic(topic: Topic, original: Topic) -> Iterator[Finding]:
    pairs: list[tuple[Place, object, object]] = [
        (("icon",), topic.icon, original.icon),
        (("risk",), topic.risk, original.risk),
        (("reviewed",), topic.reviewed, original.reviewed),
        (("review_by",), topic.review_by, original.review_by),
        (("related",), topic.related, original.related),
        (("channels",), topic.channels, original.channels),
        (("answers",), tuple(sorted(topic.answers)), tuple(sorted(original.answers))),
    ]
    for audience in topic.answers.keys() & original.answers.keys():
        mine, theirs = topic.answers[audience], original.answers[audience]
        here: Place = ("answers", str(audience))
        sections = [tuple(section.id for section in answer.sections) for answer in (mine, theirs)]
        pairs.append(((*here, "sections"), sections[0], sections[1]))
        if sections[0] == sections[1] and (mine.teen is None) is (theirs.teen is None):
            pairs += [
                ((*here, *place), count, other)
                for (place, count), (_, other) in zip(_counts(mine), _counts(theirs), strict=True)
            ]
        if (mine.teen is None) is not (theirs.teen is None):
            file = topic_file(topic.id, Language.VI if mine.teen else Language.EN)
            yield Finding(file, here, "untranslated-teen")
    for place, mine_value, their_value in pairs:
        if mine_value != their_value:
            values = {"name": str(place[-1]), "here": _said(mine_value), "there": _said(their_value)}
            yield Finding(topic_file(topic.id, topic.language), place, "languages-differ", values)


def _counts(answer: Answer) -> Iterator[tuple[Place, str]]:
    """Yield how many items each list of an answer has: both languages say the same, item by item."""
    for name in ("do", "dont", "prevent"):
        yield (name,), str(len(getattr(answer, name)))
    for index, section in enumerate(answer.sections):
        yield ("sections", index, "do"), str(len(section.do))
    if answer.teen is not None:
        yield ("teen", "do"), str(len(answer.teen.do))
        yield ("teen", "dont"), str(len(answer.teen.dont))


def _said(value: object) -> str:
    return ", ".join(map(str, value)) or "–" if isinstance(value, tuple) else str(value)


def _cards(handbook: Checkable, language: Language, other: Language) -> Iterator[Finding]:
    there = handbook.own_cards(other)
    for category, cards in handbook.own_cards(language).items():
        for reader in cards.keys() - there.get(category, {}).keys():
            values = {"name": f"{category}.{reader}", "file": f"{other}/cards.yaml"}
            yield Finding(f"{language}/cards.yaml", (category, str(reader)), "untranslated", values)


def _interface(handbook: Checkable, language: Language, other: Language) -> Iterator[Finding]:
    here, there = handbook.words(language).entries, handbook.words(other).entries
    file = f"{language}/interface"
    for key, entry in here.items():
        if key.startswith(OWN_KEYS):
            continue
        if key not in there:
            values = {"name": key, "file": f"{other}/interface"}
            yield Finding(file, interface_place(key), "untranslated", values)
        elif language is Language.EN and _placeholders(entry) != _placeholders(there[key]):
            values = {
                "name": key,
                "here": _braced(_placeholders(entry)),
                "there": _braced(_placeholders(there[key])),
            }
            yield Finding(file, interface_place(key), "placeholders-differ", values)
    yield from _without_default(file, frozenset(here))


def _without_default(file: str, keys: frozenset[str]) -> Iterator[Finding]:
    """Find sentences written for audiences only, which then are keys of their own."""
    siblings: dict[str, set[str]] = {}
    for key in keys:
        parent, _, last = key.rpartition(".")
        siblings.setdefault(parent, set()).add(last)
    for parent, names in siblings.items():
        if names <= set(Audience):
            yield Finding(file, interface_place(parent), "no-default", {"name": parent})


def _placeholders(entry: Entry) -> frozenset[str]:
    texts = (entry,) if isinstance(entry, str) else entry.values()
    return frozenset().union(*map(placeholders, texts)) - ADDRESS_PLACEHOLDERS


def _braced(names: frozenset[str]) -> str:
    return " ".join(f"{{{name}}}" for name in sorted(names)) or "–"
