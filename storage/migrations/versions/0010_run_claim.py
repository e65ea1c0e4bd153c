"""Which run does a piece of scheduled work now, or did it last: one row a piece."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.db.tables import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table; nothing has run yet."""
    op.create_table(
        "run_claim",
        sa.Column("work", sa.String(), primary_key=True),
        sa.Column("job", sa.String(), nullable=False, index=True),
        sa.Column("flow_run_id", sa.String(), nullable=False),
        sa.Column("by_clock", sa.Boolean(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("lease_until", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("good", sa.Boolean(), nullable=True),
        sa.Column("detail", sa.String(), nullable=False),
    )
