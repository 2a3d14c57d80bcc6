"""A channel that records what it is given, and fails on request."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.core.channel import Capabilities
from bot.core.errors import ChannelError
from bot.core.message import Address
from bot.core.reply import Reply


@dataclass
class RecordingChannel:
    """Accepts replies unless a fault is waiting; numbers what it accepts."""

    name: str = "recording"
    deletes: bool = False
    proactive: bool = False
    drafts: bool = True
    introduces: bool = False
    administrators: frozenset[str] = frozenset()
    faults: deque[ChannelError | None] = field(default_factory=deque)
    sent: list[tuple[Address, Reply]] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)

    @property
    def capabilities(self) -> Capabilities:
        """All kinds of buttons; deleting as configured."""
        return Capabilities(
            4096,
            True,
            True,
            True,
            True,
            self.deletes,
            self.proactive,
            self.drafts,
            introduces=self.introduces,
        )

    async def send(self, to: Address, replies: Sequence[Reply]) -> tuple[str, ...]:
        """Record, or raise the next fault."""
        if self.faults:
            fault = self.faults.popleft()
            if fault is not None:
                raise fault
        first = len(self.sent)
        self.sent += [(to, reply) for reply in replies]
        return tuple(f"sent-{number}" for number in range(first, len(self.sent)))

    async def delete(self, at: Address, message_ids: Sequence[str]) -> None:
        """Record what was deleted."""
        self.deleted += message_ids

    async def is_administrator(self, at: Address, person: str) -> bool:
        """Say whether the person is among the administrators, or raise the next fault."""
        if self.faults:
            fault = self.faults.popleft()
            if fault is not None:
                raise fault
        return person in self.administrators

    @property
    def texts(self) -> list[str]:
        """The words of everything that was accepted."""
        return [reply.text for _, reply in self.sent]
