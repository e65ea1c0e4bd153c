"""The outbox, the ledger of reminders, and people who received no letter."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _text(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=null)


def _moment(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def _number(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=null)


def _bytes(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def upgrade() -> None:
    """Create the tables; those that others refer to come first."""
    _outbox_table()
    _reminder_slot_table()
    _skipped_table()
    _outbox_attempt_table()


def _outbox_table() -> None:
    op.create_table(
        "outbox",
        _number("id"),
        _text("dedup_key"),
        _text("unit"),
        _text("kind"),
        _text("slot"),
        _text("recipient"),
        _number("seq"),
        _text("content_fp"),
        _text("message_id"),
        _text("channel"),
        _text("group_id"),
        _text("subject"),
        _bytes("raw"),
        _text("state"),
        _number("attempts"),
        _number("fence"),
        _text("owner", null=True),
        _moment("not_before"),
        _moment("lease_until", null=True),
        _moment("data_at", null=True),
        _moment("sent_at", null=True),
        _moment("expires_at", null=True),
        _text("last_phase", null=True),
        _number("last_code", null=True),
        _text("last_error", null=True),
        _moment("created_at"),
        _number("run_id", null=True),
        sa.ForeignKeyConstraint(["run_id"], ["check_run.id"]),
        sa.ForeignKeyConstraint(["unit"], ["unit.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("dedup_key"),
    )
    op.create_index("ix_outbox_due", "outbox", ["state", "not_before", "id"])
    op.create_index("ix_outbox_slot_recipient", "outbox", ["slot", "recipient"])


def _reminder_slot_table() -> None:
    op.create_table(
        "reminder_slot",
        _number("id"),
        _text("unit"),
        _text("slot"),
        _text("group_id"),
        _text("audience"),
        _number("run_id", null=True),
        _moment("created_at"),
        sa.ForeignKeyConstraint(["run_id"], ["check_run.id"]),
        sa.ForeignKeyConstraint(["unit"], ["unit.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("unit", "slot", "group_id"),
    )


def _skipped_table() -> None:
    op.create_table(
        "skipped",
        _number("id"),
        _number("run_id", null=True),
        _text("slot"),
        _text("recipient"),
        _text("reason"),
        _moment("at"),
        sa.ForeignKeyConstraint(["run_id"], ["check_run.id"]),
        sa.PrimaryKeyConstraint("id"),
    )


def _outbox_attempt_table() -> None:
    op.create_table(
        "outbox_attempt",
        _number("id"),
        _number("outbox_id"),
        _number("fence"),
        _moment("started_at"),
        _text("phase"),
        _moment("ended_at", null=True),
        _text("outcome", null=True),
        _number("code", null=True),
        _text("detail"),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_outbox_attempt_outbox_id", "outbox_attempt", ["outbox_id"])
