"""The main job: read, judge, write all or nothing, send, and never twice."""

from __future__ import annotations

import email
import email.policy
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from domain.language.errors import KamnotError
from domain.language.how import How, Verb
from domain.results import ActivityResult
from flows.check.check import CheckOutcome, CheckRequest, check
from flows.evidence.take_in import Incoming, take_in
from flows.letters.compose import write_letters
from flows.run.call import P, R, direct
from flows.run.workspace import Workspace, today
from storage.db.database import reading, writing
from storage.db.run_tables import CheckRunRow, SkippedRow
from storage.outbox.care import list_outbox
from storage.records.evidence import withdraw_evidence
from storage.records.listed_evidence import list_evidence
from storage.records.people import set_contact
from storage.records.runs import last_run
from tests.support.cast import UNIT
from tests.support.commands import picture

RunCheck = Callable[..., CheckOutcome]
MARCH, JULY = date(2024, 3, 13), date(2024, 7, 30)


def letters(ws: Workspace) -> list[Path]:
    return sorted(ws.settings.mailbox.glob("*.eml"))


def test_the_march_check_of_the_real_plan_covers_seventeen_activities_and_125_points(
    run_check: RunCheck,
) -> None:
    batch = run_check().evaluation.batch("march")
    assert len(batch.activities) == 17
    assert batch.points.printed == 125
    assert not batch.complete


def test_each_group_with_open_work_gets_one_letter_in_the_mailbox(
    workspace: Workspace, run_check: RunCheck
) -> None:
    outcome = run_check()
    assert outcome.delivered.sent == 3
    recipients = {
        email.message_from_bytes(p.read_bytes(), policy=email.policy.default)["To"]
        for p in letters(workspace)
    }
    assert recipients == {f"{g}@bureau.example" for g in ("planning", "selection", "campaign")}


def test_a_second_run_sends_nothing_new(workspace: Workspace, run_check: RunCheck) -> None:
    run_check()
    before = letters(workspace)
    again = run_check()
    assert (again.enqueued, again.delivered.sent) == ((), 0)
    assert letters(workspace) == before


def test_a_past_day_checked_again_gives_the_same_answer(run_check: RunCheck) -> None:
    first = run_check(as_of=MARCH)
    run_check(as_of=date(2024, 3, 20))
    assert run_check(as_of=MARCH).evaluation == first.evaluation


def test_a_dry_run_shows_the_letters_and_writes_nothing(
    workspace: Workspace, run_check: RunCheck
) -> None:
    outcome = run_check(dry_run=True)
    assert len(outcome.letters.reachable) == 3
    assert {mail.raw for _, mail in outcome.letters.mails} == {b""}
    with reading(workspace.engine) as session:
        assert list_outbox(session) == []
        assert last_run(session, UNIT, "march") is None
    assert letters(workspace) == []


def test_the_result_is_kept_in_full_with_the_plans_hash(
    workspace: Workspace, run_check: RunCheck
) -> None:
    outcome = run_check()
    with reading(workspace.engine) as session:
        run = last_run(session, UNIT, "march")
    assert run is not None
    assert run.plan_hash == workspace.plan_hash
    assert run.result == outcome.documents()[0].plain()


def test_a_check_that_found_the_same_reads_back_byte_for_byte_and_keeps_no_second_copy(
    workspace: Workspace, run_check: RunCheck
) -> None:
    run_check()
    reminded = run_check(as_of=date(2024, 3, 15))
    assert reminded.reminders
    with reading(workspace.engine) as session:
        run = last_run(session, UNIT, "march")
        rows = session.exec(select(CheckRunRow)).all()
    assert run is not None
    assert json.dumps(run.result) == json.dumps(reminded.documents()[0].plain())
    assert [row.result is not None for row in rows] == [True, False]


def test_a_group_that_nobody_can_be_reached_in_hears_as_soon_as_it_has_a_contact(
    bare: Workspace,
) -> None:
    request = CheckRequest(UNIT, ("march",), MARCH)
    first = check(bare, request)
    assert first.letters.unreachable == ("planning", "selection", "campaign")
    assert first.enqueued == ()
    with writing(bare.engine) as session:
        set_contact(
            session, unit=UNIT, group="planning", role="member", office="เลขานุการ",
            email="planning@bureau.example", by="test", now=bare.now(),
        )  # fmt: skip
    assert check(bare, request).delivered.sent == 1


def test_evidence_that_comes_in_completes_its_activity(
    workspace: Workspace, run_check: RunCheck, tmp_path: Path
) -> None:
    photos = [picture(tmp_path, f"ภาพ-{n}.jpg", n) for n in range(2)]
    take_in(workspace, UNIT, [Incoming("37", p, date(2024, 7, 1)) for p in photos], by="test")
    july = run_check("july", as_of=date(2024, 7, 30)).evaluation.batch("july")
    corner = next(a for a in july.activities if a.number == 37)
    assert corner.complete
    assert corner.points is not None
    assert corner.points.earned == 10


