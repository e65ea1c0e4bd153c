"""From one year to the next: drafts a plan, confirms its values, applies it, closes a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlmodel import Session

from domain.evaluation.department import UnitStanding, roll_up, standing_of
from domain.evaluation.evaluator import Evaluator
from domain.evaluation.plan_effects import Effect, effects_of, no_longer_asked
from domain.language.errors import KamnotError
from domain.language.reasons import given_reason
from domain.language.tables import TableNote
from domain.language.thai import arabic_digits, thai_digits
from domain.next_year.carry import (
    Clash,
    DueDay,
    YearDoubt,
    clashes,
    due_days,
    shortened_days,
    year_doubts,
)
from domain.next_year.diff import PlanDiff, diff_plans
from domain.plan.model import Plan
from domain.plan.sources import list_sources
from domain.reminders.decide import decide
from domain.reminders.ladder import Ledger
from domain.reminders.snoozes import Answers
from domain.results import Evaluation, Points
from flows.run.judge import load_facts
from flows.run.office_days import closed_days
from flows.run.workspace import Workspace, today
from storage.db.database import open_database, reading, writing
from storage.db.tables import UnitRow
from storage.outbox.rungs import rungs_taken
from storage.plan_files.content import LoadedPlan
from storage.plan_files.folders import plan_folder, plan_roots
from storage.plan_files.load import load_plan
from storage.plan_files.workdays import holiday_name, unknown_years, working_days
from storage.plan_files.writing import write_draft
from storage.records.people import set_group, units
from storage.records.plan_in_force import (
    AppliedPlan,
    apply_plan,
    plan_in_force,
    set_closed,
)
from storage.records.snoozes import load_answers
from storage.records.submissions import submissions_of
from storage.settings import Settings

OWN_CLOSED_DAY = "วันหยุดของสำนัก"
"""How a day of the office's own list is called."""


@dataclass(frozen=True, slots=True)
class DueDayReport:
    """Due days that fall on closed days, and the calendar years (ค.ศ.) that nobody has confirmed."""

    clashes: tuple[Clash, ...]
    unknown_years: tuple[int, ...]
    notes: tuple[TableNote, ...] = ()
    """What was left out of the office's own list."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A new year's draft: its folder, its plan, and what a person has to check."""

    folder: Path
    plan: Plan
    from_year: int
    doubts: tuple[YearDoubt, ...]
    due: DueDayReport
    shortened: tuple[DueDay, ...]
    unconfirmed: int


def draft_year(settings: Settings, fiscal_year: int, from_year: int) -> Draft:
    """Draft the plan of a year from another year's in the bureau's own plans. The old year does not change.

    Raises KamnotError if there is no such plan, it is broken, or the new year has a folder already.
    """
    source = plan_folder(from_year, *plan_roots(settings))
    plan = load_plan([source]).plan
    _refuse_odd_year(fiscal_year)
    folder, draft = write_draft(source, plan, fiscal_year, settings.own_plans)
    return describe_draft(settings, folder, draft, plan)


def describe_draft(settings: Settings, folder: Path, plan: Plan, before: Plan) -> Draft:
    """What a person has to check in a draft that was made from another plan."""
    return Draft(
        folder=folder,
        plan=plan,
        from_year=before.fiscal_year,
        doubts=tuple(year_doubts(plan)),
        due=due_day_report(settings, plan),
        shortened=tuple(shortened_days(before, plan.fiscal_year)),
        unconfirmed=sum(not value.confirmed for value in list_sources(plan)),
    )


def _refuse_odd_year(fiscal_year: int) -> None:
    if not 2500 <= fiscal_year <= 2700:
        raise KamnotError(
            f"ปีงบประมาณ {thai_digits(fiscal_year)} ใช้ไม่ได้ โปรดระบุปี พ.ศ. เช่น 2570",
            f"Fiscal year {fiscal_year} cannot be used; give a Buddhist year such as 2570.",
        )


def due_day_report(settings: Settings, plan: Plan) -> DueDayReport:
    """The plan's due days compared with the calendars of the government and the office."""
    own = closed_days(settings.closed_days, plan.fiscal_year)

    def name(day: date) -> str | None:
        return holiday_name(day) or (OWN_CLOSED_DAY if day in own.days else None)

    return DueDayReport(
        clashes=tuple(clashes(plan, working_days(own.days), name)),
        unknown_years=unknown_years((due.day for due in due_days(plan)), own.complete),
        notes=own.notes,
    )


# Taking a plan into use


@dataclass(frozen=True, slots=True)
class Prospect:
    """A unit under a plan: the scores of its criteria, its level, and the groups that a run today would remind."""

    criteria: tuple[int, ...]
    level: int
    level_if_unknowns_hold: int
    reminders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outlook:
    """A unit by the plan in force and by the files' plan."""

    unit: str
    before: Prospect
    after: Prospect


@dataclass(frozen=True, slots=True)
class Preview:
    """What applying the files' plan would change, and for which units, as of a day.

    `in_force` and `diff` are None before the first use. `orphans` are documents and numbers that came in and
    that the new plan no longer asks for, as (unit, `7.photos`, how many).
    """

    fiscal_year: int
    as_of: date
    new_hash: str
    in_force: AppliedPlan | None
    diff: PlanDiff | None
    effects: tuple[Effect, ...]
    totals: tuple[tuple[str, Points, Points], ...]
    orphans: tuple[tuple[str, str, int], ...]
    unconfirmed: int
    outlooks: tuple[Outlook, ...]
    department: tuple[int, int]
    """The department's level before and after."""

    @property
    def changes(self) -> bool:
        """Whether there is anything to apply."""
        return self.in_force is None or self.in_force.plan_hash != self.new_hash


