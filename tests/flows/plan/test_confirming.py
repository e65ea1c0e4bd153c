"""Confirming a draft: by subject in the order in which it changes results, by activity, by value, and all."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from domain.language.errors import KamnotError, NotAllowedError
from domain.language.how import How, Verb
from domain.plan.carried import Subject, waiting
from domain.plan.sources import Origin, list_sources
from flows.plan.changes import Draft
from flows.plan.confirming import agenda_of, confirm
from storage.db.audit import audit_lines
from storage.db.database import init_database, reading
from storage.plan_files.content import plan_hash
from storage.plan_files.load import load_plan
from storage.settings import Settings

NOW = datetime(2026, 8, 20, 3, tzinfo=UTC)
OFFICE = "เลขานุการคณะทำงานด้านแผนงาน"


def settle(home: Settings, *wanted: str, office: str = OFFICE) -> int:
    done = confirm(home, 2570, wanted, office=office, by="somchai", now=NOW)
    return done.waiting


def test_values_are_confirmed_one_by_one_by_activity_and_all(
    drafted: Settings, drafted_once: Draft
) -> None:
    whole = drafted_once.unconfirmed

    one = settle(drafted, "batches[march].due")
    activity = settle(drafted, "๗")
    document = settle(drafted, "8.report")

    assert one == whole - 1
    assert activity < one
    assert document < activity
    assert settle(drafted, "all") == doubts_left(drafted)


def doubts_left(home: Settings) -> int:
    """Values that keep the printed words beside another reading: only an editor can settle them."""
    values = list_sources(load_plan([home.own_plans / "2570"]).plan)
    return sum(value.origin is Origin.DOUBTFUL for value in values)


def test_who_confirmed_is_in_the_file_and_in_the_audit(drafted: Settings) -> None:
    settle(drafted, "7")

    mark = load_plan([drafted.own_plans / "2570"]).plan.by_number[7].carried
    assert mark is not None
    assert (mark.by, mark.day) == (OFFICE, date(2026, 8, 20))
    with reading(init_database(drafted)) as session:
        line = audit_lines(session)[0]
    assert (line.action, line.actor, (line.details or {})["office"]) == (
        "plan.confirm",
        "somchai",
        OFFICE,
    )


def test_confirming_changes_nothing_that_the_plan_says(
    drafted: Settings, drafted_once: Draft
) -> None:
    before = plan_hash(drafted_once.plan)

    settle(drafted, "all")

    assert plan_hash(load_plan([drafted.own_plans / "2570"]).plan) == before


@pytest.mark.parametrize(
    ("wanted", "office", "words"),
    [
        ("99", OFFICE, "ไม่มีค่าที่ยืนยันได้"),
        ("7.nothing", OFFICE, "ไม่มีค่าที่ยืนยันได้"),
        ("fiscal_year", OFFICE, "ไม่มีค่าที่ยืนยันได้"),
        ("7", " ", "ตำแหน่งผู้ยืนยัน"),
    ],
)
def test_a_confirmation_of_nothing_or_by_nobody_is_refused(
    drafted: Settings, wanted: str, office: str, words: str
) -> None:
    with pytest.raises(KamnotError, match=words):
        settle(drafted, wanted, office=office)


def test_the_plan_that_comes_with_the_program_is_not_edited(home: Settings) -> None:
    with pytest.raises(NotAllowedError, match="มากับโปรแกรม") as refused:
        confirm(home, 2567, ["7"], office=OFFICE, by="t", now=NOW)
    assert refused.value.how == How(Verb.PLAN_NEW, "2567 2567")


def test_a_value_that_keeps_the_printed_words_stays_a_doubt_until_it_is_edited(
    drafted: Settings,
) -> None:
    path = drafted.own_plans / "2570" / "activities-1-march.yaml"
    read, printed = (f"outcome: มีการดำเนินการตาม{words}ที่" for words in ("หน้าที่และอำนาจ", "หน้าที่อำนาจ"))
    path.write_text(path.read_text("utf-8").replace(read, printed), "utf-8")
    settle(drafted, "4")
    left = doubts_left(drafted)

    path.write_text(path.read_text("utf-8").replace(printed, read), "utf-8")
    settle(drafted, "4")

    assert doubts_left(drafted) == left - 1


def test_files_that_are_no_sound_plan_are_told_by_their_own_lines(drafted: Settings) -> None:
    path = drafted.own_plans / "2570" / "plan.yaml"
    path.write_text(
        path.read_text("utf-8").replace("total_points: 375", "total_points: 1"), "utf-8"
    )

    with pytest.raises(KamnotError, match=r"plans/2570/plan\.yaml:\d+: total_points"):
        settle(drafted, "7")


def waiting_subjects(home: Settings, *names: str) -> list[tuple[Subject, int]]:
    return [(e.subject, e.waiting) for e in agenda_of(home, 2570, names, "th").entries]


def test_the_agenda_names_what_changes_most_first_and_ends_with_the_texts(
    drafted: Settings,
) -> None:
    agenda = agenda_of(drafted, 2570, (), "th")

    assert [entry.subject for entry in agenda.entries] == list(Subject)
    dates = agenda.entries[0]
    assert dates.lines[0].startswith(
        "รอบ ๒๐ มีนาคม ๒๕๗๐ (วันเสาร์) วันทำการสุดท้าย ๑๙ มีนาคม ๒๕๗๐ (วันศุกร์) · กิจกรรม ๑, ๒,"
    )
    assert sum(len(entry.lines) for entry in agenda.entries) < 200, "an hour, not 4,000 values"
    assert agenda.due.unknown_years == (2027,)


def test_subject_by_subject_everything_is_confirmed_but_doubts(
    drafted: Settings, drafted_once: Draft
) -> None:
    before = plan_hash(drafted_once.plan)
    for subject in Subject:
        assert waiting_subjects(drafted)[0][0] is subject
        settle(drafted, subject.value)

    plan = load_plan([drafted.own_plans / "2570"]).plan
    assert list(waiting(plan)) == []
    assert plan_hash(plan) == before
    left = [value for value in list_sources(plan) if not value.confirmed]
    assert {value.origin for value in left} == {Origin.DOUBTFUL}
    with reading(init_database(drafted)) as session:
        offices = {(line.details or {})["office"] for line in audit_lines(session)}
    assert offices == {OFFICE}


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("dates", Subject.DATES),
        ("กำหนดส่ง", Subject.DATES),
        ("คะแนน", Subject.POINTS),
        ("เกณฑ์", Subject.THRESHOLDS),
        ("ผู้รับผิดชอบ", Subject.OWNERS),
        ("เอกสาร", Subject.DOCUMENTS),
        ("texts", Subject.TEXTS),
    ],
)
def test_a_subject_is_named_in_thai_too(drafted: Settings, name: str, subject: Subject) -> None:
    assert [found for found, _ in waiting_subjects(drafted, name)] == [subject]


def test_a_subject_of_one_activity_leaves_the_others(drafted: Settings) -> None:
    [(_, of_seven)] = waiting_subjects(drafted, "documents/๗")
    [(_, of_all)] = waiting_subjects(drafted, "documents")

    settle(drafted, "documents/7")

    assert 0 < of_seven < of_all
    assert waiting_subjects(drafted, "documents") == [(Subject.DOCUMENTS, of_all - of_seven)]
    assert Subject.DOCUMENTS not in dict(waiting_subjects(drafted, "7"))
    told = [line for e in agenda_of(drafted, 2570, ("7",), "th").entries for line in e.lines]
    assert told[0].startswith("กิจกรรมที่ ๗: ๒๐ มีนาคม ๒๕๗๐ (วันเสาร์) วันทำการสุดท้าย")
    assert all(line.startswith("กิจกรรมที่ ๗: ") for line in told)
    with pytest.raises(KamnotError, match="ไม่มีค่าที่ยืนยันได้"):
        settle(drafted, "documents/7")


def test_a_plan_that_was_not_carried_over_has_no_agenda(home: Settings) -> None:
    agenda = agenda_of(home, 2567, (), "en")
    assert (agenda.entries, agenda.from_year) == ((), None)
    assert agenda.doubtful > 0
