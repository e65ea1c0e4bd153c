"""What an inspection sees, links, reliefs, accounts, and the audit as a chain."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel import Session

from storage.db.audit import GENESIS, AuditHead, chained, person_token
from storage.db.tables import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _text(name: str, *, null: bool = False, default: str | None = None) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=null, server_default=default)


def _moment(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _number(name: str, *, null: bool = False, default: str | None = None) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=null, server_default=default)


def _day(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Date(), nullable=null)


def upgrade() -> None:
    """Add the columns and tables, and chain the lines that are already there."""
    _evidence_columns()
    _relief_table()
    _person_table()
    _chain()


def _evidence_columns() -> None:
    with op.batch_alter_table("evidence_version") as table:
        table.add_column(_text("detail", default=""))
        table.add_column(_number("words", default="0"))
        table.add_column(_number("width", null=True))
        table.add_column(_number("height", null=True))
        table.add_column(_day("taken_on", null=True))
        table.add_column(_text("fingerprint", null=True))
        table.add_column(sa.Column("milliseconds", sa.BigInteger(), nullable=True))
        table.add_column(_text("codec", null=True))
        table.add_column(
            sa.Column("scanned", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("evidence_item") as table:
        table.add_column(_number("linked_to", null=True))
        table.create_foreign_key(
            "fk_evidence_item_linked_to", "evidence_item", ["linked_to"], ["id"]
        )
    with op.batch_alter_table("contact") as table:
        table.add_column(_text("account", null=True))


def _relief_table() -> None:
    op.create_table(
        "relief",
        _number("id"),
        _text("unit"),
        _number("fiscal_year"),
        _text("kind"),
        _text("subject"),
        _text("authoriser"),
        _text("reason"),
        _day("decided_on"),
        _day("until", null=True),
        _moment("entered_at"),
        _text("entered_by"),
        _day("ended_on", null=True),
        _text("ended_why"),
        sa.ForeignKeyConstraint(["unit"], ["unit.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_relief_unit_year", "relief", ["unit", "fiscal_year"])


def _person_table() -> None:
    op.create_table(
        "person",
        _text("token"),
        _text("name", null=True),
        _day("erased_on", null=True),
        sa.PrimaryKeyConstraint("token"),
        sa.UniqueConstraint("name"),
    )


def _chain() -> None:
    """Rewrite the audit as a chain of the old lines in their order."""
    op.rename_table("audit", "audit_unchained")
    op.drop_index("ix_audit_at", table_name="audit_unchained")
    op.create_table(
        "audit",
        _number("id"),
        _moment("at"),
        _text("actor"),
        _text("action"),
        _text("subject"),
        sa.Column("details", sa.JSON(), nullable=True),
        _text("salt", null=True),
        _text("details_hash"),
        _text("prev"),
        _text("hash"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_table(
        "audit_head", _number("id"), _number("line"), _text("hash"), sa.PrimaryKeyConstraint("id")
    )
    head = _chain_old_lines()
    op.execute(
        sa.text("INSERT INTO audit_head (id, line, hash) VALUES (1, :line, :hash)").bindparams(
            line=head.line, hash=head.hash
        )
    )
    op.drop_table("audit_unchained")
    for statement in _GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


def _chain_old_lines() -> AuditHead:
    old = sa.table(
        "audit_unchained",
        sa.column("id", sa.Integer()),
        sa.column("at", UtcDateTime()),
        sa.column("actor", sa.String()),
        sa.column("action", sa.String()),
        sa.column("subject", sa.String()),
        sa.column("details", sa.JSON()),
    )
    head = AuditHead(0, GENESIS)
    with Session(op.get_bind()) as session:
        for row in session.connection().execute(sa.select(old).order_by(old.c.id)).all():
            line = chained(
                head,
                at=row.at,
                actor=person_token(session, row.actor),
                action=row.action,
                subject=row.subject,
                details=row.details,
            )
            head = AuditHead(line.id or 0, line.hash)
            session.add(line)
        session.flush()
    return head


_REFUSED = "a line of the audit trail cannot be changed or deleted"
_FIXED = ("id", "at", "actor", "action", "subject", "details_hash", "prev", "hash")
_GUARDS = {
    "sqlite": (
        f"CREATE TRIGGER audit_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END",
        (
            f"CREATE TRIGGER audit_fixed BEFORE UPDATE OF {', '.join(_FIXED)} ON audit"
            f" BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
        ),
        (
            "CREATE TRIGGER audit_details BEFORE UPDATE OF details, salt ON audit"
            " WHEN NEW.details IS NOT NULL OR NEW.salt IS NOT NULL"
            f" BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
        ),
    ),
    "postgresql": (
        (
            "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$"
            f" BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$"
        ),
        "CREATE TRIGGER audit_kept BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
        (
            "CREATE TRIGGER audit_whole BEFORE TRUNCATE ON audit"
            " FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
        ),
        "CREATE TRIGGER audit_fixed BEFORE UPDATE ON audit FOR EACH ROW WHEN ("
        + " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in _FIXED)
        + " OR NEW.details IS NOT NULL OR NEW.salt IS NOT NULL) EXECUTE FUNCTION audit_refuse()",
    ),
}
"""Triggers that refuse changes. The chain still reveals a change by a person who removes them."""