def test_what_is_withdrawn_later_still_counts_on_the_day_of_the_check(
    workspace: Workspace, run_check: RunCheck, tmp_path: Path
) -> None:
    report = tmp_path / "รายงาน.pdf"
    report.write_bytes(b"%PDF-1.4 broken")
    [intake] = take_in(workspace, UNIT, [Incoming("7.report", report, date(2024, 3, 1))], by="test")
    before = run_check(as_of=MARCH, dry_run=True).evaluation
    with writing(workspace.engine) as session:
        withdraw_evidence(
            session, UNIT, intake.added.item, withdrawn_on=date(2024, 3, 15), by="test",
            reason="ส่งผิด", now=workspace.now(),
        )  # fmt: skip
    assert run_check(as_of=MARCH, dry_run=True).evaluation == before
    assert run_check(as_of=date(2024, 3, 15), dry_run=True).evaluation.batch(
        "march"
    ) != before.batch("march")


def test_a_day_to_come_may_only_be_looked_at(run_check: RunCheck) -> None:
    tomorrow = today() + timedelta(days=1)
    with pytest.raises(KamnotError, match="ยังมาไม่ถึง") as refused:
        run_check(as_of=tomorrow)
    assert refused.value.how == How(Verb.LOOK_FIRST)
    assert run_check(as_of=tomorrow, dry_run=True).evaluation.as_of == tomorrow


def test_two_runs_that_planned_the_same_letters_send_them_once(workspace: Workspace) -> None:
    """Both read the ledger before either writes; the second finds its rungs taken and plans anew."""
    rival = _Rival(workspace)
    late = check(workspace, CheckRequest(UNIT, ("march",), JULY), rival)
    assert rival.sent == 4
    assert (late.enqueued, late.delivered.sent) == ((), 0)
    assert len(letters(workspace)) == 4


class _Rival:
    """Calls each step, and runs a whole check of its own between our planning and our writing."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.sent = 0

    def __call__(self, step: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        result = direct(step, *args, **kwargs)
        if step is write_letters and not self.sent:
            other = check(self._workspace, CheckRequest(UNIT, ("july",), JULY))
            self.sent = other.delivered.sent
        return result


def test_batches_checked_one_after_the_other_on_a_day_send_one_letter_to_each_reader(
    workspace: Workspace, run_check: RunCheck
) -> None:
    for batch in ("march", "june-20", "june-30", "july"):
        run_check(batch, as_of=date(2024, 5, 21))
    assert len(letters(workspace)) == 3


def test_an_escalation_that_reaches_nobody_is_written_down_and_told(
    workspace: Workspace, run_check: RunCheck
) -> None:
    outcome = run_check(as_of=date(2024, 3, 27))
    assert {who for letter in outcome.letters.reachable for who in letter.missing} == {
        "head",
        "director",
    }
    with reading(workspace.engine) as session:
        skipped = session.exec(select(SkippedRow)).all()
    assert {row.recipient for row in skipped} == {"head", "director"}
    assert all(
        "ผู้อำนวยการสำนัก" not in letter.text.splitlines()[-2] for letter in outcome.letters.reachable
    )


def test_evidence_whose_bytes_are_gone_earns_nothing(
    workspace: Workspace, run_check: RunCheck, tmp_path: Path
) -> None:
    came = Incoming("37", picture(tmp_path), date(2024, 7, 1))
    [intake] = take_in(workspace, UNIT, [came], by="test")
    assert july_corner(run_check).complete
    with reading(workspace.engine) as session:
        [kept] = list_evidence(session, UNIT, 2567)
    with workspace.store.local(kept.fact.sha256) as path:
        path.unlink()
    corner = july_corner(run_check)
    assert (corner.complete, "หายจากที่เก็บ" in corner.findings[0].found) == (False, True)
    assert intake.requirement == "37.photos"


def july_corner(run_check: RunCheck) -> ActivityResult:
    batch = run_check("july", as_of=JULY, dry_run=True).evaluation.batch("july")
    return next(a for a in batch.activities if a.number == 37)


_KILLED_BEFORE_SENDING = """
import os, signal
from datetime import date, timedelta
from flows.check import check as module
from flows.run.call import P, R, direct
from flows.run.workspace import Workspace, today
from storage.settings import Settings

def die(ws):
    os.kill(os.getpid(), signal.SIGKILL)

module.deliver = die
module.check(Workspace(Settings()), module.CheckRequest("bureau", ("march",), date(2024, 3, 13)))
"""

_KILLED_BEFORE_COMMIT = _KILLED_BEFORE_SENDING.replace("module.deliver", "module.enqueue").replace(
    "def die(ws)", "def die(*a, **k)"
)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
@pytest.mark.parametrize(
    ("script", "written"),
    [
        pytest.param(_KILLED_BEFORE_SENDING, 3, id="after the commit, before sending"),
        pytest.param(_KILLED_BEFORE_COMMIT, 0, id="inside the transaction"),
    ],
)
def test_killed_anywhere_the_next_run_finishes_the_work_once(
    workspace: Workspace, run_check: RunCheck, script: str, written: int
) -> None:
    died = subprocess.run(
        [sys.executable, "-c", script], check=False, cwd=Path(__file__).parents[3]
    )
    assert died.returncode == -signal.SIGKILL
    with reading(workspace.engine) as session:
        assert len(list_outbox(session)) == written
        assert (last_run(session, UNIT, "march") is not None) == bool(written)
    assert letters(workspace) == []
    assert run_check().delivered.sent == 3
    assert run_check().delivered.sent == 0
    assert len(letters(workspace)) == 3
