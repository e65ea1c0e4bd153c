"""Checks that keep a mark instead of a copy, and compressed letters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.db.run_tables import PackedBytes

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Allow a check without its result. Stored results stay, and every letter stays the same byte for byte."""
    with op.batch_alter_table("check_run") as table:
        table.alter_column("result", existing_type=sa.JSON(), nullable=True)
        table.add_column(sa.Column("same_as", sa.Integer(), nullable=True))
        table.add_column(sa.Column("of_day", sa.JSON(), nullable=True))
        table.create_foreign_key("fk_check_run_same_as", "check_run", ["same_as"], ["id"])
    _pack_letters()


def _pack_letters() -> None:
    plain = sa.table("outbox", sa.column("id"), sa.column("raw", sa.LargeBinary()))
    packed = sa.table("outbox", sa.column("id"), sa.column("raw", PackedBytes()))
    connection = op.get_bind()
    # One by one: a year of letters may not fit into memory.
    for number in connection.scalars(sa.select(plain.c.id)).all():
        raw = connection.scalar(sa.select(plain.c.raw).where(plain.c.id == number))
        connection.execute(sa.update(packed).where(packed.c.id == number).values(raw=raw))
