"""Ids that must lead somewhere."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from itertools import chain

from bot.core.handbook import AlarmCategory, Topic
from bot.core.people import Language
from bot.services.content.finding import Checkable, Finding, Place, topic_file

HARMS = frozenset(("any", "scams", "cyberbullying", "platform-content", *AlarmCategory))
ALWAYS = frozenset(("111", "113", "114", "115"))


def reference_findings(handbook: Checkable) -> Iterator[Finding]:
    """Find ids of topics, channels, sections and harms that lead nowhere or stand twice."""
    channels = handbook.reporting_channels(Language.VI)
    known = frozenset(channel.id for channel in channels)
    for topic in chain.from_iterable(map(handbook.topics, Language)):
        topics = frozenset(each.id for each in handbook.topics(topic.language))
        yield from _topic(topic, known, topics)
    for index in twice(channel.id for channel in channels):
        yield Finding("channels.yaml", (index, "id"), "id-twice", {"name": channels[index].id})
    for index, channel in enumerate(channels):
        for number, harm in enumerate(channel.harms):
            if harm not in HARMS:
                values = {"name": harm, "allowed": ", ".join(sorted(HARMS))}
                yield Finding("channels.yaml", (index, "harms", number), "unknown-harm", values)
        if channel.always is not (channel.contact in ALWAYS):
            values = {"name": channel.id, "allowed": ", ".join(sorted(ALWAYS))}
            yield Finding("channels.yaml", (index, "always"), "wrong-always", values)


def _topic(topic: Topic, channels: frozenset[str], topics: frozenset[str]) -> Iterator[Finding]:
    file = topic_file(topic.id, topic.language)
    for index, other in enumerate(topic.related):
        if other == topic.id:
            yield Finding(file, ("related", index), "related-itself", {"name": other})
        elif other not in topics:
            yield Finding(file, ("related", index), "unknown-topic", {"name": other})
    for index, channel in enumerate(topic.channels):
        if channel not in channels:
            yield Finding(file, ("channels", index), "unknown-channel", {"name": channel})
    for name, ids in (("related", topic.related), ("channels", topic.channels)):
        for index in twice(ids):
            yield Finding(file, (name, index), "id-twice", {"name": ids[index]})
    for audience, answer in topic.answers.items():
        sections = [section.id for section in answer.sections]
        for index in twice(sections):
            place: Place = ("answers", str(audience), "sections", index, "id")
            yield Finding(file, place, "id-twice", {"name": sections[index]})


def twice(ids: Iterable[Hashable]) -> Iterator[int]:
    """Yield the positions of ids that stood before."""
    seen: Counter[Hashable] = Counter()
    for index, name in enumerate(ids):
        if seen[name]:
            yield index
        seen[name] += 1
