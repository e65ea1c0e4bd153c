"""The clock and the trail in JSON: nulls before the first run and where nothing is broken."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from reports.schemas.house import AuditVerdictDocument, SchedulePart

NOW = datetime(2024, 3, 20, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("last", "told"),
    [
        (None, (None, None)),
        (SimpleNamespace(started_at=NOW, job="daily"), ("2024-03-20T03:00:00+00:00", "daily")),
    ],
    ids=["never", "once"],
)
def test_the_last_run_is_null_until_there_is_one(last: object, told: tuple[object, object]) -> None:
    clock = SimpleNamespace(last=last, due=NOW, job=SimpleNamespace(name="hourly"))
    part = SchedulePart.of(clock, running_here=True, late=[]).model_dump(mode="json")

    assert (part["last_run"], part["last_job"]) == told


@pytest.mark.parametrize(
    ("fault", "line"), [(None, None), (SimpleNamespace(line=7), 7)], ids=["sound", "broken"]
)
def test_only_a_broken_trail_names_a_line(fault: object, line: int | None) -> None:
    verdict = SimpleNamespace(lines=9, erased=0, fault=fault)
    document = AuditVerdictDocument.of(verdict, holds=fault is None, head="9:x", reason=None)

    assert document.plain()["broken_line"] == line
