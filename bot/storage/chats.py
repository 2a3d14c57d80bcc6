"""The table of chats: where a conversation stands, under a keyed hash, until it expires."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, Row, bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from bot.core.people import Audience, Language
from bot.core.turn import ChatState
from bot.storage.states import KeptState
from bot.storage.tables import chats

_insert = insert(chats)
_SAVE = _insert.on_conflict_do_update(
    index_elements=[chats.c.key],
    set_={name: _insert.excluded[name] for name in ("audience", "language", "step", "expires_at")},
)
_DELETE = delete(chats).where(chats.c.key == bindparam("gone"))

# A value that this version does not know (any more) reads as nothing.
_AUDIENCES: Mapping[str | None, Audience] = {audience.value: audience for audience in Audience}
_LANGUAGES: Mapping[str | None, Language] = {language.value: language for language in Language}


def save_chats(connection: Connection, changes: Mapping[bytes, KeptState | None]) -> None:
    """Write the chats' states; None deletes."""
    rows = [
        {
            "key": key,
            "audience": kept.state.audience,
            "language": kept.state.language,
            "step": kept.state.step,
            "expires_at": kept.expires_at,
        }
        for key, kept in changes.items()
        if kept is not None
    ]
    gone = [{"gone": key} for key, kept in changes.items() if kept is None]
    if rows:
        connection.execute(_SAVE, rows)
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


def _kept(row: Row[tuple[object, ...]]) -> KeptState:
    return KeptState(
        ChatState(_AUDIENCES.get(row.audience), _LANGUAGES.get(row.language), row.step), row.expires_at
    )
