"""Evidence: kept once, in versions, listed in the plan's order, withdrawn without being deleted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from domain.errors import KamnotError
from domain.facts import Problem, SectionFact, SectionOutcome
from storage.audit import trail
from storage.database import reading, writing
from storage.evidence import (
    AddedEvidence,
    AddOutcome,
    ListedEvidence,
    add_evidence,
    add_review,
    clean_file_name,
    list_evidence,
    withdraw_evidence,
)
from storage.inspected import Inspection
from storage.stored import Stored
from tests.support.cast import UNIT

NOW = datetime(2024, 3, 13, 2, 0, tzinfo=UTC)
DAY = date(2024, 3, 13)
SECTIONS = (
    SectionFact("cover", SectionOutcome.FOUND, 1, "รายงานผลการดำเนินงาน"),
    SectionFact("photos", SectionOutcome.NOT_FOUND),
)
REPORT = Inspection("pdf", None, "", True, 5, 3, SECTIONS)


def add(engine: Engine, name: str = "รายงาน.pdf", content: str = "a", **more: Any) -> AddedEvidence:
    values: dict[str, Any] = {
        "unit": UNIT,
        "fiscal_year": 2567,
        "requirement": "7.report",
        "stored": Stored(content * 64, 1000, already_there=False),
        "file_name": name,
        "inspection": REPORT,
        "received_on": DAY,
        "by": "planning",
        "now": NOW,
        **more,
    }
    with writing(engine) as session:
        return add_evidence(session, **values)


def listed(engine: Engine, **more: Any) -> tuple[ListedEvidence, ...]:
    with reading(engine) as session:
        return list_evidence(session, UNIT, 2567, **more)


def review(engine: Engine, added: AddedEvidence, *, accepted: bool, reason: str = "") -> None:
    with writing(engine) as session:
        add_review(
            session,
            item=added.item,
            version=added.version,
            accepted=accepted,
            reason=reason,
            reviewed_on=DAY,
            by="head",
            now=NOW,
        )


def withdraw(engine: Engine, item: int) -> None:
    with writing(engine) as session:
        withdraw_evidence(session, item, withdrawn_on=DAY, by="head", reason="ส่งผิดเรื่อง", now=NOW)


def test_a_new_file_is_a_new_item_with_all_that_was_seen(bureau: Engine) -> None:
    added = add(bureau, event_date=date(2024, 2, 14), note="ฉบับลงนาม")
    assert (added.version, added.outcome) == (1, AddOutcome.NEW)
    (row,) = listed(bureau)
    assert row.fact.item == added.item
    assert row.fact.sections == SECTIONS
    assert (row.fact.file_name, row.fact.format, row.fact.pages, row.fact.images) == (
        "รายงาน.pdf", "pdf", 5, 3,
    )  # fmt: skip
    assert (row.fact.received_on, row.event_date, row.note) == (DAY, date(2024, 2, 14), "ฉบับลงนาม")
    assert (row.size, row.added_at, row.added_by, row.newest) == (1000, NOW, "planning", True)
    assert (row.accepted, row.withdrawn_on) == (None, None)


def test_a_file_with_a_problem_is_kept_with_its_problem(bureau: Engine) -> None:
    add(bureau, inspection=Inspection("pdf", Problem.ENCRYPTED, "password", None, 0, 0, ()))
    (row,) = listed(bureau)
    assert (row.fact.problem, row.fact.has_text) == (Problem.ENCRYPTED, None)


def test_the_same_content_for_the_same_requirement_is_kept_once_and_said_so(bureau: Engine) -> None:
    first = add(bureau)
    again = add(bureau, "อีกชื่อ.pdf")
    assert again == AddedEvidence(first.item, 1, AddOutcome.SAME)
    assert len(listed(bureau)) == 1


def test_the_same_content_may_serve_another_requirement(bureau: Engine) -> None:
    add(bureau)
    assert add(bureau, requirement="8.report").outcome is AddOutcome.NEW


@pytest.mark.parametrize(
    ("first", "second"),
    [("รายงาน.pdf", "รายงาน.pdf"), ("รายงาน.pdf", "รายงาน.PDF"), ("น้ำใจ.pdf", "น้ํา" + "ใจ.pdf")],
    ids=["same", "other-case", "other-writing-of-sara-am"],
)
def test_the_same_name_is_a_new_version(bureau: Engine, first: str, second: str) -> None:
    old = add(bureau, first, "a")
    new = add(bureau, second, "b")
    assert new == AddedEvidence(old.item, 2, AddOutcome.NEW_VERSION)
    assert [(row.fact.version, row.newest) for row in listed(bureau)] == [(1, False), (2, True)]


def test_going_back_to_an_older_content_is_a_new_version(bureau: Engine) -> None:
    outcomes = [add(bureau, content=c).outcome for c in "aba"]
    assert outcomes == [AddOutcome.NEW, AddOutcome.NEW_VERSION, AddOutcome.NEW_VERSION]


def test_two_people_sending_the_same_name_at_once_get_a_version_each(bureau: Engine) -> None:
    contents = [sha256(str(number).encode()).hexdigest() for number in range(24)]
    with ThreadPoolExecutor(4) as pool:
        added = list(
            pool.map(lambda sha: add(bureau, stored=Stored(sha, 1, already_there=False)), contents)
        )
    assert len({a.item for a in added}) == 1
    assert sorted(a.version for a in added) == list(range(1, 25))


def test_another_name_is_another_item(bureau: Engine) -> None:
    assert add(bureau, "ภาพ 1.jpg", "a").item != add(bureau, "ภาพ 2.jpg", "b").item


def test_an_unknown_unit_is_one_sentence_and_keeps_nothing(bureau: Engine) -> None:
    with pytest.raises(KamnotError, match="nowhere"):
        add(bureau, unit="nowhere")
    assert listed(bureau) == ()


def test_the_list_follows_the_plans_numbers_and_can_be_narrowed(bureau: Engine) -> None:
    for content, requirement in zip("abc", ("10.report", "7.report", "7.photos"), strict=True):
        add(bureau, content=content, requirement=requirement)
    assert [r.fact.requirement for r in listed(bureau)] == ["7.photos", "7.report", "10.report"]
    assert [r.fact.requirement for r in listed(bureau, requirement="7.report")] == ["7.report"]


def test_what_is_withdrawn_stays_in_the_list_with_its_day(bureau: Engine) -> None:
    withdraw(bureau, add(bureau).item)
    assert [row.withdrawn_on for row in listed(bureau)] == [DAY]
    assert listed(bureau, withdrawn=False) == ()


def test_what_comes_in_after_a_withdrawal_is_a_new_item(bureau: Engine) -> None:
    old = add(bureau)
    withdraw(bureau, old.item)
    new = add(bureau)
    assert new.outcome is AddOutcome.NEW
    assert new.item != old.item


def test_the_newest_review_is_shown(bureau: Engine) -> None:
    added = add(bureau)
    review(bureau, added, accepted=False, reason="ไม่มีภาพกิจกรรม")
    assert [(r.accepted, r.reason) for r in listed(bureau)] == [(False, "ไม่มีภาพกิจกรรม")]
    review(bureau, added, accepted=True)
    assert [(r.accepted, r.reason) for r in listed(bureau)] == [(True, "")]


def test_returning_without_a_reason_is_refused(bureau: Engine) -> None:
    added = add(bureau)
    with pytest.raises(KamnotError, match="เหตุผล"):
        review(bureau, added, accepted=False, reason="  ")
    assert [r.accepted for r in listed(bureau)] == [None]


def test_what_does_not_exist_can_be_neither_reviewed_nor_withdrawn(bureau: Engine) -> None:
    with pytest.raises(KamnotError, match="99"):
        review(bureau, AddedEvidence(99, 1, AddOutcome.NEW), accepted=True)
    with pytest.raises(KamnotError, match="99"):
        withdraw(bureau, 99)


def test_every_change_leaves_its_line_in_the_audit_trail(bureau: Engine) -> None:
    added = add(bureau)
    add(bureau)
    review(bureau, added, accepted=True)
    withdraw(bureau, added.item)
    with reading(bureau) as session:
        lines = [(line.actor, line.action) for line in trail(session)]
    assert lines[::-1][1:] == [
        ("planning", "evidence.add"),
        ("head", "evidence.review"),
        ("head", "evidence.withdraw"),
    ]


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\รายงาน.pdf", "รายงาน.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("ก\x00ข\n.pdf", "กข.pdf"),
        ("..", "file"),
        ("", "file"),
        ("ก" * 300 + ".pdf", "ก" * 146 + ".pdf"),
    ],
    ids=["path", "windows-path", "direction-mark", "control", "dots", "empty", "long"],
)
def test_names_from_outside_become_plain_names(name: str, clean: str) -> None:
    assert clean_file_name(name) == clean


@given(name=st.text(max_size=400))
def test_no_name_can_leave_its_folder_or_grow_without_end(name: str) -> None:
    clean = clean_file_name(name)
    assert 1 <= len(clean) <= 150
    assert not set(clean) & set("/\\\0\n\r\u202e")
    assert clean.strip(".")
    assert clean_file_name(clean) == clean
