"""The check: read the facts, judge them, store the result and the letters, and send them.

Results, rungs and outbox rows are written in one transaction: a run that is killed or repeated leaves all of them or
none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session

from domain.evaluation.whatif import NOTHING, Supposition, suppose_facts, suppose_findings
from domain.language.errors import BusyError, KamnotError
from domain.language.how import How, Verb
from domain.language.thai import thai_date
from domain.reminders.calendar_entries import Event, events_of, merge_events
from domain.reminders.decide import Decision, decide
from domain.reminders.ladder import LedgerEntry
from domain.reminders.letters import replace_waiting
from domain.reminders.recipients import DIRECTOR
from domain.reminders.snoozes import Answers
from domain.results import Evaluation, Reminder
from flows.evidence.looks import take_missing_looks
from flows.letters.compose import KIND, Letter, Letters, Summary, write_letters
from flows.letters.deliver import Delivered, deliver
from flows.run.audit import note_head
from flows.run.call import Call, direct
from flows.run.judge import check_completeness, compute_scores, load_facts
from flows.run.workspace import Workspace, today
from reports.schemas.check import CheckDocument, check_document
from storage.db.database import reading, writing
from storage.outbox.enqueue import call_off, enqueue, waiting_letters
from storage.outbox.rungs import rungs_taken, skip, take_rungs
from storage.records.calendar_events import keep_events, known_events
from storage.records.runs import record_run
from storage.records.snoozes import groups_told_after, load_answers, record_letter

_PLANS = 3
"""How often other runs may take our reminders before we give up."""


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """What to check: one unit, batches in the plan's order, the Bangkok day.

    `dry_run` writes and sends nothing. `record` keeps the result of each batch in storage. Without `notify` no
    letter is written and none is sent. `suppose` holds for a dry run only.
    """

    unit: str
    batches: tuple[str, ...]
    as_of: date
    dry_run: bool = False
    record: bool = True
    flow_run_id: str | None = None
    suppose: Supposition = NOTHING
    notify: bool = True


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """The result. `letters` are the rendered reminders; `enqueued` the new outbox ids."""

    evaluation: Evaluation
    batches: tuple[str, ...]
    reminders: tuple[Reminder, ...]
    letters: Letters
    enqueued: tuple[int, ...]
    delivered: Delivered
    supposed: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every checked batch is complete."""
        return all(self.evaluation.batch(b).complete for b in self.batches)

    def documents(self) -> list[CheckDocument]:
        """The JSON document of each batch, with the suppositions."""
        evaluation = self.evaluation
        return [
            check_document(evaluation, evaluation.batch(b), self.reminders, self.supposed)
            for b in self.batches
        ]


@dataclass(frozen=True, slots=True)
class Decided:
    """Which groups must be reminded now, what is open, and the calendar's new entries."""

    decision: Decision
    events: tuple[Event, ...]


def decide_reminders(ws: Workspace, evaluation: Evaluation) -> Decided:
    """Which groups must be reminded now, of all batches, because a group gets one letter a day.

    In a closed year nobody is reminded: evidence could no longer be taken in.
    """
    unit, year = evaluation.unit, ws.plan.fiscal_year
    if ws.closed:
        return Decided(Decision(), ())
    with reading(ws.engine) as session:
        ledger = rungs_taken(session, unit)
        answers = load_answers(session, unit, year, as_of=evaluation.as_of)
        known = known_events(session, unit, year)
        waiting = waiting_letters(session, unit, KIND)
        later = groups_told_after(session, unit, year, evaluation.as_of) if waiting else frozenset()
    waiting = {group: letter for group, letter in waiting.items() if group not in later}
    decision = decide(ws.plan, evaluation, ledger, ws.is_working_day, answers, ws.first_due)
    decision = replace_waiting(decision, waiting)
    events = calendar_events(ws, evaluation, answers, known) if decision.letters else ()
    return Decided(decision, events)


def calendar_events(
    ws: Workspace, evaluation: Evaluation, answers: Answers, known: dict[str, Event]
) -> tuple[Event, ...]:
    """The calendar's entries by the evaluation, counted up if they changed since they were stored."""
    events = events_of(ws.plan, evaluation, answers, ws.is_working_day)
    return merge_events(known, events, ws.now().replace(microsecond=0))


def write_results(
    ws: Workspace,
    request: CheckRequest,
    evaluation: Evaluation,
    letters: Letters,
    events: tuple[Event, ...] = (),
) -> tuple[int, ...] | None:
    """Store the results, take the rungs, and put the letters in the outbox: all or nothing.

    Returns None, with nothing written, if another run took one of the rungs since they were read: then the reminders
    must be decided again. The rungs of a group without contacts stay free, so that it is reminded once it has one.
    """
    try:
        with writing(ws.engine) as session:
            ws.pin(session)
            run_id = _record(ws, session, request, evaluation, letters)
            enqueued: list[int] = []
            for letter in letters.reachable:
                enqueued += _post(ws, session, request, letter, run_id)
            _call_off(ws, session, request, letters.done)
            if letters.summary is not None:
                enqueued += _post_summary(ws, session, request, letters.summary, run_id)
            if letters.reachable:
                keep_events(session, request.unit, ws.plan.fiscal_year, events, now=ws.now())
    except _RungTakenError:
        return None
    note_head(ws)
    return tuple(enqueued)


class _RungTakenError(Exception):
    """Raised to undo the transaction, because another run wrote one of our rungs first."""


