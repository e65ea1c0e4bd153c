"""Registers, on the page of an activity or of the bureau: rows shown, written, corrected, withdrawn, carried over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from domain.access import Right
from domain.facts import Cell, MeasureFact, RegisterRow
from domain.language.bilingual import Sentence
from domain.language.errors import KamnotError
from domain.language.ids import MeasureId
from domain.plan.model import ColumnKind, Plan, Register, RegisterColumn
from domain.rubric.register_proofs import lacking
from domain.rubric.register_rows import cell_doubts, choice_words, show_cell
from domain.rubric.same_events import event_note, same_events
from domain.words.wording import digits, pick, show_amount
from flows.evidence.registers import (
    KeptRegister,
    Suggestion,
    add,
    carry,
    correct,
    suggestions,
    withdraw,
)
from web.front.errors import not_there, status_of
from web.front.shown import brief, told
from web.front.who import Here, PageRoutes, Visit

pages = PageRoutes()
BUREAU_WORDS = ("ทะเบียนของสำนัก", "The bureau's registers")
_LONGEST = 2000
OF_BUREAU = "/registers"
"""The page of the registers that belong to no activity."""
_FEW_SHOWN, _MOST_SHOWN = 3, 15
"""Rows of a register on the page of its activity, and on each page of one whose rows somebody asks for."""
_HINTS = {
    ColumnKind.DATE: ("เช่น ๑๓ มีนาคม ๒๕๖๗", "such as 13 March 2024"),
    ColumnKind.COUNT: ("จำนวนเต็ม", "a whole number"),
    ColumnKind.LINK: ("ขึ้นต้นด้วย https://", "begins with https://"),
    ColumnKind.ACTIVITIES: ("ลำดับกิจกรรม เช่น ๗, ๑๒", "numbers of activities, such as 7, 12"),
}


@dataclass(frozen=True, slots=True)
class FieldShown:
    """A column as a field: what it takes, what is in it, and why that was refused."""

    column: RegisterColumn
    value: str
    hint: str
    options: tuple[tuple[str, str], ...] = ()
    chosen: frozenset[str] = frozenset()
    trouble: str = ""

    @property
    def name(self) -> str:
        return f"c-{self.column.id}"

    @property
    def target(self) -> str:
        """The end of the id of what a link to the field reaches: of choices the first one to tick."""
        first = f"-{self.options[0][0]}" if self.column.kind is ColumnKind.CHOICES else ""
        return f"{self.column.id}{first}"


@dataclass(frozen=True, slots=True)
class RowShown:
    """A row as it stands: its cells in words, and what it still lacks."""

    row: RegisterRow
    cells: tuple[tuple[str, str], ...]
    lacks: str


@dataclass(frozen=True, slots=True)
class RegisterShown:
    """A register on a page, with the fields of a new row."""

    register: Register
    rows: tuple[RowShown, ...]
    newer: int | None
    older: int
    """What stands before the page of newer rows (None if there is none), and before that of older ones."""
    more: int
    whole: bool
    """Whether its rows are leafed through."""
    proves: tuple[str, ...]
    missing: str
    """The choices of which every bureau must have a row, and has none, in words."""
    folded: bool
    """Whether the fields come once somebody asks for them."""
    fields: tuple[FieldShown, ...]
    suggestions: tuple[Suggestion, ...]
    carried: int
    """The row of last year that the fields were filled from; 0 for a new one."""
    trouble: str
    """Why a row was refused as a whole; of a field its own sentence tells."""
    open: bool
    told: tuple[str, ...]

    @property
    def faults(self) -> tuple[tuple[str, str], ...]:
        """Why its form was refused: each sentence with the id that a link to it reaches."""
        return faults_of(self.fields, f"f-{self.register.id}") or (
            ((f"r-{self.register.id}", self.trouble),) if self.trouble else ()
        )


def faults_of(fields: Iterable[FieldShown], at: str) -> tuple[tuple[str, str], ...]:
    """Why fields were refused: each sentence with the id of its field; their ids begin with `at`."""
    return tuple(
        (f"{at}-{f.target}", f"{f.column.title}: {f.trouble}") for f in fields if f.trouble
    )


def form_alone(registers: Iterable[RegisterShown]) -> RegisterShown | None:
    """The register whose form or rows were asked for, or a row refused: the page holds no other, so it stays small."""
    return next((one for one in registers if one.whole or (one.open and one.fields)), None)


@dataclass(frozen=True, slots=True)
class Typed:
    """What a refused form had, or what a page opens a form with."""

    register: str = ""
    cells: Mapping[str, str] | None = None
    carried: int = 0
    trouble: KamnotError | None = None
    by_column: Mapping[str, KamnotError] | None = None
    withdrawing: bool = False


NOTHING_TYPED = Typed()
_MOST_FORMS = 2
"""Registers of a page whose forms stand on it; of more, each comes when it is asked for."""


def carried_form(visit: Visit, asked: str) -> Typed:
    """A form filled in from a row of last year (`goals.3`), for a person to look at; empty if there is none."""
    name, _, number = asked.rpartition(".")
    register = visit.ws.plan.register_by_id.get(name)
    for one in suggestions(visit.ws, visit.unit, name) if register else ():
        if register and str(one.number) == number:
            return Typed(name, _written(register, one.cells, visit.language), one.number)
    return NOTHING_TYPED


def _written(register: Register, cells: Mapping[str, Cell], language: str) -> dict[str, str]:
    """The cells as a form has them: choices by their ids, days as people write them."""
    return {
        c.id: show_cell(c, cells.get(c.id), language if c.kind is ColumnKind.DATE else "en")
        for c in register.columns
    }


def registers_of(
    visit: Visit, typed: Typed, wrote: str = "", whole: str = ""
) -> Iterator[RegisterShown]:
    """The registers that stand on the page; `wrote` names the row that was just written (`goals.3`).

    `whole` is the register whose rows somebody leafs through, with how many newer ones stand before (`goals.15`).
    """
    leafed, _, before = whole.partition(".")
    skip = int(before) if before.isascii() and before.isdigit() else 0
    of_page = [k for k in visit.standing.registers if _stands_here(visit, k.register)]
    for kept in of_page:
        mine = typed if typed.register == kept.register.id else NOTHING_TYPED
        folded = (len(of_page) > _MOST_FORMS or bool(leafed)) and not mine.register
        at = skip if leafed == kept.register.id else None
        yield _shown(visit, kept, mine, wrote, at, folded=folded)


def _shown(
    visit: Visit, kept: KeptRegister, typed: Typed, wrote: str, leafed: int | None, *, folded: bool
) -> RegisterShown:
    """The register with its newest rows; with `leafed` with a page of them, after so many newer ones."""
    register, language = kept.register, visit.language
    rows = [one.row for one in kept.rows if _is_about(register, one.row.cells, visit.number)][::-1]
    most = _FEW_SHOWN if leafed is None else _MOST_SHOWN
    first = min(leafed or 0, max(0, len(rows) - 1))
    open_form = _may_write(visit, register)
    return RegisterShown(
        register=register,
        rows=tuple(_row(kept, row, language) for row in rows[first : first + most]),
        newer=max(0, first - most) if first else None,
        older=first + most if leafed is not None else 0,
        more=max(0, len(rows) - first - most),
        whole=leafed is not None,
        proves=tuple(
            _proven(visit.ws.plan, number, language)
            for number in kept.proves
            if MeasureId.parse(number.measure).activity in (None, visit.number)
        ),
        missing=choice_words(kept.missing, language),
        folded=open_form and folded,
        fields=tuple(_fields(visit, register, typed)) if open_form and not folded else (),
        suggestions=suggestions(visit.ws, visit.unit, register.id) if open_form else (),
        carried=typed.carried,
        trouble=told(typed.trouble, language) if typed.trouble and not typed.by_column else "",
        open=bool(typed.register),
        told=tuple(_told(visit, kept, wrote)),
    )


def _told(visit: Visit, kept: KeptRegister, wrote: str) -> Iterator[str]:
    """What is said of the row that was just written: that it is there, and what else may be the same event."""
    name, _, number = wrote.rpartition(".")
    row = next((o.row for o in kept.rows if str(o.row.id.number) == number), None)
    if name != kept.register.id or row is None:
        return
    said = Sentence(f"บันทึกแถวที่ {number} แล้ว", f"Row {number} is written")
    yield told(said, visit.language)
    others = (o.row for k in visit.standing.registers for o in k.rows)
    for other in same_events(visit.ws.plan, row, others):
        yield told(event_note(visit.ws.plan, row, other), visit.language)


def _row(kept: KeptRegister, row: RegisterRow, language: str) -> RowShown:
    register = kept.register
    cells = tuple(
        (c.title, show_cell(c, row.cells[c.id], language))
        for c in register.columns
        if c.id in row.cells
    )
    open_yet = row.id.number in kept.unproven
    return RowShown(row, cells, told(lacking(register, row), language) if open_yet else "")


def _proven(plan: Plan, number: MeasureFact, language: str) -> str:
    asked = plan.measure_by_id[number.measure]
    return f"{asked.title}: {show_amount(number.value, language, asked.unit)}"


def place_of(visit: Visit) -> str:
    """The page whose registers are shown: the activity's, else the bureau's."""
    return f"/a/{visit.number}" if visit.number else OF_BUREAU


def _stands_here(visit: Visit, register: Register) -> bool:
    """Whether a register stands on the page: the activity has it, each row names one, or no activity has it."""
    if not visit.number:
        return register.of_no_activity and visit.may(Right.SEE_ACTIVITY, _writers(visit, register))
    return register.of_each_activity or visit.number in register.activities


def _writers(visit: Visit, register: Register) -> tuple[str, ...]:
    """The groups that write into the register on this page."""
    return visit.activity.groups if visit.number else visit.ws.plan.writers_of(register)


def _may_write(visit: Visit, register: Register) -> bool:
    return visit.may(Right.WRITE_ROWS, _writers(visit, register)) and not visit.ws.closed


def _is_about(register: Register, cells: Mapping[str, Cell], number: int) -> bool:
    """Whether a row stands on the page of an activity: it names it, or its register asks for none."""
    own = [c.id for c in register.columns_of(ColumnKind.ACTIVITY)]
    return not own or any(cells.get(name) == number for name in own)


def _fields(visit: Visit, register: Register, typed: Typed) -> Iterator[FieldShown]:
    """A field for each column; the activity is the page's own."""
    said = typed.cells or {}
    for column in register.columns:
        if column.kind is ColumnKind.ACTIVITY:
            continue
        trouble = (typed.by_column or {}).get(column.id)
        options = tuple(_options(visit, column))
        value = said.get(column.id, "")
        yield FieldShown(
            column=column,
            value=value,
            hint=pick(_HINTS.get(column.kind, ("", "")), visit.language),
            options=options,
            chosen=frozenset(map(str.strip, value.split(","))) & {name for name, _ in options},
            trouble=told(trouble, visit.language) if trouble else "",
        )


