"""A year's messy flash drive goes in by the real command: nothing sound is refused, nothing unsound counts."""

from __future__ import annotations

import json
from pathlib import Path

from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan
from tests.cli.evidence.flash_drive import Fate, Labelled, make_drive
from tests.support.commands import Run, listed

LEAST = 150


def test_every_file_of_a_years_drive_gets_the_verdict_of_an_official(
    ready: Run, tmp_path: Path
) -> None:
    drive = tmp_path / "USB"
    labels = make_drive(drive, tmp_path / "made", load_plan([plan_folder(2567)]).plan)
    assert len(labels) >= LEAST

    code, out, err = ready("evidence", "import", str(drive), "--json")

    said = json.loads(out)
    placed = {p["path"]: p["requirement"] for p in said["placed"]}
    asked = {d["path"]: d["guess"] or "" for d in said["doubted"]}
    left = {u["path"] for u in said["unplaced"]}
    assert (code, err) == (1, "")
    assert placed == {x.path: x.requirement for x in labels if x.fate in _TAKEN}
    assert asked == {x.path: x.requirement for x in labels if x.fate is Fate.ASKED}
    assert left == {x.path for x in labels if x.fate is Fate.LEFT}
    assert _counts(ready, labels) == []


_TAKEN = (Fate.COUNTS, Fate.SENT_BACK)


def _counts(run: Run, labels: list[Labelled]) -> list[str]:
    """The files whose verdict is not that of their label."""
    problems = {(e["requirement"], e["file_name"]): e["problem"] for e in listed(run)}
    return [
        f"{x.path}: {problem}"
        for x in labels
        if x.fate in _TAKEN
        for problem in [problems[x.requirement, x.path.rpartition("/")[2]]]
        if (problem is None) != (x.fate is Fate.COUNTS)
    ]
