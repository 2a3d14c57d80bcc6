"""Who is spoken with, in which language, and how they are addressed."""

from enum import StrEnum


class Audience(StrEnum):
    """For whom an answer is written; the ids are fixed."""

    CHILD = "child"
    PARENT = "parent"
    TEACHER = "teacher"
    COMMUNICATOR = "communicator"


class Language(StrEnum):
    """The languages of content and interface; Vietnamese is the first."""

    VI = "vi"
    EN = "en"


class Reader(StrEnum):
    """For whom a crisis card is written: an audience, a teenager, or a child who asks for a friend."""

    CHILD = "child"
    TEEN = "teen"
    FRIEND = "friend"
    PARENT = "parent"
    TEACHER = "teacher"
    COMMUNICATOR = "communicator"

    @property
    def audience(self) -> Audience:
        """The audience that this reader belongs to."""
        return Audience.CHILD if self in YOUNG else Audience(self.value)


# Readers whose cards stand in for a child's where there is one.
YOUNG = frozenset({Reader.TEEN, Reader.FRIEND})


class SelfWord(StrEnum):
    """How a young person speaks of themselves; the bot mirrors it within the chat."""

    EM = "em"
    CON = "con"
    CHAU = "cháu"
    MINH = "mình"
    TO = "tớ"


# What the bot calls somebody who speaks of themselves so: "mình" and "tớ" are peers' words,
# answered with "bạn"; the others are answered with the same word.
ADDRESS_FOR: dict[SelfWord, str] = {
    SelfWord.EM: "em",
    SelfWord.CON: "con",
    SelfWord.CHAU: "cháu",
    SelfWord.MINH: "bạn",
    SelfWord.TO: "bạn",
}
