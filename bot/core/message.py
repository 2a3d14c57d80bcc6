"""What comes in: one update of one chat, already freed of the platform's own shapes."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, StrEnum, auto
from typing import TypeAlias

from bot.core.people import Language


class ChatKind(StrEnum):
    """Private chats converse; groups get only what reveals nothing."""

    PRIVATE = "private"
    GROUP = "group"


class MediaKind(StrEnum):
    """What was attached. Its content is never fetched; WITHHELD is what the platform itself keeps from us."""

    PICTURE = "picture"
    VIDEO = "video"
    VOICE = "voice"
    FILE = "file"
    STICKER = "sticker"
    LOCATION = "location"
    CONTACT = "contact"
    OTHER = "other"
    WITHHELD = "withheld"


class Withheld(Enum):
    """How often a chat's messages have been kept from us: answered in full, in a line, or not each time."""

    FIRST = auto()
    AGAIN = auto()
    LATELY = auto()


@dataclass(frozen=True, slots=True)
class Address:
    """Where a chat is: `chat` is the platform's own id; `thread` a topic inside it, if any."""

    channel: str
    chat: str = field(repr=False)
    thread: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Typed:
    """Free text, as it was typed. Never logged: its repr hides the words."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command: `/start child` is Command("start", "child")."""

    name: str
    argument: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button; `action` is what it carried (bot.core.action), not to be trusted.

    `words` is what was typed where an option is chosen in words: read by the safety screen like all text.
    """

    action: str = field(repr=False)
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Attached:
    """A picture, voice message, file …; `album` joins the parts of one sending."""

    media: MediaKind
    caption: str = field(default="", repr=False)
    album: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Left:
    """The chat cannot be written to any more: the bot was blocked, or taken out of the group."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The chat goes on under another id."""

    chat: str = field(repr=False)


Body: TypeAlias = Typed | Command | Pressed | Attached | Left | Moved


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update.

    `update_id` is unique within the channel and None where the platform never delivers twice
    (web, terminal). `origin` is a second key for the rate limit, held in memory only
    (the address of a web visitor); it is never stored or logged. `message_ids` are the platform's
    ids of the person's own messages, so that they can be deleted on request. `sender` is who wrote in a
    group, for asking the platform whether they may decide for it; held in memory only. `edited`: the words
    correct an older message, so that they answer no question that was asked since.
    """

    address: Address
    body: Body
    at: datetime
    kind: ChatKind = ChatKind.PRIVATE
    update_id: str | None = None
    language: Language | None = None
    addressed: bool = True
    by_administrator: bool = False
    origin: str | None = field(default=None, repr=False)
    message_ids: tuple[str, ...] = field(default=(), repr=False)
    sender: str | None = field(default=None, repr=False)
    edited: bool = False

    @property
    def words(self) -> str:
        """The free text that the safety screen must read; empty for a button that was pressed."""
        match self.body:
            case Typed(text):
                return text
            case Attached(_, caption, _):
                return caption
            case Command(_, argument):
                return argument
            case Pressed(_, words):
                return words
            case Left() | Moved():
                return ""
