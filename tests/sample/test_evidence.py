"""The demo's evidence is real, the same every time, and in the mixed state that the demo tells of."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from PIL import Image

from domain.evaluation.evaluator import evaluate
from domain.facts import (
    EvidenceFact,
    Facts,
    MeasureFact,
    Problem,
    RegisterRow,
    RowId,
    SectionOutcome,
)
from domain.inspected import Inspection
from domain.language.ids import MeasureId, RequirementId
from domain.plan.model import ColumnKind, Plan
from domain.results import BatchResult, Outcome
from domain.rubric.derived import with_derived
from domain.rubric.register_rows import read_cell
from inspection import claimed_format
from sample.bureau import TYPED
from sample.evidence import AS_OF, DemoFile, make_demo_evidence
from sample.registers import DEMO_ROWS
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan
from tests.support.looking import FileToInspect, inspect_files

ROOT = Path(__file__).parents[2]
COMPLETE = {1, 3, 4, 5, 6, 7, 10, 13, 15, 17}
MISSING_ONE = {2: "2.knowledge-paper", 8: "8.report", 12: "12.report"}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan([plan_folder(2567)]).plan


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("evidence")


@pytest.fixture(scope="module")
def files(folder: Path, plan: Plan) -> list[DemoFile]:
    return make_demo_evidence(folder, plan)


@pytest.fixture(scope="module")
def seen(files: list[DemoFile], plan: Plan) -> dict[DemoFile, Inspection]:
    wanted = {f"{a.number}.{r.id}": r for a in plan.activities for r in a.requirements}
    looks = [FileToInspect(f.path, f.path.name, wanted[f.requirement]) for f in files]
    return dict(zip(files, inspect_files(looks), strict=True))


def march(plan: Plan, seen: dict[DemoFile, Inspection], as_of: date) -> BatchResult:
    evidence = [_fact(n, file, look) for n, (file, look) in enumerate(seen.items())]
    [(name, typed, day)] = TYPED
    part, _, whole = typed.partition("/")
    aware = MeasureFact(MeasureId.parse(name), Fraction(int(part), int(whole)), day)
    rows = tuple(_rows(plan, evidence))
    facts = with_derived(plan, Facts("demo", tuple(evidence), (), (aware,), rows=rows))
    return evaluate(plan, facts, as_of, lambda day: day.weekday() < 5).batch("march")


def _fact(item: int, file: DemoFile, look: Inspection) -> EvidenceFact:
    return EvidenceFact(
        item=item,
        version=1,
        requirement=RequirementId.parse(file.requirement),
        file_name=file.path.name,
        format=look.format,
        sha256=hashlib.sha256(file.path.read_bytes()).hexdigest(),
        received_on=file.received_on,
        problem=look.problem,
        has_text=look.has_text,
        pages=look.pages,
        images=look.images,
        sections=look.sections,
    )


def _rows(plan: Plan, evidence: Sequence[EvidenceFact]) -> Iterator[RegisterRow]:
    """The rows of the demo as they are kept, with the numbers of the files that show them."""
    items = {str(fact.requirement): fact.item for fact in reversed(evidence)}
    for number, row in enumerate(DEMO_ROWS, 1):
        register = plan.register_by_id[row.into]
        read = {c: read_cell(plan, register.column_by_id[c], text) for c, text in row.cells.items()}
        shown = {c.id: items.get(row.shown_by) for c in register.columns_of(ColumnKind.EVIDENCE)}
        cells = {name: cell for name, cell in (read | shown).items() if cell is not None}
        yield RegisterRow(RowId(register.id, number), 1, cells, row.written_on)


def test_the_files_are_there_and_together_small(files: list[DemoFile], folder: Path) -> None:
    on_disk = {path for path in folder.rglob("*") if path.is_file()}

    assert {file.path for file in files} == on_disk
    assert sum(path.stat().st_size for path in on_disk) < 10 * 2**20
    assert all(re.match(r"\d\d_[ก-๙]", path.parent.name) for path in on_disk)


def test_every_file_has_a_format_that_the_plan_accepts(files: list[DemoFile], plan: Plan) -> None:
    formats = {f"{a.number}.{r.id}": r.formats for a in plan.activities for r in a.requirements}

    assert all(claimed_format(f.path.name) in formats[f.requirement] for f in files)


def test_ten_activities_are_complete_on_13_march(
    plan: Plan, seen: dict[DemoFile, Inspection]
) -> None:
    result = march(plan, seen, AS_OF)

    complete = {a.number for a in result.activities if a.complete}
    assert complete == COMPLETE
    assert result.points.earned == sum(plan.by_number[n].points or 0 for n in COMPLETE)


@pytest.mark.parametrize(("number", "requirement"), MISSING_ONE.items(), ids=str)
def test_three_reports_lack_exactly_one_part(
    seen: dict[DemoFile, Inspection], plan: Plan, number: int, requirement: str
) -> None:
    optional = {s.id for r in plan.by_number[number].requirements for s in r.sections if s.optional}

    [look] = [look for file, look in seen.items() if file.requirement == requirement]

    lacking = [s.id for s in look.sections if s.outcome is not SectionOutcome.FOUND]
    assert len(set(lacking) - optional) == 1


def test_the_scan_cannot_be_told_and_the_empty_file_is_empty(
    plan: Plan, seen: dict[DemoFile, Inspection]
) -> None:
    looks = {file.requirement: look for file, look in seen.items()}
    outcomes = {a.number: a.outcome for a in march(plan, seen, AS_OF).activities}

    assert (looks["9.report"].problem, looks["9.report"].has_text) == (None, False)
    assert outcomes[9] is Outcome.NOT_AVAILABLE
    assert looks["11.report"].problem is Problem.EMPTY
    assert outcomes[11] is Outcome.NOT_MET


def test_of_two_activities_there_is_nothing_until_one_comes_in_late(
    plan: Plan, seen: dict[DemoFile, Inspection]
) -> None:
    number_of = {file: int(file.requirement.partition(".")[0]) for file in seen}
    in_time = {number_of[file] for file in seen if file.received_on <= AS_OF}

    later = march(plan, seen, date(2024, 3, 20) + timedelta(days=5))

    assert set(range(1, 18)) - in_time == {14, 16}
    findings = {str(f.id): f.outcome for a in later.activities for f in a.findings}
    assert (findings["16.report"], findings["14.report"]) == (
        Outcome.MET,
        Outcome.NOT_MET,
    )


def test_all_that_is_not_meant_to_be_broken_is_whole(seen: dict[DemoFile, Inspection]) -> None:
    broken = {file.requirement for file, look in seen.items() if look.problem}

    assert broken == {"11.report"}


def test_photos_differ_and_say_when_they_were_taken(files: list[DemoFile]) -> None:
    photos = [file for file in files if file.path.suffix == ".jpg"]

    assert len({hashlib.sha256(f.path.read_bytes()).digest() for f in photos}) == len(photos)
    assert all(_taken(f.path)[:10] <= f"{f.received_on:%Y:%m:%d}" for f in photos)


def _taken(photo: Path) -> str:
    """The EXIF tag DateTimeOriginal: `2024:01:17 10:32:00`."""
    with Image.open(photo) as image:
        return str(image.getexif().get_ifd(0x8769)[0x9003])


def test_another_process_makes_the_same_bytes(
    files: list[DemoFile], folder: Path, tmp_path: Path
) -> None:
    program = (
        "import sys; from pathlib import Path; from sample.evidence import make_demo_evidence;"
        "from storage.plan_files.folders import plan_folder;"
        "from storage.plan_files.load import load_plan;"
        "make_demo_evidence(Path(sys.argv[1]), load_plan([plan_folder(2567)]).plan)"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True, cwd=ROOT)

    first = {f.path.relative_to(folder): f.path.read_bytes() for f in files}
    assert {p.relative_to(tmp_path): p.read_bytes() for p in tmp_path.rglob("*.*")} == first
