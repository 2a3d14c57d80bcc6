"""What goes out: replies are data, which each channel renders in its own way."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias


class Style(StrEnum):
    """How a block of a reply is meant, not how it looks."""

    TITLE = "title"
    HEADING = "heading"
    TEXT = "text"
    STEPS = "steps"
    POINTS = "points"
    NOTE = "note"
    URGENT = "urgent"


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a reply: one line per paragraph or list item; plain text, no markup."""

    style: Style
    lines: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Press:
    """A button that answers with `action`."""

    label: str
    action: str


@dataclass(frozen=True, slots=True)
class Link:
    """A button that opens an https address."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Call:
    """A number to ring: a `tel:` link where the channel may, else a number to copy."""

    label: str
    number: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A text to put on the clipboard."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing of our own that shows what the words say; `alt` tells the same to whoever cannot see it.

    `name` is the drawing's, such as vi/zalo-report.
    """

    name: str
    alt: str


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording of the words, read by a person; it never plays by itself. `label` names its language."""

    name: str
    label: str


Button: TypeAlias = Press | Link | Call | Copy


class Tone(StrEnum):
    """Lets a channel show a card or a first-screen door as such; the words never depend on it."""

    PLAIN = "plain"
    CRISIS = "crisis"
    DOORS = "doors"


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to a person: complete without its buttons (rows of them)."""

    blocks: tuple[Block, ...]
    buttons: tuple[tuple[Button, ...], ...] = ()
    tone: Tone = Tone.PLAIN
    pictures: tuple[Picture, ...] = ()
    sounds: tuple[Sound, ...] = ()

    @property
    def text(self) -> str:
        """The words without any markup, blocks parted by an empty line."""
        return "\n\n".join("\n".join(_numbered(block)) for block in self.blocks)


def _numbered(block: Block) -> Iterable[str]:
    if block.style is Style.STEPS:
        return (f"{number}. {line}" for number, line in enumerate(block.lines, start=1))
    if block.style is Style.POINTS:
        return (f"• {line}" for line in block.lines)
    return block.lines


def paragraphs(text: str, style: Style = Style.TEXT) -> Block:
    """Return a block of the text's non-empty lines."""
    return Block(style, tuple(line.strip() for line in text.splitlines() if line.strip()))
