"""The province that a person has chosen, of a chat and of a subscription."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("chats", sa.Column("province", sa.String()))
    op.add_column("subscriptions", sa.Column("province", sa.String()))


def downgrade() -> None:
    op.drop_column("subscriptions", "province")
    op.drop_column("chats", "province")
