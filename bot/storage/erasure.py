"""What is kept of one chat: shown, and erased, on the person's request.

Both work beside a running bot. The bot holds states in memory, so an erasure leaves a mark in the
database, which `SqlJournal` looks for at most once a second: the state is gone there within that time,
and a message that the bot is answering at that very moment can at most start a new one.
"""

import secrets
from datetime import datetime

from sqlalchemy import Connection

from bot.core.message import Address
from bot.storage.chats import find_chat, save_chats
from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.meta import read_value, write_value
from bot.storage.trouble import passing

_MARK = "last_erasure"


async def export_chat(
    database: Database, cipher: Cipher, address: Address, now: datetime
) -> dict[str, str | None] | None:
    """Return all that is kept of the chat, as plain text values, or None when nothing is.

    An update id is kept without its chat, so it belongs to nobody.
    """
    with passing("reading a chat"):
        kept = await database.read(find_chat, cipher.lookup(address))
    if kept is None or kept.expires_at <= now:
        return None
    return {
        "audience": kept.state.audience,
        "language": kept.state.language,
        "step": kept.state.step,
        "expires_at": kept.expires_at.isoformat(),
    }


async def erase_chat(database: Database, cipher: Cipher, address: Address) -> bool:
    """Delete all that is kept of the chat, from the files too; say whether there was anything."""
    with passing("erasing a chat"):
        found = await database.write(_erase, cipher.lookup(address))
        await database.checkpoint()
    return found


def last_erasure(connection: Connection) -> str | None:
    """Return a value that changes with every erasure."""
    return read_value(connection, _MARK)


def _erase(connection: Connection, key: bytes) -> bool:
    found = find_chat(connection, key) is not None
    save_chats(connection, {key: None})
    write_value(connection, _MARK, secrets.token_hex(8))
    return found
