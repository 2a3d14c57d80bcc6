"""Tokens in the database, encrypted; who exchanges them is settled by the version of the row."""

from datetime import datetime

from sqlalchemy import Connection, Row, select, update

from bot.core.tokens import KeptTokens, Phase, TokenPair
from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.dialects import upsert
from bot.storage.tables import tokens
from bot.storage.trouble import passing


class SqlTokens:
    """One row for each account."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    async def find(self, account: str) -> KeptTokens | None:
        """Return what is kept."""
        with passing("reading tokens"):
            row = await self._database.read(_find, account)
        return None if row is None else self._kept(row)

    async def seed(self, account: str, pair: TokenPair, now: datetime) -> None:
        """Keep a first pair; where there is one, it stays."""
        with passing("keeping tokens"):
            await self._database.write(_put, self._row(account, pair, now), False)

    async def keep(self, account: str, pair: TokenPair, now: datetime) -> None:
        """Keep a new pair, ready for use, whatever was kept before."""
        with passing("keeping tokens"):
            await self._database.write(_put, self._row(account, pair, now), True)

    async def change(self, account: str, seen: KeptTokens, phase: Phase, tries: int, now: datetime) -> bool:
        """Set the phase, unless somebody has changed the row since it was seen; say whether it was set."""
        with passing("marking tokens"):
            return await self._database.write(_change, account, seen.version, phase, tries, now)

    def _row(self, account: str, pair: TokenPair, now: datetime) -> dict[str, object]:
        return {
            "account": account,
            "sealed": self._cipher.encrypt(f"{pair.access}\n{pair.refresh}", _context(account)),
            "obtained_at": pair.obtained_at,
            "expires_at": pair.expires_at,
            "phase": Phase.READY,
            "version": 1,
            "tries": 0,
            "changed_at": now,
        }

    def _kept(self, row: Row[tuple[object, ...]]) -> KeptTokens:
        access, _, refresh = self._cipher.decrypt(row.sealed, _context(row.account)).partition("\n")
        pair = TokenPair(access, refresh, row.obtained_at, row.expires_at)
        return KeptTokens(pair, Phase(row.phase), row.version, row.tries, row.changed_at)


def _find(connection: Connection, account: str) -> Row[tuple[object, ...]] | None:
    return connection.execute(select(tokens).where(tokens.c.account == account)).first()


def _put(connection: Connection, row: dict[str, object], replaces: bool) -> None:
    insert = upsert(connection, tokens).values(**row)
    if not replaces:
        connection.execute(insert.on_conflict_do_nothing())
        return
    changed = {name: insert.excluded[name] for name in row if name not in ("account", "version")}
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=[tokens.c.account], set_={**changed, "version": tokens.c.version + 1}
        )
    )


def _change(
    connection: Connection, account: str, version: int, phase: Phase, tries: int, now: datetime
) -> bool:
    changed = (
        update(tokens)
        .where(tokens.c.account == account, tokens.c.version == version)
        .values(phase=phase, tries=tries, changed_at=now, version=version + 1)
    )
    return connection.execute(changed).rowcount == 1


def _context(account: str) -> str:
    return f"tokens {account}"
