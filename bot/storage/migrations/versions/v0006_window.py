"""When a chat last wrote, where a platform lets nobody write first for long; a month's messages."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("subscriptions", sa.Column("heard_at", sa.BigInteger()))
    op.create_table(
        "quotas",
        sa.Column("channel", sa.String(), primary_key=True),
        sa.Column("month", sa.String(), primary_key=True),
        sa.Column("sent", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("quotas")
    op.drop_column("subscriptions", "heard_at")
