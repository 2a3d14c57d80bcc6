"""Troubles that a test plans for the next calls of a method."""

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import TypeAlias

from tests.fakes.bot_api.refusals import Json


@dataclass(frozen=True, slots=True)
class Status:
    """Answer an HTTP error with a body that is not the Bot API's (a proxy's page)."""

    code: int = 502
    body: str = "<html><body>Bad Gateway</body></html>"


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer an error in the Bot API's own form; the call is not carried out."""

    code: int
    description: str
    parameters: Json | None = None


@dataclass(frozen=True, slots=True)
class Drop:
    """Close the connection without an answer, before or after the call was carried out."""

    after_accepting: bool = False


@dataclass(frozen=True, slots=True)
class Delay:
    """Wait for real seconds, before or after the call is carried out."""

    seconds: float
    after_accepting: bool = False


@dataclass(frozen=True, slots=True)
class Hold:
    """Wait until the gate is opened, before or after the call is carried out; needs no clock."""

    gate: asyncio.Event = field(default_factory=asyncio.Event)
    after_accepting: bool = False


Fault: TypeAlias = Status | Answer | Drop | Delay | Hold
ANY_METHOD = "*"


class FaultPlan:
    """The faults still to come, by lower-case method."""

    def __init__(self) -> None:
        self._planned: dict[str, deque[Fault]] = defaultdict(deque)

    def add(self, method: str, fault: Fault, times: int = 1) -> None:
        """Let the next `times` calls of `method` ("*": of any) meet `fault`."""
        self._planned[method.lower()].extend([fault] * times)

    def take(self, method: str) -> Fault | None:
        """Return the fault that this call meets, if any, and strike it off the plan."""
        for key in (method.lower(), ANY_METHOD):
            if self._planned[key]:
                return self._planned[key].popleft()
        return None
