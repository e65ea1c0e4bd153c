"""From a score back to what it stands on, on the standing cast."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from domain.evaluation.evaluator import Evaluator
from domain.facts import EnteredMeasure, Facts, MeasureFact, Reviewed
from domain.results import Outcome
from domain.rubric.explanation import Standing, records_of, trace
from tests.support.cast import DUE, UNIT, file, number, relief, share, small_plan, weekday
from tests.support.dossiers import AS_OF, facts_by_rows, plan_2567

PLAN = small_plan()
SIGNED = share("1.signed", 60, 80)


def standing(facts: Facts, *entries: EnteredMeasure, as_of: date = DUE) -> Standing:
    evaluation = Evaluator(PLAN, weekday).evaluate(facts, as_of)
    reviews = {(1, 2): Reviewed(True, "ผู้ตรวจ", DUE, "ครบ")}
    return trace(PLAN, evaluation, records_of(PLAN, facts, as_of, reviews, entries))


def test_an_explanation_runs_from_score_to_band_condition_figure_and_entry() -> None:
    explanation = standing(
        Facts(UNIT, measures=(SIGNED,)), EnteredMeasure(SIGNED, "เลขานุการ", "นับใหม่")
    ).explanations[0]

    assert (explanation.result.score, explanation.band.score) == (2, 2)
    assert [b.outcome for b in explanation.bands] == [Outcome.NOT_MET, *[Outcome.MET] * 3]
    assert [b.band for b in explanation.bands] == list(explanation.criterion.bands)
    [figure] = explanation.figures
    assert figure.measure == EnteredMeasure(SIGNED, "เลขานุการ", "นับใหม่")
    assert (figure.counted, figure.proved_by, figure.fed_by) == ((60, 80), (1,), ())


def test_a_number_that_nobody_entered_was_supposed() -> None:
    [figure] = standing(Facts(UNIT, measures=(SIGNED,))).explanations[0].figures
    assert figure.measure == EnteredMeasure(SIGNED, "", "")


def test_an_older_entry_does_not_stand_for_a_supposed_number() -> None:
    older = share("1.signed", 1, 2)
    [figure] = (
        standing(Facts(UNIT, measures=(SIGNED,)), EnteredMeasure(older, "x"))
        .explanations[0]
        .figures
    )
    assert figure.measure == EnteredMeasure(SIGNED)


def test_a_file_is_shown_in_its_newest_version_with_its_review() -> None:
    facts = Facts(UNIT, evidence=(file("2.report"), file("2.report", version=2)))
    [link] = standing(facts).records.files["2.report"]
    assert (link.version, link.review) == (2, Reviewed(True, "ผู้ตรวจ", DUE, "ครบ"))


def test_what_came_in_after_the_day_is_not_in_the_explanation() -> None:
    facts = Facts(UNIT, evidence=(file("2.report", date(2024, 3, 21)),), measures=(SIGNED,))
    found = standing(facts, as_of=date(2024, 3, 1))
    assert (found.records.files, found.records.entries) == ({}, {})


def test_the_completion_rate_counts_the_activities_that_apply() -> None:
    facts = Facts(UNIT, evidence=(file("2.report"),), reliefs=(relief("not-applicable", "3"),))
    [rate] = standing(facts).explanations[3].figures
    assert (rate.counted, rate.proved_by) == ((1, 3), (1, 2, 4))


@pytest.mark.parametrize(
    ("entered", "counted"),
    [
        pytest.param((), (1, 4), id="nothing entered: the activities are counted"),
        pytest.param((share("rubric.success", 3, 5),), (3, 5), id="a share with both counts"),
        pytest.param((share("rubric.success", 0, 5),), (0, 5), id="none of five"),
        pytest.param(
            (number("rubric.success", Fraction(3, 5), DUE),),
            (1, 4),
            id="a share without counts",
        ),
    ],
)
def test_a_completion_entered_by_hand_is_told_by_its_own_counts(
    entered: tuple[MeasureFact, ...], counted: tuple[int, int]
) -> None:
    [rate] = (
        standing(Facts(UNIT, evidence=(file("2.report"),), measures=entered))
        .explanations[3]
        .figures
    )
    assert rate.counted == counted


def test_an_explanation_keeps_the_plan_and_the_evaluation_that_it_explains() -> None:
    whole = standing(Facts(UNIT, measures=(SIGNED,)))
    assert (whole.plan, whole.evaluation.unit) == (PLAN, UNIT)


def by_rows(as_of: date = AS_OF, *typed: EnteredMeasure) -> Standing:
    """The explanation of the year in rows, with what somebody typed over them."""
    plan = plan_2567()
    facts = replace(facts_by_rows(), measures=tuple(entry.fact for entry in typed))
    evaluation = Evaluator(plan, weekday).evaluate(facts, as_of)
    return trace(plan, evaluation, records_of(plan, facts, as_of, {}, typed))


def test_a_score_goes_down_to_rows_and_the_files_that_they_name() -> None:
    found = by_rows()
    rows = {
        e.result.number: {str(link.row.id) for link in found.rows_behind(e)}
        for e in found.explanations
    }

    assert rows[1] == {"signatures/1", "headcount/1"}
    assert rows[2] >= {f"goals/{n}" for n in range(1, 6)}
    assert rows[6] == {"honours/1", "honours/2"}
    assert rows[9] == {f"publications/{n}" for n in range(1, 4)}
    [signed] = [link for link in found.rows_behind(found.explanations[0]) if link.files]
    assert [(file.item, str(signed.row.id)) for file in signed.files] == [(1, "signatures/1")]


def test_an_activity_goes_down_to_its_numbers_rows_then_to_the_others_about_it() -> None:
    found = by_rows()
    rows = {
        n: [str(link.row.id) for link in found.rows_of(found.evaluation.by_number[n])]
        for n in (6, 9, 25, 28)
    }

    assert rows[9][:2] == ["events/4", "headcount/1"]
    assert set(rows[9][2:]) == {"knowledge/1", "outcomes/1"}
    assert rows[6] == ["knowledge/1", "honours/1", "honours/2"]
    assert len(rows[25]) == 11
    assert "meetings/3" in rows[28]


def test_what_rows_say_stands_beside_a_typed_number_and_figure() -> None:
    day = date(2024, 3, 1)
    goals = EnteredMeasure(number("2.goals", 7, day), "เลขานุการ", "มติที่ประชุม")
    media = EnteredMeasure(number("rubric.media", 9, day), "เลขานุการ", "นับโปสเตอร์")
    found = by_rows(AS_OF, goals, media)

    entry = found.records.entries["2.goals"]
    assert (entry.entered_by, entry.fact.value, entry.fact.rows_say) == ("เลขานุการ", 7, 5)
    assert [str(link.row.id) for link in found.records.behind(entry)] == [
        f"goals/{n}" for n in range(1, 6)
    ]
    [figure] = [f for f in found.explanations[7].figures if f.value.figure.id == "media"]
    assert (figure.value.counts.low, figure.value.derived.low, figure.value.overridden) == (
        9,
        2,
        True,
    )
