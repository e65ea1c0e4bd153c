"""A year's messy flash drive goes in by the real commands: nothing sound is refused, nothing unsound counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspection.office.converting import converter
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan
from tests.cli.evidence.flash_drive import MAIN, OLD, as_labelled, judge_drive, read_cases
from tests.support.commands import Run

LEAST = 150
CASES = read_cases()
NO_OFFICE = "LibreOffice (soffice) is not installed: it makes the .doc files and opens them"
DRIVES = [
    pytest.param(name, marks=pytest.mark.skipif(name == OLD and not converter(), reason=NO_OFFICE))
    for name in CASES
]


@pytest.mark.parametrize("name", DRIVES)
def test_every_file_and_every_place_of_a_years_drive_gets_the_verdict_of_an_official(
    ready: Run, tmp_path: Path, name: str
) -> None:
    judged = judge_drive(ready, name, tmp_path, load_plan([plan_folder(2567)]).plan)

    assert name != MAIN or len(judged.files) >= LEAST
    assert [(label, seen) for label, seen in judged.files if seen != label] == []
    assert [
        (case, said)
        for case, said in judged.cases
        if not as_labelled(case, said, case.told or case.verdict)
    ] == []


def test_few_labels_of_the_drive_differ_from_what_kamnot_says() -> None:
    cases = [case for drive in CASES.values() for case in drive]

    assert sum(bool(case.told) for case in cases) * 20 < len(cases)
