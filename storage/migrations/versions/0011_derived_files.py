"""Files made from a stored content: a .docx from a .doc, a PDF from a Word file."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.db.tables import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table; nothing has been derived yet."""
    op.create_table(
        "derived_file",
        sa.Column("source", sa.String(), primary_key=True),
        sa.Column("format", sa.String(), primary_key=True),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("by_machine", sa.Boolean(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
    )
