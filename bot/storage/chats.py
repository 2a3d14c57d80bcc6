"""The table of chats: where a conversation stands, under a keyed hash, until it expires."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from operator import itemgetter

from sqlalchemy import Connection, Row, bindparam, delete, select

from bot.core.people import Audience, Language
from bot.core.turn import ChatState
from bot.storage.dialects import Upsert, upsert_in
from bot.storage.states import KeptState
from bot.storage.tables import chats

_CHANGING = ("audience", "language", "step", "province", "expires_at")
_DELETE = delete(chats).where(chats.c.key == bindparam("gone"))

# A value that this version does not know (any more) reads as nothing.
_AUDIENCES: Mapping[str | None, Audience] = {audience.value: audience for audience in Audience}
_LANGUAGES: Mapping[str | None, Language] = {language.value: language for language in Language}


def save_chats(connection: Connection, changes: Mapping[bytes, KeptState | None]) -> None:
    """Write the chats' states; None deletes."""
    ordered = sorted(changes.items(), key=itemgetter(0))  # two processes must not wait for each other
    rows = [
        {
            "key": key,
            "audience": kept.state.audience,
            "language": kept.state.language,
            "step": kept.state.step,
            "province": kept.state.province,
            "expires_at": kept.expires_at,
        }
        for key, kept in ordered
        if kept is not None
    ]
    gone = [{"gone": key} for key, kept in ordered if kept is None]
    if rows:
        connection.execute(_save(connection.dialect.name), rows)
    if gone:
        connection.execute(_DELETE, gone)


def find_chat(connection: Connection, key: bytes) -> KeptState | None:
    """Return what is kept of the chat."""
    row = connection.execute(select(chats).where(chats.c.key == key)).first()
    return None if row is None else _kept(row)


def newest_chats(connection: Connection, limit: int) -> list[tuple[bytes, KeptState]]:
    """Return the chats that were remembered last, oldest first."""
    newest = select(chats).order_by(chats.c.expires_at.desc()).limit(limit)
    return [(row.key, _kept(row)) for row in reversed(connection.execute(newest).all())]


def purge_chats(connection: Connection, now: datetime, limit: int) -> int:
    """Delete up to `limit` chats that have expired; return how many there were."""
    over = select(chats.c.key).where(chats.c.expires_at <= now).limit(limit)
    return connection.execute(delete(chats).where(chats.c.key.in_(over))).rowcount


@cache
def _save(dialect: str) -> Upsert:
    adding = upsert_in(dialect, chats)
    return adding.on_conflict_do_update(
        index_elements=[chats.c.key], set_={name: adding.excluded[name] for name in _CHANGING}
    )


def _kept(row: Row[tuple[object, ...]]) -> KeptState:
    state = ChatState(_AUDIENCES.get(row.audience), _LANGUAGES.get(row.language), row.step, row.province)
    return KeptState(state, row.expires_at)
