"""Handing in: frozen under a receipt, once, by somebody else than who brought what waits for a second person."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from domain.language.errors import KamnotError, NotAllowedError, OvertakenError
from domain.language.how import How, Verb
from domain.packs.handing_in import HandingIn
from flows.evidence.reviews import look_at, review
from flows.evidence.take_in import Incoming, take_in
from flows.papers import submissions
from flows.papers.packs import Pack, make_pack, write_pack
from flows.papers.pictures import choose_picture
from flows.papers.proofs import prove
from flows.papers.submissions import handed_in, submit, unsubmit
from flows.run.workspace import Workspace
from storage.db.audit import audit_lines
from storage.db.database import reading, writing
from storage.packs.pack_files import read_pack
from storage.records.plan_in_force import set_closed
from storage.records.submissions import submissions_of
from tests.support.cast import UNIT
from tests.support.evidence import drawn_pdf
from tests.support.office import (
    DECLARATION,
    FIRST,
    HANDING,
    MARCH,
    REPORT,
    SECOND,
    THIRD,
    WORD,
    kept,
)

ROOT = Path(__file__).resolve().parents[3]


def test_an_incomplete_batch_is_not_submitted_and_the_reasons_are_told(
    office: Workspace, tmp_path: Path
) -> None:
    asked = HandingIn("ผู้อำนวยการสำนัก")

    done = submit(office, MARCH, tmp_path / "out", asked, by="secretary")

    assert (done.pack, done.submission) == (None, None)
    assert "14.report" in {m.id for m in done.contents.missing}
    assert not (tmp_path / "out").exists()
    assert kept(office) == []


def test_a_submission_freezes_check_versions_and_pack(submitted: tuple[Workspace, Path]) -> None:
    ws, path = submitted
    pack = read_pack(path)
    with reading(ws.engine) as session:
        [one] = submissions_of(session, UNIT, 2567, "march")
        line = audit_lines(session, 1)[0]

    assert one.frozen.receipt == pack.contents.receipt == f"{UNIT}-2567-march-1"
    assert one.frozen.pack_sha256 == pack.pack.sha256
    assert one.frozen.contents_sha256 == pack.contents_sha256
    assert [e["item"] for e in one.frozen.evidence] == [
        DECLARATION, REPORT, WORD, FIRST, SECOND, THIRD,
    ]  # fmt: skip
    assert one.frozen.result["batch"] == "march"
    assert (one.frozen.complete, one.frozen.why) == (False, "ส่งเพิ่มภายหลัง")
    assert (pack.contents.office, pack.contents.why) == ("ผู้อำนวยการสำนัก", "ส่งเพิ่มภายหลัง")
    assert (line.action, line.actor) == ("batch.submit", "secretary")


def test_a_batch_is_submitted_once_until_it_is_taken_back(
    office: Workspace, tmp_path: Path
) -> None:
    first = submit(office, MARCH, tmp_path / "out", HANDING, by="secretary")
    with pytest.raises(OvertakenError) as refused:
        submit(office, MARCH, tmp_path / "out", HANDING, by="secretary")
    assert refused.value.how == How(Verb.UNSUBMIT, "march")
    with pytest.raises(KamnotError, match="ต้องมีเหตุผล"):
        unsubmit(office, UNIT, "march", why=" ", by="secretary")

    unsubmit(office, UNIT, "march", why="ผิดรอบ", by="secretary")
    second = submit(office, MARCH, tmp_path / "out", HANDING, by="secretary")

    assert kept(office) == [f"{UNIT}-2567-march-1", f"{UNIT}-2567-march-2"]
    assert first.pack is not None
    assert second.pack is not None
    assert first.pack.path != second.pack.path
    old = prove(office.engine, first.pack.path)
    assert old.holds
    assert old.submission is not None
    assert old.submission.withdrawn_why == "ผิดรอบ"
    both = handed_in(office, UNIT, ("march", "july"))
    assert [(s.batch, s.withdrawn_why or "") for s in both] == [("march", "ผิดรอบ"), ("march", "")]
    assert handed_in(office, UNIT, ("july",)) == ()


@pytest.fixture
def selection(office: Workspace, tmp_path: Path) -> int:
    """The item of 6.report, on which the plan wants two people and which nobody has accepted."""
    file = tmp_path / "การคัดเลือก.pdf"
    file.write_bytes(drawn_pdf("", "<</Number 6>>"))
    [taken] = take_in(office, UNIT, [Incoming("6.report", file, date(2024, 3, 1))], by="sender")
    return taken.added.item


@pytest.mark.usefixtures("selection")
def test_whoever_sent_what_waits_for_a_second_person_does_not_submit_it(
    office: Workspace, tmp_path: Path
) -> None:
    with pytest.raises(NotAllowedError, match=r"6\.report"):
        submit(office, MARCH, tmp_path, HANDING, by="Sender")

    assert kept(office) == []


@pytest.mark.usefixtures("selection")
def test_what_needs_a_second_person_and_has_none_stands_against_it(
    office: Workspace, tmp_path: Path
) -> None:
    for by in ("secretary", "sender"):
        done = submit(office, MARCH, tmp_path, HandingIn("ผู้อำนวยการสำนัก"), by=by)

        assert [f.requirement for f in done.contents.unsigned] == ["6.report"]
        assert done.submission is None


def test_whoever_sent_what_another_accepted_submits_it(office: Workspace, tmp_path: Path) -> None:
    done = submit(office, MARCH, tmp_path / "out", HANDING, by="sender")

    assert done.submission is not None
    assert (done.contents.unsigned, done.contents.on_paper) == ((), ())


def test_a_single_secretary_records_who_signed_on_paper_and_the_pack_says_so(
    office: Workspace, selection: int, tmp_path: Path
) -> None:
    word = partial(
        review, office, UNIT, look_at(office, UNIT, selection),
        accepted=True, reason="ลงนามในทะเบียนตรวจรับ", on=date(2024, 3, 12), by="sender",
    )  # fmt: skip
    with pytest.raises(NotAllowedError) as refused:
        word()
    assert refused.value.how == How(Verb.REVIEW_ON_PAPER, str(selection))
    word(signed_by=" หัวหน้าคณะทำงาน ")

    done = submit(office, MARCH, tmp_path / "out", HANDING, by="sender")

    assert done.pack is not None
    [one] = read_pack(done.pack.path).contents.on_paper
    assert (one.item, one.requirement, one.signed_by, one.why, one.recorded_on) == (
        selection, "6.report", "หัวหน้าคณะทำงาน", "ลงนามในทะเบียนตรวจรับ", date(2024, 3, 12),
    )  # fmt: skip
    with reading(office.engine) as session:
        [line] = audit_lines(session, 9, subject=f"{UNIT}/6.report/{selection}.1")[:1]
    assert line.details is not None
    assert (line.actor, line.details["signed_by"]) == ("sender", "หัวหน้าคณะทำงาน")


def test_evidence_that_came_in_while_the_pack_was_made_stops_the_submission(
    office: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    def slowly(*words: Any) -> Pack:
        made = write_pack(*words)
        choose_picture(office, UNIT, THIRD, chosen=True, by="another")
        return made

    monkeypatch.setattr(submissions, "write_pack", slowly)

    with pytest.raises(OvertakenError, match="เปลี่ยนระหว่าง"):
        submit(office, MARCH, tmp_path / "out", HANDING, by="secretary")

    assert kept(office) == []
    assert list((tmp_path / "out").iterdir()) == []


def test_a_closed_year_is_packed_and_not_submitted(office: Workspace, tmp_path: Path) -> None:
    with writing(office.engine) as session:
        set_closed(session, 2567, closed=True, by="head", why="ครบ", now=office.now())

    with pytest.raises(NotAllowedError, match="ปิดแล้ว"):
        submit(office, MARCH, tmp_path / "out", HANDING, by="secretary")

    assert make_pack(office, MARCH, tmp_path / "out").path.exists()


KILLED = """
import io, os, signal, sys
from pathlib import Path
from typing import Any
from domain.packs.handing_in import HandingIn
from flows.papers.packs import PackRequest
from flows.papers.submissions import submit
from flows.run.workspace import Workspace
from storage.settings import Settings
from datetime import date

class Dying(io.BytesIO):
    def read(self, size=-1):
        os.kill(os.getpid(), signal.SIGKILL)

ws = Workspace(Settings())
ws.store.open = lambda sha256: Dying()
handing = HandingIn("office", incomplete=True, why="x")
submit(ws, PackRequest("bureau", "march", date(2024, 3, 20)), Path(sys.argv[1]), handing, by="x")
"""


def test_a_kill_in_the_middle_leaves_neither_pack_nor_receipt_and_the_next_try_works(
    office: Workspace, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    environment = os.environ | {"KAMNOT_HOME": str(office.settings.home)}

    died = subprocess.run(
        [sys.executable, "-c", KILLED, str(out)], env=environment, cwd=ROOT, check=False
    )

    assert died.returncode == -signal.SIGKILL
    assert kept(office) == []
    assert [left.suffix for left in out.iterdir()] == [".part"]
    assert submit(office, MARCH, out, HANDING, by="secretary").submission is not None
    assert [made.suffix for made in out.iterdir()] == [".zip"]
