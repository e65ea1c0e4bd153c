"""Evidence: kept once, in versions, listed in the plan's order, withdrawn without being deleted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from domain.facts import Problem, SectionFact, SectionOutcome
from domain.inspected import Inspection
from domain.language.errors import KamnotError, NotThereError
from storage.db.audit import audit_lines
from storage.db.database import reading, writing
from storage.evidence_store.contract import Stored
from storage.records.evidence import (
    AddedEvidence,
    AddOutcome,
    Conflict,
    DerivedFile,
    NewEvidence,
    add_evidence,
    add_review,
    clean_file_name,
    derived_file,
    keep_derived,
    recheck_evidence,
    served_by,
    stored_contents,
    uses_of,
    withdraw_evidence,
)
from storage.records.listed_evidence import ListedEvidence, list_evidence
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
        return add_evidence(session, NewEvidence(**values))


def listed(engine: Engine, **more: Any) -> tuple[ListedEvidence, ...]:
    with reading(engine) as session:
        return list_evidence(session, UNIT, 2567, **more)


def review(engine: Engine, added: AddedEvidence, *, accepted: bool, reason: str = "") -> None:
    with writing(engine) as session:
        add_review(
            session,
            unit=UNIT,
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
        withdraw_evidence(
            session, UNIT, item, withdrawn_on=DAY, by="head", reason="ส่งผิดเรื่อง", now=NOW
        )


def test_a_new_file_is_a_new_item_with_all_that_was_seen(bureau: Engine) -> None:
    added = add(bureau, event_date=date(2024, 2, 14), note="ฉบับลงนาม")
    assert (added.version, added.outcome) == (1, AddOutcome.NEW)
    (row,) = listed(bureau)
    assert row.fact.item == added.item
    assert row.fact.sections == SECTIONS
    assert (row.fact.file_name, row.fact.format, row.fact.pages, row.fact.images) == (
        "รายงาน.pdf", "pdf", 5, 3,
    )  # fmt: skip
    assert (row.fact.received_on, row.fact.event_date, row.note) == (
        DAY,
        date(2024, 2, 14),
        "ฉบับลงนาม",
    )
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
    with pytest.raises(NotThereError, match="nowhere"):
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
    with pytest.raises(NotThereError, match="99"):
        review(bureau, AddedEvidence(99, 1, AddOutcome.NEW), accepted=True)
    with pytest.raises(NotThereError, match="99"):
        withdraw(bureau, 99)


def test_every_change_leaves_its_line_in_the_audit(bureau: Engine) -> None:
    added = add(bureau)
    add(bureau)
    review(bureau, added, accepted=True)
    withdraw(bureau, added.item)
    with reading(bureau) as session:
        lines = [(line.actor, line.action) for line in audit_lines(session)]
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


def test_a_name_that_stands_already_may_be_left_alone(bureau: Engine) -> None:
    first = add(bureau)

    again = add(bureau, content="b", conflict=Conflict.SKIP)

    assert again == AddedEvidence(first.item, 1, AddOutcome.SKIPPED)
    assert [row.fact.sha256 for row in listed(bureau)] == ["a" * 64]


def test_a_replaced_file_no_longer_counts_and_is_kept(bureau: Engine) -> None:
    first = add(bureau)

    second = add(bureau, content="b", conflict=Conflict.REPLACE)

    assert second.outcome is AddOutcome.REPLACED
    assert second.item != first.item
    assert [(row.fact.item, row.withdrawn_on) for row in listed(bureau)] == [
        (first.item, DAY),
        (second.item, None),
    ]


def test_replacing_where_nothing_stands_is_new(bureau: Engine) -> None:
    assert add(bureau, conflict=Conflict.REPLACE).outcome is AddOutcome.NEW


def served(engine: Engine, requirement: str, name: str) -> tuple[tuple[int, str], ...]:
    with reading(engine) as session:
        return served_by(session, UNIT, 2567, requirement, name)


def test_one_file_serves_several_requirements_whichever_of_them_is_asked(bureau: Engine) -> None:
    first = add(bureau)
    second = add(bureau, requirement="9.report", linked_to=first.item)
    third = add(bureau, requirement="11.report", linked_to=first.item)

    assert served(bureau, "7.report", "รายงาน.pdf") == (
        (second.item, "9.report"),
        (third.item, "11.report"),
    )
    assert served(bureau, "9.report", "รายงาน.PDF") == (
        (first.item, "7.report"),
        (third.item, "11.report"),
    )
    withdraw(bureau, third.item)
    assert served(bureau, "7.report", "รายงาน.pdf") == ((second.item, "9.report"),)
    assert served(bureau, "7.report", "อื่น.pdf") == ()


def test_where_a_content_stands_is_told_in_the_plans_order(bureau: Engine) -> None:
    add(bureau, requirement="10.report")
    add(bureau, requirement="9.report")
    add(bureau, content="b")

    with reading(bureau) as session:
        assert uses_of(session, UNIT, 2567, "a" * 64) == ("9.report", "10.report")


def test_every_content_that_a_row_points_at_is_listed_once(bureau: Engine) -> None:
    add(bureau)
    add(bureau, requirement="9.report")
    add(bureau, content="b")

    with reading(bureau) as session:
        found = list(stored_contents(session))

    assert [(sha256[0], size) for sha256, size, _ in found] == [("a", 1000), ("b", 1000)]
    assert found[0][2].startswith(f"{UNIT}/")


def test_another_look_keeps_who_sent_the_file_and_when(bureau: Engine) -> None:
    unread = replace(REPORT, problem=Problem.NOT_SCANNED, sections=())
    first = add(bureau, inspection=unread, note="ฉบับลงนาม")

    with writing(bureau) as session:
        recheck_evidence(
            session, UNIT, first.item, REPORT, plan_hash="new", by="it", now=NOW + timedelta(days=9)
        )

    old, new = listed(bureau)
    assert (old.fact.problem, new.fact.problem) == (Problem.NOT_SCANNED, None)
    assert new.fact.sections == SECTIONS
    assert (new.fact.sha256, new.fact.received_on) == (old.fact.sha256, DAY)
    assert (new.added_by, new.added_at, new.note) == ("planning", NOW, "ฉบับลงนาม")
    with reading(bureau) as session:
        assert (audit_lines(session)[0].actor, audit_lines(session)[0].action) == (
            "it",
            "evidence.recheck",
        )


def test_all_that_the_look_inside_saw_is_listed(bureau: Engine) -> None:
    clip = Inspection(
        "mp4", None, "", None, 0, 0, (), words=3, width=1920, height=1080,
        milliseconds=65_000, codec="h264", scanned=True,
    )  # fmt: skip
    add(bureau, inspection=clip)

    row = listed(bureau)[0]

    seen = (row.words, row.width, row.height, row.milliseconds, row.codec, row.scanned)
    assert seen == (3, 1920, 1080, 65_000, "h264", True)


def test_a_content_under_its_right_extension_is_a_new_version_with_that_name(
    bureau: Engine,
) -> None:
    wrong = replace(REPORT, problem=Problem.WRONG_CONTENT, format="odt", sections=())
    first = add(bureau, "รายงาน.docx", inspection=wrong)
    claimed = replace(REPORT, format="odt", problem=Problem.NOT_INSPECTED, sections=())

    renamed = add(bureau, "รายงาน.odt", inspection=claimed)
    again = add(bureau, "รายงาน.odt", inspection=claimed)

    assert (renamed.item, renamed.version, renamed.outcome) == (
        first.item,
        2,
        AddOutcome.NEW_VERSION,
    )
    assert again.outcome is AddOutcome.SAME
    assert [one.fact.file_name for one in listed(bureau)] == ["รายงาน.docx", "รายงาน.odt"]


SOURCE = "a" * 64
MACHINE, PERSON, OTHER = (
    Stored(letter * 64, size, already_there=False)
    for letter, size in (("b", 1), ("c", 2), ("d", 3))
)


def keep(engine: Engine, stored: Stored, *, by_machine: bool) -> DerivedFile:
    with writing(engine) as session:
        return keep_derived(
            session, SOURCE, "pdf", stored,
            by_machine=by_machine, subject="finance/7.report/1.1", by="test", now=NOW,
        )  # fmt: skip


def test_a_persons_file_replaces_the_machines_and_never_the_other_way_round(
    database: Engine,
) -> None:
    assert keep(database, MACHINE, by_machine=True).sha256 == MACHINE.sha256
    assert keep(database, OTHER, by_machine=True).sha256 == MACHINE.sha256
    assert keep(database, PERSON, by_machine=False).sha256 == PERSON.sha256
    assert keep(database, OTHER, by_machine=True).sha256 == PERSON.sha256
    with reading(database) as session:
        found = derived_file(session, SOURCE, "pdf")
        lines = audit_lines(session, 9)
    assert found == DerivedFile(SOURCE, "pdf", PERSON.sha256, 2, by_machine=False)
    assert [line.action for line in lines] == ["evidence.derive"] * 2


def test_another_format_of_the_same_content_is_another_file(database: Engine) -> None:
    keep(database, MACHINE, by_machine=True)
    with reading(database) as session:
        assert derived_file(session, SOURCE, "docx") is None
        assert derived_file(session, MACHINE.sha256, "pdf") is None
