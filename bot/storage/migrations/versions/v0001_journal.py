"""Finished updates, chat states, and what the database knows about itself."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "meta",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("value", sa.String(), nullable=False),
    )
    op.create_table(
        "updates",
        sa.Column("channel", sa.String(), primary_key=True),
        sa.Column("update_id", sa.String(), primary_key=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("updates_at", "updates", ["at"])
    op.create_table(
        "chats",
        sa.Column("key", sa.LargeBinary(), primary_key=True),
        sa.Column("audience", sa.String()),
        sa.Column("language", sa.String()),
        sa.Column("step", sa.String()),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("chats")
    op.drop_index("updates_at", "updates")
    op.drop_table("updates")
    op.drop_table("meta")
