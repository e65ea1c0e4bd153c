"""A second person's hand on paper, recorded with a review."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; earlier reviews were their reviewer's own word."""
    with op.batch_alter_table("review") as table:
        table.add_column(sa.Column("signed_by", sa.String(), nullable=False, server_default=""))
