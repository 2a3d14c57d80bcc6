"""Replies as plain texts: buttons become a numbered list that is never cut, calls and links plain lines."""

from dataclasses import dataclass

from bot.core.plain import NOTHING, plain_texts, with_list
from bot.core.reply import Press, Reply
from bot.core.text import clean

# Zalo takes 2,000 characters and does not say of which kind: some room is left.
MAX_TEXT = 1900


@dataclass(frozen=True, slots=True)
class Rendered:
    """The texts to send, in order, and what the numbers of the last one stand for."""

    texts: tuple[str, ...]
    menu: tuple[Press, ...] = ()


def render(reply: Reply, choose: str, first: int = 1, limit: int = MAX_TEXT) -> Rendered:
    """Return a reply's texts; `choose` is the line above the list, which is numbered from `first`."""
    buttons = [button for row in reply.buttons for button in row]
    presses = tuple(button for button in buttons if isinstance(button, Press))
    texts = plain_texts(reply, buttons, limit)
    if presses:
        lines = [f"{number}. {clean(press.label)}" for number, press in enumerate(presses, start=first)]
        texts = with_list(texts, choose, lines, limit)
    return Rendered(tuple(texts) or (NOTHING,), presses)
