"""Many subscribers at once, due at a moment: written straight into the tables, as one statement."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.core.message import Address
from bot.core.people import Audience, Language
from bot.core.schedule import Schedule, first_slot
from bot.core.subscription import Subscription
from bot.storage.cipher import Cipher
from bot.storage.database import Database
from bot.storage.subscriptions import row_of
from bot.storage.tables import subscriptions

ZONE = "Asia/Ho_Chi_Minh"
AT_ONCE = 10_000
FIRST_CHAT = 1_000_000


def due_at(moment: datetime, audience: Audience = Audience.PARENT) -> Subscription:
    """Return a subscription whose next tip is due at the full minute of a moment."""
    local = moment.astimezone(ZoneInfo(ZONE))
    schedule = Schedule(local.weekday(), local.hour * 60 + local.minute, ZONE)
    slot = first_slot(schedule, moment - timedelta(minutes=1))
    return Subscription(audience, Language.VI, schedule, next_due_at=slot)


async def fill(
    database: Database, cipher: Cipher, amount: int, moment: datetime, channel: str = "telegram"
) -> None:
    """Subscribe so many parents, all due at this moment."""
    rows = _rows(cipher, amount, moment, channel)
    while chunk := list(islice(rows, AT_ONCE)):
        await database.write(_insert, chunk)


def _insert(connection: Connection, rows: list[dict[str, object]]) -> None:
    connection.execute(subscriptions.insert(), rows)


def _rows(cipher: Cipher, amount: int, moment: datetime, channel: str) -> Iterator[dict[str, object]]:
    one = due_at(moment)
    for number in range(amount):
        address = Address(channel, str(FIRST_CHAT + number))
        key = cipher.lookup(address)
        yield row_of(address, one, key, cipher, moment) | {"last_sent_at": None, "tips_sent": 0}
