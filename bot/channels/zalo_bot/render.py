"""Replies as plain texts: buttons become a numbered list that is never cut, calls and links plain lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.reply import Block, Button, Call, Copy, Link, Press, Reply, Style
from bot.core.split import pieces
from bot.core.text import clean, is_visible, length

# Zalo takes 2,000 characters and does not say of which kind: some room is left.
MAX_TEXT = 1900
_NOTHING = "…"


@dataclass(frozen=True, slots=True)
class Rendered:
    """The texts to send, in order, and what the numbers of the last one stand for."""

    texts: tuple[str, ...]
    menu: tuple[Press, ...] = ()


def render(reply: Reply, choose: str, first: int = 1, limit: int = MAX_TEXT) -> Rendered:
    """Return a reply's texts; `choose` is the line above the list, which is numbered from `first`."""
    buttons = [button for row in reply.buttons for button in row]
    presses = tuple(button for button in buttons if isinstance(button, Press))
    blocks = ["\n".join(_lines(block)) for block in reply.blocks]
    told = "\n".join(blocks)
    blocks.append("\n".join(line for button in buttons if (line := _other(button, told))))
    texts = _packed([block for block in blocks if block], limit)
    if presses:
        numbered = (f"{number}. {clean(press.label)}" for number, press in enumerate(presses, start=first))
        texts = _with_menu(texts, "\n".join((choose, *numbered)), limit)
    return Rendered(tuple(texts) or (_NOTHING,), presses)


def _packed(blocks: Sequence[str], limit: int) -> list[str]:
    """Put blocks together as long as they fit; cut one only where it does not fit by itself."""
    texts: list[str] = []
    for block in blocks:
        if texts and length(texts[-1]) + 2 + length(block) <= limit:
            texts[-1] += f"\n\n{block}"
        elif length(block) <= limit:
            texts.append(block)
        else:
            texts += _packed_lines(block.split("\n"), limit)
    return texts


def _packed_lines(lines: Sequence[str], limit: int) -> list[str]:
    texts: list[str] = [""]
    for line in (piece for whole in lines for piece in pieces(whole, limit)):
        if texts[-1] and length(texts[-1]) + 1 + length(line) > limit:
            texts.append("")
        texts[-1] += f"\n{line}" if texts[-1] else line
    return [text for text in texts if text]


def _with_menu(texts: list[str], menu: str, limit: int) -> list[str]:
    """Let the list end the last text whole, or stand alone."""
    if texts and length(texts[-1]) + 2 + length(menu) <= limit:
        return [*texts[:-1], f"{texts[-1]}\n\n{menu}"]
    return [*texts, *_packed_lines(menu.split("\n"), limit)]


def _lines(block: Block) -> Iterator[str]:
    for number, line in enumerate(filter(is_visible, map(clean, block.lines)), start=1):
        if block.style is Style.STEPS:
            yield f"{number}) {line}"  # "1." is for what can be chosen
        elif block.style is Style.POINTS:
            yield f"• {line}"
        else:
            yield line


def _other(button: Button, told: str) -> str:
    """Return the line of a button that is no choice; "" when the words say it already."""
    match button:
        case Call(_, number):
            return "" if number in told else f"📞 {clean(number)}"
        case Link(label, url):
            return f"{clean(label)}: {clean(url)}"
        case Copy() | Press():
            return ""
