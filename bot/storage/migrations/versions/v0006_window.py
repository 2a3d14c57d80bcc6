"""When a chat last wrote, where a platform lets nobody write first for long."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("subscriptions", sa.Column("heard_at", sa.BigInteger()))


def downgrade() -> None:
    op.drop_column("subscriptions", "heard_at")
