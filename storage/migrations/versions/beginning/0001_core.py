"""Units, people, evidence, reviews, numbers, runs and the audit trail."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _text(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=null)


def _moment(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _big(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), nullable=null)


def _day(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Date(), nullable=null)


def _flag(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), nullable=null)


def _json(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.JSON(), nullable=False)


def upgrade() -> None:
    """Create the tables; those that others refer to come first."""
    _audit_table()
    _flow_event_table()
    _unit_table()
    _check_run_table()
    _contact_table()
    _evidence_item_table()
    _measure_table()
    _working_group_table()
    _evidence_version_table()
    _review_table()


def _audit_table() -> None:
    op.create_table(
        "audit",
        _number("id"),
        _moment("at"),
        _text("actor"),
        _text("action"),
        _text("subject"),
        _json("details"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_audit_at", "audit", ["at"])


def _flow_event_table() -> None:
    op.create_table(
        "flow_event",
        _number("id"),
        _text("flow_run_id"),
        _text("name"),
        _text("state"),
        _text("message"),
        _moment("at"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_flow_event_flow_run_id", "flow_event", ["flow_run_id"])


def _unit_table() -> None:
    op.create_table(
        "unit", _text("id"), _text("name"), _text("department"), sa.PrimaryKeyConstraint("id")
    )


def _check_run_table() -> None:
    op.create_table(
        "check_run",
        _number("id"),
        _text("unit"),
        _number("fiscal_year"),
        _text("batch"),
        _day("as_of"),
        _text("plan_hash"),
        _moment("started_at"),
        _moment("finished_at"),
        _flag("complete"),
        _text("exit_state"),
        _json("result"),
        _text("flow_run_id", null=True),
        sa.ForeignKeyConstraint(["unit"], ["unit.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_check_run_unit_batch", "check_run", ["unit", "batch", "as_of"])


def _contact_table() -> None:
    op.create_table(
        "contact",
        _number("id"),
        _text("unit"),
        _text("group_id"),
        _text("role"),
        _text("office"),
        _text("email"),
        _text("notify_url_env", null=True),
        _flag("active"),
        sa.ForeignKeyConstraint(["unit"], ["unit.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("unit", "group_id", "role", "email"),
    )
    op.create_index("ix_contact_unit", "contact", ["unit"])


def _evidence_item_table() -> None:
    op.create_table(
        "evidence_item",
        _number("id"),
        _text("unit"),
        _number("fiscal_year"),
        _text("requirement"),
        _text("file_name"),
        _day("withdrawn_on", null=True),
        sa.ForeignKeyConstraint(["unit"], ["unit.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_evidence_item_requirement", "evidence_item", ["unit", "fiscal_year", "requirement"]
    )


def _measure_table() -> None:
    op.create_table(
        "measure",
        _number("id"),
        _text("unit"),
        _number("fiscal_year"),
        _text("measure"),
        _big("numerator", null=True),
        _big("denominator", null=True),
        _big("count", null=True),
        _flag("yes_no", null=True),
        _day("entered_on"),
        _moment("entered_at"),
        _text("entered_by"),
        _text("note"),
        sa.ForeignKeyConstraint(["unit"], ["unit.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_measure_unit_year", "measure", ["unit", "fiscal_year", "measure"])


def _working_group_table() -> None:
    op.create_table(
        "working_group",
        _text("unit"),
        _text("id"),
        _text("name"),
        sa.ForeignKeyConstraint(["unit"], ["unit.id"]),
        sa.PrimaryKeyConstraint("unit", "id"),
    )


def _evidence_version_table() -> None:
    op.create_table(
        "evidence_version",
        _number("item"),
        _number("version"),
        _text("sha256"),
        _big("size"),
        _text("file_name"),
        _text("format"),
        _day("received_on"),
        _day("event_date", null=True),
        _moment("added_at"),
        _text("added_by"),
        _text("note"),
        _text("problem", null=True),
        _flag("has_text", null=True),
        _number("pages"),
        _number("images"),
        _json("sections"),
        _text("plan_hash"),
        sa.ForeignKeyConstraint(["item"], ["evidence_item.id"]),
        sa.PrimaryKeyConstraint("item", "version"),
    )
    op.create_index("ix_evidence_version_sha256", "evidence_version", ["sha256"])


def _review_table() -> None:
    op.create_table(
        "review",
        _number("id"),
        _number("item"),
        _number("version"),
        _flag("accepted"),
        _text("reason"),
        _day("reviewed_on"),
        _moment("reviewed_at"),
        _text("reviewer"),
        sa.ForeignKeyConstraint(
            ["item", "version"], ["evidence_version.item", "evidence_version.version"]
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_review_item_version", "review", ["item", "version"])
