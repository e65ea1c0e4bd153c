"""Taking evidence in: into the right slot, nothing lost, a clear sentence for what cannot be placed."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from domain.facts import Problem
from domain.inspected import unseen
from domain.language.errors import KamnotError
from domain.results import Finding, Outcome
from flows.check.check import CheckOutcome, CheckRequest, check
from flows.evidence.maintain import check_store
from flows.evidence.take_in import (
    Incoming,
    conflict_rule,
    find_slot,
    keep,
    look_into,
    take_in,
)
from flows.run.workspace import Workspace
from storage.db.audit import verify
from storage.db.database import reading, writing
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan
from storage.records.evidence import Conflict, keep_look
from storage.records.listed_evidence import list_evidence
from tests.support.cast import UNIT

PLAN = load_plan([plan_folder(2567)]).plan
DAY = date(2024, 3, 1)
ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("slot", "file_name", "requirement"),
    [
        ("7.report", "รายงาน.pdf", "7.report"),
        ("7/report", "รายงาน.pdf", "7.report"),
        ("7", "รายงาน.docx", "7.report"),
        ("7", "ภาพ.JPG", "7.photos"),
        ("๗", "ภาพ.png", "7.photos"),
        ("19", "คลิป.mp4", "19.clip"),
        ("3", "แผน.xyz", "3.plan"),
    ],
)
def test_a_file_finds_its_slot(slot: str, file_name: str, requirement: str) -> None:
    assert find_slot(PLAN, slot, file_name) == requirement


@pytest.mark.parametrize(
    ("slot", "words"),
    [
        pytest.param("99", "ไม่มีกิจกรรม", id="no such activity"),
        pytest.param("เจ็ด", "ไม่มีกิจกรรม", id="no number"),
        pytest.param("²", "ไม่มีกิจกรรม", id="a superscript"),
        pytest.param("7.memo", "7.report", id="no such document"),
        pytest.param("1", "1.policy-ethics", id="several documents take it"),
    ],
)
def test_what_cannot_be_placed_ends_in_a_sentence_with_the_choices(slot: str, words: str) -> None:
    with pytest.raises(KamnotError, match=words) as error:
        find_slot(PLAN, slot, "รายงาน.pdf")
    assert error.value.exit_code == 2


def test_an_empty_file_is_kept_and_found_empty(workspace: Workspace, tmp_path: Path) -> None:
    empty = tmp_path / "ว่าง.pdf"
    empty.touch()
    [intake] = take_in(workspace, UNIT, [Incoming("7.report", empty, DAY)], by="test")
    assert intake.inspection.problem is Problem.EMPTY
    assert intake.added.outcome == "new"


def test_the_same_file_twice_is_kept_once_and_said_so(workspace: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "รายงาน.pdf"
    file.write_bytes(b"%PDF-1.4 broken")
    outcomes = []
    for content in (b"%PDF-1.4 broken", b"%PDF-1.4 broken", b"%PDF-1.4 mended"):
        file.write_bytes(content)
        [intake] = take_in(workspace, UNIT, [Incoming("7.report", file, DAY)], by="test")
        outcomes.append((intake.added.outcome, intake.added.version))
    assert outcomes == [("new", 1), ("same", 1), ("new-version", 2)]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="optional: no named pipes here")
def test_a_pipe_is_refused_and_never_waited_for(workspace: Workspace, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.pdf"
    os.mkfifo(pipe)
    with pytest.raises(KamnotError, match="โปรดระบุไฟล์"):
        take_in(workspace, UNIT, [Incoming("7.report", pipe, DAY)], by="test")


@pytest.mark.parametrize("missing", ["absent.pdf", "."])
def test_nothing_is_written_when_one_of_the_files_cannot_be_read(
    workspace: Workspace, tmp_path: Path, missing: str
) -> None:
    good = tmp_path / "รายงาน.pdf"
    good.write_bytes(b"%PDF-1.4")
    files = [Incoming("7.report", good, DAY), Incoming("7.report", tmp_path / missing, DAY)]
    with pytest.raises(KamnotError):
        take_in(workspace, UNIT, files, by="test")
    assert list(workspace.store.contents()) == []
    assert take_in(workspace, UNIT, files[:1], by="test")[0].added.outcome == "new"


def test_nothing_is_written_when_one_activity_is_held_after_its_files_came_in(
    workspace: Workspace, tmp_path: Path
) -> None:
    good = tmp_path / "รายงาน.pdf"
    good.write_bytes(b"%PDF-1.4")
    files = [Incoming("7.report", good, DAY, DAY), Incoming("7.report", good, DAY, date.max)]
    with pytest.raises(KamnotError, match="อยู่หลังวันที่รับหลักฐาน"):
        take_in(workspace, UNIT, files, by="test")
    assert list(workspace.store.contents()) == []


def test_a_rule_for_names_that_stand_already_is_known_by_its_word() -> None:
    assert [conflict_rule(word) for word in Conflict] == list(Conflict)
    with pytest.raises(KamnotError, match="new-version, skip, replace"):
        conflict_rule("overwrite")


def test_each_file_that_is_kept_is_told_in_order(workspace: Workspace, tmp_path: Path) -> None:
    files = []
    for number in range(60):
        path = tmp_path / f"{number:02}.pdf"
        path.write_bytes(b"%%PDF-1.4 %d" % number)
        files.append(Incoming("7.report", path, DAY))
    told: list[str] = []

    take_in(workspace, UNIT, files, by="test", progress=told.append)

    assert told == [f"{number:02}.pdf" for number in range(60)] * 2
    assert check_store(workspace).sound


def test_what_was_kept_is_what_is_looked_at_even_if_somebody_saves_it_meanwhile(
    workspace: Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "รายงาน.pdf"
    file.touch()
    [kept] = keep(workspace, UNIT, [Incoming("7.report", file, DAY)], by="test")
    file.write_bytes(b"%PDF-1.4 saved a moment later")

    look_into(workspace, UNIT, [(kept.added.item, kept.added.version)], by="test")

    assert problems(workspace) == [Problem.EMPTY]


def problems(ws: Workspace) -> list[Problem | None]:
    with reading(ws.engine) as session:
        return [e.fact.problem for e in list_evidence(session, UNIT, 2567)]


def test_what_died_before_its_look_is_looked_into_by_the_next_check(
    workspace: Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "รายงาน.pdf"
    file.touch()
    list(keep(workspace, UNIT, [Incoming("7.report", file, DAY)], by="test"))
    request = CheckRequest(UNIT, ("march",), DAY)

    dry = check(workspace, replace(request, dry_run=True))
    assert problems(workspace) == [Problem.NOT_INSPECTED]
    assert seven(dry).outcome is Outcome.NOT_AVAILABLE

    assert seven(check(workspace, request)).outcome is Outcome.NOT_MET
    assert problems(workspace) == [Problem.EMPTY]


def seven(outcome: CheckOutcome) -> Finding:
    activities = outcome.evaluation.batch("march").activities
    return next(f for a in activities for f in a.findings if f.id == "7.report")


def test_a_look_is_taken_once_and_the_first_one_stands(
    workspace: Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "รายงาน.pdf"
    file.touch()
    [kept] = keep(workspace, UNIT, [Incoming("7.report", file, DAY)], by="test")
    version = (kept.added.item, kept.added.version)

    looks = [look_into(workspace, UNIT, [version], by="test") for _ in range(2)]
    with writing(workspace.engine) as session:
        keep_look(session, *version, unseen("pdf"), by="late", now=workspace.now())

    assert looks == [1, 0]
    assert problems(workspace) == [Problem.EMPTY]


_PROGRAM = """
import sys
from datetime import date
from pathlib import Path
from flows.evidence.take_in import Incoming, take_in
from flows.run.workspace import Workspace
from storage.settings import Settings

