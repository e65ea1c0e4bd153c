"""The cheapest way to a level: no set of steps is cheaper, and doing them gets there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.evaluation.evaluator import Evaluator
from domain.evaluation.whatif import parse_supposition, suppose_facts, suppose_findings
from domain.facts import EvidenceFact, Facts, ReliefFact
from domain.language.how import Verb
from domain.language.ids import MeasureId
from domain.plan.derivations import Complete, FromMeasure
from domain.plan.model import MeasureKind, Plan
from domain.results import Evaluation, Outcome, PointCount
from domain.rubric.derived import with_derived
from domain.rubric.figures import figure_values, newest_entries
from domain.rubric.gap import (
    Deed,
    State,
    Step,
    Subject,
    after,
    steps_to_level,
    steps_to_points,
    with_asks,
)
from domain.rubric.scores import proved_score, reached_level
from tests.support.cast import DUE, UNIT, S, file, number, photo, relief, share, small_plan, weekday
from tests.support.dossiers import facts_by_rows, plan_2567

AS_OF = date(2024, 3, 1)
LAST_DAY = date(2024, 6, 28)
JUNE = date(2024, 6, 28)


def state_of(plan: Plan, facts: Facts) -> State:
    evaluation = Evaluator(plan, weekday).evaluate(facts, DUE)
    return State(newest_entries(facts.measures), evaluation.by_number)


def level_of(plan: Plan, state: State) -> int:
    values = figure_values(plan.rubric, state.measures, state.activities)
    figures = {name: value.counts for name, value in values.items()}
    scores = [proved_score(c, figures) for c in plan.rubric.criteria]
    return reached_level(plan.rubric.levels, scores)


def replayed(plan: Plan, facts: Facts, steps: Sequence[Step]) -> Evaluation:
    """The real check, with the steps supposed as the command line would."""
    evaluator = Evaluator(plan, weekday)
    what = parse_supposition(plan, [s.supposition for s in steps], DUE)
    supposed = suppose_facts(plan, facts, what, DUE)
    findings = suppose_findings(evaluator.find(supposed, DUE), what, DUE, "th")
    return evaluator.score(findings, supposed, DUE)


def cost(steps: Sequence[Step]) -> tuple[int, list[date], PointCount]:
    return len(steps), sorted(s.by for s in steps), -sum(s.points for s in steps)


# A small rubric drawn at random, and every way through it


FIGURES: dict[str, tuple[str, str | None, tuple[Any, ...]]] = {
    "signed": ("share", "1.signed", ("40%", "60%", "80%", "95%")),
    "goals": ("count", None, (1, 2, 3)),
    "plan": ("yes-no", "complete:2", (True,)),
    "both": ("yes-no", "complete:2,3", (True,)),
    "media": ("count", "complete:3", (1, 2)),
    "channels": ("count", "4.channels", (1, 2, 3)),
    "success": ("share", "completion", ("25%", "50%", "75%", "100%")),
}


@st.composite
def rubrics(draw: st.DrawFn) -> Plan:
    """The small plan with nine criteria over a few shared figures, and levels of any height."""
    used = draw(st.lists(st.sampled_from(sorted(FIGURES)), min_size=2, max_size=5, unique=True))
    raw = small_plan().model_dump()
    raw["activities"][3]["measures"] = [
        {"source": S, "id": "channels", "title": "ช่องทาง", "kind": "count", "at_least": 2}
    ]
    raw["rubric"]["figures"] = [
        {"source": S, "id": name, "title": name, "kind": kind, "derived_from": origin}
        for name, (kind, origin, _) in FIGURES.items()
    ]
    raw["rubric"]["criteria"] = [_criterion(draw, number, used) for number in range(1, 10)]
    for level, (criteria, most) in zip(
        raw["rubric"]["levels"], ((2, 6), (4, 9), (9, 20)), strict=True
    ):
        level |= {
            "criteria": criteria,
            "each": draw(st.integers(0, 2)),
            "total": draw(st.integers(0, most)),
        }
    return Plan.model_validate(raw)


def _criterion(draw: st.DrawFn, number: int, used: list[str]) -> dict[str, Any]:
    """Bands that ask for more the higher they are."""
    names = draw(st.lists(st.sampled_from(used), min_size=1, max_size=2, unique=True))
    steps = {
        name: sorted(
            draw(st.lists(st.sampled_from(FIGURES[name][2]), min_size=3, max_size=3)), key=_size
        )
        for name in names
    }
    bands = [
        {
            "source": S,
            "score": score,
            "text": "-",
            "conditions": [
                {"figure": n, "at_least": steps[n][score - 1]} for n in names[: 1 + score // 2]
            ],
        }
        for score in (3, 2, 1)
    ]
    return {
        "source": S,
        "number": number,
        "title": f"ข้อ {number}",
        "bands": [*bands, {"source": S, "score": 0, "text": "-"}],
    }


def _size(amount: Any) -> Fraction:
    return Fraction(amount.rstrip("%")) if isinstance(amount, str) else Fraction(amount)


@st.composite
def known(draw: st.DrawFn) -> Facts:
    """What may have come in: documents, photos, numbers, and facts entered by hand over derived ones."""
    reports = ("2.report", "3.report", "3.slogan", "4.report")
    there = draw(st.lists(st.sampled_from(reports), max_size=3, unique=True))
    evidence: list[EvidenceFact] = [file(name, AS_OF, n) for n, name in enumerate(there, 1)]
    if draw(st.booleans()):
        evidence += [photo("1.photos", 8, AS_OF), photo("1.photos", 9, AS_OF)]
    entries = (
        share("1.signed", draw(st.integers(0, 7)), 7, AS_OF),
        number("4.channels", draw(st.integers(0, 3)), AS_OF),
        number("rubric.goals", draw(st.integers(0, 3)), AS_OF),
        number("rubric.media", draw(st.integers(0, 3)), AS_OF),
        number("rubric.plan", False, AS_OF),
        share("rubric.success", draw(st.integers(0, 3)), 3, AS_OF),
    )
    chosen = draw(st.lists(st.sampled_from(entries), max_size=3, unique_by=lambda m: m.measure))
    excused = (relief("not-applicable", "3", AS_OF),) if draw(st.integers(0, 5)) == 0 else ()
    return Facts(UNIT, evidence=tuple(evidence), measures=tuple(chosen), reliefs=excused)


def every_step(plan: Plan, state: State) -> dict[Subject, list[Step]]:
    """All that can be done, by subject, written independently of the search."""
    found: dict[Subject, list[Step]] = {}
    for activity in state.activities.values():
        if not activity.proved:
            points = activity.points.possible - activity.points.earned if activity.points else 0
            step = Step(
                Deed.COMPLETE, activity.number, "", min(activity.last_working_day, LAST_DAY), (),
                points=points,
            )  # fmt: skip
            found[step.subject] = [step]
    for criterion in plan.rubric.criteria:
        for band in criterion.bands:
            for condition in band.conditions:
                for subject in _numbers(plan, state, condition.figure):
                    step = _number(plan, state, subject, condition.at_least)
                    if step not in found.setdefault(subject, []):
                        found[subject].append(step)
    return found


def _numbers(plan: Plan, state: State, name: str) -> Iterator[MeasureId]:
    """The entries that move a figure: its own where it has none to follow from, else its measure."""
    figure = next(f for f in plan.rubric.figures if f.id == name)
    origin = figure.derived_from
    if figure.entered_as in state.measures or origin is None:
        yield figure.entered_as
    elif isinstance(origin, FromMeasure):
        yield origin.measure
    elif isinstance(origin, Complete):
        excused = Outcome.NOT_APPLICABLE in (state.activities[n].outcome for n in origin.activities)
        if excused or figure.kind is MeasureKind.COUNT:
            yield figure.entered_as


def _number(plan: Plan, state: State, subject: MeasureId, target: Any) -> Step:
    entry = state.measures.get(subject)
    if entry is not None and entry.denominator:
        part = next(n for n in range(9) if Fraction(n, entry.denominator) >= target)
        target = Fraction(part, entry.denominator)
    activity = state.activities[subject.activity] if subject.activity else None
    by = min(activity.last_working_day, LAST_DAY) if activity else LAST_DAY
    step = Step(Deed.RAISE, subject, "", by, (), target=target)
    if activity is None or activity.complete or activity.points is None:
        return step
    if not after(plan, state, [step]).activities[activity.number].complete:
        return step
    points = activity.points.possible - activity.points.earned
    return Step(Deed.RAISE, subject, "", by, (), target=target, points=points)


def brute_force(plan: Plan, state: State, target: int) -> list[Step] | None:
    """Try every set of steps, small sets first."""
    things = every_step(plan, state)
    for count in range(len(things) + 1):
        ways = [
            steps
            for subjects in combinations(things, count)
            for steps in _choices([things[s] for s in subjects])
            if level_of(plan, after(plan, state, steps)) >= target
        ]
        if ways:
            return min(ways, key=cost)
    return None


def _choices(things: list[list[Step]]) -> Iterator[list[Step]]:
    if not things:
        yield []
        return
    for rest in _choices(things[1:]):
        yield from ([step, *rest] for step in things[0])


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(plan=rubrics(), facts=known(), target=st.integers(1, 3))
def test_no_other_set_of_steps_is_cheaper(plan: Plan, facts: Facts, target: int) -> None:
    state = state_of(plan, facts)

    steps = steps_to_level(plan, state, target, LAST_DAY)
    best = brute_force(plan, state, target)

    assert (steps is None) == (best is None)
    if steps is not None and best is not None:
        assert cost(steps) == cost(best)
        assert replayed(plan, facts, steps).rubric.level >= target


# On the standing cast


def test_a_level_that_is_proved_needs_nothing() -> None:
    plan = small_plan()
    facts = Facts(
        UNIT,
        evidence=(file("2.report"),),
        measures=(share("1.signed", 9, 10), number("rubric.goals", 5, AS_OF)),
    )
    assert steps_to_level(plan, state_of(plan, facts), 1, LAST_DAY) == ()


def test_a_level_that_no_step_reaches_is_said_to_be_out_of_reach() -> None:
    raw = small_plan().model_dump()
    raw["rubric"]["levels"][2]["total"] = 28
    plan = Plan.model_validate(raw)
    assert steps_to_level(plan, state_of(plan, Facts(UNIT)), 3, LAST_DAY) is None


def test_steps_come_in_the_order_of_their_last_working_days_with_owner_and_points() -> None:
    plan = small_plan()
    steps = steps_to_level(plan, state_of(plan, Facts(UNIT)), 2, LAST_DAY)
    assert steps is not None
    assert [(s.supposition, s.by, s.groups, s.points) for s in steps] == [
        ("activity.2=complete", DUE, ("planning", "campaign"), 10),
        ("activity.1=complete", DUE, ("planning",), 5),
        ("activity.3=complete", JUNE, ("campaign",), 20),
        ("rubric.goals=3", JUNE, ("planning",), 0),
    ]


def test_what_is_due_after_the_assessment_must_be_done_by_then() -> None:
    plan = small_plan()
    early = date(2024, 5, 31)
    steps = steps_to_level(plan, state_of(plan, Facts(UNIT)), 2, early)
    assert steps is not None
    assert max(s.by for s in steps) == early


@pytest.mark.parametrize(
    ("signed", "staff", "asked"),
    [
        pytest.param(100, 200, "1.signed=160/200", id="80 % of 200"),
        pytest.param(2, 3, "1.signed=3/3", id="80 % of 3 are all 3"),
        pytest.param(79, 99, "1.signed=80/99", id="80 % of 99 are 79.2, so 80"),
    ],
)
def test_a_share_is_raised_to_whole_people(signed: int, staff: int, asked: str) -> None:
    raw = small_plan().model_dump()
    raw["rubric"]["levels"][0].update(criteria=1, each=3, total=3)
    raw["activities"][0]["measures"][0]["at_least"] = "10%"  # complete before the rubric is content
    plan = Plan.model_validate(raw)
    photos = (photo("1.photos", 8, AS_OF), photo("1.photos", 9, AS_OF))
    facts = Facts(UNIT, evidence=photos, measures=(share("1.signed", signed, staff, AS_OF),))

    steps = steps_to_level(plan, state_of(plan, facts), 1, LAST_DAY)

    assert steps is not None
    assert [s.supposition for s in steps] == [asked]
    assert replayed(plan, facts, steps).rubric.level == 1


def test_the_points_still_to_earn_are_every_open_activity() -> None:
    plan = small_plan()
    facts = Facts(UNIT, evidence=(file("2.report"), file("3.slogan", item=2)))
    state = state_of(plan, facts)
    steps = steps_to_points(state)
    assert [(s.subject, s.points) for s in steps] == [(1, 5), (3, 10)]
    assert {s.deed for s in steps} == {Deed.COMPLETE}
    open_ones = [state.activities[number].open_findings for number in (1, 3)]
    assert [s.findings for s in steps] == open_ones
    assert all(open_ones)
    earned = sum(a.points.earned for a in state.activities.values() if a.points)
    assert earned + sum(s.points for s in steps) == plan.total_points


def test_points_that_the_policy_no_longer_gives_are_not_promised() -> None:
    policy = {"source": S, "id": "no-late", "title": "-", "late": "none", "partial": "parts"}
    plan = small_plan(points_policy=policy)
    evaluation = Evaluator(plan, weekday).evaluate(Facts(UNIT), date(2024, 4, 1))
    steps = steps_to_points(State({}, evaluation.by_number))
    assert [s.subject for s in steps] == [3]


def test_a_fact_entered_by_hand_is_raised_by_hand_for_it_counts() -> None:
    plan = small_plan()
    by_hand = number("rubric.plan", False, AS_OF)
    steps = steps_to_level(plan, state_of(plan, Facts(UNIT, measures=(by_hand,))), 1, LAST_DAY)
    assert steps is not None
    assert ("rubric.plan=yes", Deed.RAISE) in [(s.supposition, s.deed) for s in steps]


def test_the_excused_is_no_step_and_its_fact_is_for_a_person_to_enter() -> None:
    plan = small_plan()
    facts = Facts(UNIT, reliefs=(relief("not-applicable", "2", AS_OF),))
    steps = steps_to_level(plan, state_of(plan, facts), 1, LAST_DAY)
    assert steps is not None
    asked = [s.supposition for s in steps]
    assert "rubric.plan=yes" in asked
    assert "activity.2=complete" not in asked


@pytest.mark.parametrize(
    "granted",
    [
        pytest.param(relief("waiver", "1.signed", AS_OF), id="the number is waived"),
        pytest.param(relief("not-applicable", "1", AS_OF), id="the activity does not apply"),
    ],
)
def test_an_excused_number_is_not_proposed_and_its_figure_is_for_a_person(
    granted: ReliefFact,
) -> None:
    plan = small_plan()
    facts = Facts(UNIT, reliefs=(granted,))
    steps = steps_to_level(plan, state_of(plan, facts), 1, LAST_DAY)
    assert steps is not None
    asked = [s.supposition for s in steps]
    assert not any(a.startswith(("1.signed", "activity.1=")) for a in asked)
    assert any(a.startswith("rubric.signed") for a in asked)


def year_without(*gone: str) -> tuple[Plan, Facts]:
    """The year in rows, with the survey's yes and without some rows (`publications/3`)."""
    plan, year = plan_2567(), facts_by_rows()
    rows = tuple(row for row in year.rows if str(row.id) not in gone)
    known = with_derived(plan, replace(year, rows=rows))
    survey = tuple(number(f"rubric.{name}", True) for name in ("climate", "behaviour"))
    return plan, replace(known, measures=survey)


