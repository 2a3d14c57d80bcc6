"""Inline keyboards as plain JSON. A button that Telegram would refuse becomes a line of text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, assert_never

from bot.core.action import MAX_BYTES
from bot.core.reply import Button, Call, Copy, Link, Press
from bot.core.text import clean, is_visible, length, shortened

Keyboard: TypeAlias = dict[str, list[list[dict[str, Any]]]]

MAX_LABEL = 64
MAX_ROW = 8
MAX_BUTTONS = 100
MAX_COPIED = 256
MAX_URL = 2048
_NO_LABEL = "•"
_HTTPS = re.compile(
    r"https://(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]"
    r"(?::[1-9][0-9]{0,3})?(?:[/?#][!-~]*)?",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Buttons:
    """The keyboard, and what has to be said in words instead."""

    keyboard: Keyboard | None
    lines: tuple[str, ...]


def keyboard(rows: Sequence[Sequence[Button]], call_page: str | None = None) -> Buttons:
    """Return the rows, at most 8 buttons wide and 100 buttons in all."""
    lines: list[str] = []
    kept: list[list[dict[str, Any]]] = []
    left = MAX_BUTTONS
    for row in rows:
        buttons: list[dict[str, Any]] = []
        for button in row:
            shown = _shown(button, call_page) if left else None
            if shown is None:
                lines.extend(_in_words(button))
            else:
                buttons.append(shown)
                left -= 1
        kept.extend(buttons[start : start + MAX_ROW] for start in range(0, len(buttons), MAX_ROW))
    return Buttons({"inline_keyboard": kept} if kept else None, tuple(lines))


def _shown(button: Button, call_page: str | None) -> dict[str, Any] | None:
    """Return the button, or None when it can't be one."""
    label = _label(button.label)
    match button:
        case Press(_, action):
            fits = 0 < len(action.encode(errors="replace")) <= MAX_BYTES
            return {"text": label, "callback_data": action} if fits and action.isascii() else None
        case Link(_, url):
            return {"text": label, "url": url} if _is_link(url) else None
        case Call(_, number):
            # Telegram refuses tel: links; a page may have them, else the number can be copied.
            if call_page is not None and _is_link(call_page):
                return {"text": label, "url": call_page}
            return _copying(label, number)
        case Copy(_, text):
            return _copying(label, text)
        case other:
            assert_never(other)


def _copying(label: str, text: str) -> dict[str, Any] | None:
    text = clean(text)
    if not is_visible(text) or length(text) > MAX_COPIED:
        return None
    return {"text": label, "copy_text": {"text": text}}


def _in_words(button: Button) -> tuple[str, ...]:
    """Return what the button carried. What only the program understands is left out."""
    match button:
        case Press():
            return ()
        case Link(label, content) | Call(label, content) | Copy(label, content):
            content = clean(content)
            return (f"{_label(label)}: {content}",) if is_visible(content) else ()
        case other:
            assert_never(other)


def _label(label: str) -> str:
    label = " ".join(clean(label).split())
    return shortened(label, MAX_LABEL) if is_visible(label) else _NO_LABEL


def _is_link(url: str) -> bool:
    return len(url) <= MAX_URL and _HTTPS.fullmatch(url) is not None
