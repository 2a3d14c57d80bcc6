"""The account's access token: always a valid one, exchanged by one process at a time.

Access tokens live for 25 hours, refresh tokens for three months, and each of these works once (Zalo for
Developers, "Official Account Access Token", quoted). A process that dies between the exchange and the save
leaves `refreshing` behind: the old token is then tried once more, and after that only a person helps.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.channels.zalo_oa.oauth import OAuth, Refused
from bot.core.clock import Clock
from bot.core.errors import InDoubt, StorageError, TryLater
from bot.core.meter import Meter
from bot.core.tokens import KeptTokens, Phase, TokenPair, Tokens

log = logging.getLogger(__name__)

# Refreshed at 20 of its 25 hours, so that five are left for whatever goes wrong.
RENEWED_AFTER = 0.8
# An exchange ends within its time-out; one that is older has died.
LEASE = timedelta(seconds=60)
# The exchange itself, and the one more after a death in between.
TRIES = 2
WAIT_SECONDS = 0.5
LOGIN_SECONDS = 60.0
LOGIN = (
    "Zalo lets this account send nothing until an administrator of the account agrees anew: run "
    "`python -m bot zalo login`. The bot goes on by itself after that."
)

_LONG_AGO = datetime.min.replace(tzinfo=UTC)

Sleep = Callable[[float], Awaitable[object]]


class AccessTokens:
    """Hands out the access token of one account. Neither its repr nor its errors show one."""

    def __init__(
        self,
        account: str,
        store: Tokens,
        oauth: OAuth,
        clock: Clock,
        *,
        seed: str | None = None,
        meter: Meter | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._account = account
        self._store = store
        self._oauth = oauth
        self._clock = clock
        self._seed = seed
        self._meter = meter
        self._sleep = sleep
        self._kept: KeptTokens | None = None
        self._since = _LONG_AGO
        self._one = asyncio.Lock()
        self._exchanging: asyncio.Task[str] | None = None

    def __repr__(self) -> str:
        return "AccessTokens()"

    async def access(self) -> str:
        """Return a token that should be valid. Raises TryLater when there is none just now."""
        kept = self._kept
        if kept is not None and self._is_valid(kept) and (self._one.locked() or not self._due(kept)):
            return kept.pair.access
        try:
            return await self._instead_of(self._due)
        except TryLater:
            if self._kept is not None and self._is_valid(self._kept):  # hours are left to try again in
                return self._kept.pair.access
            raise

    async def renewed(self, refused: str) -> str:
        """Return another token than the one that the platform has refused. Raises TryLater without one."""
        return await self._instead_of(lambda kept: kept.pair.access == refused)

    def take_over(self) -> None:
        """Let an exchange that began before now count as dead: only this process serves the account."""
        self._since = self._clock()

    async def settle(self) -> None:
        """Return when no exchange is under way: one that is cut off costs a login."""
        if self._exchanging is not None:
            await asyncio.wait({self._exchanging})

    async def _instead_of(self, is_useless: Callable[[KeptTokens], bool]) -> str:
        async with self._one:
            try:
                while True:
                    kept = await self._find()
                    if kept.phase is Phase.READY and not is_useless(kept) and self._is_valid(kept):
                        return kept.pair.access
                    if kept.phase is Phase.DEAD:
                        raise self._alarm()
                    if kept.phase is Phase.REFRESHING and self._is_another_at_it(kept):
                        await self._sleep(WAIT_SECONDS)  # another process is at it
                    elif kept.tries >= TRIES:
                        await self._change(kept, Phase.DEAD, kept.tries)
                    elif await self._change(kept, Phase.REFRESHING, kept.tries + 1):
                        return await self._exchanged(kept)
            except StorageError:
                raise TryLater("the database with Zalo's tokens cannot be used") from None

    async def _find(self) -> KeptTokens:
        """Return what is kept, also when another process has changed it; the setting seeds an empty store."""
        kept = await self._store.find(self._account)
        if kept is None and self._seed:
            now = self._clock()
            await self._store.seed(self._account, TokenPair("", self._seed, now, now), now)
            kept = await self._store.find(self._account)
        if kept is None:
            raise self._alarm()
        self._kept = kept
        return kept

    async def _change(self, seen: KeptTokens, phase: Phase, tries: int) -> bool:
        return await self._store.change(self._account, seen, phase, tries, self._clock())

    async def _exchanged(self, before: KeptTokens) -> str:
        """Exchange what this process has marked; the caller's end does not end it."""
        self._exchanging = asyncio.create_task(self._exchange(before))
        try:
            return await asyncio.shield(self._exchanging)
        finally:
            if self._exchanging.done():
                self._exchanging = None

    async def _exchange(self, before: KeptTokens) -> str:
        mine = replace(before, phase=Phase.REFRESHING, tries=before.tries + 1, version=before.version + 1)
        try:
            pair = await self._oauth.refreshed(before.pair.refresh)
        except Refused as error:
            log.error("Zalo refuses to exchange the token (%s)", error, extra={"action": "token_refused"})
            await self._change(mine, Phase.DEAD, mine.tries)
            raise self._alarm() from None
        except TryLater:  # nothing has reached Zalo: the token is as good as before
            await self._change(mine, Phase.READY, before.tries)
            raise
        except InDoubt as error:  # as after a kill, but nobody need wait for the lease's end
            log.error("an exchange of tokens is in doubt (%s)", error, extra={"action": "token_in_doubt"})
            await self._change(mine, Phase.READY, mine.tries)
            raise TryLater("an exchange of tokens is in doubt") from None
        await self._keep(pair)
        log.info("Zalo's token has been renewed", extra={"action": "token_renewed"})
        return pair.access

    async def _keep(self, pair: TokenPair) -> None:
        """Keep the new pair, however long the database takes: only this process knows it."""
        while True:
            try:
                await self._store.keep(self._account, pair, self._clock())
            except StorageError as error:
                log.error("%s", error, extra={"action": "token_unsaved"})
                await self._sleep(WAIT_SECONDS)
            else:
                self._kept = await self._store.find(self._account)
                return

    def _alarm(self) -> TryLater:
        log.error(LOGIN, extra={"action": "login_needed"})
        if self._meter is not None:
            self._meter.count("failures", where="zalo_login")
        return TryLater("an administrator of the account must agree anew", after=LOGIN_SECONDS)

    def _is_another_at_it(self, kept: KeptTokens) -> bool:
        return kept.changed_at >= self._since and self._clock() - kept.changed_at < LEASE

    def _is_valid(self, kept: KeptTokens) -> bool:
        return bool(kept.pair.access) and self._clock() < kept.pair.expires_at

    def _due(self, kept: KeptTokens) -> bool:
        pair = kept.pair
        life = pair.expires_at - pair.obtained_at
        return not pair.access or self._clock() >= pair.obtained_at + RENEWED_AFTER * life