def preview(ws: Workspace, as_of: date | None = None) -> Preview:
    """Judge every unit by the plan in force and by the files' plan, today. Nothing is written.

    Raises KamnotError if the files form no sound plan.
    """
    day = as_of or today()
    filed = filed_plan(ws)
    with reading(ws.engine) as session:
        in_force = plan_in_force(session, filed.plan.fiscal_year)
        names = tuple(unit.id for unit in units(session)) if in_force is not None else ()
        ledgers = rungs_taken(session, names)
        answers = load_answers(session, names, filed.plan.fiscal_year, as_of=day)
    after = Evaluator(
        filed.plan, ws.is_working_day, plan_hash=filed.content_hash, language=ws.language
    )
    effects: list[Effect] = []
    totals: list[tuple[str, Points, Points]] = []
    orphans: list[tuple[str, str, int]] = []
    outlooks: list[Outlook] = []
    standings: tuple[list[UnitStanding], list[UnitStanding]] = ([], [])
    for unit in names:
        facts = load_facts(ws, unit, day)
        old, new = ws.evaluator.evaluate(facts, day), after.evaluate(facts, day)
        effects += effects_of(old, new)
        totals.append((unit, old.points, new.points))
        plans = (ws.plan, old), (filed.plan, new)
        outlooks.append(
            Outlook(unit, *(_prospect(ws, *p, ledgers[unit], answers[unit]) for p in plans))
        )
        for units_of, (plan, found) in zip(standings, plans, strict=True):
            units_of.append(standing_of(plan, found, unit, {}))
        orphans += ((unit, name, count) for name, count in no_longer_asked(facts, filed.plan))
    return Preview(
        fiscal_year=filed.plan.fiscal_year,
        as_of=day,
        new_hash=filed.content_hash,
        in_force=in_force,
        diff=diff_plans(ws.plan, filed.plan) if in_force is not None else None,
        effects=tuple(effects),
        totals=tuple(totals),
        orphans=tuple(orphans),
        unconfirmed=sum(not value.confirmed for value in list_sources(filed.plan)),
        outlooks=tuple(outlooks),
        department=(
            roll_up(ws.plan, standings[0], day).level,
            roll_up(filed.plan, standings[1], day).level,
        ),
    )


def _prospect(
    ws: Workspace, plan: Plan, found: Evaluation, ledger: Ledger, answers: Answers
) -> Prospect:
    decided = decide(plan, found, ledger, ws.is_working_day, answers, ws.first_due)
    return Prospect(
        criteria=tuple(c.score for c in found.rubric.criteria),
        level=found.rubric.level,
        level_if_unknowns_hold=found.rubric.level_if_unknowns_hold,
        reminders=tuple(reminder.group for reminder in decided.due),
    )


def filed_plan(ws: Workspace) -> LoadedPlan:
    """The plan of the year's files. Raises PlanError if they form no sound plan."""
    if ws.filed is None:
        settings = ws.settings
        return load_plan([plan_folder(settings.fiscal_year, *plan_roots(settings))])
    return ws.filed


def take(ws: Workspace, *, why: str, by: str) -> str:
    """Apply the files' plan. Returns its hash. Every unit gets the plan's working groups.

    Raises KamnotError if the reason is missing, the year is closed, or the files form no sound plan.
    """
    reason = given_reason(why, "การนำแผนมาใช้", "Taking a plan into use")
    plan, now = filed_plan(ws).plan, ws.now()
    with writing(ws.engine) as session:
        taken = apply_plan(session, plan, by=by, why=reason, now=now)
        for unit in units(session):
            for group in plan.groups:
                set_group(session, unit.id, group.id, name=group.name, by=by, now=now)
    return taken


# Closing


def close(
    settings: Settings, fiscal_year: int, *, closed: bool, why: str, by: str, now: datetime
) -> dict[str, list[str]]:
    """Close a year for every unit, or open it again. Returns the batches that a unit has not submitted, by its name.

    Raises as `set_closed`, or KamnotError if there is no plan.
    """
    plan = load_plan([plan_folder(fiscal_year, *plan_roots(settings))]).plan
    with writing(open_database(settings)) as session:
        set_closed(session, fiscal_year, closed=closed, by=by, why=why, now=now)
        return {
            u.name: titles for u in units(session) if (titles := _open_batches(session, u, plan))
        }


def _open_batches(session: Session, unit: UnitRow, plan: Plan) -> list[str]:
    """The batches of a year that a unit has not submitted, or has taken back."""
    sent = submissions_of(session, unit.id, plan.fiscal_year, *(b.id for b in plan.batches))
    standing = {s.batch for s in sent if s.withdrawn_at is None}
    return [b.title for b in plan.batches if b.id not in standing]


# Comparing


def read_any(settings: Settings, name: str) -> Plan:
    """The plan of a year (`2567`, `๒๕๖๗`) or in a folder. Raises KamnotError if there is none or it is broken."""
    plain = arabic_digits(name).strip()
    if plain.isascii() and plain.isdigit():
        return load_plan([plan_folder(int(plain), *plan_roots(settings))]).plan
    return load_plan([Path(name)]).plan