def steps_of(plan: Plan, facts: Facts, level: int) -> tuple[Step, ...]:
    known = facts.known_on(DUE)
    evaluation = Evaluator(plan, weekday).evaluate(facts, DUE)
    state = State(newest_entries(known.measures), evaluation.by_number)
    return with_asks(plan, known, steps_to_level(plan, state, level, LAST_DAY), "th") or ()


CHANNEL = "บันทึกช่องทางเผยแพร่อีก ๒ ช่องทาง ของกิจกรรมที่ ๑๙ ลงในทะเบียน “การเผยแพร่”"
ROWS_GONE: dict[str, tuple[tuple[str, ...], str]] = {
    "all that an activity lacks": (
        ("publications/2", "publications/3"), f"{CHANNEL} (ยังไม่มีสื่อโซเชียลมีเดียและช่องทางสำนัก/กลุ่ม)"),
    "an honour": (("honours/1",), "บันทึกการยกย่องบุคลากร ลงในทะเบียน “การประกาศยกย่องเชิดชู”"),
    "the papers": (
        ("knowledge/1",),
        "บันทึกเอกสารองค์ความรู้หรือผลสำเร็จ ของทุกกิจกรรม ลงในทะเบียน “องค์ความรู้และผลสำเร็จที่ทำเป็นเอกสาร”"),
}  # fmt: skip


@pytest.mark.parametrize(("gone", "ask"), ROWS_GONE.values(), ids=ROWS_GONE)
def test_a_missing_row_is_named_with_the_deed_that_writes_it(
    gone: tuple[str, ...], ask: str
) -> None:
    [step] = steps_of(*year_without(*gone), 3)

    assert (step.ask, step.how and step.how.verb) == (ask, Verb.REGISTER_ADD)


def test_a_number_that_a_person_typed_is_not_asked_for_by_rows() -> None:
    plan, facts = year_without("publications/2", "publications/3")
    typed = replace(facts, measures=(*facts.measures, number("rubric.channels", 1)))
    [step] = steps_of(plan, typed, 3)

    assert (str(step.subject), step.ask, step.how and step.how.verb) == (
        "rubric.channels", "", Verb.MEASURE_SET,
    )  # fmt: skip
