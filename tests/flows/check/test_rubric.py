"""Where a unit stands, from numbers and files that were really taken in; nothing supposed is kept."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from PIL import Image

from domain.evaluation.whatif import parse_supposition
from domain.language.errors import KamnotError
from domain.rubric.explanation import CriterionExplanation
from domain.rubric.gap import Deed
from flows.check.check import CheckRequest, check
from flows.check.rubric import find_gap, stand
from flows.evidence.measures import enter, entered
from flows.evidence.take_in import Incoming, take_in
from flows.run.workspace import Workspace
from storage.db.audit import audit_lines
from storage.db.database import reading, writing
from storage.records.evidence import add_review
from tests.support.cast import UNIT

MARCH = date(2024, 3, 13)


def set_number(ws: Workspace, measure: str, value: str, day: date = MARCH, why: str = "") -> None:
    enter(ws, UNIT, measure, value, on=day, by="เลขานุการ", why=why)


def explanation(
    ws: Workspace, number: int, as_of: date = MARCH, *suppose: str
) -> CriterionExplanation:
    return stand(ws, UNIT, as_of, suppose).explanations[number - 1]


def test_a_score_leads_back_to_the_number_and_to_who_entered_it(bare: Workspace) -> None:
    set_number(bare, "1.signed", "180/200")

    [figure] = explanation(bare, 1).figures

    assert figure.measure is not None
    assert (figure.measure.entered_by, figure.measure.fact.entered_on) == ("เลขานุการ", MARCH)
    assert figure.counted == (180, 200)
    assert figure.proved_by == (1,)


def test_a_score_leads_back_to_the_file_its_hash_and_its_reviewer(
    bare: Workspace, tmp_path: Path
) -> None:
    picture = tmp_path / "ภาพ.jpg"
    Image.new("RGB", (40, 30), "green").save(picture)
    [kept] = take_in(bare, UNIT, [Incoming("14.photos", picture, MARCH)], by="ผู้ส่ง")
    _accept(bare, kept.added.item, MARCH)

    standing = stand(bare, UNIT, MARCH)
    [link] = standing.records.files["14.photos"]

    assert 14 in standing.explanations[5].activities
    assert (len(link.sha256), link.received_on) == (64, MARCH)
    assert link.review is not None
    assert (link.review.accepted, link.review.reviewer) == (True, "ผู้ตรวจ")


def _accept(ws: Workspace, item: int, day: date) -> None:
    with writing(ws.engine) as session:
        add_review(
            session, unit=UNIT, item=item, version=1, accepted=True, reason="เห็นจริง", reviewed_on=day,
            by="ผู้ตรวจ", now=ws.now(),
        )  # fmt: skip


def test_a_past_day_knows_neither_later_numbers_nor_later_reviews(
    bare: Workspace, tmp_path: Path
) -> None:
    picture = tmp_path / "ภาพ.jpg"
    Image.new("RGB", (40, 30), "green").save(picture)
    [kept] = take_in(bare, UNIT, [Incoming("14.photos", picture, MARCH)], by="ผู้ส่ง")
    _accept(bare, kept.added.item, date(2024, 3, 20))
    set_number(bare, "2.goals", "3")
    set_number(bare, "2.goals", "5", date(2024, 3, 20))

    standing = stand(bare, UNIT, MARCH)

    assert standing.explanations[1].result.score == 2
    assert standing.records.entries["2.goals"].fact.value == 3
    assert standing.records.files["14.photos"][0].review is None
    assert explanation(bare, 2, date(2024, 3, 20)).result.score == 3


def test_a_fact_over_the_derived_one_needs_a_reason_and_both_are_shown(bare: Workspace) -> None:
    set_number(bare, "1.signed", "180/200")
    with pytest.raises(KamnotError, match=r"1\.signed"):
        set_number(bare, "rubric.signed", "100/200")
    set_number(bare, "rubric.signed", "100/200", why="ลงนามซ้ำ ๘๐ คน")

    [figure] = explanation(bare, 1).figures

    assert figure.entered is not None
    assert figure.entered.note == "ลงนามซ้ำ ๘๐ คน"
    assert (figure.value.counts.low * 100, figure.value.derived.low * 100) == (50, 90)


@pytest.mark.parametrize(
    ("measure", "value"),
    [
        pytest.param("rubric.climate", "มี", id="nothing derives it"),
        pytest.param("rubric.media", "2", id="the clip proves but one form"),
    ],
)
def test_a_fact_that_evidence_does_not_settle_needs_no_reason(
    bare: Workspace, measure: str, value: str
) -> None:
    set_number(bare, measure, value)
    assert [entry.fact.measure for entry in entered(bare, UNIT)] == [measure]


def test_nothing_supposed_is_written(bare: Workspace) -> None:
    set_number(bare, "1.signed", "100/200")
    before = _trail(bare)

    supposed = stand(bare, UNIT, MARCH, ["1.signed=200/200", "activity.3=complete"])
    find_gap(bare, UNIT, MARCH, "3", ["1.signed=200/200"])

    assert [c.result.score for c in supposed.explanations[:3]] == [3, 0, 1]
    assert supposed.supposed == ("1.signed=200/200", "activity.3=complete")
    assert supposed.records.entries["1.signed"].entered_by == ""
    assert [c.result.score for c in stand(bare, UNIT, MARCH).explanations[:3]] == [1, 0, 0]
    assert _trail(bare) == before


def _trail(ws: Workspace) -> list[datetime]:
    with reading(ws.engine) as session:
        return [line.at for line in audit_lines(session)]


@pytest.mark.parametrize("target", ["1", "2", "3"])
def test_doing_what_the_gap_says_reaches_the_level(bare: Workspace, target: str) -> None:
    gap = find_gap(bare, UNIT, MARCH, target)
    assert gap.steps
    assert gap.before.rubric.level == 0
    assert gap.then.rubric.level >= int(target)


def test_the_next_level_is_the_default_goal(bare: Workspace) -> None:
    assert find_gap(bare, UNIT, MARCH).level == 1


def test_the_gap_to_all_points_leaves_none_to_earn(bare: Workspace) -> None:
    gap = find_gap(bare, UNIT, MARCH, "points")
    assert gap.then.points.earned == gap.before.points.possible == 375


def test_a_step_stands_over_a_supposition_of_the_same_thing(bare: Workspace) -> None:
    gap = find_gap(bare, UNIT, MARCH, "1", ["1.signed=10/200", "activity.3=incomplete"])
    assert gap.then.rubric.level == 1
    assert Deed.COMPLETE in {step.deed for step in gap.steps or ()}


def test_steps_are_due_on_working_days_and_by_the_assessment(bare: Workspace) -> None:
    gap = find_gap(bare, UNIT, MARCH, "3")
    days = {step.by for step in gap.steps or ()}
    assert max(days) == date(2024, 6, 28)  # 30 June 2567 is a Sunday
    assert all(bare.is_working_day(day) for day in days)


def test_a_supposition_is_for_dry_runs_only(bare: Workspace) -> None:

    what = parse_supposition(bare.plan, ["activity.3=complete"], MARCH)
    with pytest.raises(KamnotError, match="โดยไม่บันทึก"):
        check(bare, CheckRequest(UNIT, ("march",), MARCH, suppose=what))
    outcome = check(bare, CheckRequest(UNIT, ("march",), MARCH, dry_run=True, suppose=what))
    assert outcome.evaluation.points.earned == 5
    assert outcome.documents()[0].plain()["supposed"] == ["activity.3=complete"]
