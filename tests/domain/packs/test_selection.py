"""What goes where: by the plan's own word, nothing that does not count, every name its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.facts import EvidenceFact, Facts, Problem, ReviewFact, SectionFact, SectionOutcome
from domain.language.errors import KamnotError
from domain.language.how import How, Verb
from domain.language.thai import normalise
from domain.packs.selection import (
    _LONGEST_FOLDER,
    FOLDERS,
    LONGEST_PATH,
    REASONS,
    Places,
    Selection,
    Why,
    activity_folder,
    check_choice,
    forms_of,
    is_handed_in,
    select,
    two_people_wanted,
    unsigned,
)
from domain.plan.model import Delivery
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan
from tests.support.cast import UNIT, file, photo

PLAN = load_plan([plan_folder(2567)]).plan
DAY = date(2024, 3, 20)
DRIVE, SITE, SYSTEM = Delivery.FLASH_DRIVE, Delivery.LEARNING_CENTRE, Delivery.DOCUMENT_SYSTEM


def review(item: int, *, accepted: bool = True) -> ReviewFact:
    return ReviewFact(item, 1, accepted, "" if accepted else "ขาดลายมือชื่อ", DAY)


def sorted_out(
    *evidence: EvidenceFact,
    reviews: tuple[ReviewFact, ...] = (),
    chosen: frozenset[int] = frozenset(),
    batch: str = "march",
) -> Selection:
    return select(PLAN, batch, Facts(UNIT, evidence, reviews), chosen)


def places(selection: Selection) -> set[tuple[int, str]]:
    return {(g.fact.item, g.delivery.value) for g in selection.going}


def left(selection: Selection) -> set[tuple[int, str | None, str]]:
    return {
        (one.fact.item, one.delivery and one.delivery.value, one.why.value)
        for one in selection.left_out
    }


def shown(selection: Selection) -> list[int]:
    return [f.item for page in selection.pages for f in page.facts]


THREE = tuple(photo("7.photos", item) for item in (1, 2, 3))


def test_a_pdf_report_goes_onto_the_drive_and_up_to_the_site() -> None:
    selection = sorted_out(file("7.report"))

    assert places(selection) == {(1, DRIVE), (1, SITE)}
    assert selection.left_out == ()


def test_a_word_report_goes_onto_the_drive_only_and_the_contents_ask_for_a_pdf() -> None:
    selection = sorted_out(file("7.report", format="docx", has_pdf=False))

    assert places(selection) == {(1, DRIVE)}
    assert left(selection) == {(1, SITE, Why.NOT_PDF)}


def test_the_site_gets_the_pdf_that_is_kept_of_a_word_report() -> None:
    selection = sorted_out(file("7.report", format="docx", has_pdf=True))

    assert [(g.delivery, g.as_pdf) for g in selection.going] == [(DRIVE, False), (SITE, True)]
    assert left(selection) == set()


def test_nobody_is_asked_for_a_clip_as_pdf() -> None:
    selection = sorted_out(file("19.clip", format="mp4"), batch="june-20")

    assert places(selection) == {(1, DRIVE)}
    assert left(selection) == {(1, SITE, Why.CLIP)}


def test_the_memo_of_activity_36_goes_through_the_document_system_alone() -> None:
    selection = sorted_out(file("36.memo"), file("36.report", item=2), batch="july")

    assert places(selection) == {(1, SYSTEM), (2, DRIVE), (2, SITE)}
    assert left(selection) == {(1, SITE, Why.NOT_FOR_SITE)}


def test_evidence_of_another_batch_stays_out_unmentioned() -> None:
    selection = sorted_out(file("18.report"))

    assert (selection.going, selection.pages, selection.left_out) == ((), (), ())


# What a form wants along


def test_the_forms_of_30_june_take_their_evidence_and_two_pictures_an_activity_along() -> None:
    named, other = file("4.order", item=4), file("7.report", item=5)
    returned, memo = file("6.report", item=6), file("36.memo", item=7)

    selection = sorted_out(
        *THREE, named, other, returned, memo, reviews=(review(6, accepted=False),), batch="june-30"
    )

    assert places(selection) == {(1, DRIVE), (2, DRIVE), (4, DRIVE)}
    assert (selection.pages, selection.left_out) == ((), ())


def test_a_chosen_picture_goes_along_before_the_accepted_one() -> None:
    reviews, chosen = (review(3),), frozenset({2})

    assert places(sorted_out(*THREE, reviews=reviews, batch="june-30")) == {(3, DRIVE), (1, DRIVE)}
    assert places(sorted_out(*THREE, chosen=chosen, batch="june-30")) == {(2, DRIVE)}


def test_every_activity_without_a_picture_is_named_where_a_form_wants_one_of_each() -> None:
    without = sorted_out(*THREE, batch="june-30").without_pictures

    assert without == tuple(n for n in range(1, 39) if n != 7)
    assert sorted_out(*THREE).without_pictures == ()


def test_a_picture_among_the_attachments_of_an_activity_is_one_of_it() -> None:
    picture = file("32.attachments", item=9, format="jpg")
    assert 32 not in sorted_out(*THREE, picture, batch="june-30").without_pictures


@pytest.mark.parametrize(
    ("evidence", "reviews", "why", "detail"),
    [
        pytest.param(
            file("7.report"),
            (review(1, accepted=False),),
            Why.RETURNED,
            "ขาดลายมือชื่อ",
            id="returned",
        ),
        pytest.param(file("7.report", problem=Problem.EMPTY), (), Why.PROBLEM, "ว่าง", id="problem"),
        pytest.param(file("7.report", format="xlsx"), (), Why.FORMAT, "", id="wrong format"),
    ],
)
def test_what_does_not_count_stays_out_of_the_whole_pack_with_its_reason(
    evidence: EvidenceFact, reviews: tuple[ReviewFact, ...], why: Why, detail: str
) -> None:
    selection = sorted_out(evidence, reviews=reviews)

    assert selection.going == ()
    assert left(selection) == {(1, None, why)}
    assert detail in selection.left_out[0].detail


def test_what_is_wrong_with_a_file_is_said_in_the_language_that_was_asked_for() -> None:
    facts = Facts(UNIT, (file("7.report", problem=Problem.EMPTY),))

    selection = select(PLAN, "march", facts, frozenset(), "en")

    assert selection.left_out[0].detail.startswith("is empty")


def test_a_newer_version_that_was_not_returned_goes_in_for_the_one_that_was() -> None:
    selection = sorted_out(
        file("7.report"), file("7.report", version=2), reviews=(review(1, accepted=False),)
    )

    assert {(g.fact.item, g.fact.version) for g in selection.going} == {(1, 2)}


def test_the_same_picture_sent_twice_goes_in_once() -> None:
    one = photo("7.photos", 1)

    selection = sorted_out(one, replace(one, item=2))

    assert places(selection) == {(1, DRIVE)}
    assert left(selection) == {(2, None, Why.USED_BEFORE)}


@pytest.mark.parametrize(
    ("reviews", "chosen", "pictures"),
    [
        pytest.param((), (), [1, 2], id="the first two"),
        pytest.param((review(3),), (), [3, 1], id="the accepted one first"),
        pytest.param((review(3),), (2,), [2], id="only what a person chose"),
        pytest.param((review(2, accepted=False),), (2,), [1, 3], id="a returned one never"),
    ],
)
def test_the_site_gets_two_pictures_of_an_activity_at_most(
    reviews: tuple[ReviewFact, ...], chosen: tuple[int, ...], pictures: list[int]
) -> None:
    selection = sorted_out(*THREE, reviews=reviews, chosen=frozenset(chosen))

    assert shown(selection) == pictures
    told = {one.fact.item for one in selection.left_out}
    assert told == {1, 2, 3} - set(pictures)


def test_a_picture_of_another_day_waits_behind_the_others() -> None:
    of_another_day = replace(THREE[0], taken_on=date(2024, 1, 1))
    held = replace(THREE[1], event_date=date(2024, 3, 8))

    assert shown(sorted_out(of_another_day, held, THREE[2])) == [2, 3]


def test_every_picture_that_counts_goes_onto_the_drive() -> None:
    assert places(sorted_out(*THREE)) == {(1, DRIVE), (2, DRIVE), (3, DRIVE)}


def test_what_goes_in_is_listed_once_however_often_it_goes_in() -> None:
    selection = sorted_out(file("7.report"), photo("7.photos", 2))

    assert [f.item for f in selection.evidence()] == [1, 2]


@pytest.mark.parametrize("batch", PLAN.batch_by_id)
def test_nothing_that_comes_in_is_lost_without_a_word(batch: str) -> None:
    evidence = [
        file(f"{activity.number}.{requirement.id}", item=item, format=file_format)
        for item, (activity, requirement, file_format) in enumerate(
            (
                (a, r, f)
                for a in PLAN.by_batch[batch]
                for r in a.requirements
                for f in ("pdf", "docx", "jpg", "mp4")
            ),
            1,
        )
    ]

    selection = sorted_out(*evidence, batch=batch)

    told = {one.fact.item for one in selection.left_out} | {f.item for f in selection.evidence()}
    assert told == {fact.item for fact in evidence}


def test_every_reason_has_words() -> None:
    assert set(REASONS) == set(Why)


@pytest.mark.parametrize(
    ("batch", "forms"),
    [
        ("march", ["integrated-plan-report"]),
        ("june-20", ["integrated-plan-report"]),
        ("june-30", ["dos-donts", "level-3-report", "assessment-report"]),
        ("july", []),
        ("september", ["integrated-plan-report"]),
    ],
)
def test_a_batch_is_handed_in_with_the_forms_that_the_plan_names(
    batch: str, forms: list[str]
) -> None:
    assert [planned.form.id for planned in forms_of(PLAN, batch)] == forms


FOUND, NOT, SCAN = SectionOutcome.FOUND, SectionOutcome.NOT_FOUND, SectionOutcome.CANNOT_TELL


def of_32(first: SectionOutcome, second: SectionOutcome) -> EvidenceFact:
    parts = (("form-1", first), ("form-2", second), ("form-3", SectionOutcome.NOT_FOUND))
    return file("32.report", DAY, sections=tuple(SectionFact(n, o) for n, o in parts))


@pytest.mark.parametrize(
    ("batch", "evidence", "handed"),
    [
        ("june-30", (), []),
        ("june-30", (of_32(FOUND, NOT),), ["dos-donts"]),
        ("june-30", (of_32(FOUND, SectionOutcome.DOUBTFUL),), ["dos-donts", "level-3-report"]),
        ("june-30", (of_32(SCAN, NOT),), ["dos-donts"]),
        ("june-30", (file("32.attachments", DAY),), []),
        ("march", (file("5.report", DAY, sections=()),), ["integrated-plan-report"]),
        ("march", (file("7.report", DAY),), []),
    ],
    ids=["nothing", "one form", "two in a file", "a scan", "attachments", "whole", "another"],
)
def test_a_form_that_a_person_handed_in_is_known_by_its_parts(
    batch: str, evidence: tuple[EvidenceFact, ...], handed: list[str]
) -> None:
    found = [p.form.id for p in forms_of(PLAN, batch) if is_handed_in(p, evidence)]

    assert found == handed


# Choosing pictures


@pytest.mark.parametrize(
    ("requirement", "more", "chosen", "words"),
    [
        pytest.param("7.report", {}, (), "ไม่ใช่ภาพ", id="a report"),
        pytest.param("15.photos", {"format": "docx"}, (), "ไม่ใช่ภาพ", id="a document of pictures"),
        pytest.param("7.photos", {"format": "jpg"}, (2, 3), "ครบ 2 ภาพ", id="a third one"),
        pytest.param("99.photos", {"format": "jpg"}, (), "ไม่ใช่ภาพ", id="of no activity any more"),
    ],
)
def test_what_cannot_be_chosen_is_refused_with_the_reason(
    requirement: str, more: dict[str, Any], chosen: tuple[int, ...], words: str
) -> None:
    others = [photo("7.photos", item) for item in chosen]

    with pytest.raises(KamnotError, match=words):
        check_choice(PLAN, file(requirement, **more), others)


def test_a_third_picture_is_refused_with_the_way_to_drop_one() -> None:
    with pytest.raises(KamnotError, match="ครบ 2 ภาพ") as refused:
        check_choice(PLAN, THREE[2], THREE[:2])
    assert refused.value.how == How(Verb.EVIDENCE_UNCHOOSE)


def test_what_goes_along_goes_with_its_own_activity() -> None:
    selection = sorted_out(file("7.report"), *THREE, batch="june-30")

    assert {g.activity.number for g in selection.going} == {7}


def test_choosing_one_again_is_no_third_choice() -> None:
    check_choice(PLAN, THREE[0], THREE[:2])


# Two people


def test_documents_to_be_signed_wait_for_a_second_person() -> None:
    evidence = (file("1.declaration"), file("6.report", item=2), file("7.report", item=3))

    waiting = unsigned(PLAN, "march", evidence, (review(1),))

    assert two_people_wanted(PLAN, "march") >= {"1.declaration", "6.report"}
    assert [f.requirement for f in waiting] == ["6.report"]


# Places


def test_a_folder_is_named_by_number_and_title_and_says_where_it_was_cut() -> None:
    names = [activity_folder(activity) for activity in PLAN.activities]

    assert names[3] == "๐๔_แต่งตั้งผู้รับผิดชอบ"
    assert names[0].startswith("๐๑_การประกาศเจตนารมณ์")
    assert names[0].endswith("…")
    assert all(len(name) <= _LONGEST_FOLDER + 1 for name in names)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("first", "second", "path"),
    [
        ("รายงาน.pdf", "รายงาน.pdf", "ก/รายงาน (2).pdf"),
        ("Report.pdf", "REPORT.PDF", "ก/REPORT (2).PDF"),
        ("น้ำใจ.pdf", "น\u0e49\u0e4d\u0e32ใจ.pdf", "ก/น\u0e49\u0e4d\u0e32ใจ (2).pdf"),
        ("บันทึก", "บันทึก", "ก/บันทึก (2)"),
        ("a:b.pdf", "a?b.pdf", "ก/a_b (2).pdf"),
        ("../../x", ".._.._x", "ก/.._ (2)._x"),
    ],
)
def test_a_name_that_windows_or_a_reader_takes_for_another_gets_a_number(
    first: str, second: str, path: str
) -> None:
    taken = Places()
    taken.take(("ก",), first)

    assert taken.take(("ก",), second) == path


NAMES = st.one_of(
    st.text(max_size=60),
    st.text(st.sampled_from("aAกำ\u0e4d\u0e32ิ่. ()2/\\:"), max_size=8),
    st.sampled_from(["ที่" * 90 + ".pdf", "ที่" * 90 + ".PDF", "con", "NUL.txt", "..", ""]),
)


@given(st.lists(NAMES, max_size=12), st.sampled_from(sorted(FOLDERS.values())))
def test_names_never_meet_and_never_leave_their_folder(names: list[str], folder: str) -> None:
    taken = Places()
    folders = (folder, activity_folder(PLAN.activities[0]))

    paths = [taken.take(folders, name) for name in names]

    assert len({normalise(path).casefold() for path in paths}) == len(paths)
    for path in paths:
        *above, name = path.split("/")
        assert tuple(above) == folders
        assert name.strip(". ")
        assert name == name.rstrip(". ")
        assert not set(name) & set('<>:"\\|?*\0')
        assert len(path) <= LONGEST_PATH
        assert len(name.encode()) <= 255
