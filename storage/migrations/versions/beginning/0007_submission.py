"""Batches as they were submitted, and the pictures chosen for the learning centre."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _flag(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _json(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.JSON(), nullable=False)


def upgrade() -> None:
    """Create the two tables."""
    op.create_table(
        "picture_choice",
        _number("id"),
        _number("item"),
        _flag("chosen"),
        _moment("at"),
        _text("by"),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["item"], ["evidence_item.id"]),
    )
    op.create_index("ix_picture_choice_item", "picture_choice", ["item"])
    op.create_table(
        "submission",
        _number("id"),
        _text("receipt"),
        _text("unit"),
        _number("fiscal_year"),
        _text("batch"),
        sa.Column("as_of", sa.Date(), nullable=False),
        _text("office"),
        _flag("complete"),
        _text("why"),
        _text("plan_hash"),
        _json("result"),
        _json("evidence"),
        _text("contents_sha256"),
        _text("pack_sha256"),
        sa.Column("pack_size", sa.BigInteger(), nullable=False),
        _moment("submitted_at"),
        _text("submitted_by"),
        _moment("withdrawn_at", nullable=True),
        sa.Column("withdrawn_by", sa.String(), nullable=True),
        _text("withdrawn_why"),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["unit"], ["unit.id"]),
        sa.UniqueConstraint("receipt"),
    )
    op.create_index("ix_submission_unit_year", "submission", ["unit", "fiscal_year", "batch"])