ws = Workspace(Settings())
print("ready", flush=True)
for turn in range(1000):
    files = []
    for number in range(3):
        path = Path(sys.argv[1]) / f"{turn}-{number}.pdf"
        path.write_bytes(b"%PDF-1.4 " + b"x" * 200_000 + b"%d-%d" % (turn, number))
        files.append(Incoming("7.report", path, date(2024, 3, 1)))
    take_in(ws, "bureau", files, by="test")
"""


@pytest.mark.skipif(os.name == "nt", reason="optional: Windows has no SIGKILL")
def test_a_process_killed_anywhere_leaves_no_row_without_its_whole_file(
    workspace: Workspace, tmp_path: Path
) -> None:
    rng = random.Random(7)  # the same moments again
    for turn in range(3):
        folder = tmp_path / f"turn-{turn}"
        folder.mkdir()
        process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, str(folder)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            env=os.environ | {"KAMNOT_HOME": str(workspace.settings.home)},
        )
        with process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            time.sleep(rng.uniform(0.3, 0.8))
            process.kill()

    with reading(workspace.engine) as session:
        rows = list_evidence(session, UNIT, 2567)
        trail = verify(session)
    assert rows
    assert check_store(workspace).sound
    assert trail.fault is None
    assert trail.lines >= len(rows)