def _options(visit: Visit, column: RegisterColumn) -> Iterator[tuple[str, str]]:
    """What can be chosen in a column, as it is sent and as it is shown."""
    if column.kind is ColumnKind.YES_NO:
        yield "yes", pick(("มี / ใช่", "yes"), visit.language)
        yield "no", pick(("ไม่มี / ไม่ใช่", "no"), visit.language)
    elif column.kind is ColumnKind.EVIDENCE:
        for one in visit.standing.evidence:
            own = not visit.number or one.fact.requirement.activity == visit.number
            mine = one.newest and own
            stands = one.withdrawn_on is None and one.fact.problem is None
            if mine and stands and one.accepted is not False:
                yield str(one.fact.item), f"{one.fact.item} {brief(one.fact.file_name)}"
    else:
        yield from column.choices.items()


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form, each once."""
    form = await request.form()
    return {name: value[:_LONGEST] for name, value in form.items() if isinstance(value, str)}


RowForm = Annotated[dict[str, str], Depends(_form)]


def _cells(visit: Visit, register: Register, form: Mapping[str, str]) -> dict[str, str]:
    """What was typed, by column: ticked choices together, the page's own activity."""
    found: dict[str, str] = {}
    for column in register.columns:
        if column.kind is ColumnKind.ACTIVITY:
            found[column.id] = str(visit.number)
        elif column.kind is ColumnKind.CHOICES:
            ticked = [name for name in column.choices if f"c-{column.id}-{name}" in form]
            found[column.id] = ",".join(ticked)
        else:
            found[column.id] = form.get(f"c-{column.id}", "")
    return found


