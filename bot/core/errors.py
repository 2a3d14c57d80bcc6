"""The one tree of errors. Adapters translate into it at the border and keep the cause."""

from collections.abc import Iterator
from contextlib import contextmanager


class KhienNhoError(Exception):
    """Anything that this program raises on purpose; its text is a sentence for a person."""


class OperatorError(KhienNhoError):
    """Something the operator must mend: what is wrong, where, and how to mend it."""


class SettingsError(OperatorError):
    """A setting is wrong, unknown or missing."""


class ContentError(OperatorError):
    """The handbook's files cannot be used; `problems` is one sentence each."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class StorageError(KhienNhoError):
    """The database could not be used just now."""


class StorageUnusableError(OperatorError):
    """The database can't be used until the operator mends something."""


class ChannelError(KhienNhoError):
    """A platform did not take what was sent."""


class TryLater(ChannelError):  # noqa: N818 - an outcome, named as the design names it
    """A passing fault: the platform certainly did not take it; send again after `after` seconds."""

    def __init__(self, reason: str, after: float | None = None) -> None:
        super().__init__(reason)
        self.after = after


class InDoubt(ChannelError):  # noqa: N818 - an outcome, named as the design names it
    """The platform may or may not have taken it (a time-out, a dropped connection)."""


class RecipientGone(ChannelError):  # noqa: N818 - an outcome, named as the design names it
    """The chat cannot be written to any more: blocked, deactivated, deleted."""


class WindowClosed(ChannelError):  # noqa: N818 - an outcome, named as the design names it
    """The platform lets nobody write first to this person until they write again."""


class RecipientMoved(ChannelError):  # noqa: N818 - an outcome, named as the design names it
    """The chat has another id now."""

    def __init__(self, new_chat: str) -> None:
        super().__init__("the chat has moved")
        self.new_chat = new_chat


class Rejected(ChannelError):  # noqa: N818 - an outcome, named as the design names it
    """The platform refuses this for good; sending it again is useless."""


class Unauthorised(ChannelError, OperatorError):  # noqa: N818 - an outcome, named as the design names it
    """The platform does not know this token."""


@contextmanager
def told_to_operator(platform: str) -> Iterator[None]:
    """Let an operator who waits be told of a platform's trouble as an OperatorError."""
    try:
        yield
    except ChannelError as error:
        if isinstance(error, OperatorError):
            raise
        raise OperatorError(f"{platform} cannot be used now: {error}. Try again later.") from None
