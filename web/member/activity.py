"""One activity: what to bring for it, what arrived, and the forms for numbers and "we have it"."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Form
from starlette.responses import Response

from domain.access import Right
from domain.language.days import parse_date, parse_in_year
from domain.language.errors import KamnotError
from domain.language.ids import MeasureId, RequirementId
from domain.results import ActivityResult
from domain.rubric.register_rows import show_cell
from flows.evidence.measures import enter
from flows.letters.snoozes import add_snooze
from flows.papers.starters import make_starter
from web.front.errors import not_there, status_of
from web.front.shown import told
from web.front.who import Here, PageRoutes, Visit
from web.member.cards import answer_about, card_alone, card_of, cards_of
from web.member.given import given_new
from web.member.rows import (
    NOTHING_TYPED,
    RegisterShown,
    RowForm,
    Typed,
    carried_form,
    form_alone,
    place_of,
    registers_of,
    write_row,
)

pages = PageRoutes()
Text = Annotated[str, Form()]


@pages.page("/a/{n}", Right.SEE_ACTIVITY)
def show(
    visit: Here, file: int = 0, known: int = 0, saved: str = "", wrote: str = "", carry: str = "",
    rows: str = "", write: str = "", files: str = "",
) -> Response:  # fmt: skip
    """The page of an activity; `file` is the item that was just brought, of which it tells first.

    `wrote` is the row that was just written (`goals.3`), `carry` one of last year with which a form opens,
    `rows` the register whose rows are leafed through (`goals.15`), `write` the one whose form is asked for, `files` the
    document whose files are leafed through (`photos.24`).
    """
    form = Typed(write) if write else carried_form(visit, carry[:80])
    return page_of(
        visit,
        file=file,
        known=bool(known),
        saved=saved,
        rows=form,
        wrote=wrote[:80],
        whole=rows[:80],
        files=files[:80],
    )


def page_of(
    visit: Visit,
    status: int = 200,
    *,
    file: int = 0,
    known: bool = False,
    saved: str = "",
    trouble: KamnotError | None = None,
    at: str = "",
    typed: dict[str, str] | None = None,
    rows: Typed = NOTHING_TYPED,
    wrote: str = "",
    whole: str = "",
    files: str = "",
) -> Response:
    """The page, also after a form was refused: what was typed stays in it."""
    standing, plan, activity = visit.standing, visit.ws.plan, visit.activity
    said = told(trouble, visit.language) if trouble else ""
    title = next((f.title for f in activity.findings if f.id == at), at)
    said = said.replace(at, f"“{title}”") if at else said
    cards = tuple(
        card_of(standing, activity, f, typed=(typed or {}).get("value", ""), trouble=said)
        if f.id == at
        else card_of(standing, activity, f)
        for f in activity.findings
    )
    registers = list(registers_of(visit, rows, wrote, whole))
    alone = form_alone(registers)
    leafed = card_alone(cards, files)
    snooze = next(
        (s for s in standing.snoozes if s.group in visit.groups and s.holds(activity, standing.day)), None
    )  # fmt: skip
    return visit.page(
        "activity.html",
        status,
        standing=standing,
        activity=activity,
        printed=plan.by_number[activity.number],
        names=plan.group_by_id,
        cards=cards,
        here=place_of(visit),
        staffing=standing.staffing(activity.groups),
        registers=registers,
        alone=alone,
        leafed=leafed,
        cell=lambda column, value: show_cell(column, value, visit.language),
        answer=answer_about(standing, activity, file, known=known) if file else None,
        submission=standing.submitted(activity.batch),
        may_bring=visit.may(Right.BRING_FILES, activity.groups) and not visit.ws.closed,
        starters=_starters(visit, activity),
        may_enter=visit.may(Right.ENTER_NUMBERS, activity.groups) and not visit.ws.closed,
        may_answer=_may_answer(visit, activity),
        snooze=snooze,
        saved=saved,
        own_groups=[g for g in activity.groups if g in visit.groups],
        faults=_faults(at, said, alone),
        at=at,
        typed=typed or {},
        closed=visit.ws.closed,
    )


def _faults(at: str, said: str, alone: RegisterShown | None) -> tuple[tuple[str, str], ...]:
    """Why a form was refused: each sentence with the id of its field, to which the summary's link jumps."""
    if not said:
        return ()
    if alone is not None:
        return alone.faults
    return (("until" if at == "snooze" else f"v-{at.partition('.')[2]}", said),)