def _register(visit: Visit, name: str) -> KeptRegister:
    """A register of this page. Raises NotThereError for another's."""
    for kept in visit.standing.registers:
        if kept.register.id == name and _stands_here(visit, kept.register):
            return kept
    raise not_there()


def _own_row(visit: Visit, kept: KeptRegister, number: int) -> RegisterRow:
    """The newest version of a row that stands on this page, withdrawn or not. Raises NotThereError for another."""
    rows = [one.row for one in kept.history if one.row.id.number == number]
    if not rows or not _is_about(kept.register, rows[-1].cells, visit.number):
        raise not_there()
    return rows[-1]


def write_row(visit: Visit, register: str, form: Mapping[str, str]) -> RegisterRow | Typed:
    """Write a row, new or carried over from last year; what cannot be stays in its form."""
    kept = _register(visit, register)
    cells = _cells(visit, kept.register, form)
    number = int(form.get("carried", "")) if form.get("carried", "").isdecimal() else 0
    doubts = cell_doubts(visit.ws.plan, kept.register, cells)
    on, by = visit.office.today(), visit.account
    try:
        if doubts:
            raise next(iter(doubts.values()))
        if number:
            return carry(visit.ws, visit.unit, register, number, cells, on=on, by=by)
        return add(visit.ws, visit.unit, register, cells, on=on, by=by)
    except KamnotError as error:
        return Typed(register, cells, number, error, doubts)


