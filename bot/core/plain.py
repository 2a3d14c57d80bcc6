"""Replies as plain texts that fit a messenger: blocks are put together, and cut only where they must be."""

from collections.abc import Iterator, Sequence

from bot.core.reply import Block, Button, Call, Copy, Link, Press, Reply, Style
from bot.core.split import pieces
from bot.core.text import clean, is_visible, length

# What stands for an answer in which nothing can be seen.
NOTHING = "…"


def plain_texts(reply: Reply, buttons: Sequence[Button], limit: int) -> list[str]:
    """Return the blocks as texts of at most `limit` units; calls and links among `buttons` become lines.

    A number or an address is never cut. Presses are left out: a channel shows them in its own way.
    """
    blocks = ["\n".join(_lines(block)) for block in reply.blocks]
    told = "\n".join(blocks)
    blocks.append("\n".join(line for button in buttons if (line := _line(button, told))))
    return _packed([block for block in blocks if block], limit)


def with_list(texts: Sequence[str], head: str, lines: Sequence[str], limit: int) -> list[str]:
    """Let a list under its head end the last text whole, or stand alone."""
    menu = "\n".join((head, *lines))
    if texts and length(texts[-1]) + 2 + length(menu) <= limit:
        return [*texts[:-1], f"{texts[-1]}\n\n{menu}"]
    return [*texts, *_packed_lines(menu.split("\n"), limit)]


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


def _lines(block: Block) -> Iterator[str]:
    for number, line in enumerate(filter(is_visible, map(clean, block.lines)), start=1):
        if block.style is Style.STEPS:
            yield f"{number}) {line}"  # "1." is for what can be chosen
        elif block.style is Style.POINTS:
            yield f"• {line}"
        else:
            yield line


def _line(button: Button, told: str) -> str:
    """Return the line of a button that is no choice; "" when the words say it already."""
    match button:
        case Call(_, number):
            return "" if number in told else f"📞 {clean(number)}"
        case Link(label, url):
            return f"{clean(label)}: {clean(url)}"
        case Copy() | Press():
            return ""
