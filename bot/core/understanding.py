"""What the program makes of a message: an alarm, a misuse, a topic. Values and the port."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.core.case import Question
from bot.core.handbook import AlarmCategory
from bot.core.people import Audience, Language, Reader, SelfWord


class Level(StrEnum):
    """HARD: the crisis card comes first. SOFT: the normal answer, and one gentle line."""

    NONE = "none"
    SOFT = "soft"
    HARD = "hard"


class Misuse(StrEnum):
    """Requests to do harm, which get a firm answer and 111 (design rule 8)."""

    GROOM = "groom"
    ERASE_EVIDENCE = "erase-evidence"
    SILENCE = "silence"
    SPY = "spy"
    ABUSE_MATERIAL = "abuse-material"


@dataclass(frozen=True, slots=True)
class Alarm:
    """The safety screen's verdict; `why` names the rules that fired, never the words."""

    level: Level = Level.NONE
    category: AlarmCategory | None = None
    why: tuple[str, ...] = ()


NO_ALARM = Alarm()


class Outcome(StrEnum):
    """What the search decided."""

    ANSWER = "answer"
    CHOICES = "choices"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """The search's verdict: up to five topic ids, best first; `confidence` is within 0..1."""

    outcome: Outcome
    topics: tuple[str, ...]
    confidence: float
    why: tuple[str, ...] = ()


class Band(StrEnum):
    """Roughly how sure a verdict was: below 0.35, below 0.65, or above."""

    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is counted of a question: ids from closed sets. `topic` is the nearest one, if any."""

    topic: str | None
    outcome: Outcome
    band: Band


def asked(finding: Finding) -> Asked:
    """Return what is counted of a finding."""
    band = Band.LOW if finding.confidence < 0.35 else Band.MIDDLE if finding.confidence < 0.65 else Band.HIGH
    return Asked(finding.topics[0] if finding.topics else None, finding.outcome, band)


class Understanding(Protocol):
    """Reads free text. Pure and synchronous: about a millisecond, no I/O; any text, of any length."""

    def screen(self, text: str, recent: Sequence[str] = ()) -> Alarm:
        """Read `text` alone and joined to the same chat's `recent` messages (oldest first)."""
        ...

    def misuse(self, text: str) -> Misuse | None:
        """Recognise a request to do harm."""
        ...

    def search(self, text: str, audience: Audience | None = None, about: str | None = None) -> Finding:
        """Find the topic; the audience is a soft prior, and so is `about`, the topic just answered with."""
        ...

    def rejects(self, text: str) -> bool:
        """Say whether the message turns down the answer before it, and says nothing else."""
        ...

    def audience(self, text: str) -> Audience | None:
        """Return who is asking when the words show it plainly ("con tôi", "lớp tôi chủ nhiệm")."""
        ...

    def young_reader(self, text: str) -> Reader | None:
        """Return the reader that a young writer's words show: a teenager, or one who asks for a friend."""
        ...

    def self_word(self, text: str) -> SelfWord | None:
        """Return how a young writer speaks of themselves, or None when it does not show."""
        ...

    def language(self, text: str) -> Language | None:
        """Return the language when it shows."""
        ...

    def is_stop_word(self, text: str) -> bool:
        """Say whether the whole message asks to stop ("dừng", "stop"); a bare "dung" never does."""
        ...

    def is_subscribe_word(self, text: str) -> bool:
        """Say whether the whole message asks for weekly tips."""
        ...

    def answer(self, text: str, question: Question) -> str | None:
        """Return the answer that the whole message gives to an open question, None when it gives none."""
        ...

    def platform(self, text: str) -> str | None:
        """Return the id of the platform whose guide a short message asks for, by any of its names."""
        ...

    def drops(self, text: str) -> bool:
        """Say whether the whole message asks to delete what is being prepared."""
        ...

    def is_done(self, text: str) -> bool:
        """Say whether the whole message says that there is nothing more to add."""
        ...

    def digest(self, text: str) -> str:
        """Return the normalised text, by which the identical message is recognised again."""
        ...

    def forget(self) -> None:
        """Drop whatever is still held of the message that was read last."""
        ...
