"""The event and the evidence of a number, and entries that take back earlier ones."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add three columns; earlier entries have neither day nor evidence and still count."""
    with op.batch_alter_table("measure") as table:
        table.add_column(sa.Column("event_date", sa.Date(), nullable=True))
        table.add_column(sa.Column("evidence", sa.Integer(), nullable=True))
        table.add_column(
            sa.Column("taken_back", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        table.create_foreign_key("fk_measure_evidence", "evidence_item", ["evidence"], ["id"])
