"""Submissions: frozen once, taken back with a reason, every step in the trail."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.engine import Engine
from sqlmodel import Session

from domain.facts import EvidenceFact
from domain.inspected import unseen
from domain.language.errors import NotAllowedError, NotThereError, OvertakenError
from storage.db.audit import audit_lines, verify
from storage.db.database import reading, writing
from storage.evidence_store.contract import Stored
from storage.records.evidence import NewEvidence, add_evidence
from storage.records.plan_in_force import set_closed
from storage.records.submissions import (
    KeptPack,
    Submission,
    chosen_pictures,
    find_submission,
    frozen_evidence,
    keep_choice,
    keep_submission,
    next_receipt,
    submissions_of,
    withdraw_submission,
)
from tests.support.cast import UNIT, file

NOW = datetime(2024, 3, 20, 2, 0, tzinfo=UTC)
FACTS: tuple[EvidenceFact, ...] = (file("7.report"), file("8.report", item=2))
FROZEN = KeptPack(
    receipt=f"{UNIT}-2567-march-1",
    as_of=date(2024, 3, 20),
    office="ผู้อำนวยการสำนัก",
    complete=False,
    why="ส่งเพิ่มภายหลัง",
    plan_hash="p",
    result={"batch": "march", "complete": False},
    evidence=frozen_evidence(FACTS),
    contents_sha256="c" * 64,
    pack_sha256="z" * 64,
    pack_size=5_000_000_000,
)


def submit(engine: Engine, frozen: KeptPack = FROZEN) -> Submission:
    with writing(engine) as session:
        return keep_submission(session, UNIT, 2567, "march", frozen, by="secretary", now=NOW)


def take_back(engine: Engine) -> Submission:
    with writing(engine) as session:
        return withdraw_submission(
            session, UNIT, 2567, "march", why="ผิดรอบ", by="secretary", now=NOW
        )


def test_what_was_frozen_comes_back_by_its_receipt(bureau: Engine) -> None:
    submit(bureau)

    with reading(bureau) as session:
        found = find_submission(session, FROZEN.receipt)

    assert found is not None
    assert found.frozen == FROZEN
    assert (found.submitted_at, found.submitted_by, found.withdrawn_at) == (NOW, "secretary", None)
    assert [e["sha256"] for e in found.frozen.evidence] == [f.sha256 for f in FACTS]


def test_an_unknown_receipt_is_nobodys(bureau: Engine) -> None:
    with reading(bureau) as session:
        assert find_submission(session, "bureau-2567-march-9") is None


def test_a_batch_is_submitted_once(bureau: Engine) -> None:
    submit(bureau)

    with pytest.raises(OvertakenError, match=FROZEN.receipt):
        submit(bureau, replace(FROZEN, receipt=f"{UNIT}-2567-march-2"))

    with reading(bureau) as session:
        assert len(submissions_of(session, UNIT, 2567, "march")) == 1


def test_after_it_was_taken_back_the_next_submission_gets_the_next_number(bureau: Engine) -> None:
    submit(bureau)
    taken = take_back(bureau)

    with reading(bureau) as session:
        receipt = next_receipt(session, UNIT, 2567, "march")
    submit(bureau, replace(FROZEN, receipt=receipt))

    assert (taken.withdrawn_at, taken.withdrawn_why) == (NOW, "ผิดรอบ")
    assert receipt == f"{UNIT}-2567-march-2"
    with reading(bureau) as session:
        kept = submissions_of(session, UNIT, 2567, "march")
    assert [s.withdrawn_at is None for s in kept] == [False, True]


def test_a_number_that_another_took_meanwhile_is_refused(bureau: Engine) -> None:
    with pytest.raises(OvertakenError, match="เลขที่การนำส่ง"):
        submit(bureau, replace(FROZEN, receipt=f"{UNIT}-2567-march-7"))


def test_only_what_was_submitted_can_be_taken_back(bureau: Engine) -> None:
    submit(bureau)
    take_back(bureau)

    with pytest.raises(NotThereError, match="ไม่ได้นำส่ง"):
        take_back(bureau)


def test_submitting_and_taking_back_stand_in_the_trail(bureau: Engine) -> None:
    submit(bureau)
    take_back(bureau)

    with reading(bureau) as session:
        lines = {line.action: line for line in audit_lines(session, 2)}
        assert verify(session).fault is None

    assert set(lines) == {"batch.submit", "batch.unsubmit"}
    details = lines["batch.submit"].details or {}
    assert details["pack_sha256"] == FROZEN.pack_sha256
    assert details["office"] == "ผู้อำนวยการสำนัก"
    assert lines["batch.unsubmit"].details == {"why": "ผิดรอบ"}
    assert {line.subject for line in lines.values()} == {f"{UNIT}/2567/march/{FROZEN.receipt}"}


def test_a_closed_year_takes_no_submission_and_gives_none_back(bureau: Engine) -> None:
    submit(bureau)
    with writing(bureau) as session:
        set_closed(session, 2567, closed=True, by="head", why="ครบ", now=NOW)

    for attempt in (submit, take_back):
        with pytest.raises(NotAllowedError, match="ปิดแล้ว"):
            attempt(bureau)


# Pictures for the site


def add_picture(session: Session, name: str) -> int:
    return add_evidence(
        session,
        NewEvidence(
            unit=UNIT,
            fiscal_year=2567,
            requirement="7.photos",
            stored=Stored(name.ljust(64, "0"), 1, already_there=False),
            file_name=f"{name}.jpg",
            inspection=unseen("jpg"),
            received_on=date(2024, 3, 1),
            by="sender",
            now=NOW,
        ),
    ).item


def choose(session: Session, item: int, *, chosen: bool = True) -> None:
    keep_choice(session, UNIT, item, chosen=chosen, by="secretary", now=NOW)


def test_the_newest_word_on_a_picture_holds(bureau: Engine) -> None:
    with writing(bureau) as session:
        one, other = add_picture(session, "a"), add_picture(session, "b")
        choose(session, one)
        choose(session, other)
        choose(session, one, chosen=False)

    with reading(bureau) as session:
        assert chosen_pictures(session, UNIT, 2567) == {other}
        assert chosen_pictures(session, UNIT, 2568) == frozenset()
        assert audit_lines(session, 1)[0].action == "evidence.choose"
