"""Facts: all versions, reviews and numbers of a unit, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy.engine import Engine

from domain.facts import (
    EvidenceFact,
    Facts,
    PictureUse,
    Problem,
    ReliefKind,
    ReviewFact,
    SectionFact,
    SectionOutcome,
)
from domain.inspected import Inspection
from domain.language.ids import RequirementId
from domain.rubric.typed_numbers import MeasureValue
from storage.db.database import reading, writing
from storage.evidence_store.contract import Stored
from storage.records.evidence import (
    AddedEvidence,
    NewEvidence,
    add_evidence,
    add_review,
    withdraw_evidence,
)
from storage.records.facts import (
    load_facts,
    load_facts_of_units,
    sections_from_json,
    sections_to_json,
)
from storage.records.measures import NewNumber, set_measure, take_back
from storage.records.people import set_unit
from storage.records.reliefs import grant_relief
from tests.support.cast import UNIT, share

NOW = datetime(2024, 3, 13, 2, 0, tzinfo=UTC)
EARLY, LATE = date(2024, 3, 1), date(2024, 3, 13)
SECTIONS = (SectionFact("cover", SectionOutcome.FOUND, 1, "ปก"),)


def hand_in(
    engine: Engine, content: str, day: date, *, unit: str = UNIT, name: str = "ก.pdf"
) -> int:
    with writing(engine) as session:
        return add_evidence(
            session,
            NewEvidence(
                unit=unit,
                fiscal_year=2567,
                requirement="7.report",
                stored=Stored(content * 64, 9, already_there=False),
                file_name=name,
                inspection=Inspection("pdf", None, "", True, 2, 1, SECTIONS),
                received_on=day,
                by="planning",
                now=NOW,
            ),
        ).item


def load(engine: Engine, **more: Any) -> Facts:
    with reading(engine) as session:
        return load_facts(session, UNIT, 2567, **more)


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def test_every_version_review_and_number_is_there_oldest_first(bureau: Engine) -> None:
    item = hand_in(bureau, "a", EARLY)
    hand_in(bureau, "b", LATE)
    with writing(bureau) as session:
        for accepted, reason in ((False, "ไม่ชัด"), (True, "")):
            add_review(
                session,
                unit=UNIT,
                item=item,
                version=1,
                accepted=accepted,
                reason=reason,
                reviewed_on=LATE,
                by="head",
                now=NOW,
            )
        for on, numerator in ((LATE, 190), (EARLY, 180)):
            set_measure(
                session,
                NewNumber(
                    UNIT,
                    2567,
                    "1.signed",
                    MeasureValue(numerator=numerator, denominator=200),
                    entered_on=on,
                    by="planning",
                    now=NOW,
                ),
            )

    report = RequirementId(7, "report")
    first = EvidenceFact(
        item, 1, report, "ก.pdf", "pdf", "a" * 64, EARLY, None, True, 2, 1, SECTIONS, file=item
    )
    second = EvidenceFact(
        item, 2, report, "ก.pdf", "pdf", "b" * 64, LATE, None, True, 2, 1, SECTIONS, file=item
    )
    assert load(bureau) == Facts(
        unit=UNIT,
        evidence=(first, second),
        reviews=(
            ReviewFact(item, 1, False, "ไม่ชัด", LATE),
            ReviewFact(item, 1, True, "", LATE),
        ),
        measures=(
            share("1.signed", 180, 200, EARLY),
            share("1.signed", 190, 200, LATE),
        ),
    )


def test_another_year_and_another_unit_stay_out(bureau: Engine) -> None:
    with writing(bureau) as session:
        set_unit(session, "second", name="ข", department="ค", by="init", now=NOW)
    hand_in(bureau, "a", EARLY, unit="second")
    assert load(bureau) == Facts(UNIT)
    with reading(bureau) as session:
        assert load_facts(session, "second", 2568) == Facts("second")


@pytest.mark.parametrize(
    ("as_of", "count"),
    [(date(2024, 3, 12), 1), (date(2024, 3, 13), 0), (date(2024, 3, 14), 0), (None, 0)],
    ids=["day-before", "that-day", "day-after", "now"],
)
def test_what_is_withdrawn_does_not_count_from_that_day_on(
    bureau: Engine, as_of: date | None, count: int
) -> None:
    item = hand_in(bureau, "a", EARLY)
    with writing(bureau) as session:
        add_review(
            session, unit=UNIT, item=item, version=1, accepted=True, reason="", reviewed_on=EARLY, by="head", now=NOW
        )  # fmt: skip
        withdraw_evidence(
            session, UNIT, item, withdrawn_on=LATE, by="head", reason="ผิดเรื่อง", now=NOW
        )
    facts = load(bureau, as_of=as_of)
    assert (len(facts.evidence), len(facts.reviews)) == (count, count)


def test_the_number_of_queries_does_not_grow_with_what_is_there(bureau: Engine) -> None:
    for number in range(5):
        hand_in(bureau, str(number), EARLY, name=f"{number}.pdf")
    with counted(bureau) as statements:
        assert len(load(bureau).evidence) == 5
    assert len(statements) == 7


def test_units_loaded_together_have_the_facts_of_each_alone(bureau: Engine) -> None:
    with writing(bureau) as session:
        set_unit(session, "second", name="ข", department="ค", by="init", now=NOW)
        for unit, count in ((UNIT, 4), ("second", 5), (UNIT, 6)):
            set_measure(
                session,
                NewNumber(
                    unit,
                    2567,
                    "rubric.goals",
                    MeasureValue(count=count),
                    entered_on=EARLY,
                    by="planning",
                    now=NOW,
                ),
            )
        take_back(session, UNIT, 2567, "rubric.goals", on=LATE, by="planning", now=NOW, why="นับผิด")
        for unit, subject in (("second", "7"), (UNIT, "8")):
            grant_relief(
                session, unit=unit, fiscal_year=2567, kind=ReliefKind.NOT_APPLICABLE, subject=subject,
                authoriser="ผู้อำนวยการ", reason="ไม่มี", decided_on=EARLY, until=None, by="head", now=NOW,
            )  # fmt: skip
    items = {
        unit: hand_in(bureau, content, EARLY, unit=unit)
        for content, unit in (("a", "second"), ("b", UNIT))
    }
    take_picture(bureau, "c", fiscal_year=2566)
    gone = hand_in(bureau, "d", EARLY, unit="second", name="ข.pdf")
    with writing(bureau) as session:
        withdraw_evidence(
            session, "second", gone, withdrawn_on=LATE, by="head", reason="ผิดเรื่อง", now=NOW
        )
        for unit, item in items.items():
            add_review(
                session, unit=unit, item=item, version=1, accepted=True, reason="", reviewed_on=LATE,
                by="head", now=NOW,
            )  # fmt: skip
    both = ["second", UNIT]
    with counted(bureau) as statements, reading(bureau) as session:
        together = load_facts_of_units(session, both, 2567, as_of=LATE)
    with reading(bureau) as session:
        assert together == [load_facts(session, unit, 2567, as_of=LATE) for unit in both]
    assert [len(facts.evidence) for facts in together] == [1, 1]
    assert len(statements) == 7


def test_a_files_problem_comes_back(bureau: Engine) -> None:
    with writing(bureau) as session:
        add_evidence(
            session,
            NewEvidence(
                unit=UNIT,
                fiscal_year=2567,
                requirement="7.report",
                stored=Stored("a" * 64, 0, already_there=False),
                file_name="ว่าง.pdf",
                inspection=Inspection("pdf", Problem.EMPTY, "", None, 0, 0, ()),
                received_on=LATE,
                by="planning",
                now=NOW,
            ),
        )
    (fact,) = load(bureau).evidence
    assert (fact.problem, fact.has_text, fact.sections) == (Problem.EMPTY, None, ())


@given(
    sections=st.lists(
        st.builds(
            SectionFact,
            id=st.text(),
            outcome=st.sampled_from(SectionOutcome),
            page=st.none() | st.integers(1, 999),
            words=st.text(),
        )
    )
)
def test_sections_survive_their_way_through_json(sections: list[SectionFact]) -> None:
    assert sections_from_json(sections_to_json(sections)) == tuple(sections)


PHOTO = Inspection(
    "jpg", None, "", None, 0, 1, (), width=4000, height=3000,
    taken_on=date(2024, 2, 14), fingerprint="0123456789abcdef" * 2, scanned=True,
)  # fmt: skip


def take_picture(engine: Engine, content: str, **more: Any) -> AddedEvidence:
    values: dict[str, Any] = {
        "unit": UNIT, "fiscal_year": 2567, "requirement": "7.photos",
        "stored": Stored(content * 64, 10, already_there=False), "file_name": f"{content}.jpg",
        "inspection": PHOTO, "received_on": EARLY, "by": "planning", "now": NOW,
    }  # fmt: skip
    with writing(engine) as session:
        return add_evidence(session, NewEvidence(**(values | more)))


def test_what_a_camera_wrote_comes_back(bureau: Engine) -> None:
    take_picture(bureau, "a", event_date=date(2024, 2, 13))

    fact = load(bureau).evidence[0]

    assert (fact.event_date, fact.taken_on) == (date(2024, 2, 13), date(2024, 2, 14))
    assert fact.fingerprint == PHOTO.fingerprint


def test_linked_items_name_the_item_that_their_file_came_in_as(bureau: Engine) -> None:
    first = take_picture(bureau, "a")
    take_picture(bureau, "a", requirement="8.photos", linked_to=first.item)

    assert [fact.file for fact in load(bureau).evidence] == [first.item, first.item]


def test_pictures_of_earlier_years_are_known_and_nothing_else_is(bureau: Engine) -> None:
    take_picture(bureau, "a", fiscal_year=2566)
    take_picture(
        bureau, "b", fiscal_year=2566, inspection=Inspection("pdf", None, "", True, 1, 1, ())
    )
    film = replace(PHOTO, format="mp4", milliseconds=5000, fingerprint=None)
    take_picture(bureau, "c", fiscal_year=2566, inspection=film)
    taken_back = take_picture(bureau, "d", fiscal_year=2566)
    take_picture(bureau, "e", fiscal_year=2568)
    with writing(bureau) as session:
        withdraw_evidence(
            session,
            UNIT,
            taken_back.item,
            withdrawn_on=EARLY,
            by="planning",
            reason="ส่งผิด",
            now=NOW,
        )

    assert load(bureau).earlier_pictures == (
        PictureUse(2566, RequirementId(7, "photos"), "a.jpg", "a" * 64, PHOTO.fingerprint),
    )
