"""The look inside: taken once, into what was kept, and later where a process died before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from domain.facts import Problem
from domain.inspected import unseen
from domain.results import Finding, Outcome
from flows.check.check import CheckOutcome, CheckRequest, check
from flows.evidence.looks import look_into
from flows.evidence.take_in import Incoming, file_in
from flows.run.workspace import Workspace, working
from storage.db.database import reading, writing
from storage.records.evidence import keep_look
from storage.records.listed_evidence import list_evidence
from tests.support.cast import UNIT

DAY = date(2024, 3, 1)


def test_what_was_kept_is_what_is_looked_at_even_if_somebody_saves_it_meanwhile(
    workspace: Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "รายงาน.pdf"
    file.touch()
    [kept] = file_in(workspace, UNIT, [Incoming("7.report", file, DAY)], by="test")
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
    list(file_in(workspace, UNIT, [Incoming("7.report", file, DAY)], by="test"))
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
    [kept] = file_in(workspace, UNIT, [Incoming("7.report", file, DAY)], by="test")
    version = (kept.added.item, kept.added.version)

    looks = [look_into(workspace, UNIT, [version], by="test") for _ in range(2)]
    with writing(workspace.engine) as session:
        keep_look(session, *version, unseen("pdf"), by="late", now=workspace.now())

    assert looks == [1, 0]
    assert problems(workspace) == [Problem.EMPTY]


def test_the_children_of_an_owner_live_as_long_as_it_does(
    workspace: Workspace, tmp_path: Path
) -> None:
    processes = []
    with working(workspace.settings) as ws:
        for number in range(2):
            file = tmp_path / f"{number}.pdf"
            file.write_bytes(b"%%PDF-1.4 %d" % number)
            [filed] = file_in(ws, UNIT, [Incoming("7.report", file, DAY)], by="test")
            assert look_into(ws, UNIT, filed.versions, by="test") == 1
            with ws.inspecting() as inspectors:
                found = [one._child._process for one in inspectors._idle.queue if one is not None]
            processes.append([process for process in found if process is not None])
        running = [process.poll() for process in processes[0]]

    assert (processes[0], running) == (processes[1], [None])
    assert processes[0][0].returncode is not None
