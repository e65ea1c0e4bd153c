"""Metrics as Prometheus' own parser reads them, and their file, which is there whole or not at all."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from domain.language.errors import SurroundingsError
from flows.house.health import look_at_health
from flows.house.metrics import metrics_text, write_metrics
from flows.run.workspace import Workspace
from storage.db.database import HEAD
from tests.support.outbox import MAIL, write

Samples = dict[tuple[str, str], float]


def read(ws: Workspace) -> tuple[str, Samples]:
    """The text, and each sample by its name and its label's value."""
    text = metrics_text(look_at_health(ws.settings))
    found = {
        (sample.name, "".join(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    return text, found


def test_the_figures_of_a_home(workspace: Workspace) -> None:
    write(workspace.engine, MAIL, now=workspace.now())

    _, found = read(workspace)

    assert found["kamnot_up", ""] == 1
    assert found["kamnot_letters", "waiting"] == 1
    assert found["kamnot_letters", "failed"] == 0
    assert found["kamnot_schema_current", HEAD] == 1
    assert found["kamnot_last_run_timestamp_seconds", ""] == 0
    assert found["kamnot_disk_free_bytes", "home"] > 0
    assert found["kamnot_well", "outbox"] == 1


def test_every_metric_is_a_gauge_with_a_help_and_names_nobody(workspace: Workspace) -> None:
    write(workspace.engine, MAIL, now=workspace.now())

    text, _ = read(workspace)

    for family in text_string_to_metric_families(text):
        assert (family.type, family.name.startswith("kamnot_")) == ("gauge", True)
        assert family.documentation.endswith(".")
    assert "@" not in text
    assert text.isascii()


def test_without_a_database_only_what_needs_none_is_told(workspace: Workspace) -> None:
    (workspace.settings.home / "kamnot.db").unlink()

    _, found = read(workspace)

    assert (found["kamnot_up", ""], found["kamnot_well", "database"]) == (0, 0)
    assert ("kamnot_disk_free_bytes", "home") in found
    assert ("kamnot_letters", "waiting") not in found


def test_the_file_is_replaced_at_once_and_readable_by_others(tmp_path: Path) -> None:
    file = tmp_path / "kamnot.prom"
    for text in ("kamnot_up 1.0\n", "kamnot_up 0.0\n"):
        write_metrics(file, text)

        assert file.read_text("utf-8") == text
    assert stat.S_IMODE(file.stat().st_mode) == 0o644
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_that_cannot_be_written_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "kamnot.prom").mkdir()
    for place in (tmp_path / "none" / "kamnot.prom", tmp_path / "kamnot.prom"):
        with pytest.raises(SurroundingsError, match="ไฟล์เดิมไม่เปลี่ยน"):
            write_metrics(place, "kamnot_up 1.0\n")
    assert [path.name for path in tmp_path.iterdir()] == ["kamnot.prom"]
