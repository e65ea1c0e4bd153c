"""A working group's own chat: the name of the variable that holds its URL."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; no group has a chat yet."""
    op.add_column("working_group", sa.Column("notify_url_env", sa.String(), nullable=True))