def _starters(visit: Visit, activity: ActivityResult) -> frozenset[str]:
    """The documents of the activity that Kamnot begins for this person."""
    if visit.ws.closed or not visit.may(Right.BEGIN_DOCUMENTS, activity.groups):
        return frozenset()
    begun = visit.ws.plan.starter_of
    return frozenset(asked.name for asked in begun if asked.activity == activity.number)


@pages.page("/a/{n}/starter/{name}", Right.BEGIN_DOCUMENTS)
def begin(visit: Here, name: str) -> Response:
    """A document of the activity that Kamnot has begun, to be kept and written on."""
    asked = RequirementId(visit.number, name[:80])
    if asked not in visit.ws.plan.starter_of:
        raise not_there()
    made = make_starter(visit.ws, visit.unit, asked, visit.office.today())
    return given_new(made.data, made.file_name, f"starter-{visit.number}")


def _may_answer(visit: Visit, activity: ActivityResult) -> bool:
    """Whether reminders of it can still pause: it is open, not overdue, and somebody's here."""
    mine = bool(visit.groups & set(activity.groups))
    still = not activity.complete and visit.standing.day < activity.last_working_day
    return mine and still and visit.may(Right.ANSWER, activity.groups) and not visit.ws.closed


@pages.page("/a/{n}/number/{name}", Right.ENTER_NUMBERS, "POST")
def enter_number(visit: Here, name: str, value: Text = "", why: Text = "") -> Response:
    """Enter a number of the activity; an impossible one stays in its field, and the old one holds."""
    measure = MeasureId(visit.number, name)
    if measure not in visit.ws.plan.measure_by_id:
        raise not_there()
    try:
        enter(
            visit.ws, visit.unit, measure, value[:100],
            on=visit.office.today(), by=visit.account, why=why[:500],
        )  # fmt: skip
    except KamnotError as error:
        typed = {"value": value[:100], "why": why[:500]}
        return page_of(visit, status_of(error), trouble=error, at=measure, typed=typed)
    return visit.go(f"/a/{visit.number}?saved={name}#{name}")


@pages.page("/a/{n}/row/{register}", Right.WRITE_ROWS, "POST")
def write(visit: Here, register: str, form: RowForm) -> Response:
    """Write a row of a register; one that cannot be stays in its form, each field with its sentence."""
    done = write_row(visit, register, form)
    if isinstance(done, Typed):
        assert done.trouble is not None  # noqa: S101  # a refused form says why
        return page_of(visit, status_of(done.trouble), trouble=done.trouble, rows=done)
    return visit.go(f"/a/{visit.number}?wrote={register}.{done.id.number}#r-{register}")


@pages.page("/a/{n}/snooze", Right.ANSWER, "POST")
def snooze(visit: Here, until: Text = "", reason: Text = "", group: Text = "") -> Response:
    """Say "we have it": the group's reminders of the activity pause until a day."""
    own = [g for g in visit.activity.groups if g in visit.groups]
    try:
        add_snooze(
            visit.ws, visit.unit, visit.number,
            until=_day_of(visit, until[:40]), reason=reason[:500],
            today=visit.office.today(), by=visit.account,
            group=group if group in own else next(iter(own), None),
        )  # fmt: skip
    except KamnotError as error:
        typed = {"until": until[:40], "reason": reason[:500]}
        return page_of(visit, status_of(error), trouble=error, at="snooze", typed=typed)
    return visit.go(f"/a/{visit.number}#paused")


def _day_of(visit: Visit, text: str) -> date:
    """The day meant by somebody who may leave the year out. Raises KamnotError for what is no day."""
    year = visit.ws.plan.fiscal_year
    found = parse_in_year(text, year)
    return found[0] if found and found[1] else parse_date(text, year)


def card_part(visit: Visit, slot: str, item: int, *, known: bool) -> Response:
    """The card of a document anew, with what is told of the file that was just brought."""
    standing = visit.now_standing
    activity = standing.evaluation.by_number[visit.number]
    card = next(c for c in cards_of(standing, activity) if c.slot == slot and not c.is_number)
    answer = answer_about(standing, activity, item, known=known)
    return visit.page(
        "parts/brought.html", card=card, activity=activity, answer=answer, may_bring=True,
        may_enter=True, starters=_starters(visit, activity), standing=standing, saved="",
        names=visit.ws.plan.group_by_id, closed=False,
    )  # fmt: skip
