"""What rows and surveys prove together, and that a number over them is typed with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from domain.evaluation.evaluator import Evaluator
from domain.facts import Facts, MeasureFact, RowId, SurveyRound
from domain.language.errors import KamnotError
from domain.language.ids import MeasureId
from domain.results import ActivityResult, Outcome
from domain.rubric.derived import check_typed_over, with_derived
from domain.rubric.figures import figure_values, newest_entries
from tests.support.cast import UNIT, number, weekday
from tests.support.dossiers import AS_OF, STAFF, facts_by_rows, plan_2567
from tests.support.surveys.made_up import of_year

PLAN = plan_2567()
DAY = date(2024, 3, 1)


def taken(name: str, number_: int, *, year: int = 2567, level: float = 4.4) -> SurveyRound:
    asked = PLAN.survey_by_id[name]
    found = of_year(asked, year, people=STAFF - 4, staff=STAFF, level=level, seed=number_)
    return SurveyRound(number_, found, DAY, DAY)


@cache
def year_with_surveys() -> Facts:
    """The year in rows and accepted surveys; nobody typed a number."""
    surveys = (
        taken("climate", 1, year=2566, level=3.9),
        taken("climate", 2),
        taken("virtues", 3),
        taken("awareness", 4),
    )
    return with_derived(PLAN, replace(facts_by_rows(), surveys=surveys))


def test_all_nine_criteria_are_proved_without_a_typed_number() -> None:
    facts = year_with_surveys()
    found = Evaluator(PLAN, weekday).evaluate(facts, AS_OF)

    assert facts.measures == ()
    assert [c.score for c in found.rubric.criteria] == [3] * 9
    assert found.rubric.level == 3
    assert {
        str(f.id)
        for a in found.by_number.values()
        for f in a.findings
        if f.outcome is not Outcome.MET and f.outcome is not Outcome.NOT_APPLICABLE
    } == set()


def test_without_last_years_survey_criterion_7_stays_unknown() -> None:
    year = year_with_surveys()
    facts = with_derived(PLAN, replace(year, surveys=year.surveys[1:]))
    criterion = Evaluator(PLAN, weekday).evaluate(facts, AS_OF).rubric.criteria[6]
    assert (criterion.score, criterion.score_if_unknowns_hold) == (1, 3)


def test_where_rows_and_a_survey_prove_a_number_the_better_counts() -> None:
    def joined(surveys: tuple[SurveyRound, ...]) -> MeasureFact:
        known = with_derived(PLAN, replace(facts_by_rows(), surveys=surveys)).known_on(AS_OF)
        return newest_entries(known.measures)[MeasureId.parse("20.joined")]

    assert (joined(()).numerator, joined(()).survey) == (110, "")
    found = joined((taken("virtues", 3),))
    assert (found.numerator, found.denominator, found.survey) == (STAFF - 4, STAFF, "virtues")
    few = of_year(PLAN.survey_by_id["virtues"], 2567, people=20, staff=STAFF, level=4.4)
    assert joined((SurveyRound(5, few, DAY, DAY),)).survey == ""


def test_a_typed_figure_counts_over_a_survey_which_stays_beside_it() -> None:
    year = year_with_surveys()
    typed = replace(year, measures=(number("rubric.climate", False, DAY),))
    known = typed.known_on(AS_OF)
    measures = newest_entries(known.measures)
    value = figure_values(PLAN.rubric, measures, _activities(typed))["climate"]
    assert (value.counts.low, value.derived.low, value.overridden) == (0, 1, True)
    assert measures[MeasureId.parse("rubric.climate")].disputed


def _activities(facts: Facts) -> Mapping[int, ActivityResult]:
    return Evaluator(PLAN, weekday).evaluate(facts, AS_OF).by_number


def test_a_survey_of_a_unit_without_rows_proves_its_numbers_too() -> None:
    known = with_derived(PLAN, Facts(UNIT, surveys=(taken("awareness", 4),))).known_on(AS_OF)
    assert {str(m.measure) for m in known.derived} == {
        "26.understanding", "27.understanding", "27.honest-duty",
    }  # fmt: skip


# Typing over them


def test_typing_over_rows_needs_a_reason() -> None:
    fact = MeasureFact(MeasureId.parse("2.goals"), 1, DAY, rows=(RowId("goals", 1),))
    by_rows = {fact.measure: fact}

    with pytest.raises(KamnotError, match="ได้จากทะเบียน goals"):
        check_typed_over("2.goals", " ", by_rows)
    check_typed_over("2.goals", "มติที่ประชุม", by_rows)
    check_typed_over("1.signed", "", by_rows)


@pytest.mark.parametrize("measure", [*PLAN.proofs, *PLAN.survey_proofs], ids=str)
def test_typing_over_any_derived_number_needs_a_reason(measure: MeasureId) -> None:
    proven = {m.measure: m for m in year_with_surveys().known_on(AS_OF).derived}

    with pytest.raises(KamnotError, match="ต้องบอกเหตุผล"):
        check_typed_over(measure, "", proven)
    check_typed_over(measure, "มติที่ประชุม", proven)


def test_typing_over_a_survey_that_cannot_tell_needs_a_reason_too() -> None:
    facts = with_derived(PLAN, Facts(UNIT, surveys=(taken("climate", 2),)))
    proven = {m.measure: m for m in facts.known_on(AS_OF).derived}
    with pytest.raises(KamnotError, match="ได้จากผลสำรวจ climate"):
        check_typed_over("rubric.climate", "", proven)
