"""A bureau's year from level 0 to level 3 by files that were really taken in, every score led back to them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from domain.plan.model import MeasureKind
from domain.results import Outcome
from domain.rubric.explanation import Standing
from flows.check.points import find_points
from flows.check.rubric import stand
from flows.evidence.measures import enter
from flows.evidence.reviews import look_at, review
from flows.evidence.take_in import take_in
from flows.run.workspace import Workspace
from tests.support.cast import UNIT
from tests.support.year import evidence

STAFF = 122
YEAR_END = date(2024, 9, 30)


def bring(ws: Workspace, folder: Path, activities: range) -> None:
    """The activities' documents, seen where no machine can tell, and the numbers at what was really reached."""
    taken = take_in(ws, UNIT, evidence(ws.plan, folder, activities), by="ผู้ส่ง")
    for one in taken:
        if one.asked.needs_eyes:
            seen = look_at(ws, UNIT, one.added.item)
            review(ws, UNIT, seen, accepted=True, reason="", on=YEAR_END, by="ผู้ตรวจ")
    for number in activities:
        for measure in ws.plan.by_number[number].measures:
            count = str(max(5, int(measure.at_least)))
            share = f"{STAFF - 2}/{STAFF}" if measure.kind is MeasureKind.SHARE else count
            text = "มี" if measure.kind is MeasureKind.YES_NO else share
            tell(ws, f"{number}.{measure.id}", text)


def tell(ws: Workspace, measure: str, value: str) -> None:
    enter(
        ws, UNIT, measure, value, on=date(2024, 2, 20), by="เลขานุการ", event_date=date(2024, 2, 1)
    )


def explained(standing: Standing) -> bool:
    """Whether every score above 0 stands on a file with its hash or on a number that somebody entered."""
    for explanation in standing.explanations:
        if explanation.result.score == 0:
            continue
        files = [
            file
            for number in explanation.activities
            for finding in standing.evaluation.by_number[number].findings
            for file in standing.records.files.get(finding.id, ())
        ]
        entries = [e for f in explanation.figures for e in (f.entered, f.measure) if e]
        if not (any(len(f.sha256) == 64 for f in files) or any(e.entered_by for e in entries)):
            return False
        reached = next(b for b in explanation.bands if b.band.score == explanation.result.score)
        if reached.outcome is not Outcome.MET or not explanation.band.source:
            return False
    return True


def test_a_year_goes_from_level_0_to_3_by_real_evidence_and_every_step_is_explained(
    bare: Workspace, tmp_path: Path
) -> None:
    levels = []

    def look() -> Standing:
        standing = stand(bare, UNIT, YEAR_END)
        levels.append(standing.evaluation.rubric.level)
        assert explained(standing)
        return standing

    assert look().evaluation.rubric.sums == {3: 0, 6: 0, 9: 0}

    bring(bare, tmp_path, range(1, 5))  # declaration, goals, plan, people in charge
    first = look()
    assert [c.result.score for c in first.explanations[:3]] == [3, 3, 3]

    bring(bare, tmp_path, range(5, 32))  # reports, surveys, papers and the clip
    for fact in ("people-honoured", "honours-inside"):
        tell(bare, f"rubric.{fact}", "มี")
    look()

    for fact in ("climate", "documented", "published-inside"):
        tell(bare, f"rubric.{fact}", "มี")
    tell(bare, "rubric.media", "2")
    last = look()

    assert levels == [0, 1, 2, 3]
    assert min(c.result.score for c in last.explanations) >= 2
    assert find_points(bare, UNIT, YEAR_END).year.breakdown.earned == 300
