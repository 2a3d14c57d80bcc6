"""A report while it is prepared: a person's own words, in memory only, for half an hour at most."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.case import ELSEWHERE, Case, Harm, Home, Urgency
from bot.core.people import Language, Reader

KEPT_FOR = timedelta(minutes=30)
# The step of a chat in which a report is being prepared, kept with its minute: its loss is told to whoever
# writes on as long as it could have lived, and to nobody who opens the chat tomorrow.
_STEP = "draft"
_TOLD_FOR = KEPT_FOR + timedelta(minutes=5)

# Gives an interface sentence its placeholders filled: the key, then the values.
Say = Callable[..., str]


class When(StrEnum):
    """When it happened, where somebody presses rather than writes."""

    TODAY = "today"
    YESTERDAY = "yesterday"
    WEEK = "week"
    LONGER = "longer"


class Evidence(StrEnum):
    """What has been kept. Never a picture of a child without clothes: the texts say so."""

    MESSAGES = "messages"
    LINK = "link"
    NOTES = "notes"
    PAYMENTS = "payments"


class Recipient(StrEnum):
    """Whom the report is for."""

    HOTLINE = "hotline"
    POLICE = "police"
    PLATFORM = "platform"
    SCHOOL = "school"


class Part(StrEnum):
    """What is asked for, in this order: five at most."""

    WHEN = "when"
    PLACE = "place"
    ACCOUNT = "account"
    EVIDENCE = "evidence"
    WORDS = "words"


# How much of a person's words is held, in characters.
LONGEST = {Part.WHEN: 300, Part.PLACE: 300, Part.ACCOUNT: 1_000, Part.EVIDENCE: 300, Part.WORDS: 4_000}


@dataclass(frozen=True, slots=True)
class Draft:
    """The answers so far. None is not asked yet, "" was left out. Its repr hides all words.

    `language` is the report's own, whatever is spoken meanwhile; `kept` tells of evidence in words.
    """

    case: Case
    started_at: datetime
    language: Language = Language.VI
    when: str | None = field(default=None, repr=False)
    place: str | None = field(default=None, repr=False)
    account: str | None = field(default=None, repr=False)
    evidence: frozenset[Evidence] = field(default=frozenset(), repr=False)
    kept: str | None = field(default=None, repr=False)
    has_evidence: bool = False
    words: str | None = field(default=None, repr=False)

    @property
    def part(self) -> Part | None:
        """What is asked for next, None when the report is ready."""
        open_parts = {
            Part.WHEN: self.when is None,
            Part.PLACE: self.place is None and self.case.place is None,
            Part.ACCOUNT: self.account is None,
            Part.EVIDENCE: not self.has_evidence,
            Part.WORDS: self.words is None,
        }
        return next((part for part, is_open in open_parts.items() if is_open), None)

    def is_over(self, now: datetime) -> bool:
        """Say whether its half hour has passed."""
        return now - self.started_at > KEPT_FOR

    def written(self, text: str) -> "Draft":
        """Return it with the next part in words, cut where they are too long; none leave it out."""
        part = self.part
        said = "" if part is None else shortened(part, text)
        match part:
            case Part.WHEN:
                return replace(self, when=said)
            case Part.PLACE:
                return replace(self, place=said)
            case Part.ACCOUNT:
                return replace(self, account=said)
            case Part.EVIDENCE:
                return replace(self, kept=said, has_evidence=True)
            case Part.WORDS:
                return replace(self, words=said)
            case None:
                return self

    def pressed(self, part: str, answer: str) -> "Draft":
        """Return it with a button's answer: a part left out, an answer, or evidence switched on or off.

        A button of a part that is not asked for now changes nothing.
        """
        if part != self.part:
            return self
        if part == Part.EVIDENCE:
            if answer in set(Evidence):
                return replace(self, evidence=self.evidence ^ {Evidence(answer)})
            return replace(self, has_evidence=True)
        if part == Part.PLACE and answer:
            return replace(self, case=replace(self.case, place=answer))
        return self.written(answer if part == Part.WHEN else "")


def step(now: datetime) -> str:
    """Return the step that is kept of a chat in which a part of a report has been asked for."""
    return f"{_STEP} {int(now.timestamp()) // 60}"


def was_begun(kept: str | None, now: datetime) -> bool:
    """Say whether a chat's step tells of a report that was being prepared until a moment ago."""
    name, _, minute = (kept or "").partition(" ")
    if name != _STEP or not minute.isdigit():
        return False
    return now.timestamp() - int(minute) * 60 <= _TOLD_FOR.total_seconds()


def shortened(part: Part, text: str) -> str:
    """Return a person's words for a part: cut, and in one line but where they tell a story."""
    said = text.strip() if part is Part.WORDS else " ".join(text.split())
    return said[: LONGEST[part]]


def recipients(draft: Draft) -> tuple[Recipient, ...]:
    """Return whom the report may go to; the platform where it happened on one, no school that harms."""
    without = set()
    if draft.case.place in (None, ELSEWHERE):
        without.add(Recipient.PLATFORM)
    if draft.case.is_school_unsafe:
        without.add(Recipient.SCHOOL)
    return tuple(one for one in Recipient if one not in without)


def lines(draft: Draft, to: Recipient, say: Say, place_name: Callable[[str], str]) -> Iterator[str]:
    """Yield the report's lines: only what was told, nothing guessed."""
    case, reader = draft.case, draft.case.reader
    yield say(f"draft.opening.{to}")
    yield say("draft.line.what", value=say(f"triage.told.{case.harm or Harm.OTHER}"))
    if to is not Recipient.PLATFORM:
        yield say("draft.line.who", value=say(f"draft.who.{reader}"))
    if draft.when:
        when = say(f"draft.when.{draft.when}") if draft.when in set(When) else draft.when
        yield say("draft.line.when", value=when)
    place = draft.place or (place_name(case.place) if case.place else "")
    if place:
        yield say("draft.line.place", value=place)
    if draft.account:
        yield say("draft.line.account", value=draft.account)
    if case.urgency in (Urgency.NOW, Urgency.GOING, Urgency.OVER):
        yield say("draft.line.now", value=say(f"triage.urgency.{case.urgency}"))
    if to is not Recipient.PLATFORM and case.home in (Home.YES, Home.NO, Home.SCHOOL):
        yield say("draft.line.home", value=say(f"triage.home.{case.home}"))
    kept = [say(f"draft.evidence.{one}") for one in Evidence if one in draft.evidence]
    if kept or draft.kept:
        yield say("draft.line.evidence", value=", ".join([*kept, *([draft.kept] if draft.kept else [])]))
    if draft.words:
        yield say("draft.line.words", value=draft.words)


def is_young(reader: Reader) -> bool:
    """Say whether a report is a young person's own, who copies it and nothing more."""
    return reader in (Reader.CHILD, Reader.TEEN, Reader.FRIEND)
