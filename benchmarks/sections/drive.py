"""A year's flash drive by the real commands, kind by kind: where the verdict is an official's, and where it is not.

    .venv/bin/python -m benchmarks.sections.drive

Files and labels are those of `tests/cli/evidence/flash_drive.py` and `tests/cases/flash-drive.yaml`.
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

from inspection.office.converting import converter
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan
from tests.cli.evidence.flash_drive import (
    OLD,
    as_labelled,
    command,
    judge_drive,
    read_cases,
)

RIGHT, ASKED, WRONG = "right", "a person is asked", "wrong"
_ASKS = ("ก้ำกึ่ง", "บอกไม่ได้")


def count(work: Path) -> dict[str, Counter[str]]:
    """Take every drive in and count the answers by kind."""
    plan = load_plan([plan_folder(2567)]).plan
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for name in read_cases():
        if name == OLD and not converter():
            continue
        os.environ.update(KAMNOT_HOME=str(work / name / "home"), KAMNOT_MAKE_PDF="false")
        command("init", "--year", "2567")
        judged = judge_drive(command, name, work / name, plan)
        for label, seen in judged.files:
            kinds[f"a file: {label.fate}"][RIGHT if seen == label else WRONG] += 1
        for case, told in judged.cases:
            unsure = ASKED if told.verdict in _ASKS else WRONG
            kinds[case.kind][RIGHT if as_labelled(case, told, case.verdict) else unsure] += 1
    return kinds


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        kinds = count(Path(folder))
    print(f"| kind | cases | {RIGHT} | {ASKED} | {WRONG} |\n| --- | --- | --- | --- | --- |")
    for kind, found in (*kinds.items(), ("all", sum(kinds.values(), Counter()))):
        row = (found.total(), found[RIGHT], found[ASKED], found[WRONG])
        print(f"| {kind} | {' | '.join(map(str, row))} |")


if __name__ == "__main__":
    main()
