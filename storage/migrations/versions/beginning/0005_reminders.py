"""What letters said, what people answered, who is away, the calendar's entries, and each daily run's heartbeat."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _text(name: str, **more: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=False, **more)


def _number(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=null)


def _day(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Date(), nullable=null)


def _moment(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _flag(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _json(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.JSON(), nullable=False)


def _key() -> tuple[Any, ...]:
    return _number("id"), sa.PrimaryKeyConstraint("id")


def _unit() -> tuple[Any, ...]:
    return _text("unit"), sa.ForeignKeyConstraint(["unit"], ["unit.id"])


def upgrade() -> None:
    """Create the tables; no row changes."""
    _letters()
    _answers()
    _absences()
    _calendar()
    _heartbeats()


def _letters() -> None:
    op.create_table(
        "reminder_letter",
        *_key(),
        *_unit(),
        _number("fiscal_year"),
        _text("group_id"),
        _day("as_of"),
        _json("open"),
        _number("run_id", null=True),
        sa.ForeignKeyConstraint(["run_id"], ["check_run.id"]),
        _moment("created_at"),
    )
    op.create_index(
        "ix_reminder_letter_group",
        "reminder_letter",
        ["unit", "fiscal_year", "group_id", "as_of"],
    )


def _answers() -> None:
    op.create_table(
        "snooze",
        *_key(),
        *_unit(),
        _number("fiscal_year"),
        _text("group_id"),
        _number("activity"),
        _day("until"),
        _text("reason"),
        _day("entered_on"),
        _moment("entered_at"),
        _text("entered_by"),
        _day("ended_on", null=True),
    )
    op.create_index("ix_snooze_unit_year", "snooze", ["unit", "fiscal_year"])
    op.create_table(
        "duty_report",
        *_key(),
        *_unit(),
        _number("fiscal_year"),
        _text("duty"),
        _text("period"),
        _day("done_on"),
        _text("note"),
        _moment("entered_at"),
        _text("entered_by"),
        sa.UniqueConstraint("unit", "fiscal_year", "duty", "period"),
    )


def _absences() -> None:
    op.create_table(
        "absence",
        *_key(),
        *_unit(),
        _text("email"),
        _day("first"),
        _day("last"),
        _text("deputy"),
        _text("deputy_office"),
        _moment("entered_at"),
        _text("entered_by"),
        _day("ended_on", null=True),
    )
    op.create_index("ix_absence_unit_last", "absence", ["unit", "last"])


def _calendar() -> None:
    op.create_table(
        "calendar_event",
        _text("uid"),
        sa.PrimaryKeyConstraint("uid"),
        *_unit(),
        _number("fiscal_year"),
        _number("sequence"),
        _day("day"),
        _text("title"),
        _text("description"),
        _json("groups"),
        _flag("done"),
        _flag("cancelled"),
        _moment("changed_at"),
    )
    op.create_index("ix_calendar_event_unit", "calendar_event", ["unit"])


def _heartbeats() -> None:
    op.create_table(
        "heartbeat",
        *_key(),
        _text("name"),
        _text("origin"),
        _day("as_of"),
        _moment("started_at"),
        _moment("finished_at"),
        _flag("good"),
        _text("detail"),
    )
    op.create_index("ix_heartbeat_name", "heartbeat", ["name"])
