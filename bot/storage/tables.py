"""The tables. None has a column for words, and none holds a chat id that can be read without the key."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    text,
)
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
        return None if value is None else microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's
        """Return the moment in UTC."""
        return None if value is None else _EPOCH + value * _MICROSECOND


def microseconds(moment: datetime) -> int:
    """Return a moment as it is stored."""
    return (require_aware(moment) - _EPOCH) // _MICROSECOND


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

# What is being answered: the chat and what asks for the answer again are sealed together.
decisions = Table(
    "decisions",
    metadata,
    Column("channel", String, primary_key=True),
    Column("update_id", String, primary_key=True),
    Column("key", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("at", Moment, nullable=False),
    Index("decisions_at", "channel", "at"),
    sqlite_with_rowid=False,
)

# A platform's tokens, which it exchanges for new ones.
tokens = Table(
    "tokens",
    metadata,
    Column("account", String, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("obtained_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("phase", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("tries", SmallInteger, nullable=False),
    Column("changed_at", Moment, nullable=False),
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
    Column("province", String),
    sqlite_with_rowid=False,
)

# Counts upwards in both databases; SQLite does so for INTEGER alone.
_Id = BigInteger().with_variant(Integer, "sqlite")

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("key", LargeBinary, nullable=False, unique=True),
    Column("channel", String, nullable=False),
    Column("chat", LargeBinary, nullable=False),
    Column("in_group", Boolean, nullable=False),
    Column("audience", String, nullable=False),
    Column("language", String, nullable=False),
    Column("interests", String, nullable=False),
    Column("weekday", SmallInteger, nullable=False),
    Column("minute", SmallInteger, nullable=False),
    Column("zone", String, nullable=False),
    Column("weeks", SmallInteger, nullable=False),
    Column("share", SmallInteger, nullable=False),
    Column("standing", String, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("paused_until", Moment),
    Column("next_due_at", Moment),
    Column("last_sent_at", Moment),
    Column("tips_sent", Integer, nullable=False),
    Column("province", String),
    # Only where a platform lets nobody write first for long: when this chat last wrote.
    Column("heard_at", Moment),
)
_due = subscriptions.c.next_due_at.is_not(None)
Index("subscriptions_due", subscriptions.c.next_due_at, sqlite_where=_due, postgresql_where=_due)

notices = Table(
    "notices",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("audience", String),
    Column("texts", String, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("stopped_at", Moment),
)

# Without foreign keys: checking a million of them takes PostgreSQL longer than all the rest of planning.
# Whoever deletes a subscription or a notice deletes its deliveries first, in the same transaction.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("subscription", _Id, nullable=False),
    Column("period", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("notice", _Id),
    Column("due_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("state", String, nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("attempts", SmallInteger, nullable=False),
    Column("claim", String),
    Column("lease_until", Moment),
    Column("tip", String),
    Column("recall", Boolean, nullable=False),
    Column("reason", String),
    Column("ended_at", Moment),
    UniqueConstraint("subscription", "period"),
)
# Conditions of partial indexes: a statement uses an index when it says the same in the same words.
WAITING_TIP = text("state = 'pending' AND notice IS NULL")
WAITING_NOTICE = text("state = 'pending' AND notice IS NOT NULL")
HELD = text("state IN ('claimed', 'sending')")
_of_a_notice = text("notice IS NOT NULL")
ENDED = text("ended_at IS NOT NULL")
for _name, _columns, _where in (
    ("deliveries_waiting_tips", ("channel", "not_before", "id"), WAITING_TIP),
    ("deliveries_waiting_notices", ("channel", "not_before", "id"), WAITING_NOTICE),
    ("deliveries_held", ("channel", "id"), HELD),
    ("deliveries_of_notice", ("notice", "state"), _of_a_notice),
    ("deliveries_ended", ("ended_at",), ENDED),
):
    Index(_name, *(deliveries.c[name] for name in _columns), sqlite_where=_where, postgresql_where=_where)

sent_tips = Table(
    "sent_tips",
    metadata,
    Column("subscription", _Id, primary_key=True),
    Column("tip", String, primary_key=True),
    Column("times", SmallInteger, nullable=False),
    Column("recalls", SmallInteger, nullable=False),
    Column("period", String, nullable=False),
    sqlite_with_rowid=False,
)

# How many messages a channel has sent in a month, where the operator has set a limit.
quotas = Table(
    "quotas",
    metadata,
    Column("channel", String, primary_key=True),
    Column("month", String, primary_key=True),
    Column("sent", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

feedback = Table(
    "feedback",
    metadata,
    Column("tip", String, primary_key=True),
    Column("feedback", String, primary_key=True),
    Column("times", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
