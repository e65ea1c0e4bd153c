"""Where the rubric's figures come from: derived, entered over it by hand, or for a person to tell."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from domain.evaluation.evaluator import Evaluator
from domain.facts import EvidenceFact, Facts, MeasureFact, SectionFact, SectionOutcome
from domain.language.errors import KamnotError
from domain.plan.model import MeasureKind, Plan
from domain.rubric.figures import (
    FigureValue,
    Interval,
    check_override,
    figure_values,
    show_interval,
)
from tests.support.cast import DUE, UNIT, S, file, number, relief, share, small_plan, weekday

CANNOT_TELL = (SectionFact("result", SectionOutcome.CANNOT_TELL),)


def with_figure(**figure: object) -> Plan:
    """The small plan, one more figure in its rubric."""
    plan = small_plan()
    raw = plan.model_dump()
    raw["rubric"]["figures"] = [
        *raw["rubric"]["figures"],
        {"source": S, "id": "more", "title": "อื่น", **figure},
    ]
    return Plan.model_validate(raw)


def values(
    *measures: MeasureFact,
    files: tuple[EvidenceFact, ...] = (),
    plan: Plan | None = None,
    reliefs: tuple[object, ...] = (),
) -> dict[str, FigureValue]:
    plan = plan or small_plan()
    facts = Facts(UNIT, evidence=files, measures=measures, reliefs=reliefs)  # type: ignore[arg-type]  # reliefs of the cast
    evaluation = Evaluator(plan, weekday).evaluate(facts, DUE)
    activities = evaluation.by_number
    return figure_values(plan.rubric, {m.measure: m for m in measures}, activities)


def test_a_hand_entry_counts_and_the_derived_value_stays_beside_it() -> None:
    by_hand = number("rubric.signed", Fraction(1, 2), DUE)

    signed = values(share("1.signed", 9, 10), by_hand)["signed"]

    assert signed.derived == Interval.exactly(Fraction(9, 10))
    assert signed.counts == Interval.exactly(Fraction(1, 2))
    assert signed.overridden


def test_an_entry_for_a_figure_that_nothing_derives_overrides_nothing() -> None:
    goals = values(number("rubric.goals", 5, DUE))["goals"]
    assert (goals.counts.low, goals.overridden) == (5, False)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param((), Interval(0, None), id="no activity proves any"),
        pytest.param((file("2.report"),), Interval(1, None), id="one of the two"),
        pytest.param(
            (file("2.report"), file("4.report", item=2)), Interval(2, None), id="both, maybe more"
        ),
        pytest.param(
            (file("2.report", sections=CANNOT_TELL),), Interval(0, None), id="one cannot be told"
        ),
    ],
)
def test_complete_activities_prove_a_part_of_a_count(
    files: tuple[EvidenceFact, ...], expected: Interval
) -> None:
    plan = with_figure(kind="count", derived_from="complete:2,4")
    assert values(files=files, plan=plan)["more"].counts == expected


def test_all_named_activities_must_be_complete_for_a_yes() -> None:
    plan = with_figure(kind="yes-no", derived_from="complete:2,4")
    both = (file("2.report"), file("4.report", item=2))

    assert values(files=both[:1], plan=plan)["more"].counts == Interval(0, 0)
    assert values(files=both, plan=plan)["more"].counts == Interval(1, 1)


def test_what_does_not_apply_proves_no_part_of_a_count() -> None:
    plan = with_figure(kind="count", derived_from="complete:2,4")
    reliefs = (relief("not-applicable", "2"),)
    assert values(plan=plan, reliefs=reliefs)["more"].counts == Interval(0, None)


@pytest.mark.parametrize(
    ("interval", "kind", "shown"),
    [
        (Interval(Fraction(0), Fraction(1)), MeasureKind.SHARE, "ไม่ทราบ"),
        (Interval(Fraction(7999, 10000), Fraction(7999, 10000)), MeasureKind.SHARE, "๗๙.๙๙%"),
        (Interval(Fraction(1, 2), Fraction(3, 4)), MeasureKind.SHARE, "๕๐% ถึง ๗๕%"),
        (Interval(Fraction(0), Fraction(0)), MeasureKind.SHARE, "๐%"),
        (Interval(0, None), MeasureKind.COUNT, "ไม่ทราบ"),
        (Interval(1, None), MeasureKind.COUNT, "อย่างน้อย ๑"),
        (Interval(0, 0), MeasureKind.COUNT, "๐"),
        (Interval(0, 1), MeasureKind.YES_NO, "ไม่ทราบ"),
        (Interval(0, 0), MeasureKind.YES_NO, "ไม่มี"),
        (Interval(1, 1), MeasureKind.YES_NO, "มี"),
    ],
)
def test_a_figure_is_shown_with_what_is_known_of_it(
    interval: Interval, kind: MeasureKind, shown: str
) -> None:
    assert show_interval(interval, kind, "th") == shown


@pytest.mark.parametrize(
    ("figure", "settled"),
    [
        pytest.param({"kind": "share", "derived_from": "completion"}, True, id="all activities"),
        pytest.param({"kind": "yes-no", "derived_from": "complete:2"}, True, id="an activity"),
        pytest.param({"kind": "count", "derived_from": "complete:2"}, False, id="part of a count"),
        pytest.param({"kind": "count"}, False, id="nothing"),
    ],
)
def test_an_entry_over_what_the_evidence_tells_needs_a_reason(
    figure: dict[str, str], *, settled: bool
) -> None:
    plan = with_figure(**figure)
    check_override(plan, "rubric.more", "มติที่ประชุม")
    if settled:
        with pytest.raises(KamnotError, match="ต้องบอกเหตุผล") as refused:
            check_override(plan, "rubric.more", " ")
        assert re.search("กิจกรรมที่ ๒|สัดส่วนกิจกรรม", refused.value.thai)
        assert "comple" not in refused.value.thai
    else:
        check_override(plan, "rubric.more", " ")
