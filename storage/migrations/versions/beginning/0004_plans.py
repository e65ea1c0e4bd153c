"""The plans as they were applied, and the years that were closed."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=False)


def _moment(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False)


def upgrade() -> None:
    """Create the two tables; each year's plan is stored when it is next used."""
    op.create_table(
        "applied_plan",
        _number("id"),
        _number("fiscal_year"),
        _text("plan_hash"),
        sa.Column("content", sa.JSON(), nullable=False),
        _moment("applied_at"),
        _text("applied_by"),
        _text("why"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_applied_plan_fiscal_year", "applied_plan", ["fiscal_year"])
    op.create_table(
        "year_closing",
        _number("id"),
        _number("fiscal_year"),
        sa.Column("closed", sa.Boolean(), nullable=False),
        _moment("at"),
        _text("by"),
        _text("why"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_year_closing_fiscal_year", "year_closing", ["fiscal_year"])
