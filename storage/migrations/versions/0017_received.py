"""The receiver's own number of a submission, with its day and who recorded it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; nobody has recorded a number yet."""
    with op.batch_alter_table("submission") as table:
        table.add_column(
            sa.Column("received_number", sa.String(), nullable=False, server_default="")
        )
        table.add_column(sa.Column("received_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("received_by", sa.String(), nullable=True))
