"""The look inside: taken once, into what was kept, and later where a process died before it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from domain.facts import Problem, SectionOutcome
from domain.inspected import unseen
from domain.results import Finding, Outcome
from flows.check.check import CheckOutcome, CheckRequest, check
from flows.evidence import looks
from flows.evidence.looks import Change, look_into, recheck
from flows.evidence.reviews import look_at, review
from flows.evidence.take_in import Incoming, file_in, take_in
from flows.run.workspace import Workspace, working
from inspection.office import converting
from inspection.office.converting import converted
from storage.db.audit import audit_lines
from storage.db.database import reading, writing
from storage.db.tables import EvidenceVersionRow
from storage.records.evidence import keep_look
from storage.records.listed_evidence import ListedEvidence, count_older_looks, list_evidence
from tests.support.cast import UNIT
from tests.support.evidence import KNOWLEDGE, OLE, TEXT, word

DAY = date(2024, 3, 1)
office = pytest.mark.skipif(
    not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed"
)


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


def judged_by_an_older_kamnot(ws: Workspace, folder: Path, *, accepted: bool = False) -> int:
    """A report with half of its parts, which an older Kamnot took for whole."""
    file = folder / "รายงาน.docx"
    file.write_bytes(word())
    [taken] = take_in(ws, UNIT, [Incoming("7.report", file, DAY)], by="test")
    with writing(ws.engine) as session:
        row = session.get_one(EvidenceVersionRow, (taken.added.item, 1))
        found = {"outcome": "found", "page": None, "words": ""}
        row.sections = [{"id": part["id"]} | found for part in row.sections]
        row.reader = 0
    if accepted:
        seen = look_at(ws, UNIT, taken.added.item)
        review(ws, UNIT, seen, accepted=True, reason="", on=DAY, by="ผู้ตรวจ")
    return taken.added.item


def report(ws: Workspace) -> ListedEvidence:
    with reading(ws.engine) as session:
        return next(e for e in list_evidence(session, UNIT, 2567) if e.newest)


def older(ws: Workspace) -> int:
    with reading(ws.engine) as session:
        return count_older_looks(session, 2567)


def test_what_an_older_kamnot_judged_is_looked_into_again_once(
    workspace: Workspace, tmp_path: Path
) -> None:
    judged_by_an_older_kamnot(workspace, tmp_path)
    assert older(workspace) == 1

    [found] = recheck(workspace, UNIT, None, by="test")

    assert found.change is Change.NEW
    assert (report(workspace).fact.version, report(workspace).fact.received_on) == (2, DAY)
    assert SectionOutcome.DOUBTFUL in {s.outcome for s in report(workspace).fact.sections}
    assert (older(workspace), recheck(workspace, UNIT, None, by="test")) == (0, [])


@pytest.mark.parametrize("named", [False, True], ids=["all", "this item"])
def test_an_acceptance_is_never_overturned_by_another_look_and_is_told(
    workspace: Workspace, tmp_path: Path, named: bool
) -> None:
    item = judged_by_an_older_kamnot(workspace, tmp_path, accepted=True)
    before = report(workspace)

    [found] = recheck(workspace, UNIT, [item] if named else None, by="test")

    assert found.change is Change.KEPT
    assert found.against
    assert replace(report(workspace), reader=0) == before
    with reading(workspace.engine) as session:
        assert audit_lines(session)[0].details == {"problem": None, "kept": True}
    assert recheck(workspace, UNIT, None, by="test") == []


def test_a_virus_ends_an_acceptance(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = judged_by_an_older_kamnot(workspace, tmp_path, accepted=True)
    infected = replace(unseen("docx"), problem=Problem.INFECTED)
    monkeypatch.setattr(looks, "_look", lambda *_: infected)

    [found] = recheck(workspace, UNIT, [item], by="test")

    assert (found.change, report(workspace).fact.problem) == (Change.NEW, Problem.INFECTED)


def test_what_a_plan_looks_for_since_is_looked_for_where_a_file_came_in_before(
    workspace: Workspace, tmp_path: Path
) -> None:
    item = judged_by_an_older_kamnot(workspace, tmp_path)
    recheck(workspace, UNIT, None, by="test")
    with writing(workspace.engine) as session:
        row = session.get_one(EvidenceVersionRow, (item, 2))
        row.sections = row.sections[1:]

    [found] = recheck(workspace, UNIT, None, by="test")

    assert (found.item, found.change, report(workspace).fact.version) == (item, Change.NEW, 3)


def test_a_lost_file_does_not_keep_the_others_from_their_look(
    workspace: Workspace, tmp_path: Path
) -> None:
    judged_by_an_older_kamnot(workspace, tmp_path)
    other = tmp_path / "อีกเล่ม.pdf"
    other.touch()
    take_in(workspace, UNIT, [Incoming("8.report", other, DAY)], by="test")
    workspace.store.path(report(workspace).fact.sha256).unlink()  # type: ignore[attr-defined]

    [found] = recheck(workspace, UNIT, None, by="test")

    assert found.file_name == "อีกเล่ม.pdf"


@office
def test_an_old_word_file_is_read_as_the_new_one_that_is_made_of_it_and_kept(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "รายงาน.DOC"
    with monkeypatch.context() as patch:
        patch.setitem(converting._FILTERS, "doc", "doc:MS Word 97")
        (tmp_path / "new").write_bytes(word())
        with converted(tmp_path / "new", "docx", "doc") as made:
            old.write_bytes(made.read_bytes())

    monkeypatch.setattr(converting, "converter", lambda: None)
    [refused] = take_in(workspace, UNIT, [Incoming("7.report", old, DAY)], by="test")
    assert (refused.inspection.problem, refused.inspection.format) == (Problem.UNREADABLE, "doc")

    monkeypatch.undo()
    [first] = recheck(workspace, UNIT, None, by="test")
    seen = first.look
    assert (seen.problem, seen.format, seen.images) == (None, "docx", 1)
    assert "found" in {s.outcome.value for s in seen.sections}

    monkeypatch.setattr(converting, "converter", lambda: None)
    [again] = recheck(workspace, UNIT, [refused.added.item], by="test")
    assert again.look == seen


@office
def test_what_is_only_named_doc_is_read_by_what_it_is(workspace: Workspace, tmp_path: Path) -> None:
    page, rich, new, broken = (tmp_path / f"{n}.doc" for n in range(4))
    page.write_text(
        f"<html><meta charset=utf-8><h1>{KNOWLEDGE}</h1><p>{TEXT}</p></html>", encoding="utf-8"
    )
    rich.write_bytes(rb"{\rtf1\ansi Report of the meeting of the group\par}")
    new.write_bytes(word())
    broken.write_bytes(OLE + bytes(600) + "WordDocument".encode("utf-16-le"))
    files = [Incoming("7.report", file, DAY) for file in (page, rich, new, broken)]

    taken = take_in(workspace, UNIT, files, by="test")

    assert [(t.inspection.problem, t.inspection.format) for t in taken] == [
        (None, "docx"), (None, "docx"), (None, "docx"), (Problem.UNREADABLE, "doc"),
    ]  # fmt: skip
