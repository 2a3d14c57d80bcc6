"""What a handler returns: replies and effects, both data. Dispatch carries the effects out."""

from dataclasses import dataclass, field, replace
from typing import TypeAlias

from bot.core.case import Case
from bot.core.draft import Draft
from bot.core.people import Audience, Language
from bot.core.reply import Reply
from bot.core.subscription import Feedback, Subscription
from bot.core.understanding import Asked


@dataclass(frozen=True, slots=True)
class ChatState:
    """What is kept of a chat, under a keyed hash, for at most 24 hours; `province` is a slug."""

    audience: Audience | None = None
    language: Language | None = None
    step: str | None = None
    province: str | None = None


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


@dataclass(frozen=True, slots=True)
class Count:
    """Count this question, so that editors see where the handbook is thin."""

    asked: Asked


@dataclass(frozen=True, slots=True)
class Keep:
    """Keep this subscription to weekly tips instead of the one before; done before the answer is sent."""

    subscription: Subscription


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """Send no more tips; done before the answer is sent. `erase` also deletes all that is kept of them."""

    erase: bool = False


@dataclass(frozen=True, slots=True)
class Rate:
    """Count what somebody thinks of a tip."""

    tip: str
    feedback: Feedback


@dataclass(frozen=True, slots=True)
class Hold:
    """Hold this draft of a report in memory instead of the one before; None drops it."""

    draft: Draft | None


Effect: TypeAlias = Remember | Forget | Wipe | Pardon | Count | Keep | Unsubscribe | Rate | Hold


@dataclass(frozen=True, slots=True)
class About:
    """What an answer was about: the topic shown, None where several were offered, and what came next."""

    topic: str | None
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """The answer to one update; `missed` says that the message was not understood.

    `asks` is the case whose next question the answer asks, so that words may answer it too.
    """

    replies: tuple[Reply, ...] = ()
    effects: tuple[Effect, ...] = ()
    missed: bool = False
    about: About | None = None
    asks: Case | None = None


@dataclass(frozen=True, slots=True)
class Unsent:
    """A decided answer until it is accepted, whose effects are done; `change` and `asked` are kept after it.

    `held`: another process can give it too.
    """

    update_id: str | None
    turn: Turn = field(repr=False)
    language: Language
    change: Remember | Forget | None = None
    asked: Asked | None = None
    held: bool = False


def remembering(
    state: ChatState,
    *,
    audience: Audience | None = None,
    language: Language | None = None,
    province: str | None = None,
    step: str | None = None,
) -> tuple[Remember, ...]:
    """Return the effect that keeps what is new, or none when nothing is; province or step "" is none."""
    changed = replace(
        state,
        audience=audience or state.audience,
        language=language or state.language,
        province=state.province if province is None else province or None,
        step=state.step if step is None else step or None,
    )
    return () if changed == state else (Remember(changed),)
