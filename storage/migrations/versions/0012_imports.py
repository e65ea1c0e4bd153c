"""Imports with a number, and receipts that were entered after their day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.db.tables import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table and the columns; what came in before belongs to no import and has no mark."""
    op.create_table(
        "evidence_import",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("unit", sa.String(), sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("folder", sa.String(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("started_by", sa.String(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
    )
    with op.batch_alter_table("evidence_item") as table:
        table.add_column(sa.Column("replaced_in", sa.Integer(), nullable=True))
        table.create_foreign_key(
            "fk_evidence_item_replaced_in", "evidence_import", ["replaced_in"], ["id"]
        )
    with op.batch_alter_table("evidence_version") as table:
        table.add_column(sa.Column("import_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("backdated_why", sa.String(), nullable=False, server_default=""))
        table.create_foreign_key(
            "fk_evidence_version_import_id", "evidence_import", ["import_id"], ["id"]
        )
