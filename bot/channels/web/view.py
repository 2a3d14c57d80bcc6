"""Replies as the templates show them: pure, no markup, no words of its own."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never
from urllib.parse import urlsplit

from bot.channels.web.report import link_of
from bot.core.action import Action, decode
from bot.core.people import Language, Reader
from bot.core.reply import Block, Button, Call, Copy, Link, Picture, Press, Reply, Sound, Tone

LEAVE = "leave"
LANGUAGE = "lang"
HELP = "help"
DRAFT = "draft"
SHOW = "show"
# Whose card for an adult the page shows over the whole screen, in a child's own words.
_SPEAKERS = frozenset({Reader.CHILD, Reader.TEEN})

# A door's picture is found by the first part of its action that names one; the words never depend on it.
_PICTURES = {
    "help": "lifebuoy",
    "grooming": "picture",
    "sextortion": "picture",
    "intimate-images": "picture",
    "sexual-abuse": "lifebuoy",
    "cyberbullying": "bubbles",
    "meeting-strangers": "stranger",
    "scams": "hook",
    "account-security": "lock",
    "topics": "question",
}
_NO_PICTURE = "question"


class Kind(StrEnum):
    """What a button does in the browser."""

    PRESS = "press"
    URGENT = "urgent"
    LEAVE = "leave"
    LANGUAGE = "language"
    LINK = "link"
    CALL = "call"
    COPY = "copy"
    PAGE = "page"
    ADULT = "adult"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class ShownButton:
    """A button: `value` is its action, address, number or text; `picture` that of a door."""

    kind: Kind
    label: str
    value: str
    picture: str = _NO_PICTURE


@dataclass(frozen=True, slots=True)
class ShownReply:
    """A message of the bot."""

    tone: Tone
    blocks: tuple[Block, ...]
    rows: tuple[tuple[ShownButton, ...], ...]
    pictures: tuple[Picture, ...] = ()
    sounds: tuple[Sound, ...] = ()

    @property
    def opening(self) -> tuple[Block, ...]:
        """The first block: on a crisis card the numbers to call stand right below it."""
        return self.blocks[:1]

    @property
    def body(self) -> tuple[Block, ...]:
        """What follows the opening."""
        return self.blocks[1:]

    @property
    def calls(self) -> tuple[tuple[ShownButton, ...], ...]:
        """The rows of numbers to call."""
        return tuple(row for row in self.rows if _is_calls(row))

    @property
    def other_rows(self) -> tuple[tuple[ShownButton, ...], ...]:
        """All other rows."""
        return tuple(row for row in self.rows if not _is_calls(row))


def show(replies: Iterable[Reply]) -> tuple[ShownReply, ...]:
    """Return the replies for the templates; blocks without a line are left out."""
    return tuple(
        ShownReply(
            reply.tone,
            tuple(block for block in reply.blocks if block.lines),
            tuple(tuple(map(_button, row)) for row in reply.buttons if row),
            reply.pictures,
            reply.sounds,
        )
        for reply in replies
    )


def chosen_language(action: str) -> Language | None:
    """Return the language that a button switches to, if it is one that does."""
    decoded = decode(action)
    if decoded is None or decoded.verb != LANGUAGE or decoded.argument(0) not in set(Language):
        return None
    return Language(decoded.argument(0))


def _is_calls(row: tuple[ShownButton, ...]) -> bool:
    return all(button.kind is Kind.CALL for button in row)


def _button(button: Button) -> ShownButton:
    match button:
        case Press(label, action):
            decoded = decode(action) or Action("")
            if decoded.verb == DRAFT:
                return ShownButton(Kind.PAGE, label, link_of(decoded.arguments))
            return ShownButton(_kind(decoded), label, action, _picture(decoded))
        case Link(label, url):
            return ShownButton(Kind.LINK if _is_web_address(url) else Kind.TEXT, label, url)
        case Call(label, number):
            digits = re.sub(r"[^0-9+]", "", number)
            return ShownButton(Kind.CALL if digits else Kind.TEXT, label, digits or number)
        case Copy(label, text):
            return ShownButton(Kind.COPY, label, text)
        case other:
            assert_never(other)


def _kind(action: Action) -> Kind:
    if action.verb == LEAVE:
        return Kind.LEAVE
    if action.verb == SHOW and action.argument(0) in _SPEAKERS:
        return Kind.ADULT
    if action.verb == LANGUAGE:
        return Kind.LANGUAGE
    return Kind.URGENT if action.verb == HELP else Kind.PRESS


def _picture(action: Action) -> str:
    found = (_PICTURES[part] for part in (action.verb, *action.arguments) if part in _PICTURES)
    return next(found, _NO_PICTURE)


def _is_web_address(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" and bool(parts.netloc)
