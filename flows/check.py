"""The main job: read what came in, judge it, write the result and what must be said, and say it.

Killed anywhere, run twice or run for a past day, it leaves either nothing or everything of a run: the
results, the reminder slots and the outbox rows are written in one transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from domain.evaluate import Findings
from domain.facts import Facts
from domain.findings import Evaluation, Reminder
from domain.reminders import reminders_due
from domain.result_json import batch_json
from flows.deliver import Delivered, deliver
from flows.digests import Letters, write_letters
from flows.steps import Call, direct
from flows.workspace import Workspace
from storage.database import reading, writing
from storage.facts import load_facts as load_facts_of
from storage.outbox import claim_slots, enqueue, slots_taken
from storage.runs import record_run


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """What to check: one unit, batches in the plan's order, the Bangkok day.

    `dry_run` writes and sends nothing. `record` keeps the result of each batch in storage.
    """

    unit: str
    batches: tuple[str, ...]
    as_of: date
    dry_run: bool = False
    record: bool = True
    flow_run_id: str | None = None


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """What came of it. `letters` are the reminders rendered; `enqueued` outbox ids newly written."""

    evaluation: Evaluation
    batches: tuple[str, ...]
    reminders: tuple[Reminder, ...]
    letters: Letters
    enqueued: tuple[int, ...]
    delivered: Delivered

    @property
    def complete(self) -> bool:
        """Every checked batch complete."""
        return all(self.evaluation.batch(b).complete for b in self.batches)

    def to_json(self) -> list[dict[str, Any]]:
        """One `kamnot/check/1` object for each batch."""
        return [
            batch_json(self.evaluation, self.evaluation.batch(b), self.reminders)
            for b in self.batches
        ]


def load_facts(ws: Workspace, unit: str, as_of: date) -> Facts:
    """Read everything known about the unit; what was withdrawn after the day still counts on it."""
    with reading(ws.engine) as session:
        return load_facts_of(session, unit, ws.plan.fiscal_year, as_of=as_of)


def check_completeness(ws: Workspace, facts: Facts, as_of: date) -> Findings:
    """Findings of every requirement and measure."""
    return ws.evaluator.find(facts, as_of)


def compute_scores(ws: Workspace, findings: Findings, facts: Facts, as_of: date) -> Evaluation:
    """Points, the nine criteria and the level."""
    return ws.evaluator.score(findings, facts, as_of)


def decide_reminders(
    ws: Workspace, evaluation: Evaluation, batches: Sequence[str]
) -> tuple[Reminder, ...]:
    """Which groups must hear something, by the ledger of what was already written down."""
    with reading(ws.engine) as session:
        ledger = slots_taken(session, evaluation.unit)
    return reminders_due(ws.plan, evaluation, ledger, ws.is_working_day, batches=batches)


def write_results(
    ws: Workspace, request: CheckRequest, evaluation: Evaluation, letters: Letters
) -> tuple[int, ...]:
    """Keep the results, take the reminder slots, and put the letters in the outbox: all or nothing.

    A letter whose slots another run took in the meantime is not written again. A group that nobody
    can be reached in keeps its slots free, so that it hears as soon as it has a contact.
    """
    now = ws.now()
    with writing(ws.engine) as session:
        run_id = None
        if request.record:
            for batch in request.batches:
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
                    finished_at=now,
                    flow_run_id=request.flow_run_id,
                )
        enqueued: list[int] = []
        for letter in letters.reachable:
            taken = claim_slots(session, request.unit, letter.slots, run_id=run_id, now=now)
            if taken:
                enqueued += enqueue(session, letter.mails, run_id=run_id, now=now)
        return tuple(enqueued)


def check(ws: Workspace, request: CheckRequest, call: Call = direct) -> CheckOutcome:
    """Run the whole check; each step goes through `call`."""
    outcome = check_without_sending(ws, request, call)
    return outcome if request.dry_run else replace(outcome, delivered=call(deliver, ws))


def check_without_sending(
    ws: Workspace, request: CheckRequest, call: Call = direct
) -> CheckOutcome:
    """The check up to the outbox; whoever calls it has the letters delivered."""
    facts = call(load_facts, ws, request.unit, request.as_of)
    findings = call(check_completeness, ws, facts, request.as_of)
    evaluation = call(compute_scores, ws, findings, facts, request.as_of)
    reminders = call(decide_reminders, ws, evaluation, request.batches)
    letters = call(write_letters, ws, request.unit, reminders, request.as_of)
    enqueued = () if request.dry_run else call(write_results, ws, request, evaluation, letters)
    return CheckOutcome(evaluation, request.batches, reminders, letters, enqueued, Delivered())
