"""Tokens that a platform exchanges for new ones, and the port to where they are kept.

A refresh token works once. So that is committed first that it is being used, then the new pair, and only
then is the new pair used: whoever finds `refreshing` knows that the old token may be dead.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Phase(StrEnum):
    """Where a pair stands: in use, being exchanged, or of no use until a person agrees anew."""

    READY = "ready"
    REFRESHING = "refreshing"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class TokenPair:
    """What the platform has given; `access` is "" where only a refresh token is known."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    obtained_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class KeptTokens:
    """A pair as it is kept.

    `version` counts the writes; `tries`, the exchanges since the pair came.
    """

    pair: TokenPair
    phase: Phase
    version: int
    tries: int
    changed_at: datetime


class Tokens(Protocol):
    """Keeps one pair for each account. Raises StorageError; every change is durable on return."""

    async def find(self, account: str) -> KeptTokens | None:
        """Return what is kept."""
        ...

    async def seed(self, account: str, pair: TokenPair, now: datetime) -> None:
        """Keep a first pair; where there is one, it stays."""
        ...

    async def keep(self, account: str, pair: TokenPair, now: datetime) -> None:
        """Keep a new pair, ready for use, whatever was kept before."""
        ...

    async def change(self, account: str, seen: KeptTokens, phase: Phase, tries: int, now: datetime) -> bool:
        """Set the phase, unless somebody has changed the row since it was seen; say whether it was set."""
        ...
