"""What a handler returns: replies and effects, both data. Dispatch carries the effects out."""

from dataclasses import dataclass
from typing import TypeAlias

from bot.core.people import Audience, Language
from bot.core.reply import Reply


@dataclass(frozen=True, slots=True)
class ChatState:
    """What is kept of a chat, under a keyed hash, for at most 24 hours."""

    audience: Audience | None = None
    language: Language | None = None
    step: str | None = None


@dataclass(frozen=True, slots=True)
class Remember:
    """Keep this state of the chat instead of the one before."""

    state: ChatState


@dataclass(frozen=True, slots=True)
class Forget:
    """Drop all that is kept of the chat, in the store and in memory."""


@dataclass(frozen=True, slots=True)
class Wipe:
    """Delete both sides' recent messages where the platform can; implies Forget."""


@dataclass(frozen=True, slots=True)
class Pardon:
    """Do not alarm again for the last alarmed message of this chat ("không phải vậy")."""


Effect: TypeAlias = Remember | Forget | Wipe | Pardon


@dataclass(frozen=True, slots=True)
class Turn:
    """The answer to one update."""

    replies: tuple[Reply, ...] = ()
    effects: tuple[Effect, ...] = ()
