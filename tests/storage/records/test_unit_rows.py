"""The rows of many units say of each what its facts say, on both databases, in a fixed number of queries."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy.engine import Engine

from domain.evaluation.department import standing_of
from domain.evaluation.evaluator import Evaluator
from domain.evaluation.standings import Standings
from domain.facts import Problem, ReliefKind, SectionFact, SectionOutcome
from domain.inspected import Inspection
from domain.rubric.figures import newest_entries
from storage.db.database import reading, writing
from storage.evidence_store.contract import Stored
from storage.records.evidence import add_evidence, add_review, withdraw_evidence
from storage.records.facts import load_facts
from storage.records.measures import set_measure, take_back
from storage.records.people import set_unit
from storage.records.reliefs import grant_relief
from storage.records.unit_rows import load_rows_of_units
from tests.support.cast import UNIT, small_plan, weekday

NOW = datetime(2024, 3, 13, 2, 0, tzinfo=UTC)
EARLY, LATE, AS_OF = date(2024, 3, 1), date(2024, 3, 25), date(2024, 4, 1)
FOUND = (SectionFact("result", SectionOutcome.FOUND, 1, "ผล"),)


def hand_in(
    engine: Engine, requirement: str, content: str, day: date, problem: Problem | None = None
) -> int:
    pictures = requirement.endswith("photos")
    seen = Inspection("jpg" if pictures else "pdf", problem, "", True, 1, 0, FOUND)
    with writing(engine) as session:
        return add_evidence(
            session, unit=UNIT, fiscal_year=2567, requirement=requirement,
            stored=Stored(content * 64, 9, already_there=False), file_name=f"{content}.{seen.format}",
            inspection=seen, received_on=day, by="planning", now=NOW,
        ).item  # fmt: skip


def review(engine: Engine, item: int, day: date, *, accepted: bool) -> None:
    with writing(engine) as session:
        add_review(
            session, unit=UNIT, item=item, version=1, accepted=accepted, reason="" if accepted else "ไม่ครบ",
            reviewed_on=day, by="head", now=NOW,
        )  # fmt: skip


def test_units_stand_where_their_facts_put_them(bureau: Engine) -> None:
    plan = small_plan()
    with writing(bureau) as session:
        set_unit(session, "second", name="ข", department="ค", by="init", now=NOW)
        set_measure(
            session, UNIT, 2567, "1.signed",
            numerator=9, denominator=10, entered_on=EARLY, by="planning", now=NOW,
        )  # fmt: skip
        set_measure(
            session, UNIT, 2567, "rubric.goals", count=5, entered_on=EARLY, by="planning", now=NOW
        )
        grant_relief(
            session, unit=UNIT, fiscal_year=2567, kind=ReliefKind.EXTENSION, subject="2",
            authoriser="ผู้อำนวยการ", reason="รอ", decided_on=EARLY, until=LATE, by="head", now=NOW,
        )  # fmt: skip
    for content in "ab":
        hand_in(bureau, "1.photos", content, EARLY)
    returned = hand_in(bureau, "2.report", "c", EARLY)
    review(bureau, returned, EARLY, accepted=True)
    review(bureau, returned, LATE, accepted=False)
    hand_in(bureau, "2.report", "d", LATE)
    gone = hand_in(bureau, "3.report", "e", EARLY, Problem.UNREADABLE)
    with writing(bureau) as session:
        take_back(session, UNIT, 2567, "rubric.goals", on=LATE, by="planning", now=NOW, why="นับผิด")
        withdraw_evidence(session, UNIT, gone, withdrawn_on=LATE, by="head", reason="ผิด", now=NOW)

    for as_of in (EARLY, LATE, AS_OF):
        evaluator = Evaluator(plan, weekday)
        with reading(bureau) as session:
            rows = load_rows_of_units(session, [UNIT, "second"], 2567, as_of=as_of)
            facts = [load_facts(session, unit, 2567, as_of=as_of) for unit in (UNIT, "second")]
        together = [Standings(evaluator, as_of).standing(one, "") for one in rows]
        alone = [
            standing_of(
                plan,
                evaluator.evaluate(one, as_of),
                "",
                newest_entries(one.known_on(as_of).measures),
            )
            for one in facts
        ]
        assert together == alone
        assert together[0] != together[1]
