"""From a Reply to Telegram's messages: HTML that always parses, in parts that always fit."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import assert_never

from bot.channels.telegram.keyboard import Keyboard, keyboard
from bot.core.reply import Block, Reply, Style
from bot.core.split import pieces
from bot.core.text import clean, is_visible, length

MAX_TEXT = 4096
_TAGS = {Style.TITLE: "b", Style.HEADING: "b", Style.URGENT: "b", Style.NOTE: "i"}
_NOTHING = "…"


@dataclass(frozen=True, slots=True)
class Part:
    """One message: HTML with <b> and <i> only, and on the last part the keyboard."""

    html: str
    keyboard: Keyboard | None = None


@dataclass(slots=True)
class _Draft:
    """A message while it fills: blocks of (tag, lines), and their length without markup."""

    blocks: list[tuple[str, list[str]]] = field(default_factory=list)
    units: int = 0

    def room(self, limit: int, *, new_block: bool) -> int:
        gap = 0 if not self.blocks else 2 if new_block else 1
        return limit - self.units - gap

    def add(self, tag: str, line: str, units: int, *, new_block: bool) -> None:
        if new_block or not self.blocks:
            self.units += units + (2 if self.blocks else 0)
            self.blocks.append((tag, [line]))
        else:
            self.units += units + 1
            self.blocks[-1][1].append(line)

    def html(self) -> str:
        return "\n\n".join(_tagged(tag, "\n".join(lines)) for tag, lines in self.blocks)


def render(reply: Reply, call_page: str | None = None, limit: int = MAX_TEXT) -> list[Part]:
    """Return the messages, at least one; `limit` counts UTF-16 code units after parsing."""
    buttons = keyboard(reply.buttons, call_page)
    blocks = [*reply.blocks, Block(Style.TEXT, buttons.lines)]
    drafts = [_Draft()]
    for block in blocks:
        _place(block, drafts, limit)
    htmls = [draft.html() for draft in drafts if draft.blocks] or [_NOTHING]
    return [*(Part(html) for html in htmls[:-1]), Part(htmls[-1], buttons.keyboard)]


def _place(block: Block, drafts: list[_Draft], limit: int) -> None:
    """Add the block to the last draft, or begin new ones: between blocks rather than inside one."""
    lines = [(line, length(line)) for line in _lines(block)]
    whole = sum(units for _, units in lines) + len(lines) - 1
    if drafts[-1].room(limit, new_block=True) < whole <= limit:
        drafts.append(_Draft())
    tag = _TAGS.get(block.style, "")
    new_block = True
    for line, units in lines:
        if units > limit:
            # A piece of nothing but combining marks would be an empty message.
            for piece in filter(is_visible, pieces(line, limit)):
                drafts.append(_Draft())
                drafts[-1].add(tag, piece, length(piece), new_block=True)
        else:
            if drafts[-1].room(limit, new_block=new_block) < units:
                drafts.append(_Draft())
            drafts[-1].add(tag, line, units, new_block=new_block)
        new_block = False


def _lines(block: Block) -> Iterator[str]:
    number = 0
    for line in map(clean, block.lines):
        if not is_visible(line):
            continue
        number += 1
        match block.style:
            case Style.STEPS:
                yield f"{number}. {line}"
            case Style.POINTS:
                yield f"• {line}"
            case Style.TITLE | Style.HEADING | Style.TEXT | Style.NOTE | Style.URGENT:
                yield line
            case other:
                assert_never(other)


def _tagged(tag: str, text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<{tag}>{escaped}</{tag}>" if tag else escaped
