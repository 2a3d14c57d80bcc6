"""Everything that the fake Telegram remembers, shared by the methods and by the people."""

import asyncio
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.bot_api.clock import Clock
from tests.fakes.bot_api.limits import RateLimiter
from tests.fakes.bot_api.refusals import Json
from tests.fakes.bot_api.signals import Signal
from tests.fakes.bot_api.updates import UpdateQueue
from tests.fakes.bot_api.world import Chat, Message, World

CALLBACK_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Violation:
    """Something that Telegram swallows silently but our bot must not do."""

    kind: str
    detail: str
    method: str


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a method and how it ended.

    `via` is "http", or "webhook" for a call in the body of a webhook's reply. `fault` names the trouble that
    it met; a call with status 200 was carried out even if its answer was lost.
    """

    method: str
    params: Json
    status: int
    result: Any = None
    description: str | None = None
    provoked: bool = False
    via: str = "http"
    fault: str | None = None

    @property
    def ok(self) -> bool:
        """Whether it was carried out and answered."""
        return self.status == 200


@dataclass(slots=True)
class Press:
    """A pressed button that waits for its answer."""

    query_id: str
    chat_id: int
    user_id: int
    data: str
    at: float
    answer: Json | None = None


@dataclass(slots=True)
class Webhook:
    """Where updates are sent to; an empty url for nowhere."""

    url: str = ""
    secret: str = ""
    max_connections: int = 40
    last_error_date: int | None = None
    last_error: str = ""
    slots: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self.slots = asyncio.Semaphore(self.max_connections)


@dataclass(slots=True)
class Settings:
    """What the bot has told Telegram about itself, by (scope and) language code."""

    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    menu_buttons: dict[int, Json] = field(default_factory=dict)


@dataclass(slots=True)
class Telegram:
    """The whole state. `answered` holds, by chat, when (in the queue's ticks) the bot last did something."""

    bot: Json
    clock: Clock
    limiter: RateLimiter
    allow_loopback_webhook: bool
    signal: Signal = field(default_factory=Signal)
    world: World = field(default_factory=World)
    updates: UpdateQueue = field(init=False)
    webhook: Webhook = field(default_factory=Webhook)
    settings: Settings = field(default_factory=Settings)
    presses: dict[str, Press] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)
    answered: dict[int, int] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(5_000_000_000_000_001))
    chat_actions: list[tuple[int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.updates = UpdateQueue(self.signal.fire)

    @property
    def date(self) -> int:
        """The current second."""
        return int(self.clock.now())

    def report(self, method: str, kind: str, detail: str) -> None:
        """Record a violation."""
        self.violations.append(Violation(kind, detail, method))

    def new_number(self) -> int:
        """Return a number that was never given before, for ids of presses and files."""
        return next(self.numbers)

    def note_answer(self, chat_id: int) -> None:
        """Remember that the bot has just reacted in this chat."""
        self.updates.tick += 1
        self.answered[chat_id] = self.updates.tick

    def post(self, chat: Chat, sender: Json, content: Json, **more: Any) -> Message:
        """Keep a new message in the chat."""
        message = Message(chat.chat_id, chat.last_message_id + 1, self.date, sender, content, **more)
        chat.add(message)
        return message