def _record(
    ws: Workspace,
    session: Session,
    request: CheckRequest,
    evaluation: Evaluation,
    letters: Letters,
) -> int | None:
    """Store the result of each batch. Returns the id of the last run, None if none is stored."""
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
            result=check_document(evaluation, result, letters.reminders).plain(),
            started_at=ws.opened_at,
            finished_at=ws.now(),
            flow_run_id=request.flow_run_id,
        )
    return run_id


def _post(
    ws: Workspace, session: Session, request: CheckRequest, letter: Letter, run_id: int | None
) -> list[int]:
    """Take a letter's rungs and store its mails. Roles that the rung names and nobody holds are recorded too."""
    now, reminder = ws.now(), letter.reminder
    _take(session, request.unit, letter.rungs, run_id, now)
    rung = letter.rungs[-1].rung if letter.rungs else letter.mails[0].rung
    for who in letter.missing:
        reason = f"no contact with this role in {reminder.group}"
        skip(session, rung=rung, recipient=who, reason=reason, run_id=run_id, now=now)
    record_letter(
        session,
        unit=request.unit,
        fiscal_year=ws.plan.fiscal_year,
        group=reminder.group,
        as_of=request.as_of,
        said=sorted(reminder.called_open),
        run_id=run_id,
        now=now,
    )
    return enqueue(session, letter.mails, run_id=run_id, now=now)


def _call_off(
    ws: Workspace, session: Session, request: CheckRequest, done: tuple[str, ...]
) -> None:
    """Call off the waiting letters of groups that are done, unless they have a letter of a later day."""
    if done:
        later = groups_told_after(session, request.unit, ws.plan.fiscal_year, request.as_of)
        call_off(session, request.unit, KIND, [group for group in done if group not in later])


def _post_summary(
    ws: Workspace, session: Session, request: CheckRequest, summary: Summary, run_id: int | None
) -> list[int]:
    now = ws.now()
    _take(session, request.unit, summary.rungs, run_id, now)
    record_letter(
        session,
        unit=request.unit,
        fiscal_year=ws.plan.fiscal_year,
        group=DIRECTOR,
        as_of=request.as_of,
        said=summary.said,
        run_id=run_id,
        now=now,
    )
    return enqueue(session, summary.mails, run_id=run_id, now=now)


def _take(
    session: Session, unit: str, rungs: Sequence[LedgerEntry], run_id: int | None, now: datetime
) -> None:
    if take_rungs(session, unit, rungs, run_id=run_id, now=now) != set(rungs):
        raise _RungTakenError


def check(ws: Workspace, request: CheckRequest, call: Call = direct) -> CheckOutcome:
    """Run the whole check; each step goes through `call`."""
    outcome = check_without_sending(ws, request, call)
    sends = request.notify and not request.dry_run
    return replace(outcome, delivered=call(deliver, ws)) if sends else outcome


def check_without_sending(
    ws: Workspace, request: CheckRequest, call: Call = direct
) -> CheckOutcome:
    """The check up to the outbox; the caller delivers the letters.

    Raises KamnotError for a future day, unless it is a dry run, because its reminders would replace the real ones;
    CouldNotFinishError if other runs keep taking the same reminders.
    """
    refuse_request(request)
    if not request.dry_run:
        take_missing_looks(ws, request.unit, by="kamnot")
    facts = call(load_facts, ws, request.unit, request.as_of)
    facts = suppose_facts(ws.plan, facts, request.suppose, request.as_of)
    findings = call(check_completeness, ws, facts, request.as_of)
    findings = suppose_findings(findings, request.suppose, request.as_of, ws.language)
    evaluation = call(compute_scores, ws, findings, facts, request.as_of)
    for _ in range(_PLANS):
        decided = call(decide_reminders, ws, evaluation)
        due, events = decided.decision.due, decided.events
        letters = (
            call(write_letters, ws, evaluation, decided.decision, events)
            if request.notify
            else Letters(reminders=due)
        )
        enqueued = (
            () if request.dry_run else call(write_results, ws, request, evaluation, letters, events)
        )
        if enqueued is not None:
            return CheckOutcome(
                evaluation,
                request.batches,
                due,
                letters,
                enqueued,
                Delivered(),
                request.suppose.texts,
            )
    raise BusyError(
        "มีการตรวจอื่นทำงานพร้อมกันอยู่ ยังไม่มีอะไรถูกบันทึก โปรดสั่งใหม่อีกครั้ง",
        "Other checks are running at once; nothing was recorded. Run it again.",
    )


def refuse_request(request: CheckRequest) -> None:
    """Raise KamnotError for a request that writes of a future day or of a supposition."""
    _refuse_days_to_come(request)
    _refuse_written_suppositions(request)


def _refuse_days_to_come(request: CheckRequest) -> None:
    if request.dry_run or request.as_of <= today():
        return
    raise KamnotError(
        f"{thai_date(request.as_of)} ยังมาไม่ถึง ดูผลล่วงหน้าได้เฉพาะเมื่อไม่บันทึกและไม่ส่งจดหมาย",
        f"{request.as_of} is still to come; look ahead without recording or sending anything.",
        How(Verb.LOOK_FIRST),
    )


def _refuse_written_suppositions(request: CheckRequest) -> None:
    if request.dry_run or not request.suppose.texts:
        return
    raise KamnotError(
        "ตรวจแบบสมมุติได้เฉพาะเมื่อดูผลโดยไม่บันทึก เพื่อไม่ให้เรื่องสมมุติถูกบันทึกหรือส่งออกไป",
        "Suppose only to look: nothing supposed may be recorded or sent.",
        How(Verb.LOOK_FIRST),
    )
