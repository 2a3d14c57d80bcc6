"""The tables. None has a column for words, and none holds a chat id that can be read without the key."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, Column, Dialect, Index, LargeBinary, MetaData, String, Table
from sqlalchemy.types import TypeDecorator

from bot.core.clock import require_aware

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Moment(TypeDecorator[datetime]):
    """An aware moment, stored as microseconds since 1970 UTC: the same in every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - SQLAlchemy's
        """Return what is stored."""
        return None if value is None else (require_aware(value) - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's
        """Return the moment in UTC."""
        return None if value is None else _EPOCH + value * _MICROSECOND


metadata = MetaData()

meta = Table(
    "meta",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)

updates = Table(
    "updates",
    metadata,
    Column("channel", String, primary_key=True),
    Column("update_id", String, primary_key=True),
    Column("at", Moment, nullable=False),
    Index("updates_at", "at"),
    sqlite_with_rowid=False,
)

questions = Table(
    "questions",
    metadata,
    Column("month", String, primary_key=True),
    Column("topic", String, primary_key=True),
    Column("outcome", String, primary_key=True),
    Column("band", String, primary_key=True),
    Column("times", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

chats = Table(
    "chats",
    metadata,
    Column("key", LargeBinary, primary_key=True),
    Column("audience", String),
    Column("language", String),
    Column("step", String),
    Column("expires_at", Moment, nullable=False),
    sqlite_with_rowid=False,
)
