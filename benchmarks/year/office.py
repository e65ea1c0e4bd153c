"""The office of the play: its clock, its workspaces, and all that people can do in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.facts import ReliefKind
from domain.language.ids import MeasureId, RequirementId
from domain.plan.model import ColumnKind, MeasureKind, MeasureRequirement, RegisterColumn
from domain.plan.requirements import requirement_of
from domain.reminders.snoozes import check_snooze
from flows.evidence import measures, registers, reviews
from flows.evidence.take_in import Incoming, take_in
from flows.plan import reliefs
from flows.run.judge import load_facts
from flows.run.workspace import BANGKOK, Workspace, in_bangkok
from storage.db.database import reading, writing
from storage.records.absences import absences_of, add_absence, end_absence
from storage.records.evidence import withdraw_evidence
from storage.records.listed_evidence import list_evidence
from storage.records.snoozes import add_snooze, report_duty
from storage.settings import Settings
from tests.support.year import document, evidence

UNIT = "bureau"


@dataclass
class Clock:
    """The one clock of the play; it stands while something runs."""

    now: datetime = datetime(2000, 1, 1, tzinfo=UTC)

    def turn(self, day: date, hour: time) -> None:
        """Set it to that Bangkok day and hour."""
        self.now = datetime.combine(day, hour, ZoneInfo(BANGKOK)).astimezone(UTC)

    def today(self) -> date:
        """The Bangkok day."""
        return in_bangkok(self.now).date()


class ClockedWorkspace(Workspace):
    """A workspace that asks the play's clock."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._clock = clock
        super().__init__(settings)

    def now(self) -> datetime:
        return self._clock.now


@dataclass
class Office:
    """The bureau on the stage. `folder` holds the files that people are about to send."""

    settings: Settings
    clock: Clock
    folder: Path
    runs: Counter[str] = field(default_factory=Counter)
    alarms: list[date] = field(default_factory=list)
    ws: Workspace = field(init=False)
    """What people and runs work with: each run opening its own would only cost SQLAlchemy its compiled statements."""

    def __post_init__(self) -> None:
        self.ws = ClockedWorkspace(self.settings, self.clock)

    @property
    def today(self) -> date:
        return self.clock.today()

    def run(self, name: str) -> Workspace:
        """The workspace for a run that begins now; the run is counted."""
        self.runs[name] += 1
        self.ws.opened_at = self.clock.now
        return self.ws

    def item(self, requirement: str) -> int:
        """The number of the one file that stands for a requirement."""
        year = self.ws.plan.fiscal_year
        with reading(self.ws.engine) as session:
            found = list_evidence(session, UNIT, year, requirement=requirement, withdrawn=False)
        [item] = {one.fact.item for one in found}
        return item


Deed = Callable[[Office], None]


def sends(activity: int) -> Deed:
    """All documents and pictures that an activity asks for, as good as they should be, and the rows of its numbers.

    A number that no register proves is typed: a survey's.
    """

    def do(office: Office) -> None:
        plan, day = office.ws.plan, office.today
        files = evidence(plan, office.folder, range(activity, activity + 1))
        took = take_in(office.ws, UNIT, [replace(f, received_on=day) for f in files], by="campaign")
        for measure in plan.by_number[activity].measures:
            name = MeasureId(activity, measure.id)
            if name in plan.proofs:
                _write_rows(office, name, took[0].added.item)
            else:
                measures.enter(office.ws, UNIT, name, TYPED, on=day, by="campaign")

    return do


TYPED, JOINED, STAFF = "120/122", 120, 122
"""What a survey said, and how many of all staff came: well above what the plan wants."""


def _write_rows(office: Office, name: MeasureId, item: int) -> None:
    """The rows that prove a number, as somebody writes them on the day: the head count first, if needed."""
    plan, day = office.ws.plan, office.today
    register, proof = plan.proofs[name][0]
    heads = plan.register_by_id.get(proof.over.rpartition(".")[0])
    if heads is not None and not registers.show_register(office.ws, UNIT, heads.id).rows:
        said = {"day": day.isoformat(), "staff": str(STAFF)}
        registers.add(office.ws, UNIT, heads.id, said, on=day, by="planning")
    asked = plan.measure_by_id[name]
    rows = 1
    if isinstance(asked, MeasureRequirement) and asked.kind is MeasureKind.COUNT:
        rows = int(asked.at_least)
    for n in range(rows):
        cells = {c.id: _cell(c, name, n, day, item) for c in register.columns}
        registers.add(office.ws, UNIT, register.id, cells, on=day, by="campaign")


