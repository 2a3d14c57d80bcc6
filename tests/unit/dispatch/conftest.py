"""One bot with scripted understanding, a memory journal and a clock that stands still."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.errors import ChannelError, StorageError
from bot.core.journal import Entry
from bot.core.knowledge import Live
from bot.core.message import Address, Body, ChatKind, Incoming, Typed
from bot.core.people import Language
from bot.core.reply import Reply, paragraphs
from bot.core.subscription import Subscription
from bot.core.turn import ChatState
from bot.dispatch import Dispatcher, Routes
from bot.metrics import PrometheusMeter
from bot.routes import Organisation, build
from bot.services.memory import Memories
from bot.storage.memory import MemoryJournal, MemorySubscriptions
from handlers.triage import Triage
from tests.fakes.channels import RecordingChannel
from tests.fakes.knowledge import ScriptedUnderstanding, knowledge
from tests.fakes.subscribing import subscribing

QUIET_WORD = "bánh chuối"


class BreakableJournal(MemoryJournal):
    """A journal whose database can be switched off."""

    broken = False

    async def is_done(self, channel: str, update_id: str) -> bool:
        self._check()
        return await super().is_done(channel, update_id)

    async def state(self, address: Address, now: datetime) -> ChatState:
        self._check()
        return await super().state(address, now)

    async def commit(self, entry: Entry) -> None:
        self._check()
        await super().commit(entry)

    def _check(self) -> None:
        if self.broken:
            raise StorageError("switched off")


class BreakableSubscriptions(MemorySubscriptions):
    """Subscriptions whose database can be switched off."""

    broken = False

    async def find(self, address: Address) -> Subscription | None:
        if self.broken:
            raise StorageError("switched off")
        return await super().find(address)

    async def keep(self, address: Address, subscription: Subscription, now: datetime) -> None:
        if self.broken:
            raise StorageError("switched off")
        await super().keep(address, subscription, now)


@dataclass
class Allowance:
    """Lets so many tries through."""

    left: int = 1_000_000
    keys: list[str] = field(default_factory=list)

    def allow(self, key: str) -> bool:
        self.keys.append(key)
        self.left -= 1
        return self.left >= 0


@dataclass
class Bot:
    """The dispatcher with its parts within reach."""

    understanding: ScriptedUnderstanding = field(default_factory=ScriptedUnderstanding)
    channel: RecordingChannel = field(default_factory=RecordingChannel)
    journal: BreakableJournal = field(default_factory=BreakableJournal)
    subscriptions: BreakableSubscriptions = field(default_factory=BreakableSubscriptions)
    memories: Memories = field(default_factory=Memories)
    chat_limit: Allowance = field(default_factory=Allowance)
    urgent_limit: Allowance = field(default_factory=Allowance)
    origin_limit: Allowance = field(default_factory=Allowance)
    meter: PrometheusMeter = field(default_factory=PrometheusMeter)
    now: datetime = datetime(2026, 11, 23, 20, tzinfo=UTC)
    chat: str = "42"
    number: int = 0

    def __post_init__(self) -> None:
        self.dispatcher = self.restart()

    def restart(self) -> Dispatcher:
        """Return a new process on the same journal."""
        self.memories = Memories()

        async def no_sleep(_: float) -> None:
            return

        self.dispatcher = Dispatcher(
            live=Live(knowledge(self.understanding)),
            journal=self.journal,
            subscriptions=self.subscriptions,
            memories=self.memories,
            chat_limit=self.chat_limit,
            urgent_limit=self.urgent_limit,
            origin_limit=self.origin_limit,
            routes=Routes(
                build(
                    Organisation("Sở Y tế"), lambda _: "https://t.me/khien_nho_bot", subscribing(), Triage()
                )
            ),
            failure={one: Reply((paragraphs("Trục trặc. Gọi 111."),)) for one in Language},
            is_quiet_word=lambda text: text.strip().casefold() == QUIET_WORD,
            clock=lambda: self.now,
            meter=self.meter,
            sleep=no_sleep,
        )
        return self.dispatcher

    def incoming(self, body: Body | str, **changes: object) -> Incoming:
        """Return an update of the chat, numbered as a platform would."""
        self.number += 1
        values: dict[str, object] = {
            "address": Address("recording", self.chat),
            "body": Typed(body) if isinstance(body, str) else body,
            "at": self.now,
            "update_id": str(self.number),
            "message_ids": (f"mine-{self.number}",),
        }
        return Incoming(**{**values, **changes})  # type: ignore[arg-type] # the tests name real fields

    async def say(self, body: Body | str, **changes: object) -> list[str]:
        """Send an update and return the words of what was answered."""
        before = len(self.channel.sent)
        await self.dispatcher(self.incoming(body, **changes), self.channel)
        return self.channel.texts[before:]

    async def in_group(self, body: Body | str, **changes: object) -> list[str]:
        """Send an update of a group."""
        return await self.say(body, kind=ChatKind.GROUP, **changes)

    def later(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)

    def fail(self, *faults: ChannelError | None) -> None:
        """Make the next sends fail."""
        self.channel.faults = deque(faults)


@pytest.fixture
def bot() -> Bot:
    return Bot()


MakeBot = Callable[..., Bot]
