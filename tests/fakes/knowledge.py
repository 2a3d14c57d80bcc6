"""A small handbook and an understanding with scripted verdicts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from bot.core.case import Question
from bot.core.handbook import (
    AlarmCategory,
    Answer,
    Card,
    ContactKind,
    ReportingChannel,
    Risk,
    Section,
    Topic,
)
from bot.core.knowledge import Knowledge
from bot.core.people import Audience, Language, Reader, SelfWord
from bot.core.reply import Sound
from bot.core.review import Source
from bot.core.supplement import Supplement
from bot.core.understanding import NO_ALARM, Alarm, Finding, Misuse, Outcome
from bot.core.words import Entry, Words

CONTENT = Path(__file__).resolve().parents[2] / "content"
UNKNOWN = Finding(Outcome.UNKNOWN, (), 0.0)


@cache
def interface(language: Language) -> Words:
    """Return the real interface words, read once."""
    entries: dict[str, Entry] = {}
    for file in sorted((CONTENT / language / "interface").glob("*.yaml")):
        _flatten(yaml.safe_load(file.read_text(encoding="utf-8")), "", entries)
    return Words(entries)


def _flatten(node: Mapping[str, object], prefix: str, entries: dict[str, Entry]) -> None:
    for key, value in node.items():
        if isinstance(value, dict) and "default" not in value:
            _flatten(value, f"{prefix}{key}.", entries)
        elif isinstance(value, dict):
            entries[f"{prefix}{key}"] = {who: str(text).strip() for who, text in value.items()}
        else:
            entries[f"{prefix}{key}"] = str(value).rstrip("\n")


def topic(topic_id: str, language: Language = Language.VI, **changes: object) -> Topic:
    """Return a small complete topic, served for a child and a parent."""
    answer = Answer(
        summary=f"{topic_id}: {{em}} nghe nhé",
        do=("Kể với người lớn",),
        dont=("Đừng giấu",),
        tell="Gọi 111.",
        prevent=("Giữ kín mật khẩu",),
        teen=Answer(summary="cho tuổi teen", do=("Chặn lại",), dont=("Đừng đáp trả",), tell="Gọi 111."),
        sections=(Section("part-one", "Phần một", "Lời của phần một.", ()),),
    )
    values: dict[str, object] = {
        "id": topic_id,
        "language": language,
        "title": f"Chủ đề {topic_id}",
        "icon": "💬",
        "risk": Risk.HIGH,
        "keywords": (),
        "owner": "khien-nho",
        "reviewed": date(2026, 11, 23),
        "review_by": date(2027, 5, 23),
        "sources": (Source("Luật Trẻ em", "Quốc hội", "2016"),),
        "related": ("reporting",),
        "channels": ("hotline-111", "vneid"),
        "answers": {Audience.CHILD: answer, Audience.PARENT: answer},
    }
    return Topic(**{**values, **changes})  # type: ignore[arg-type] # the tests name real fields


def reporting_channel(channel_id: str, contact: str, **changes: object) -> ReportingChannel:
    """Return a reporting channel that anybody may be shown."""
    values: dict[str, object] = {
        "id": channel_id,
        "kind": ContactKind.CALL,
        "contact": contact,
        "name": f"Tên {contact}",
        "hours": None,
        "cost": "miễn phí",
        "who": "mọi người",
        "harms": ("any",),
        "have_ready": "chuyện gì",
        "what_next": "có người nghe",
        "caveat": None,
        "province": "",
        "verified": date(2026, 11, 23),
        "review_by": date(2027, 2, 23),
        "source": "111",
        "always": True,
        "enabled": True,
    }
    return ReportingChannel(**{**values, **changes})  # type: ignore[arg-type] # the tests name real fields


@dataclass(eq=False)
class SmallHandbook:
    """Two topics, three reporting channels, the real interface words."""

    version: str = "small"
    topic_ids: tuple[str, ...] = ("cyberbullying", "reporting")
    directory: tuple[ReportingChannel, ...] = (
        reporting_channel("hotline-111", "111"),
        reporting_channel("vneid", "VNeID", kind=ContactKind.APP, audiences=(Audience.PARENT,)),
    )
    _words: dict[Language, Words] = field(default_factory=lambda: {one: interface(one) for one in Language})

    def words(self, language: Language) -> Words:
        return self._words[language]

    def topics(self, language: Language) -> tuple[Topic, ...]:
        return tuple(topic(topic_id, language) for topic_id in self.topic_ids)

    def topic(self, topic_id: str, language: Language) -> Topic | None:
        return topic(topic_id, language) if topic_id in self.topic_ids else None

    def reporting_channels(self, language: Language) -> tuple[ReportingChannel, ...]:
        return self.directory

    def card(self, category: AlarmCategory | None, reader: Reader, language: Language) -> Card:
        name = category or "universal"
        return Card(
            opening=f"Mình nghe {{em}} rồi ({name}, {reader}). Gọi 111.",
            steps=("Một", "Hai", "Ba"),
            closing=("Mình là máy tự động.",),
            again=("Mình vẫn ở đây. Gọi 111.", f"Thêm một bước ({name})."),
        )

    def recordings(self, text: str) -> tuple[Sound, ...]:
        return ()

    def supplement(self, language: Language) -> Supplement:
        return Supplement()

    def out_of_scope(self) -> tuple[str, ...]:
        return ()

    def lexicon(self, name: str) -> Mapping[str, object]:
        raise KeyError(name)


@dataclass
class ScriptedUnderstanding:
    """Gives the verdicts it was told; everything else is harmless and unknown."""

    alarms: dict[str, Alarm] = field(default_factory=dict)
    misuses: dict[str, Misuse] = field(default_factory=dict)
    findings: dict[str, Finding] = field(default_factory=dict)
    audiences: dict[str, Audience] = field(default_factory=dict)
    readers: dict[str, Reader] = field(default_factory=dict)
    self_words: dict[str, SelfWord] = field(default_factory=dict)
    stop_words: frozenset[str] = frozenset({"dừng"})
    subscribe_words: frozenset[str] = frozenset({"nhận mẹo hằng tuần"})
    rejections: frozenset[str] = frozenset({"không phải"})
    answers: dict[tuple[Question, str], str] = field(default_factory=dict)
    platforms: dict[str, str] = field(default_factory=dict)
    searched: list[tuple[str, str | None]] = field(default_factory=list)
    broken: bool = False
    seen: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def screen(self, text: str, recent: Sequence[str] = ()) -> Alarm:
        if self.broken:
            raise RuntimeError(text)
        self.seen.append((text, tuple(recent)))
        return self.alarms.get(" ".join((*recent, text)), self.alarms.get(text, NO_ALARM))

    def misuse(self, text: str) -> Misuse | None:
        return self.misuses.get(text)

    def search(self, text: str, audience: Audience | None = None, about: str | None = None) -> Finding:
        self.searched.append((text, about))
        return self.findings.get(text, UNKNOWN)

    def rejects(self, text: str) -> bool:
        return text in self.rejections

    def audience(self, text: str) -> Audience | None:
        return self.audiences.get(text)

    def young_reader(self, text: str) -> Reader | None:
        return self.readers.get(text)

    def self_word(self, text: str) -> SelfWord | None:
        return self.self_words.get(text)

    def language(self, text: str) -> Language | None:
        return None

    def is_stop_word(self, text: str) -> bool:
        return text in self.stop_words

    def is_subscribe_word(self, text: str) -> bool:
        return text in self.subscribe_words

    def answer(self, text: str, question: Question) -> str | None:
        return self.answers.get((question, text))

    def platform(self, text: str) -> str | None:
        return self.platforms.get(text)

    def drops(self, text: str) -> bool:
        return text in ("xóa", "thôi")

    def is_done(self, text: str) -> bool:
        return text in ("xong", "không có gì")

    def digest(self, text: str) -> str:
        return text.casefold()

    def forget(self) -> None:
        return


def knowledge(understanding: ScriptedUnderstanding, handbook: SmallHandbook | None = None) -> Knowledge:
    """Return both as one."""
    return Knowledge(handbook or SmallHandbook(), understanding)