def _cell(column: RegisterColumn, name: MeasureId, n: int, day: date, item: int) -> str:
    """What stands in a column of the row number `n` that proves a number."""
    choices = list(column.choices)
    return {
        ColumnKind.DATE: day.isoformat(),
        ColumnKind.COUNT: str(STAFF if column.id == "invited" else JOINED),
        ColumnKind.YES_NO: "มี",
        ColumnKind.LINK: f"https://bureau.example/{n}",
        ColumnKind.ACTIVITY: str(name.activity),
        ColumnKind.ACTIVITIES: str(name.activity),
        ColumnKind.EVIDENCE: str(item),
    }.get(column.kind, choices[n % len(choices)] if choices else f"{column.title} {n + 1}")


def sends_again(requirement: str, what: str) -> Deed:
    """A document under the same name with other words: a new version, or a new item where none stands."""

    def do(office: Office) -> None:
        path = office.folder / f"{requirement}-1.docx"
        path.write_bytes(
            document(what, requirement_of(office.ws.plan, RequirementId.parse(requirement)))
        )
        take_in(office.ws, UNIT, [Incoming(requirement, path, office.today)], by="campaign")

    return do


def returns(requirement: str, why: str) -> Deed:
    """A reviewer sends the newest version back."""

    def do(office: Office) -> None:
        item = office.item(requirement)
        reviews.review(
            office.ws, UNIT, reviews.look_at(office.ws, UNIT, item),
            accepted=False, reason=why, on=office.today, by="planning",
        )  # fmt: skip

    return do


def takes_back(requirement: str, why: str) -> Deed:
    """The document no longer counts from that day on."""

    def do(office: Office) -> None:
        with writing(office.ws.engine) as session:
            withdraw_evidence(
                session, UNIT, office.item(requirement),
                withdrawn_on=office.today, by="planning", reason=why, now=office.clock.now,
            )  # fmt: skip

    return do


def extends(activity: int, until: date, why: str) -> Deed:
    """The director gives an activity more time."""
    return _grants(ReliefKind.EXTENSION, activity, why, until)


def excuses(activity: int, why: str) -> Deed:
    """The director finds that an activity does not concern the bureau."""
    return _grants(ReliefKind.NOT_APPLICABLE, activity, why)


def _grants(kind: ReliefKind, activity: int, why: str, until: date | None = None) -> Deed:
    def do(office: Office) -> None:
        reliefs.grant(
            office.ws, UNIT, kind, str(activity), authoriser="ผู้อำนวยการสำนัก", reason=why,
            on=office.today, by="planning", until=until,
        )  # fmt: skip

    return do


def snoozes(group: str, activity: int, until: date, why: str) -> Deed:
    """A group says that it has it."""

    def do(office: Office) -> None:
        ws, day = office.ws, office.today
        known = ws.evaluator.evaluate(load_facts(ws, UNIT, day), day)
        result = known.by_number[activity]
        check_snooze(result, group, until, why, day)
        with writing(ws.engine) as session:
            add_snooze(
                session, unit=UNIT, fiscal_year=ws.plan.fiscal_year, group=group, activity=activity,
                until=until, reason=why, entered_on=day, by=group, now=ws.now(),
            )  # fmt: skip

    return do


def goes_away(email: str, first: date, last: date, deputy: str) -> Deed:
    """Somebody's letters go to a deputy for some days."""

    def do(office: Office) -> None:
        with writing(office.ws.engine) as session:
            add_absence(
                session, unit=UNIT, email=email, first=first, last=last, deputy=deputy,
                deputy_office="ผู้แทน", by="planning", now=office.clock.now,
            )  # fmt: skip

    return do


def comes_back(email: str) -> Deed:
    """Somebody is there again sooner than was said."""

    def do(office: Office) -> None:
        with writing(office.ws.engine) as session:
            [absence] = [a for a in absences_of(session, UNIT) if a.email == email]
            end_absence(
                session, UNIT, absence.id,
                ended_on=office.today, by="planning", now=office.clock.now,
            )  # fmt: skip

    return do


def reports(duty: str, period: str) -> Deed:
    """A month's report is with the director."""

    def do(office: Office) -> None:
        with writing(office.ws.engine) as session:
            report_duty(
                session, unit=UNIT, fiscal_year=office.ws.plan.fiscal_year, duty=duty, period=period,
                done_on=office.today, note="", by="campaign", now=office.clock.now,
            )  # fmt: skip

    return do
