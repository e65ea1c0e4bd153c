"""The day of the activity as a document's own text tells it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column: what came in before is read again by a recheck."""
    op.add_column("evidence_version", sa.Column("told_on", sa.Date(), nullable=True))
