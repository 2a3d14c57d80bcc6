"""What a button carries: a verb and ids, so that old buttons still work after a restart.

Written `verb:argument:argument`, ASCII, at most 64 bytes (Telegram's callback_data).
"""

import re
from dataclasses import dataclass

MAX_BYTES = 64
# What a button says for every topic, or for none: no id may be one of these.
ALL, NONE = "all", "none"
_PART = re.compile(r"[a-z0-9][a-z0-9_-]*|")


@dataclass(frozen=True, slots=True)
class Action:
    """A decoded button."""

    verb: str
    arguments: tuple[str, ...] = ()

    def argument(self, index: int) -> str:
        """Return the argument at `index`, or "" where the button has none."""
        return self.arguments[index] if index < len(self.arguments) else ""


def encode(verb: str, *arguments: str) -> str:
    """Return the button's data; ValueError when it could not be carried by every channel."""
    parts = (verb, *arguments)
    data = ":".join(parts)
    if not verb or len(data) > MAX_BYTES or not all(_PART.fullmatch(part) for part in parts):
        raise ValueError(f"not a button's data: {data!r}")
    return data


def decode(data: str) -> Action | None:
    """Return the action, or None for anything that `encode` could not have written."""
    if len(data) > MAX_BYTES:
        return None
    verb, *arguments = data.split(":")
    if not verb or not all(_PART.fullmatch(part) for part in (verb, *arguments)):
        return None
    return Action(verb, tuple(arguments))
