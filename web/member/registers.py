"""The bureau's registers: those that belong to no activity, and where each of the others stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from starlette.responses import Response

from domain.access import Right
from domain.plan.model import Plan, Register
from domain.results import RegisterAsk
from domain.rubric.register_rows import show_cell
from domain.words.wording import pick
from web.front.errors import status_of
from web.front.who import Here, PageRoutes, Visit
from web.member.rows import (
    BUREAU_WORDS,
    OF_BUREAU,
    RowForm,
    Typed,
    carried_form,
    form_alone,
    registers_of,
    write_row,
)

pages = PageRoutes()


@dataclass(frozen=True, slots=True)
class RegisterPlace:
    """A register that stands on pages of activities: how many rows it has, and on which pages."""

    register: Register
    rows: int
    activities: tuple[int, ...]


@pages.page(OF_BUREAU, Right.SEE_ACTIVITY)
def show(
    visit: Here, wrote: str = "", carry: str = "", rows: str = "", write: str = ""
) -> Response:
    """The page; what it is asked for is as on the page of an activity."""
    form = Typed(write) if write else carried_form(visit, carry[:80])
    return _page(visit, form, wrote=wrote[:80], whole=rows[:80])


def _page(
    visit: Visit, typed: Typed, status: int = 200, *, wrote: str = "", whole: str = ""
) -> Response:
    registers = list(registers_of(visit, typed, wrote, whole))
    alone = form_alone(registers)
    return visit.page(
        "registers.html",
        status,
        title=pick(BUREAU_WORDS, visit.language),
        here=OF_BUREAU,
        registers=registers,
        alone=alone,
        others=list(_others(visit)),
        cell=lambda column, value: show_cell(column, value, visit.language),
        faults=alone.faults if alone is not None and typed.trouble else (),
        closed=visit.ws.closed,
    )


def _others(visit: Visit) -> Iterator[RegisterPlace]:
    """The registers on the pages of those activities that this person may open."""
    for kept in visit.standing.registers:
        if own := tuple(n for n in places(visit.ws.plan, kept.register) if _may_open(visit, n)):
            yield RegisterPlace(kept.register, len(kept.rows), own)


def _may_open(visit: Visit, number: int) -> bool:
    return visit.may(Right.SEE_ACTIVITY, visit.ws.plan.by_number[number].groups)


def places(plan: Plan, register: Register) -> tuple[int, ...]:
    """The activities on whose pages a register stands."""
    return tuple(plan.by_number) if register.of_each_activity else register.activities


def pages_of(visit: Visit, ask: RegisterAsk, group: str) -> list[tuple[str, int]]:
    """Where the rows of an ask are written: paths, each with the number of its activity, 0 for the bureau's page."""
    register = visit.ws.plan.register_by_id[ask.register]
    if register.of_no_activity:
        return [(f"{OF_BUREAU}#r-{register.id}", 0)]
    by_number = visit.ws.plan.by_number
    own = [n for n in ask.activities or register.activities if group in by_number[n].groups]
    return [(f"/a/{n}#r-{register.id}", n) for n in own]


@pages.page("/registers/row/{register}", Right.WRITE_ROWS, "POST")
def write(visit: Here, register: str, form: RowForm) -> Response:
    """Write a row of a register; one that cannot be stays in its form, each field with its sentence."""
    done = write_row(visit, register, form)
    if isinstance(done, Typed):
        assert done.trouble is not None  # noqa: S101  # a refused form says why
        return _page(visit, done, status_of(done.trouble))
    return visit.go(f"{OF_BUREAU}?wrote={register}.{done.id.number}#r-{register}")
