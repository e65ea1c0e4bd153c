"""What tells the results of two checks apart, so that a check need not read the one before while others wait."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column. Results from before have none, so the next check of each batch keeps its own in full."""
    op.add_column("check_run", sa.Column("digest", sa.String(), nullable=True))
