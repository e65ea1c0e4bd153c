"""The main job: read what came in, judge it, write the result and what must be said, and say it.

Killed anywhere, run twice or run for a past day, it leaves either nothing or everything of a run: the
results, the reminder slots and the outbox rows are written in one transaction.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from domain.errors import CouldNotFinishError, KamnotError
from domain.evaluate import Findings
from domain.facts import EvidenceFact, Facts, Problem
from domain.findings import Evaluation, Reminder
from domain.reminders import reminders_due
from domain.result_json import batch_json
from domain.thai import thai_date
from domain.whatif import NOTHING, Supposition, suppose_facts, suppose_findings
from flows.deliver import Delivered, deliver
from flows.digests import Letter, Letters, write_letters
from flows.evidence import take_missing_looks
from flows.steps import Call, direct
from flows.trail import note_head
from flows.workspace import Workspace, today
from storage.database import reading, writing
from storage.facts import load_facts as load_facts_of
from storage.outbox import claim_slots, enqueue, skip, slots_taken
from storage.runs import record_run

_PLANS = 3
"""So often other runs may take our reminders before we give up."""


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """What to check: one unit, batches in the plan's order, the Bangkok day.

    `dry_run` writes and sends nothing. `record` keeps the result of each batch in storage. `suppose` holds for
    a dry run only.
    """

    unit: str
    batches: tuple[str, ...]
    as_of: date
    dry_run: bool = False
    record: bool = True
    flow_run_id: str | None = None
    suppose: Supposition = NOTHING


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """What came of it. `letters` are the reminders rendered; `enqueued` outbox ids newly written."""

    evaluation: Evaluation
    batches: tuple[str, ...]
    reminders: tuple[Reminder, ...]
    letters: Letters
    enqueued: tuple[int, ...]
    delivered: Delivered
    supposed: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Every checked batch complete."""
        return all(self.evaluation.batch(b).complete for b in self.batches)

    def to_json(self) -> list[dict[str, Any]]:
        """One `kamnot/check/1` object for each batch; what was supposed stands in it."""
        supposed = {"supposed": list(self.supposed)} if self.supposed else {}
        return [
            batch_json(self.evaluation, self.evaluation.batch(b), self.reminders) | supposed
            for b in self.batches
        ]


def load_facts(ws: Workspace, unit: str, as_of: date) -> Facts:
    """Read everything known about the unit; what was withdrawn after the day still counts on it."""
    with reading(ws.engine) as session:
        facts = load_facts_of(session, unit, ws.plan.fiscal_year, as_of=as_of)
    return as_stored(ws, facts)


def as_stored(ws: Workspace, facts: Facts) -> Facts:
    """The facts with those files marked whose bytes are gone from the store."""
    lost = ws.store.missing(fact.sha256 for fact in facts.evidence)
    if not lost:
        return facts
    return replace(facts, evidence=tuple(_as_stored(fact, lost) for fact in facts.evidence))


def _as_stored(fact: EvidenceFact, lost: frozenset[str]) -> EvidenceFact:
    """A file whose bytes are gone proves nothing, whatever was seen when it came in."""
    return replace(fact, problem=Problem.LOST) if fact.sha256 in lost else fact


def check_completeness(ws: Workspace, facts: Facts, as_of: date) -> Findings:
    """Findings of every requirement and measure."""
    return ws.evaluator.find(facts, as_of)


def compute_scores(ws: Workspace, findings: Findings, facts: Facts, as_of: date) -> Evaluation:
    """Points, the nine criteria and the level."""
    return ws.evaluator.score(findings, facts, as_of)


def decide_reminders(ws: Workspace, evaluation: Evaluation) -> tuple[Reminder, ...]:
    """Which groups must hear something now, of any batch: one letter a group and day tells it all.

    Nobody is asked for anything in a closed year: it could no longer be taken in.
    """
    if ws.closed:
        return ()
    with reading(ws.engine) as session:
        ledger = slots_taken(session, evaluation.unit)
    return reminders_due(ws.plan, evaluation, ledger, ws.is_working_day)


def write_results(
    ws: Workspace, request: CheckRequest, evaluation: Evaluation, letters: Letters
) -> tuple[int, ...] | None:
    """Keep the results, take the reminder slots, and put the letters in the outbox: all or nothing.

    Returns None, with nothing written, when another run took one of the slots since they were read: then
    the reminders must be decided anew. A group that nobody can be reached in keeps its slots free, so that
    it hears as soon as it has a contact.
    """
    try:
        with writing(ws.engine) as session:
            ws.pin(session)
            run_id = _record(ws, session, request, evaluation, letters)
            enqueued: list[int] = []
            for letter in letters.reachable:
                enqueued += _post(session, request.unit, letter, run_id, ws.now())
    except _OvertakenError:
        return None
    note_head(ws)
    return tuple(enqueued)