@pages.page("/registers/row/{register}/{number}", Right.SEE_ACTIVITY)
@pages.page("/a/{n}/row/{register}/{number}", Right.SEE_ACTIVITY)
def row(visit: Here, register: str, number: int) -> Response:
    """A row with its history; whoever may write rows corrects or withdraws it here."""
    return _row_page(visit, register, number)


def _place_words(visit: Visit) -> str:
    """The title of the page on which the row stands."""
    if not visit.number:
        return pick(BUREAU_WORDS, visit.language)
    return f"{digits(visit.number, visit.language)}. {visit.activity.title}"


def _row_page(
    visit: Visit, register: str, number: int, typed: Typed | None = None, why: str = ""
) -> Response:
    kept = _register(visit, register)
    now = _own_row(visit, kept, number)
    known = typed or Typed(register, _written(kept.register, now.cells, visit.language))
    history = [one for one in kept.history if one.row.id.number == number]
    open_form = _may_write(visit, kept.register) and not now.withdrawn
    fields = tuple(_fields(visit, kept.register, known)) if open_form else ()
    return visit.page(
        "row.html",
        status_of(known.trouble) if known.trouble else 200,
        here=place_of(visit),
        place=_place_words(visit),
        register=kept.register,
        number=number,
        shown=_row(kept, now, visit.language),
        versions=[(one, _row(kept, one.row, visit.language)) for one in reversed(history)],
        offices=visit.standing.offices,
        fields=fields,
        faults=_faults(visit, fields, known),
        why=why,
        withdrawing=known.withdrawing,
    )


def _faults(
    visit: Visit, fields: Iterable[FieldShown], typed: Typed
) -> tuple[tuple[str, str], ...]:
    """Why a change was refused: each field's sentence, else that of the form; with the id that a link reaches."""
    if typed.trouble is None:
        return ()
    form = "withdraw" if typed.withdrawing else "correct"
    return faults_of(fields, "f") or ((form, told(typed.trouble, visit.language)),)


@pages.page("/registers/row/{register}/{number}", Right.WRITE_ROWS, "POST")
@pages.page("/a/{n}/row/{register}/{number}", Right.WRITE_ROWS, "POST")
def change(visit: Here, register: str, number: int, form: RowForm) -> Response:
    """Correct or withdraw a row, with a reason; what cannot be stays in its form."""
    kept = _register(visit, register)
    now = _own_row(visit, kept, number)
    cells, why = _cells(visit, kept.register, form), form.get("why", "")[:500]
    taken_out = "withdraw" in form
    doubts = {} if taken_out else cell_doubts(visit.ws.plan, kept.register, cells)
    on, by = visit.office.today(), visit.account
    try:
        if doubts:
            raise next(iter(doubts.values()))
        if taken_out:
            withdraw(visit.ws, visit.unit, register, number, on=on, by=by, why=why)
        else:
            correct(visit.ws, visit.unit, register, number, cells, on=on, by=by, why=why)
    except KamnotError as error:
        if taken_out:
            cells = _written(kept.register, now.cells, visit.language)
        typed = Typed(register, cells, 0, error, doubts, withdrawing=taken_out)
        return _row_page(visit, register, number, typed, why)
    wrote = "" if taken_out else f"?wrote={register}.{number}"
    return visit.go(f"{place_of(visit)}{wrote}#r-{register}")
