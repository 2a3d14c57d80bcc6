"""An answer that is on its way: which update it answers and what asks for it again. Ids, never words.

Where a platform wants to hear at once that an update has arrived, it is told so when this is durable: a
process that dies before the answer is out leaves enough for the next one to give it.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.message import Address, Command, Pressed

# An answer that is a day late answers nothing any more.
KEEP_DECISIONS = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Decision:
    """`body` is what asks for the same answer again: a command, or what a button would carry."""

    address: Address
    update_id: str
    at: datetime
    body: Command | Pressed = field(repr=False)


def written(body: Command | Pressed) -> str:
    """Return the body as ids: "/name" or a button's data. Words that came with it are left out."""
    return f"/{body.name}" if isinstance(body, Command) else body.action


def read(text: str) -> Command | Pressed:
    """Return the body that was written."""
    return Command(text[1:]) if text.startswith("/") else Pressed(text)