class _OvertakenError(Exception):
    """Another run wrote one of our slots first; raised to undo the whole transaction."""


def _record(
    ws: Workspace,
    session: Session,
    request: CheckRequest,
    evaluation: Evaluation,
    letters: Letters,
) -> int | None:
    """Keep the result of each batch; returns the id of the last run, None when none is to be kept."""
    run_id = None
    for batch in request.batches if request.record else ():
        result = evaluation.batch(batch)
        run_id = record_run(
            session,
            unit=request.unit,
            fiscal_year=ws.plan.fiscal_year,
            batch=batch,
            as_of=request.as_of,
            plan_hash=ws.plan_hash,
            complete=result.complete,
            result=batch_json(evaluation, result, letters.reminders),
            started_at=ws.opened_at,
            finished_at=ws.now(),
            flow_run_id=request.flow_run_id,
        )
    return run_id


def _post(
    session: Session, unit: str, letter: Letter, run_id: int | None, now: datetime
) -> list[int]:
    """Take a letter's slots and write its mails; what the rung asked for in vain is written down too."""
    taken = claim_slots(session, unit, letter.slots, run_id=run_id, now=now)
    if taken != set(letter.slots):
        raise _OvertakenError
    slot = letter.slots[-1][0]
    for who in letter.missing:
        reason = f"no contact with this role in {letter.reminder.group}"
        skip(session, slot=slot, recipient=who, reason=reason, run_id=run_id, now=now)
    return enqueue(session, letter.mails, run_id=run_id, now=now)


def check(ws: Workspace, request: CheckRequest, call: Call = direct) -> CheckOutcome:
    """Run the whole check; each step goes through `call`."""
    outcome = check_without_sending(ws, request, call)
    return outcome if request.dry_run else replace(outcome, delivered=call(deliver, ws))


def check_without_sending(
    ws: Workspace, request: CheckRequest, call: Call = direct
) -> CheckOutcome:
    """The check up to the outbox; whoever calls it has the letters delivered.

    Raises KamnotError for a day to come, unless it is a dry run: its reminders would take the place of the
    real ones. CouldNotFinishError when other runs keep taking the same reminders.
    """
    _refuse_days_to_come(request)
    _refuse_written_suppositions(request)
    if not request.dry_run:
        take_missing_looks(ws, request.unit, by="kamnot")
    facts = call(load_facts, ws, request.unit, request.as_of)
    facts = suppose_facts(ws.plan, facts, request.suppose, request.as_of)
    findings = call(check_completeness, ws, facts, request.as_of)
    findings = suppose_findings(findings, request.suppose, request.as_of, ws.language)
    evaluation = call(compute_scores, ws, findings, facts, request.as_of)
    for _ in range(_PLANS):
        reminders = call(decide_reminders, ws, evaluation)
        letters = call(write_letters, ws, request.unit, reminders, request.as_of)
        enqueued = () if request.dry_run else call(write_results, ws, request, evaluation, letters)
        if enqueued is not None:
            return CheckOutcome(
                evaluation,
                request.batches,
                reminders,
                letters,
                enqueued,
                Delivered(),
                request.suppose.texts,
            )
    raise CouldNotFinishError(
        "มีการตรวจอื่นทำงานพร้อมกันอยู่ ยังไม่มีอะไรถูกบันทึก โปรดสั่งใหม่อีกครั้ง",
        "Other checks are running at once; nothing was recorded. Run it again.",
    )


def _refuse_days_to_come(request: CheckRequest) -> None:
    if request.dry_run or request.as_of <= today():
        return
    raise KamnotError(
        f"{thai_date(request.as_of)} ยังมาไม่ถึง ตรวจล่วงหน้าได้เมื่อใส่ --dry-run เท่านั้น",
        f"{request.as_of} is still to come; look ahead with --dry-run.",
    )


def _refuse_written_suppositions(request: CheckRequest) -> None:
    if request.dry_run or not request.suppose.texts:
        return
    raise KamnotError(
        "ตรวจแบบสมมุติ (--if) ได้เมื่อใส่ --dry-run เท่านั้น เพื่อไม่ให้เรื่องสมมุติถูกบันทึกหรือส่งออกไป",
        "Suppose (--if) with --dry-run only: nothing supposed may be recorded or sent.",
    )
