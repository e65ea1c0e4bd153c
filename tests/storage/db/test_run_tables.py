"""The tables of what runs leave behind, and with them all tables there are."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Engine
from sqlmodel import SQLModel

from storage.db.run_tables import PackedBytes


def test_the_migrations_build_exactly_the_tables_of_the_classes(database: Engine) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with database.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


@given(st.none() | st.binary())
def test_packed_bytes_come_out_as_they_went_in(value: bytes | None) -> None:
    column, dialect = PackedBytes(), sqlite.dialect()

    assert column.process_result_value(column.process_bind_param(value, dialect), dialect) == value


def test_letters_are_packed_to_a_fraction() -> None:
    letter = ("สำนักได้รับหลักฐานครบถ้วนแล้ว " * 200).encode()

    packed = PackedBytes().process_bind_param(letter, sqlite.dialect())

    assert packed is not None
    assert len(packed) * 20 < len(letter)


@pytest.mark.parametrize("table", sorted(SQLModel.metadata.tables))
def test_every_row_can_be_told_from_every_other(table: str) -> None:
    assert SQLModel.metadata.tables[table].primary_key.columns


def test_a_command_that_only_reads_evidence_maps_no_table_of_runs(tmp_path: Path) -> None:
    code = (
        "import sys; from cli.front.main import main; main(sys.argv[1:]);"
        "heavy = ('storage.db.run_tables', 'inspection.inspector', 'domain.evaluation.evaluator',"
        " 'notifications.channels', 'sqlalchemy.dialects.postgresql', 'alembic');"
        "print([name for name in heavy if name in sys.modules], file=sys.stderr)"
    )
    environment = {n: v for n, v in os.environ.items() if not n.startswith("KAMNOT_")}
    loaded = []
    for words in (["init"], ["evidence", "list"], ["review", "list"]):
        shown = subprocess.run(
            [sys.executable, "-P", "-c", code, *words],
            capture_output=True,
            encoding="utf-8",
            env=environment | {"KAMNOT_HOME": str(tmp_path / "home")},
            check=True,
        )
        loaded.append(shown.stderr.splitlines()[-1])

    # A list of what waits for a reviewer says why, as the check does.
    assert loaded[1:] == ["[]", "['domain.evaluation.evaluator']"]
