"""What rows prove: each number of the plan that is a count or a share, from the day on which they do."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.evaluation.evaluator import Evaluator
from domain.facts import (
    Amount,
    Cell,
    Facts,
    MeasureFact,
    Problem,
    RegisterRow,
    ReviewFact,
    RowId,
)
from domain.language.errors import KamnotError
from domain.language.ids import MeasureId
from domain.plan.model import (
    ColumnKind,
    Figure,
    MeasureKind,
    Needs,
    Plan,
    ProofBy,
    Register,
    RegisterProof,
)
from domain.results import Outcome
from domain.rubric.derived import with_derived
from domain.rubric.figures import newest_entries
from domain.rubric.register_proofs import (
    check_whole,
    current_rows,
    lacking,
)
from tests.support.cast import UNIT, file, share, weekday
from tests.support.dossiers import AS_OF, facts_by_rows, plan_2567

PLAN = plan_2567()
DAY = date(2024, 3, 1)
LINK: dict[str, Any] = {"link": "https://example.org/x"}


def row(
    register: str,
    number: int = 1,
    *,
    on: date = DAY,
    version: int = 1,
    gone: bool = False,
    **cells: Any,
) -> RegisterRow:
    named: dict[str, Cell] = {name.replace("_", "-"): cell for name, cell in cells.items()}
    return RegisterRow(RowId(register, number), version, {"day": DAY} | named, on, gone)


def clip(
    number: int, channel: str, *, on: date = DAY, version: int = 1, gone: bool = False, **more: Any
) -> RegisterRow:
    cells = {"activity": 19, "what": "คลิป", "medium": "clip", "channel": channel, **LINK}
    return row("publications", number, on=on, version=version, gone=gone, **(cells | more))


def proven(
    *rows: RegisterRow, on: date = DAY, files: tuple[int, ...] = ()
) -> dict[str, Amount | None]:
    facts = Facts(UNIT, rows=rows, evidence=tuple(file("7.report", DAY, item) for item in files))
    known = with_derived(PLAN, facts).known_on(on)
    return {str(fact.measure): fact.value for fact in known.measures}


STAFF = row("headcount", staff=200)
OLD = date(2023, 9, 1)
"""A day before the fiscal year."""


def member(count: int, number: int = 1, *, day: date = OLD, **cells: Any) -> RegisterRow:
    return row("strong-members", number, day=day, members=count, **cells)


TABLE: dict[str, tuple[tuple[RegisterRow, ...], str, Amount | None]] = {
    "nothing was written": ((), "2.goals", None),
    "five goals": (tuple(row("goals", n, goal=f"ก{n}") for n in range(1, 6)), "2.goals", 5),
    "two channels in three rows": (
        (clip(1, "office"), clip(2, "social"), clip(3, "social", what="ข่าว")), "19.channels", 2),
    "another activity's channel": ((clip(1, "office"), clip(2, "social", activity=33)), "19.channels", 1),
    "all channels count for criterion 9": (
        (clip(1, "office"), clip(2, "social", activity=33)), "rubric.channels", 2),
    "social media are not inside": ((clip(1, "social"),), "rubric.published-inside", None),
    "the bureau's channel is inside": ((clip(1, "bureau"),), "rubric.published-inside", True),
    "signed of all staff": (
        (STAFF, row("signatures", signed=180, sheet=1)), "1.signed", Fraction(9, 10)),
    "no head count, no share": ((row("signatures", signed=180, sheet=1),), "1.signed", None),
    "a sheet that is not there": (
        (STAFF, row("signatures", signed=180, sheet=9)), "1.signed", None),
    "joined of those invited": (
        (STAFF, row("events", activity=9, joined=45, invited=50, shown_by=1)), "9.joined", Fraction(9, 10)),
    "joined of all staff": (
        (STAFF, row("events", activity=9, joined=150, shown_by=1)), "9.joined", Fraction(3, 4)),
    "the better of two events": (
        (STAFF, row("events", 1, activity=9, joined=150, shown_by=1),
         row("events", 2, activity=9, joined=190, shown_by=1)), "9.joined", Fraction(19, 20)),
    "guests are no more than all": (
        (STAFF, row("events", activity=9, joined=250, shown_by=1)), "9.joined", 1),
    "an event was held": ((row("events", activity=7, joined=1, shown_by=1),), "7.held", 1),
    "an event nobody can show": ((row("events", activity=7, joined=1),), "7.held", 0),
    "the leader at nine of ten": (
        tuple(row("meetings", n, held=True, leader=n != 3) for n in range(1, 11)),
        "note-1.attended", Fraction(9, 10)),
    "staff sent to one of two": (
        (row("circulars", 1, sent=2), row("circulars", 2, sent=0)), "note-2.sent", Fraction(1, 2)),
    "a person was honoured": ((row("honours", who="person", **LINK),), "rubric.people-honoured", True),
    "one channel is not several": (
        (row("honours", who="person", told_by=("board",), **LINK),), "rubric.honours-channels", None),
    "two channels in two honours": (
        (row("honours", 1, who="person", told_by=("board",), **LINK),
         row("honours", 2, who="unit", told_by=("social",), **LINK)), "rubric.honours-channels", True),
    "every activity is documented": (
        (row("knowledge", about=tuple(range(1, 39)), paper=1),), "rubric.documented", True),
    "more members than before": (
        (member(40, said_by="ชมรม"), member(45, 2, day=DAY)), "29.more", True),
    "as many members as before": (
        (member(45, said_by="ชมรม"), member(45, 2, day=DAY)), "29.more", False),
    "nobody says where last year's figure is from": (
        (member(40), member(45, 2, day=DAY)), "29.more", None),
    "no figure of this year": ((member(40, said_by="ชมรม"),), "29.more", None),
    "the newest figures are compared": (
        (member(50, said_by="ชมรม"), member(40, 2, day=OLD + timedelta(9), said_by="ชมรม"), member(60, 3, day=DAY),
         member(39, 4, day=DAY + timedelta(9))), "29.more", False),
    "all staff are the whole of those who joined in": (
        (STAFF, row("events", activity=26, joined=150, invited=150, shown_by=1)), "26.joined", Fraction(3, 4)),
    "an improvement with its paper": ((row("lessons", sort="improvement", paper=1),), "rubric.improved", True),
    "an improvement nobody can show": ((row("lessons", sort="improvement"),), "rubric.improved", None),
    "a lesson is no improvement": ((row("lessons", sort="lesson", paper=1),), "rubric.improved", None),
    "one activity is not": (
        (row("knowledge", about=tuple(range(2, 39)), paper=1),), "rubric.documented", None),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "measure", "value"), TABLE.values(), ids=TABLE.keys())
def test_rows_prove_the_number(
    rows: tuple[RegisterRow, ...], measure: str, value: Amount | None
) -> None:
    assert proven(*rows, files=(1,)).get(measure) == value


def test_a_head_count_holds_until_the_next() -> None:
    later = RegisterRow(RowId("headcount", 2), 1, {"day": DAY + timedelta(30), "staff": 100}, DAY)
    signed = row("signatures", signed=90, sheet=1)

    assert proven(STAFF, later, signed, files=(1,))["1.signed"] == Fraction(9, 20)


def test_a_correction_counts_from_its_day_and_a_withdrawal_undoes() -> None:
    rows = (
        row("goals", 1, goal="ก"),
        row("goals", 2, goal="ข"),
        row("goals", 2, goal="ข", version=2, gone=True, on=DAY + timedelta(5)),
    )

    assert proven(*rows)["2.goals"] == 2
    assert proven(*rows, on=DAY + timedelta(4))["2.goals"] == 2
    assert proven(*rows, on=DAY + timedelta(5))["2.goals"] == 1


@pytest.mark.parametrize(
    ("problem", "reviews", "value"),
    [
        pytest.param(None, (), 1, id="nobody has judged it"),
        pytest.param(None, ((1, True),), 1, id="accepted"),
        pytest.param(None, ((1, False),), 0, id="returned"),
        pytest.param(None, ((1, False), (1, True)), 1, id="returned by mistake"),
        pytest.param(Problem.EMPTY, (), 0, id="it does not open"),
    ],
)
def test_evidence_that_does_not_stand_shows_no_row(
    problem: Problem | None, reviews: tuple[tuple[int, bool], ...], value: int
) -> None:
    words = tuple(ReviewFact(1, version, accepted, "ก", DAY) for version, accepted in reviews)
    rows = (row("events", activity=7, joined=1, shown_by=1),)
    shown = (file("7.report", DAY, 1, problem=problem),)

    known = with_derived(PLAN, Facts(UNIT, rows=rows, evidence=shown, reviews=words)).known_on(DAY)

    assert [m.value for m in known.measures if m.measure == "7.held"] == [value]


def test_a_number_that_a_person_typed_counts_before_rows_and_both_stay() -> None:
    typed = MeasureFact(MeasureId.parse("2.goals"), 7, DAY)
    facts = Facts(UNIT, rows=(row("goals", goal="ก"),), measures=(typed,))

    known = with_derived(PLAN, facts).known_on(DAY)

    assert [m.value for m in known.measures] == [7]
    assert [m.value for m in known.derived] == [1]
    assert known.known_on(DAY) == known


JULY = date(2024, 7, 1)
IN_TIME = (clip(1, "office"), clip(2, "social"), clip(3, "bureau"))


@pytest.mark.parametrize(
    ("rows", "since"),
    [
        pytest.param((), DAY, id="nothing later"),
        pytest.param((clip(4, "office", on=JULY, what="อื่น"),), DAY, id="one more row"),
        pytest.param((clip(3, "bureau", version=2, on=JULY, what="ใหม่"),), DAY, id="other words"),
        pytest.param((clip(3, "office", version=2, on=JULY), clip(4, "bureau", on=JULY)), JULY, id="another row"),
        pytest.param(
            (clip(3, "bureau", version=2, on=JULY, gone=True), clip(4, "bureau", on=JULY)), JULY, id="withdrawn"
        ),
        pytest.param(
            (clip(3, "bureau", version=2, on=DAY + timedelta(5), activity=33), clip(3, "bureau", version=3, on=JULY)),
            JULY, id="meanwhile about another activity",
        ),
    ],
)  # fmt: skip
def test_a_number_that_was_reached_in_time_stays_so(
    rows: tuple[RegisterRow, ...], since: date
) -> None:
    known = with_derived(PLAN, Facts(UNIT, rows=(*IN_TIME, *rows))).known_on(date.max)

    [found] = [m for m in known.derived if m.measure == "19.channels"]
    assert (found.value, found.entered_on) == (3, since)


def test_a_row_counts_from_the_day_on_which_its_evidence_came() -> None:
    rows = (row("events", activity=7, joined=1, shown_by=1),)
    shown = (file("7.report", JULY, 1), file("7.report", JULY + timedelta(9), 1, version=2))

    known = with_derived(PLAN, Facts(UNIT, rows=rows, evidence=shown)).known_on(date.max)

    assert [m.entered_on for m in known.derived if m.measure == "7.held"] == [JULY]


BY_SURVEY = {
    "12.aware": "ถามบุคลากรว่าตระหนักรู้หรือไม่",
    "26.understanding": "ถามบุคลากรว่ารับรู้และเข้าใจหรือไม่",
    "27.understanding": "ถามบุคลากรว่ารับรู้และเข้าใจหรือไม่",
    "27.honest-duty": "ถามบุคลากรว่าปฏิบัติหน้าที่ด้วยความสุจริตหรือไม่",
}
"""The counts and shares that no row can show: only asking people does."""


def test_every_count_and_share_of_the_plan_is_derived_or_asked_in_a_survey() -> None:
    found = {str(m.measure) for m in facts_by_rows().known_on(AS_OF).measures}
    asked = {str(n): m for n, m in PLAN.measure_by_id.items() if m.kind is not MeasureKind.YES_NO}
    by_evidence = {n for n, m in asked.items() if isinstance(m, Figure) and m.derived_from}

    assert asked.keys() - found - by_evidence == BY_SURVEY.keys()
    assert not found & BY_SURVEY.keys()
    assert BY_SURVEY.keys() <= {*map(str, PLAN.survey_proofs)}


def test_criteria_are_proved_without_a_typed_number_but_for_the_survey_of_criterion_7() -> None:
    facts = facts_by_rows()
    found = Evaluator(PLAN, weekday).evaluate(facts, AS_OF)

    assert facts.measures == ()
    assert [c.score for c in found.rubric.criteria] == [3, 3, 3, 3, 3, 3, 1, 3, 3]
    open_numbers = {
        str(f.id)
        for a in found.by_number.values()
        for f in a.findings
        if not f.proved or f.outcome is not Outcome.MET
    }
    assert open_numbers == BY_SURVEY.keys()


HEADS = {
    "typed": ((), 200, Fraction(9, 10)),
    "one": (("1.signed",), 250, Fraction(18, 25)),
}


def heads(*measures: str) -> Plan:
    """The plan whose shares of these numbers are of the head count."""
    named = [MeasureId.parse(measure) for measure in measures]
    registers = tuple(
        r.model_copy(update={"whole_of": tuple(named) if r.id == "headcount" else ()})
        for r in PLAN.registers
    )
    return PLAN.changed(registers=registers)


@pytest.mark.parametrize(("named", "whole", "value"), HEADS.values(), ids=HEADS.keys())
def test_a_typed_share_is_of_the_head_count_where_the_plan_reads_it_so(
    named: tuple[str, ...], whole: int, value: Fraction
) -> None:
    typed = share("1.signed", 180, 200, DAY)
    facts = Facts(UNIT, measures=(typed,), rows=(row("headcount", staff=250),))

    [found] = with_derived(heads(*named), facts).known_on(DAY).measures

    assert (found.value, found.denominator, found.entered_on) == (value, whole, DAY)
    assert (found.typed or found) == typed
    again = with_derived(PLAN, with_derived(heads(*named), facts))
    assert again.measures == (typed,)


def test_a_head_count_that_becomes_known_later_counts_from_then() -> None:
    typed = share("1.signed", 90, 100, DAY)
    rows = (
        row("headcount", 1, staff=120),
        row("headcount", 1, staff=150, version=2, on=DAY + timedelta(9)),
        RegisterRow(
            RowId("headcount", 2), 1, {"day": DAY + timedelta(20), "staff": 90}, DAY + timedelta(20)
        ),
    )
    facts = with_derived(heads("1.signed"), Facts(UNIT, measures=(typed,), rows=rows))

    seen = [
        newest_entries(facts.known_on(DAY + timedelta(n)).measures)[MeasureId.parse("1.signed")]
        for n in (0, 8, 9, 30)
    ]
    assert [m.denominator for m in seen] == [120, 120, 150, 150]


def test_those_invited_give_way_to_the_head_count() -> None:
    rows = (STAFF, row("events", activity=9, joined=45, invited=50, shown_by=1))
    facts = Facts(UNIT, rows=rows, evidence=(file("7.report", DAY, 1),))

    [found] = with_derived(heads("9.joined"), facts).known_on(DAY).measures
    assert (found.numerator, found.denominator) == (45, 200)


@pytest.mark.parametrize(
    ("typed", "rows", "disputed"),
    [
        pytest.param(7, 1, True, id="another count"),
        pytest.param(1, 1, False, id="the same count"),
        pytest.param(7, 0, False, id="nobody wrote a row"),
    ],
)
def test_a_typed_number_knows_what_rows_say(typed: int, rows: int, disputed: bool) -> None:
    entry = MeasureFact(MeasureId.parse("2.goals"), typed, DAY)
    written = tuple(row("goals", n, goal=f"ก{n}") for n in range(1, rows + 1))

    [found] = (
        with_derived(PLAN, Facts(UNIT, rows=written, measures=(entry,))).known_on(DAY).measures
    )

    assert found.disputed is disputed
    assert found.rows_say == (rows or None)


@pytest.mark.parametrize(
    ("measure", "whole", "why", "refused"),
    [
        pytest.param("1.signed", 190, "", True, id="another whole"),
        pytest.param("1.signed", 190, "ลาศึกษาต่อ ๑๐ คน", False, id="and why"),
        pytest.param("1.signed", 200, "", False, id="the head count"),
        pytest.param(
            "27.honest-duty", 190, " ", True, id="a share of all staff that no rows prove"
        ),
        pytest.param("9.joined", 50, "", False, id="a share of those invited"),
        pytest.param("2.goals", None, "", False, id="no share"),
    ],
)
def test_another_whole_than_the_head_count_is_asked_about(
    measure: str, whole: int | None, why: str, refused: bool
) -> None:
    with pytest.raises(KamnotError, match="200 คน") if refused else nullcontext():
        check_whole(PLAN, measure, whole, why, (STAFF,), DAY)
    check_whole(PLAN, measure, whole, why, (), DAY)


def test_what_a_row_lacks_names_evidence_that_no_longer_counts() -> None:
    register = PLAN.register_by_id["events"]

    assert "หลักฐานเลขที่ 7 ถูกถอน" in lacking(register, row("events", shown_by=7)).thai
    assert lacking(register, row("events")).thai == "ต้องระบุหลักฐานเลขที่ของไฟล์ที่ส่งแล้ว"


CHANGES = st.lists(
    st.tuples(st.integers(1, 6), st.sampled_from(["office", "social", "bureau"]), st.booleans()),
    max_size=20,
)


@given(CHANGES)
def test_a_derived_count_equals_a_recount(changes: list[tuple[int, str, bool]]) -> None:
    rows: list[RegisterRow] = []
    kept: dict[int, str] = {}
    for number, channel, gone in changes:
        version = sum(r.id.number == number for r in rows) + 1
        rows.append(clip(number, channel, version=version, gone=gone and version > 1))
        kept[number] = "" if gone and version > 1 else channel

    channels = {channel for channel in kept.values() if channel}
    assert proven(*rows).get("19.channels") == (len(channels) if channels else None)
    assert len(current_rows(rows, "publications")) == sum(map(bool, kept.values()))


@given(CHANGES)
def test_one_more_row_never_lowers_a_count(changes: list[tuple[int, str, bool]]) -> None:
    rows = [clip(n, channel) for n, (_, channel, _) in enumerate(changes, 1)]
    before, after = proven(*rows), proven(*rows, clip(len(rows) + 1, "office"))

    assert all(after[name] >= value for name, value in before.items())  # type: ignore[operator]


def cells_of(register: Register) -> st.SearchStrategy[dict[str, Cell]]:
    """Rows as the register takes them, small enough that they meet each other."""
    kinds: dict[ColumnKind, st.SearchStrategy[Any]] = {
        ColumnKind.TEXT: st.sampled_from(["ก", "ข", "ค"]),
        ColumnKind.DATE: st.sampled_from([OLD, DAY, DAY + timedelta(1)]),
        ColumnKind.COUNT: st.integers(1, 5),
        ColumnKind.YES_NO: st.booleans(),
        ColumnKind.LINK: st.just("https://example.org"),
        ColumnKind.ACTIVITY: st.sampled_from(register.activities or (1,)),
        ColumnKind.ACTIVITIES: st.sampled_from([(1,), (2, 9), tuple(range(1, 39))]),
        ColumnKind.EVIDENCE: st.sampled_from([1, 9]),
    }

    def of(column: Any) -> st.SearchStrategy[Any]:
        if column.kind is ColumnKind.CHOICE:
            return st.sampled_from(list(column.choices))
        if column.kind is ColumnKind.CHOICES:
            return st.sets(st.sampled_from(list(column.choices)), min_size=1).map(tuple)
        return kinds[column.kind]

    required = {c.id: of(c) for c in register.columns if c.required}
    optional = {c.id: of(c) for c in register.columns if not c.required}
    return st.fixed_dictionaries(required, optional=optional)


LISTS = st.sampled_from(PLAN.registers).flatmap(
    lambda r: st.tuples(st.just(r), st.lists(cells_of(r), min_size=1, max_size=5))
)
FALLS = {ProofBy.SHARE_OF_ROWS, ProofBy.INCREASE}
"""What one more row may lower: a meeting without the leader, a newer figure of members."""


def written(register: Register, lines: list[dict[str, Cell]]) -> list[RegisterRow]:
    return [RegisterRow(RowId(register.id, n), 1, cells, DAY) for n, cells in enumerate(lines, 1)]


@given(LISTS)
def test_of_every_register_a_row_lowers_no_count_and_a_withdrawal_undoes_it(
    made: tuple[Register, list[dict[str, Cell]]],
) -> None:
    register, lines = made
    *before, last = written(register, lines)
    gone = replace(last, version=2, withdrawn=True)
    less, more = proven(STAFF, *before, files=(1,)), proven(STAFF, *before, last, files=(1,))

    falls = {str(p.measure) for p in register.proves if p.by in FALLS}
    others = less.items() if register.id != "headcount" else ()
    assert all(more[n] >= v for n, v in others if n not in falls)  # type: ignore[operator]
    assert proven(STAFF, *before, last, gone, files=(1,)) == less


@given(LISTS)
def test_of_every_register_a_number_equals_a_recount(
    made: tuple[Register, list[dict[str, Cell]]],
) -> None:
    register, lines = made
    said = proven(STAFF, *written(register, lines), files=(1,))

    for proof in register.proves:
        about = [c for c in lines if proof.activity in (None, c.get("activity"))]
        sound = [c for c in about if register.needs is Needs.NOTHING or _shown(register, c)]
        if proof.by is ProofBy.COUNT and about:
            assert said[str(proof.measure)] == len(sound)
        if proof.by is ProofBy.DISTINCT and about:
            assert said[str(proof.measure)] == len({c[proof.of] for c in sound})
        if proof.by is ProofBy.SHARE_OF_ROWS and about:
            [(name, wanted)] = proof.where.items()
            fits = [c for c in about if (c[name] is True if wanted is True else c[name] >= wanted)]  # type: ignore[operator]
            assert said[str(proof.measure)] == Fraction(len(fits), len(about))
        if proof.by is ProofBy.SHARE and about:
            parts = [(c.get(proof.of), _whole(proof, c)) for c in sound]
            shares = [
                Fraction(min(part, whole), whole)
                for part, whole in parts
                if isinstance(part, int) and isinstance(whole, int)
            ]
            assert said.get(str(proof.measure)) == max(shares, default=None)


def _whole(proof: RegisterProof, cells: dict[str, Cell]) -> Cell | None:
    """The whole of a row's share, of a bureau with 200 people."""
    if "headcount.staff" in (proof.over, proof.else_over):
        return cells.get(proof.over, 200)
    return cells.get(proof.over)


def _shown(register: Register, cells: dict[str, Cell]) -> bool:
    """Whether a row has the evidence that is there, or a link where one is enough."""
    links = [c.id for c in register.columns_of(ColumnKind.LINK) if c.id in cells]
    items = [c.id for c in register.columns_of(ColumnKind.EVIDENCE) if cells.get(c.id) == 1]
    return bool(items) or (register.needs is Needs.EITHER and bool(links))
