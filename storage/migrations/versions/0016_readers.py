"""By which rules each file was looked into, so that newer ones look again at what older ones judged."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the number of the rules: every look so far is older than the first."""
    with op.batch_alter_table("evidence_version") as table:
        table.add_column(sa.Column("reader", sa.Integer(), nullable=False, server_default="0"))
