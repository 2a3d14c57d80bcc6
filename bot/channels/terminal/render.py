"""Replies as terminal text: buttons become a numbered list."""

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import category

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from bot.core.reply import Block, Button, Call, Copy, Link, Press, Reply, Style, Tone

_STYLES = {Style.TITLE: "bold cyan", Style.HEADING: "bold", Style.NOTE: "dim italic", Style.URGENT: "bold"}

# No menu is longer; int() refuses what has thousands of digits.
LONGEST_NUMBER = 4


@dataclass(frozen=True, slots=True)
class Menu:
    """What the numbers of the newest reply stand for."""

    presses: tuple[Press, ...] = ()

    def pick(self, typed: str) -> Press | None:
        """Return the button that "2" (or "2.") stands for."""
        number = typed.strip().rstrip(".")
        if len(number) <= LONGEST_NUMBER and number.isdecimal() and 1 <= int(number) <= len(self.presses):
            return self.presses[int(number) - 1]
        return None


def render(replies: Sequence[Reply]) -> tuple[RenderableType, Menu]:
    """Return what to print for one turn, and its menu: the presses of all its replies."""
    parts: list[RenderableType] = []
    presses: list[Press] = []
    for reply in replies:
        body: list[RenderableType] = []
        for block in reply.blocks:
            body += [_block(block), Text("")]
        body += [Text(printable(f"[{picture.alt}]"), style="dim") for picture in reply.pictures]
        for button in (button for row in reply.buttons for button in row):
            if isinstance(button, Press):
                presses.append(button)
                body.append(Text(f"  {len(presses)}. {printable(button.label)}", style="green"))
            else:
                body.append(Text(f"  → {_other(button)}", style="blue"))
        frame = "red" if reply.tone is Tone.CRISIS else "dim"
        parts.append(Panel(Group(*body), border_style=frame))
    return Padding(Group(*parts), (0, 0, 1, 0)), Menu(tuple(presses))


def printable(text: str) -> str:
    """Drop the control characters that could drive a terminal; an unusual space becomes a plain one."""
    plain = (" " if category(letter) == "Zs" else letter for letter in text)
    return "".join(letter for letter in plain if letter.isprintable() or letter == "\n")


def _block(block: Block) -> Text:
    style = _STYLES.get(block.style, "")
    if block.style is Style.STEPS:
        lines = [f"{number}. {line}" for number, line in enumerate(block.lines, start=1)]
    elif block.style is Style.POINTS:
        lines = [f"• {line}" for line in block.lines]
    else:
        lines = list(block.lines)
    return Text(printable("\n".join(lines)), style=style)


def _other(button: Call | Copy | Link | Button) -> str:
    match button:
        case Call(label, number):
            return printable(label if number in label else f"{label}: {number}")
        case Link(label, url):
            return printable(f"{label}: {url}")
        case Copy(label, text):
            return printable(f"{label}: {text}")
        case Press(label, _):
            return printable(label)
