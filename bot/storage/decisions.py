"""The table of answers on their way: written before a platform is told that its update has arrived."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Connection, bindparam, delete, select

from bot.core.decision import Decision, read, written
from bot.core.message import Address
from bot.storage.cipher import Cipher
from bot.storage.dialects import Upsert, upsert_in
from bot.storage.tables import decisions

_DONE = delete(decisions).where(
    decisions.c.channel == bindparam("of_channel"), decisions.c.update_id == bindparam("of_update")
)


def row_of(cipher: Cipher, decision: Decision) -> dict[str, object]:
    """Return the row of a decision."""
    address = decision.address
    text = f"{address.chat}\n{address.thread or ''}\n{written(decision.body)}"
    return {
        "channel": address.channel,
        "update_id": decision.update_id,
        "key": cipher.lookup(address),
        "sealed": cipher.encrypt(text, _context(address.channel, decision.update_id)),
        "at": decision.at,
    }


def add_decisions(connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    """Write what is decided; an update that is there already stays as it is."""
    if rows:
        connection.execute(_add(connection.dialect.name), rows)


@cache
def _add(dialect: str) -> Upsert:
    return upsert_in(dialect, decisions).on_conflict_do_nothing()


def held_decisions(connection: Connection, cipher: Cipher, channel: str) -> list[Decision]:
    """Return what a channel has not yet answered, oldest first."""
    rows = connection.execute(
        select(decisions)
        .where(decisions.c.channel == channel)
        .order_by(decisions.c.at, decisions.c.update_id)
    )
    return [_decision(cipher, row.channel, row.update_id, row.sealed, row.at) for row in rows]


def drop_decisions(connection: Connection, done: Sequence[tuple[str, str]]) -> None:
    """Delete what was answered."""
    if done:
        connection.execute(
            _DONE, [{"of_channel": channel, "of_update": update_id} for channel, update_id in done]
        )


def erase_decisions(connection: Connection, key: bytes) -> bool:
    """Delete what is on its way to one chat; say whether there was anything."""
    return connection.execute(delete(decisions).where(decisions.c.key == key)).rowcount > 0


def purge_decisions(connection: Connection, before: datetime) -> int:
    """Delete what nobody waits for any more; return how many there were."""
    return connection.execute(delete(decisions).where(decisions.c.at < before)).rowcount


def _decision(cipher: Cipher, channel: str, update_id: str, sealed: bytes, at: datetime) -> Decision:
    chat, thread, body = cipher.decrypt(sealed, _context(channel, update_id)).split("\n", 2)
    return Decision(Address(channel, chat, thread or None), update_id, at, read(body))


def _context(channel: str, update_id: str) -> str:
    return f"decisions {channel} {update_id}"
