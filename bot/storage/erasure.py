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
from bot.storage.decisions import erase_decisions
from bot.storage.meta import read_value, write_value
from bot.storage.subscriptions import erase_subscription, export_subscription
from bot.storage.trouble import passing

_MARK = "last_erasure"


async def export_chat(
    database: Database, cipher: Cipher, address: Address, now: datetime
) -> dict[str, object] | None:
    """Return all that is kept of the chat, as JSON values, or None when nothing is.

    An update id is kept without its chat, so it belongs to nobody.
    """
    with passing("reading a chat"):
        found = await database.read(_export, cipher.lookup(address), now)
    return found or None


async def erase_chat(database: Database, cipher: Cipher, address: Address) -> bool:
    """Delete all that is kept of the chat, from the files too; say whether there was anything."""
    with passing("erasing a chat"):
        found = await database.write(_erase, cipher.lookup(address))
        await database.checkpoint()
    return found


def last_erasure(connection: Connection) -> str | None:
    """Return a value that changes with every erasure."""
    return read_value(connection, _MARK)


def _export(connection: Connection, key: bytes, now: datetime) -> dict[str, object]:
    found: dict[str, object] = {}
    kept = find_chat(connection, key)
    if kept is not None and kept.expires_at > now:
        found |= {
            "audience": kept.state.audience,
            "language": kept.state.language,
            "step": kept.state.step,
            "province": kept.state.province,
            "expires_at": kept.expires_at.isoformat(),
        }
    subscription = export_subscription(connection, key)
    if subscription is not None:
        found["subscription"] = subscription
    return found


def _erase(connection: Connection, key: bytes) -> bool:
    subscribed = erase_subscription(connection, key)
    on_its_way = erase_decisions(connection, key)
    found = find_chat(connection, key) is not None or subscribed or on_its_way
    save_chats(connection, {key: None})
    write_value(connection, _MARK, secrets.token_hex(8))
    return found
