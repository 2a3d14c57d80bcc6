"""The handbook and the engine trained from it, swapped as one while the bot runs."""

from dataclasses import dataclass

from bot.core.handbook import Handbook
from bot.core.understanding import Understanding


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Knowledge:
    """One version of all that the bot knows, equal to none but itself; too large to be shown."""

    handbook: Handbook
    understanding: Understanding


class Live:
    """Holds the current knowledge; a message is answered from one version from start to end."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._current = knowledge

    @property
    def current(self) -> Knowledge:
        """Return the version to answer the next message from."""
        return self._current

    def swap(self, knowledge: Knowledge) -> None:
        """Put a newer version in place."""
        self._current = knowledge
