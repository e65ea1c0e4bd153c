"""Runs Alembic on the connection of `storage.db.database`, in its transaction."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

import storage.db.account_tables
import storage.db.run_tables  # imports the other tables too

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    transactional_ddl=True,
    # SQLite changes a column only by copying its table.
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()

__all__ = ["storage"]
