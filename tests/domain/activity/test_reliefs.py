"""Reliefs: they excuse and never earn, and a past day knows only what held on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.activity.reliefs import check_relief, relief_title
from domain.evaluation.evaluator import evaluate
from domain.facts import Facts, ReliefFact, ReliefKind, ReviewFact
from domain.language.errors import KamnotError
from domain.language.ids import RequirementId
from domain.plan.model import Plan
from domain.results import ActivityResult, Evaluation, Outcome, PointCount, Points, Timeliness
from reports.schemas.check import check_document
from tests.support.cast import DUE, UNIT, file, photo, relief, share, small_plan, weekday

PLAN = small_plan()
BEFORE, AFTER = DUE - timedelta(days=1), DUE + timedelta(days=1)
NEW_DUE = date(2024, 4, 5)
JUNE = date(2024, 6, 30)
LATE_EARNS_NOTHING = {"source": "-", "id": "x", "title": "-", "late": "none", "partial": "parts"}
PICTURES = (photo("1.photos", 1), photo("1.photos", 2))


def judged(*reliefs: ReliefFact, as_of: date = JUNE, plan: Plan = PLAN, **facts: Any) -> Evaluation:
    return evaluate(plan, Facts(UNIT, reliefs=reliefs, **facts), as_of, weekday)


def activity(number: int, *reliefs: ReliefFact, **more: Any) -> ActivityResult:
    result = judged(*reliefs, **more)
    return result.by_number[number]


# Waivers


def test_a_waived_document_is_not_asked_for_and_says_who_excused_it_when_and_why() -> None:
    result = activity(2, relief("waiver", "2.report"))
    [finding] = result.findings
    assert finding.outcome is Outcome.NOT_APPLICABLE
    assert finding.found == "ยกเว้นโดยผู้อำนวยการสำนัก เมื่อ ๒๐ มี.ค. ๖๗: ระบบขัดข้อง"
    assert (finding.remedy, finding.relief) == ("", relief("waiver", "2.report"))


def test_with_a_number_waived_the_rest_of_the_activity_decides() -> None:
    waiver = relief("waiver", "1.signed")
    open_still = activity(1, waiver)
    assert open_still.outcome is Outcome.NOT_MET
    assert {(f.waits_for, f.how) for f in open_still.findings} == {(None, None)}
    done = activity(1, waiver, evidence=PICTURES)
    assert (done.outcome, done.timeliness) == (Outcome.MET, Timeliness.ON_TIME)
    assert done.points == Points(5, 5, 0, 0, 5)


def test_an_activity_with_nothing_left_to_show_earns_nothing_and_leaves_the_denominator() -> None:
    result = judged(relief("waiver", "2.report"))
    shown = result.batch("march").activities[1]
    assert (shown.outcome, shown.timeliness) == (Outcome.NOT_APPLICABLE, Timeliness.NOT_APPLICABLE)
    assert shown.points == Points()
    assert result.points.printed == PLAN.total_points - 10


@pytest.mark.parametrize(
    ("partial", "expected"),
    [
        pytest.param("parts", Points(10, 10, 0, 0, 10), id="halves count"),
        pytest.param("none", Points(10, 10, 0, 0, 10), id="halves earn nothing alone"),
    ],
)
def test_a_half_with_nothing_left_to_show_earns_nothing(partial: str, expected: Points) -> None:
    plan = small_plan(points_policy=LATE_EARNS_NOTHING | {"partial": partial})
    slogan = file("3.slogan", JUNE)
    result = activity(3, relief("waiver", "3.report"), plan=plan, evidence=(slogan,))
    assert result.points == expected


def test_evidence_that_is_complete_anyway_counts_and_the_waiver_is_noted_as_not_needed() -> None:
    waiver = relief("waiver", "2.report")
    result = activity(2, waiver, evidence=(file("2.report"),))
    assert (result.outcome, result.points) == (Outcome.MET, Points(10, 10, 0, 0, 10))
    assert "ไม่ต้องใช้" in result.findings[0].found
    assert (result.reliefs, result.needs(waiver), result.excuses) == ((waiver,), False, ())


def test_a_waived_document_sent_late_all_the_same_does_not_make_the_rest_late() -> None:
    entry = share("1.signed", 20, 20, AFTER)
    plan = small_plan(points_policy=LATE_EARNS_NOTHING)
    facts: dict[str, Any] = {"evidence": PICTURES, "measures": (entry,), "plan": plan}
    assert activity(1, **facts).points == Points(0, 0, 0, 5, 5)
    assert activity(1, relief("waiver", "1.signed"), **facts).points == Points(5, 5, 0, 0, 5)


def test_of_two_waivers_the_newest_is_named() -> None:
    newer = replace(relief("waiver", "2.report", AFTER, 2), reason="มติที่ประชุม")
    assert "มติที่ประชุม" in activity(2, newer, relief("waiver", "2.report")).findings[0].found


# Not applicable


def test_an_activity_that_does_not_apply_asks_for_nothing_whatever_came_in() -> None:
    result = activity(1, relief("not-applicable", "1"), evidence=PICTURES)
    assert {f.outcome for f in result.findings} == {Outcome.NOT_APPLICABLE}
    assert all("ไม่เกี่ยวข้อง" in f.found for f in result.findings)
    assert (result.points, result.timeliness) == (Points(), Timeliness.NOT_APPLICABLE)
    assert result.complete


def test_what_does_not_apply_has_no_due_date_to_extend() -> None:
    extension = relief("extension", "2", until=NEW_DUE, number=2)
    whole = relief("not-applicable", "2")
    result = activity(2, whole, extension)
    assert (result.due, result.reliefs) == (DUE, (whole,))


# Extensions


EXTENSION = relief("extension", "2", BEFORE, until=NEW_DUE)


@pytest.mark.parametrize(
    ("received_on", "as_of", "timeliness", "earned"),
    [
        pytest.param(NEW_DUE, NEW_DUE, Timeliness.ON_TIME, 10, id="on the new day"),
        pytest.param(NEW_DUE + timedelta(1), JUNE, Timeliness.LATE, 0, id="the day after it"),
        pytest.param(JUNE, NEW_DUE, Timeliness.NOT_YET_DUE, 0, id="not in yet, on the new day"),
        pytest.param(JUNE, NEW_DUE + timedelta(1), Timeliness.OVERDUE, 0, id="it expires"),
    ],
)
def test_an_extended_activity_is_due_on_its_new_day(
    received_on: date, as_of: date, timeliness: Timeliness, earned: int
) -> None:
    plan = small_plan(points_policy=LATE_EARNS_NOTHING)
    came = (file("2.report", received_on),)
    result = activity(2, EXTENSION, as_of=as_of, plan=plan, evidence=came)
    assert (result.due, result.printed_due) == (NEW_DUE, DUE)
    assert result.timeliness is timeliness
    assert result.points is not None
    assert result.points.earned == earned


def test_an_extension_to_a_closed_day_names_its_own_last_working_day() -> None:
    result = activity(2, relief("extension", "2", until=date(2024, 4, 7)))
    assert result.last_working_day == date(2024, 4, 5)
    assert activity(1).last_working_day == DUE


def test_an_extension_decided_after_the_due_date_counts_from_its_day_on() -> None:
    decided = DUE + timedelta(days=5)
    came = (file("2.report", AFTER),)
    late = relief("extension", "2", decided, until=NEW_DUE)
    standing = [
        activity(2, late, as_of=day, evidence=came).timeliness
        for day in (decided - timedelta(days=1), decided)
    ]
    assert standing == [Timeliness.LATE, Timeliness.ON_TIME]


def test_of_two_extensions_the_one_that_reaches_further_counts() -> None:
    shorter = relief("extension", "2", AFTER, 2, until=NEW_DUE - timedelta(days=3))
    assert activity(2, EXTENSION, shorter).due == NEW_DUE
    ended = replace(EXTENSION, ended_on=AFTER)
    assert activity(2, ended, shorter).due == shorter.until


def test_work_that_was_in_time_by_the_plan_needed_no_extension() -> None:
    done = activity(2, EXTENSION, evidence=(file("2.report"),))
    assert not done.needs(EXTENSION)
    assert activity(2, EXTENSION).needs(EXTENSION)


# As of a day


@pytest.mark.parametrize(
    ("as_of", "outcome"),
    [
        pytest.param(BEFORE, Outcome.NOT_MET, id="the day before the decision"),
        pytest.param(DUE, Outcome.NOT_APPLICABLE, id="the day of the decision"),
        pytest.param(JUNE - timedelta(days=1), Outcome.NOT_APPLICABLE, id="the last day it holds"),
        pytest.param(JUNE, Outcome.NOT_MET, id="the day it ended"),
    ],
)
def test_a_check_of_a_day_knows_the_reliefs_that_held_on_it(as_of: date, outcome: Outcome) -> None:
    waiver = relief("waiver", "2.report", DUE, ended_on=JUNE)
    assert activity(2, waiver, as_of=as_of).outcome is outcome


# In the JSON


def test_the_json_shows_each_relief_where_it_changes_something_and_both_due_dates() -> None:
    waiver = relief("waiver", "1.signed", number=2)
    result = judged(EXTENSION, waiver, evidence=PICTURES)
    march = check_document(result, result.batch("march"), ()).plain()
    first, second = march["activities"]
    assert [r["id"] for r in march["reliefs"]] == [2, 1]
    assert first["findings"][1]["relief"] == 2
    assert (second["due"], second["printed_due"]) == ("2024-04-05", "2024-03-20")
    assert second["reliefs"] == [
        {
            "id": 1,
            "kind": "extension",
            "subject": "2",
            "authoriser": "ผู้อำนวยการสำนัก",
            "reason": "ระบบขัดข้อง",
            "decided_on": "2024-03-19",
            "until": "2024-04-05",
            "needed": True,
        }
    ]


# The rubric


def figures(criterion: int, *reliefs: ReliefFact, **facts: Any) -> dict[str, str]:
    return dict(judged(*reliefs, **facts).rubric.criteria[criterion - 1].figures)


def test_what_does_not_apply_leaves_the_completion_rate() -> None:
    done = (file("2.report"), file("3.report", item=2), file("3.slogan", item=3))
    known = {"evidence": done, "reviews": (ReviewFact(3, 1, True, "", DUE),)}
    assert figures(4, **known) == {"success": "๕๐%"}
    assert figures(4, relief("not-applicable", "1"), **known) == {"success": "๖๖.๖๗%"}
    assert figures(4, relief("not-applicable", "2"), **known) == {"success": "๓๓.๓๓%"}


@pytest.mark.parametrize("excused", [("not-applicable", "2"), ("waiver", "2.report")])
def test_what_is_excused_proves_nothing_to_the_rubric_and_refutes_nothing(
    excused: tuple[str, str],
) -> None:
    criterion = judged(relief(*excused)).rubric.criteria[2]
    assert (criterion.score, criterion.score_if_unknowns_hold) == (0, 3)


def test_an_unneeded_waiver_takes_no_proof_away() -> None:
    waiver = relief("waiver", "2.report")
    assert judged(waiver, evidence=(file("2.report"),)).rubric.criteria[2].score == 3


# Granting


def check(kind: str, subject: str, until: date | None = None, **more: Any) -> str:
    words: dict[str, Any] = {
        "authoriser": "ผู้อำนวยการสำนัก",
        "reason": "ระบบขัดข้อง",
        "decided_on": DUE,
    } | more
    return check_relief(PLAN, ReliefKind(kind), subject, until, **words)


@pytest.mark.parametrize(
    ("kind", "subject", "until"),
    [
        ("waiver", "2.report", None),
        ("waiver", "1.signed", None),
        ("not-applicable", "4", None),
        ("extension", "2", NEW_DUE),
        ("extension", "2", date(2024, 9, 30)),
        ("extension", "2", AFTER),
    ],
)
def test_a_sound_relief_is_let_through(kind: str, subject: str, until: date | None) -> None:
    assert check(kind, subject, until) == subject


@pytest.mark.parametrize(
    ("typed", "subject"), [("๒/report", "2.report"), (" 02.report", "2.report")]
)
def test_what_a_relief_is_about_is_known_however_it_is_typed(typed: str, subject: str) -> None:
    assert check("waiver", typed) == subject


@pytest.mark.parametrize(
    ("kind", "subject", "until", "more", "thai", "english"),
    [
        pytest.param("waiver", "99.report", None, {}, "ไม่มีกิจกรรม", "no activity", id="unknown activity"),
        pytest.param("extension", "๗", NEW_DUE, {}, "ไม่มีกิจกรรม", "no activity", id="not a plain number"),
        pytest.param("waiver", "2.x", None, {}, "2.report", "2.report", id="unknown document"),
        pytest.param("waiver", "1", None, {}, "1.photos, 1.signed", "1.photos, 1.signed", id="waiver of a whole"),
        pytest.param("not-applicable", "2.report", None, {}, "โปรดระบุ 2", "name 2", id="part not applicable"),
        pytest.param("extension", "2.report", NEW_DUE, {}, "โปรดระบุ 2", "name 2", id="part extended"),
        pytest.param("extension", "2", None, {}, "ระบุวันครบกำหนดใหม่", "needs its new due date", id="no new day"),
        pytest.param("extension", "2", DUE, {}, "ต้องอยู่หลัง", "must lie after", id="the printed day"),
        pytest.param(
            "extension", "2", date(2024, 10, 1), {}, "๓๐ กันยายน ๒๕๖๗", "not beyond 2024-09-30", id="next year"
        ),
        pytest.param(
            "extension", "2", AFTER, {"decided_on": NEW_DUE}, "ผ่านไปแล้วเมื่ออนุมัติ", "decided only on", id="too late"
        ),
        pytest.param("waiver", "2.report", NEW_DUE, {}, "ไม่มีวันครบกำหนดใหม่", "no new due date", id="waiver until"),
        pytest.param("waiver", "2.report", None, {"authoriser": " "}, "ผู้อนุมัติ", "office", id="nobody"),
        pytest.param(
            "waiver", "2.report", None, {"authoriser": "a@b.go.th"}, "ไม่ใช่อีเมล", "not the address", id="an address"
        ),
        pytest.param("waiver", "2.report", None, {"reason": "\n"}, "เหตุผล", "reason", id="no reason"),
    ],
)  # fmt: skip
def test_a_relief_that_cannot_be_granted_is_refused_in_one_sentence(
    kind: str, subject: str, until: date | None, more: dict[str, Any], thai: str, english: str
) -> None:
    with pytest.raises(KamnotError) as refused:
        check(kind, subject, until, **more)
    assert thai in refused.value.thai
    assert english in refused.value.english


# Whatever came in


_DAYS = st.dates(date(2024, 2, 1), date(2024, 8, 31))
_PARTS = ("1.photos", "1.signed", "2.report", "3.report", "3.slogan", "4.report")
_FILES = st.builds(
    file,
    st.sampled_from(["2.report", "3.report", "3.slogan", "4.report"]),
    _DAYS,
    st.integers(1, 9),
)
_PHOTOS = st.builds(lambda day, item: photo("1.photos", item, day), _DAYS, st.integers(10, 13))
_SHARES = st.builds(lambda n, day: share("1.signed", n, 20, day), st.integers(15, 20), _DAYS)
_WAIVERS = st.builds(
    lambda subject, day: relief("waiver", subject, day), st.sampled_from(_PARTS), _DAYS
)
_FACTS = st.builds(
    lambda files, pictures, shares, waivers: Facts(
        UNIT, (*files, *pictures), (), tuple(shares), tuple(waivers)
    ),
    st.lists(_FILES, max_size=4, unique_by=lambda f: f.item),
    st.lists(_PHOTOS, max_size=3, unique_by=lambda f: f.item),
    st.lists(_SHARES, max_size=1),
    st.lists(_WAIVERS, max_size=2),
)
_PLANS = st.sampled_from(
    [
        small_plan(points_policy=LATE_EARNS_NOTHING | {"late": late, "partial": partial})
        for late in ("full", "none")
        for partial in ("parts", "none")
    ]
)


def with_relief(facts: Facts, granted: ReliefFact) -> Facts:
    return replace(facts, reliefs=(*facts.reliefs, granted))


def by_number(result: Evaluation) -> dict[int, ActivityResult]:
    return result.by_number


def earned(result: ActivityResult) -> PointCount:
    return result.points.earned if result.points else 0


def without(plan: Plan, subject: str) -> Plan:
    """The plan as if it had never asked for that document or number."""
    number, _, part = subject.partition(".")
    activities = [
        a.model_copy(
            update={
                "requirements": tuple(r for r in a.requirements if r.id != part),
                "measures": tuple(m for m in a.measures if m.id != part),
            }
        )
        if a.number == int(number)
        else a
        for a in plan.activities
    ]
    return Plan.model_construct(**dict(plan) | {"activities": tuple(activities)})


@given(plan=_PLANS, facts=_FACTS, as_of=_DAYS, subject=st.sampled_from(_PARTS))
def test_a_waiver_takes_no_point_and_gives_none_that_evidence_does_not_earn(
    plan: Plan, facts: Facts, as_of: date, subject: str
) -> None:
    granted = with_relief(facts, relief("waiver", subject, as_of))
    waived = by_number(evaluate(plan, granted, as_of, weekday))
    plain = by_number(evaluate(plan, facts, as_of, weekday))
    not_asked = by_number(evaluate(without(plan, subject), facts, as_of, weekday))
    for n, result in waived.items():
        assert earned(result) == max(earned(plain[n]), earned(not_asked[n]))


@given(plan=_PLANS, facts=_FACTS, as_of=_DAYS)
def test_waivers_alone_earn_nothing(plan: Plan, facts: Facts, as_of: date) -> None:
    every = tuple(relief("waiver", part, as_of, n) for n, part in enumerate(_PARTS))
    result = evaluate(plan, Facts(UNIT, reliefs=every), as_of, weekday)
    assert result.points == Points()


@given(plan=_PLANS, facts=_FACTS, as_of=_DAYS, number=st.integers(1, 4))
def test_what_does_not_apply_never_changes_another_activity(
    plan: Plan, facts: Facts, as_of: date, number: int
) -> None:
    granted = with_relief(facts, relief("not-applicable", str(number), as_of))
    before = by_number(evaluate(plan, facts, as_of, weekday))
    after = by_number(evaluate(plan, granted, as_of, weekday))
    assert {n: a for n, a in after.items() if n != number} == {
        n: a for n, a in before.items() if n != number
    }


_WORSE = {
    Timeliness.ON_TIME: 0,
    Timeliness.NOT_YET_DUE: 0,
    Timeliness.LATE: 1,
    Timeliness.OVERDUE: 1,
}


@given(
    plan=_PLANS,
    facts=_FACTS,
    as_of=_DAYS,
    number=st.integers(1, 4),
    decided_on=_DAYS,
    until=_DAYS,
)
def test_an_extension_never_makes_anything_later(
    plan: Plan, facts: Facts, as_of: date, number: int, decided_on: date, until: date
) -> None:
    extension = relief("extension", str(number), decided_on, until=until)
    before = by_number(evaluate(plan, facts, as_of, weekday))
    after = by_number(evaluate(plan, with_relief(facts, extension), as_of, weekday))
    for n, result in after.items():
        assert result.due >= before[n].due
        assert earned(result) >= earned(before[n])
        if result.timeliness is not Timeliness.NOT_APPLICABLE:
            assert _WORSE[result.timeliness] <= _WORSE[before[n].timeliness]
        assert result.outcome is before[n].outcome


@given(facts=_FACTS, as_of=_DAYS, decided_on=_DAYS, subject=st.sampled_from(_PARTS))
def test_a_relief_decided_after_the_day_of_a_check_never_changes_it(
    facts: Facts, as_of: date, decided_on: date, subject: str
) -> None:
    later = relief("waiver", subject, max(decided_on, as_of + timedelta(days=1)))
    assert evaluate(PLAN, with_relief(facts, later), as_of, weekday) == evaluate(
        PLAN, facts, as_of, weekday
    )


@pytest.mark.parametrize(
    ("kind", "subject", "title"),
    [
        pytest.param(
            "waiver",
            "3.slogan",
            PLAN.requirement_by_id[RequirementId(3, "slogan")].title,
            id="a document",
        ),
        pytest.param("not-applicable", "3", PLAN.by_number[3].title, id="an activity"),
    ],
)
def test_a_relief_has_the_title_of_what_it_is_about(kind: str, subject: str, title: str) -> None:
    granted = relief(kind, subject)

    assert relief_title(activity(3, granted), granted) == title
