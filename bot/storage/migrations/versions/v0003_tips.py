"""Subscriptions, what is sent to them and stands where, and what was said of tips."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    identity = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "subscriptions",
        sa.Column("id", identity, primary_key=True),
        sa.Column("key", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("chat", sa.LargeBinary(), nullable=False),
        sa.Column("in_group", sa.Boolean(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("interests", sa.String(), nullable=False),
        sa.Column("weekday", sa.SmallInteger(), nullable=False),
        sa.Column("minute", sa.SmallInteger(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("weeks", sa.SmallInteger(), nullable=False),
        sa.Column("share", sa.SmallInteger(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("paused_until", sa.BigInteger()),
        sa.Column("next_due_at", sa.BigInteger()),
        sa.Column("last_sent_at", sa.BigInteger()),
        sa.Column("tips_sent", sa.Integer(), nullable=False),
    )
    due = sa.text("next_due_at IS NOT NULL")
    op.create_index(
        "subscriptions_due", "subscriptions", ["next_due_at"], sqlite_where=due, postgresql_where=due
    )
    op.create_table(
        "notices",
        sa.Column("id", identity, primary_key=True),
        sa.Column("audience", sa.String()),
        sa.Column("texts", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("stopped_at", sa.BigInteger()),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", identity, primary_key=True),
        sa.Column("subscription", identity, nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("notice", identity),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("claim", sa.String()),
        sa.Column("lease_until", sa.BigInteger()),
        sa.Column("tip", sa.String()),
        sa.Column("recall", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String()),
        sa.Column("ended_at", sa.BigInteger()),
        sa.UniqueConstraint("subscription", "period"),
    )
    queue = ["channel", "not_before", "id"]
    for name, columns, condition in (
        ("deliveries_waiting_tips", queue, "state = 'pending' AND notice IS NULL"),
        ("deliveries_waiting_notices", queue, "state = 'pending' AND notice IS NOT NULL"),
        ("deliveries_held", ["channel", "id"], "state IN ('claimed', 'sending')"),
        ("deliveries_of_notice", ["notice", "state"], "notice IS NOT NULL"),
        ("deliveries_ended", ["ended_at"], "ended_at IS NOT NULL"),
    ):
        where = sa.text(condition)
        op.create_index(name, "deliveries", columns, sqlite_where=where, postgresql_where=where)
    op.create_table(
        "sent_tips",
        sa.Column("subscription", identity, primary_key=True),
        sa.Column("tip", sa.String(), primary_key=True),
        sa.Column("times", sa.SmallInteger(), nullable=False),
        sa.Column("recalls", sa.SmallInteger(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "feedback",
        sa.Column("tip", sa.String(), primary_key=True),
        sa.Column("feedback", sa.String(), primary_key=True),
        sa.Column("times", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("feedback")
    op.drop_table("sent_tips")
    op.drop_table("deliveries")
    op.drop_table("notices")
    op.drop_table("subscriptions")
