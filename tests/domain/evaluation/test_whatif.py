"""Suppositions: read as typed, applied to one answer, and refused where they cannot be."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from domain.evaluation.evaluator import Evaluator
from domain.evaluation.whatif import (
    NOTHING,
    parse_supposition,
    suppose_done,
    suppose_facts,
    suppose_findings,
)
from domain.facts import Facts
from domain.language.errors import KamnotError
from domain.language.ids import MeasureId
from domain.results import Evaluation, Outcome
from domain.rubric.gap import Deed, Step
from tests.support.cast import DUE, UNIT, file, number, relief, share, small_plan, weekday

LATER = date(2024, 4, 1)
PLAN = small_plan()


def suppose(*texts: str, facts: Facts | None = None, as_of: date = LATER) -> Evaluation:
    """The small plan's bureau with the suppositions."""
    evaluator = Evaluator(PLAN, weekday)
    what = parse_supposition(PLAN, texts, as_of)
    facts = suppose_facts(PLAN, facts or Facts(UNIT), what, as_of)
    findings = suppose_findings(evaluator.find(facts, as_of), what, as_of, "th")
    return evaluator.score(findings, facts, as_of)


def activity(evaluation: Evaluation, number: int) -> Outcome:
    return evaluation.by_number[number].outcome


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.signed=180/200", Fraction(9, 10)),
        ("๑.signed = ๑๘๐/๒๐๐", Fraction(9, 10)),
        ("1.signed=79.99%", Fraction(7999, 10000)),
        ("rubric.goals=5", 5),
        ("rubric.plan=มี", True),
        ("rubric.plan=no", False),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, value: Fraction | int) -> None:
    [entry] = parse_supposition(PLAN, [text], DUE).measures
    assert (entry.value, entry.entered_on) == (value, DUE)


def test_activities_are_supposed_complete_or_not() -> None:
    what = parse_supposition(PLAN, ["activity.2=complete", "กิจกรรม.๓=ไม่ครบ"], DUE)
    assert (what.complete, what.incomplete) == (frozenset({2}), frozenset({3}))


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        pytest.param(["1.signed"], "1.signed=180/200", id="no value"),
        pytest.param(["activity.2="], "activity.19=complete", id="empty value"),
        pytest.param(["1.signed=201/200"], "ไม่เกินจำนวนทั้งหมด", id="more signed than staff"),
        pytest.param(["1.signed=5/0"], "มากกว่า 0", id="nobody in all"),
        pytest.param(["1.signed=101%"], "ไม่เกินจำนวนทั้งหมด", id="above all"),
        pytest.param(["1.signed=most"], "180/200", id="no share"),
        pytest.param(["rubric.goals=-1"], "จำนวนเต็ม", id="negative"),
        pytest.param(
            [f"rubric.goals={'9' * 5000}"], "จำนวนเต็ม", id="more digits than any count has"
        ),
        pytest.param(["rubric.plan=perhaps"], "มี หรือ ไม่มี", id="neither yes nor no"),
        pytest.param(["1.nothing=1"], "1.signed", id="unknown number"),
        pytest.param(["activity.99=complete"], "ไม่มีกิจกรรมที่ 99", id="unknown activity"),
        pytest.param(["activity.2=half"], "incomplete", id="half an activity"),
        pytest.param(["rubric.goals=1", "rubric.goals=2"], "สองครั้ง", id="a number twice"),
        pytest.param(["activity.2=complete", "กิจกรรม.2=ครบ"], "สองครั้ง", id="an activity twice"),
        pytest.param(
            ["1.signed=1/2", "activity.1=complete"], "ต่ำกว่า 90%", id="complete against its number"
        ),
    ],
)
def test_what_cannot_be_supposed_is_refused_in_one_sentence(texts: list[str], said: str) -> None:
    with pytest.raises(KamnotError) as error:
        parse_supposition(PLAN, texts, DUE)
    assert said in error.value.thai


def test_a_supposed_number_stands_over_the_one_known() -> None:
    facts = Facts(UNIT, measures=(share("1.signed", 1, 10),))
    assert suppose("1.signed=80/100", facts=facts).rubric.criteria[0].score == 3


def test_a_complete_activity_brings_its_numbers_to_their_thresholds() -> None:
    evaluation = suppose("activity.1=complete")
    assert activity(evaluation, 1) is Outcome.MET
    assert dict(evaluation.rubric.criteria[0].figures) == {"signed": "๙๐%"}


def test_a_complete_activity_leaves_a_higher_number_alone() -> None:
    facts = Facts(UNIT, measures=(share("1.signed", 95, 100),))
    result = suppose("activity.1=complete", facts=facts).rubric.criteria[0]
    assert dict(result.figures) == {"signed": "๙๕%"}


def test_an_activity_supposed_incomplete_loses_its_points() -> None:
    facts = Facts(UNIT, evidence=(file("2.report"),))
    assert suppose(facts=facts).points.earned == 10
    assert suppose("activity.2=incomplete", facts=facts).points.earned == 0


def test_what_does_not_apply_stays_so() -> None:
    facts = Facts(UNIT, reliefs=(relief("not-applicable", "2"),))
    assert activity(suppose("activity.2=complete", facts=facts), 2) is Outcome.NOT_APPLICABLE


def test_a_complete_activity_brings_no_number_that_is_excused() -> None:
    facts = Facts(UNIT, reliefs=(relief("waiver", "1.signed"),))
    result = suppose("activity.1=complete", facts=facts).rubric.criteria[0]
    assert result.outcome is Outcome.NOT_AVAILABLE


def test_nothing_supposed_changes_nothing() -> None:
    facts = Facts(UNIT, measures=(number("rubric.goals", 2, DUE),))
    assert suppose_facts(PLAN, facts, NOTHING, DUE) is facts


def step(subject: int | MeasureId, target: int | None = None) -> Step:
    return Step(Deed.COMPLETE if target is None else Deed.RAISE, subject, "", DUE, (), target)


@pytest.mark.parametrize(
    ("supposed", "steps", "texts"),
    [
        pytest.param(["rubric.goals=2"], [], ["rubric.goals=2"], id="nothing done"),
        pytest.param(
            ["rubric.goals=2"], [step(2)], ["rubric.goals=2", "activity.2=complete"], id="something else"
        ),
        pytest.param(
            ["rubric.goals=2"], [step(MeasureId("rubric", "goals"), 5)], ["rubric.goals=5"], id="the same number"
        ),
        pytest.param(
            ["1.signed=1/2", "rubric.goals=2"], [step(1)], ["rubric.goals=2", "activity.1=complete"],
            id="a completed activity's number",
        ),
    ],
)  # fmt: skip
def test_a_step_replaces_what_was_supposed_of_the_same_thing(
    supposed: list[str], steps: list[Step], texts: list[str]
) -> None:
    what = suppose_done(PLAN, parse_supposition(PLAN, supposed, DUE), steps, DUE)
    assert list(what.texts) == texts
    assert {entry.entered_on for entry in what.measures} <= {DUE}


def test_what_is_supposed_complete_is_there_from_the_day_asked_for() -> None:
    [finding] = suppose("activity.2=complete").by_number[2].findings

    assert (finding.outcome, finding.satisfied_on, finding.waits_for) == (Outcome.MET, LATER, None)
