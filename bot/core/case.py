"""What somebody has told of what happened, by buttons or words: answers from closed sets, never words.

A case travels in the buttons themselves, so that nothing of it has to be kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.core.handbook import AlarmCategory
from bot.core.people import Reader

# Where it did not happen on one of the platforms that there are guides for.
ELSEWHERE = "elsewhere"


class Harm(StrEnum):
    """What happened; those that are alarm categories have their ids, the others a topic's."""

    SEXTORTION = "sextortion"
    GROOMING = "grooming"
    SEXUAL_ABUSE = "sexual-abuse"
    VIOLENCE = "violence"
    BULLYING = "cyberbullying"
    SELF_HARM = "self-harm"
    TRAFFICKING = "trafficking"
    SCAM = "scams"
    OTHER = "other"


class Home(StrEnum):
    """Whether whoever does it lives with the child, or is an adult at its school.

    Not being sure counts as yes: it is the safer advice.
    """

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"
    SCHOOL = "school"


class Urgency(StrEnum):
    """How things stand now."""

    NOW = "now"
    GOING = "going"
    OVER = "over"
    UNSURE = "unsure"


class Question(StrEnum):
    """What is asked, in this order."""

    HARM = "harm"
    HOME = "home"
    URGENCY = "urgency"
    PLACE = "place"


# Harms that nobody at home does, so that the question would only frighten.
_NOT_AT_HOME = frozenset({Harm.SCAM, Harm.BULLYING})
# Harms that happen on a platform, or may.
_ONLINE = frozenset({Harm.SEXTORTION, Harm.GROOMING, Harm.BULLYING, Harm.SCAM, Harm.OTHER})


_OF_ALARMS = {AlarmCategory(harm.value): harm for harm in Harm if harm.value in set(AlarmCategory)}


@dataclass(frozen=True, slots=True)
class Case:
    """The answers so far; None is not answered. `place` is a guide's id, or ELSEWHERE."""

    reader: Reader
    harm: Harm | None = None
    home: Home | None = None
    urgency: Urgency | None = None
    place: str | None = None

    @property
    def question(self) -> Question | None:
        """The next question, None when there is no more to ask."""
        return next((question for question in Question if self._asks(question)), None)

    @property
    def is_home_unsafe(self) -> bool:
        """Whether advice must leave the household out. Unknown is unsafe while the question applies."""
        return self.harm not in _NOT_AT_HOME and self.home not in (Home.NO, Home.SCHOOL)

    @property
    def is_school_unsafe(self) -> bool:
        """Whether advice must leave the school out."""
        return self.home is Home.SCHOOL

    @property
    def arguments(self) -> tuple[str, ...]:
        """The case as a button's arguments."""
        return (self.reader, *(value or "" for value in (self.harm, self.home, self.urgency, self.place)))

    @property
    def compact(self) -> tuple[str, str]:
        """The case in two short arguments, for a button that carries more beside it."""
        answers = (self.reader, self.harm, self.home, self.urgency)
        code = "".join(
            "0" if answer is None else str(list(type(answer)).index(answer) + 1) for answer in answers
        )
        return code, self.place or ""

    @classmethod
    def of_compact(cls, code: str, place: str, reader: Reader) -> "Case":
        """Read the two short arguments, however wrong."""
        kinds = (Reader, Harm, Home, Urgency)
        named = [
            list(kind)[int(digit) - 1] if digit.isdigit() and 0 < int(digit) <= len(kind) else ""
            for kind, digit in zip(kinds, code.ljust(len(kinds), "0"), strict=False)
        ]
        return cls.of((*named, place), reader)

    def answered(self, question: Question, answer: str) -> "Case":
        """Return the case with an answer to a question; one that there is not is no answer."""
        arguments = list(self.arguments)
        arguments[1 + list(Question).index(question)] = answer
        return Case.of(arguments, self.reader)

    @classmethod
    def of(cls, arguments: Sequence[str], reader: Reader) -> "Case":
        """Read a button's arguments, however wrong: what is no answer is not answered."""
        who, harm, home, urgency, place, *_ = (*arguments, *("",) * 5)
        return cls(
            Reader(who) if who in set(Reader) else reader,
            Harm(harm) if harm in set(Harm) else None,
            Home(home) if home in set(Home) else None,
            Urgency(urgency) if urgency in set(Urgency) else None,
            place or None,
        )

    def _asks(self, question: Question) -> bool:
        match question:
            case Question.HARM:
                return self.harm is None
            case Question.HOME:
                return self.home is None and self.harm not in _NOT_AT_HOME
            case Question.URGENCY:
                return self.urgency is None
            case Question.PLACE:
                return self.place is None and self.harm in _ONLINE and self.urgency is not Urgency.NOW


def case_of_alarm(reader: Reader, category: AlarmCategory | None) -> Case:
    """Return what an alarm says of the case."""
    if category is AlarmCategory.IMMEDIATE_DANGER:
        return Case(reader, urgency=Urgency.NOW)
    return Case(reader, harm=_OF_ALARMS.get(category) if category is not None else None)
