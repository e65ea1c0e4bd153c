"""Checks that keep a mark instead of a copy."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let a check go without its result; every result that is kept stays."""
    with op.batch_alter_table("check_run") as table:
        table.alter_column("result", existing_type=sa.JSON(), nullable=True)
        table.add_column(sa.Column("same_as", sa.Integer(), nullable=True))
        table.add_column(sa.Column("of_day", sa.JSON(), nullable=True))
        table.create_foreign_key("fk_check_run_same_as", "check_run", ["same_as"], ["id"])
