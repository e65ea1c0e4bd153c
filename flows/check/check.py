"""The check: read the facts, judge them, store the result and the letters, and send them.

Results, rungs and outbox rows are written in one transaction: a run that is killed or repeated leaves all of them or
none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
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
from domain.reminders.letters import Waiting, replace_waiting
from domain.reminders.recipients import DIRECTOR
from domain.reminders.snoozes import Answers
from domain.results import Evaluation, Reminder
from flows.evidence.looks import take_missing_looks
from flows.letters.compose import (
    KIND,
    Decided,
    Letter,
    Letters,
    Summary,
    address_letters,
    write_letters,
)
from flows.letters.deliver import Delivered, deliver
from flows.letters.outbox import WholeLetter, may_write_to_director
from flows.run.audit import note_head
from flows.run.call import Call, direct
from flows.run.judge import check_completeness, compute_scores, load_facts_of
from flows.run.workspace import Workspace, today
from reports.schemas.check import CheckDocument, check_document
from storage.db.database import reading, writing
from storage.outbox.enqueue import call_off, enqueue, waiting_letters
from storage.outbox.rows import HELD, PENDING
from storage.outbox.rungs import rungs_taken, skip, take_rungs
from storage.records.calendar_events import keep_events, known_events
from storage.records.runs import NewRun, record_runs
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
    held: tuple[WholeLetter, ...] = ()
    """Letters that waited for a person, and that this look let go."""

    @property
    def complete(self) -> bool:
        """Whether every checked batch is complete and the learning centre has its PDFs."""
        return all(self.evaluation.batch(b).finished for b in self.batches)

    def documents(self) -> list[CheckDocument]:
        """The JSON document of each batch, with the suppositions."""
        evaluation = self.evaluation
        return [
            check_document(evaluation, evaluation.batch(b), self.reminders, self.supposed)
            for b in self.batches
        ]


@dataclass(frozen=True, slots=True)
class Judged:
    """One unit's result with its letters, ready to be stored, and the calendar's new entries."""

    evaluation: Evaluation
    letters: Letters
    events: tuple[Event, ...] = ()


def decide_reminders(
    ws: Workspace, evaluations: Sequence[Evaluation], *, writes: bool
) -> list[Decided]:
    """Which groups must be reminded now, of all batches, because a group gets one letter a day.

    In a closed year nobody is reminded: evidence could no longer be taken in. Calendars are for who `writes` letters.
    """
    if ws.closed:
        return [Decided(evaluation, Decision()) for evaluation in evaluations]
    answers, decisions = _decisions(ws, evaluations)
    if not writes:
        return list(map(Decided, evaluations, decisions))
    told = [e.unit for e, decision in zip(evaluations, decisions, strict=True) if decision.letters]
    known: dict[str, dict[str, Event]] = {}
    if told:
        with reading(ws.engine) as session:
            known = known_events(session, told, ws.plan.fiscal_year)
    return [
        Decided(e, decision, calendar_events(ws, e, answers[e.unit], known[e.unit]))
        if decision.letters
        else Decided(e, decision)
        for e, decision in zip(evaluations, decisions, strict=True)
    ]


def _decisions(
    ws: Workspace, evaluations: Sequence[Evaluation]
) -> tuple[dict[str, Answers], list[Decision]]:
    """The answers of each unit, and what each is to be reminded of by them."""
    units, year, as_of = [e.unit for e in evaluations], ws.plan.fiscal_year, evaluations[0].as_of
    with reading(ws.engine) as session:
        ledgers = rungs_taken(session, units)
        answers = load_answers(session, units, year, as_of=as_of)
        waiting = waiting_letters(session, units, KIND)
        later = groups_told_after(session, units, year, as_of) if waiting else frozenset()
    replaced: dict[str, dict[str, Waiting]] = defaultdict(dict)
    for (unit, group), letter in waiting.items():
        if (unit, group) not in later:
            replaced[unit][group] = letter
    for unit, letters in replaced.items():
        answers[unit] = replace(answers[unit], waiting=frozenset(letters))
    first_due = ws.first_due
    decisions = (
        decide(ws.plan, e, ledgers[e.unit], ws.is_working_day, answers[e.unit], first_due)
        for e in evaluations
    )
    return answers, [
        replace_waiting(decision, replaced[e.unit])
        for e, decision in zip(evaluations, decisions, strict=True)
    ]


def calendar_events(
    ws: Workspace, evaluation: Evaluation, answers: Answers, known: dict[str, Event]
) -> tuple[Event, ...]:
    """The calendar's entries by the evaluation, counted up if they changed since they were stored."""
    events = events_of(ws.plan, evaluation, answers, ws.is_working_day)
    return merge_events(known, events, ws.now().replace(microsecond=0))


def write_results(
    ws: Workspace, request: CheckRequest, judged: Sequence[Judged]
) -> list[tuple[int, ...]] | None:
    """Store the results, take the rungs, and put the letters in the outbox: all units' or none.

    Returns each unit's new letters; None, with nothing written, if another run took one of the rungs since they were
    read: then the reminders must be decided again. The rungs of a group without contacts stay free, so that it is
    reminded once it has one.
    """
    # Documents are made before the transaction begins: other writers wait for its end.
    runs = [run for one in judged for run in _runs(ws, request, one)]
    try:
        with writing(ws.engine) as session:
            ws.pin(session)
            ids = {run.unit: row for run, row in zip(runs, record_runs(session, runs), strict=True)}
            enqueued = [
                tuple(_post_all(ws, session, request, one, ids.get(one.evaluation.unit)))
                for one in judged
            ]
    except _RungTakenError:
        return None
    note_head(ws)
    return enqueued


def _post_all(
    ws: Workspace, session: Session, request: CheckRequest, one: Judged, run_id: int | None
) -> Iterator[int]:
    """Store the letters of one unit and call off those of groups that are done. Returns the new ones."""
    letters, unit = one.letters, one.evaluation.unit
    for letter in letters.reachable:
        yield from _post(ws, session, request.as_of, unit, letter, run_id)
    _call_off(ws, session, request.as_of, unit, letters.done)
    if letters.summary is not None:
        yield from _post_summary(ws, session, request.as_of, unit, letters.summary, run_id)
    if letters.reachable:
        keep_events(session, unit, ws.plan.fiscal_year, one.events, now=ws.now())


class _RungTakenError(Exception):
    """Raised to undo the transaction, because another run wrote one of our rungs first."""


def _runs(ws: Workspace, request: CheckRequest, one: Judged) -> Iterator[NewRun]:
    """The result of each batch, if they are to be stored."""
    for batch in request.batches if request.record else ():
        result = one.evaluation.batch(batch)
        yield NewRun(
            unit=one.evaluation.unit,
            fiscal_year=ws.plan.fiscal_year,
            batch=batch,
            as_of=request.as_of,
            plan_hash=ws.plan_hash,
            complete=result.complete,
            result=check_document(one.evaluation, result, one.letters.reminders).plain(),
            started_at=ws.opened_at,
            finished_at=ws.now(),
            flow_run_id=request.flow_run_id,
        )


def _post(
    ws: Workspace, session: Session, as_of: date, unit: str, letter: Letter, run_id: int | None
) -> list[int]:
    """Take a letter's rungs and store its mails. Roles that the rung names and nobody holds are recorded too."""
    now, reminder = ws.now(), letter.reminder
    _take(session, unit, letter.rungs, run_id, now)
    rung = letter.rungs[-1].rung if letter.rungs else letter.mails[0].rung
    for who in letter.missing:
        reason = f"no contact with this role in {reminder.group}"
        skip(session, rung=rung, recipient=who, reason=reason, run_id=run_id, now=now)
    record_letter(
        session,
        unit=unit,
        fiscal_year=ws.plan.fiscal_year,
        group=reminder.group,
        as_of=as_of,
        said=sorted(reminder.called_open),
        run_id=run_id,
        now=now,
    )
    return enqueue(session, letter.mails, run_id=run_id, now=now, renewed=not letter.rungs)


def _call_off(
    ws: Workspace, session: Session, as_of: date, unit: str, done: tuple[str, ...]
) -> None:
    """Call off the waiting letters of groups that are done, unless they have a letter of a later day."""
    if done:
        later = groups_told_after(session, [unit], ws.plan.fiscal_year, as_of)
        call_off(session, unit, KIND, [group for group in done if (unit, group) not in later])


def _post_summary(
    ws: Workspace, session: Session, as_of: date, unit: str, summary: Summary, run_id: int | None
) -> list[int]:
    now = ws.now()
    _take(session, unit, summary.rungs, run_id, now)
    record_letter(
        session,
        unit=unit,
        fiscal_year=ws.plan.fiscal_year,
        group=DIRECTOR,
        as_of=as_of,
        said=summary.said,
        run_id=run_id,
        now=now,
    )
    state = PENDING if may_write_to_director(session, unit) else HELD
    return enqueue(session, summary.mails, run_id=run_id, now=now, state=state)


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
    """The check up to the outbox; the caller delivers the letters. Raises as `check_units`."""
    return check_units(ws, [request.unit], request, call)[0]


def check_units(
    ws: Workspace, units: Sequence[str], request: CheckRequest, call: Call = direct
) -> list[CheckOutcome]:
    """Check some units together, whichever unit `request` names, up to the outbox: all or none is stored.

    Raises KamnotError for a future day, unless it is a dry run, because its reminders would replace the real ones;
    CouldNotFinishError if other runs keep taking the same reminders.
    """
    refuse_request(request)
    if not request.dry_run:
        take_missing_looks(ws, *units, by="kamnot")
    evaluations = _evaluate(ws, units, request, call)
    for _ in range(_PLANS):
        decided = call(decide_reminders, ws, evaluations, writes=request.notify)
        letters = (
            call(write_letters, ws, decided, whole=not request.dry_run)
            if request.notify
            else call(address_letters, ws, decided)
        )
        judged = [
            Judged(one.evaluation, own, one.events)
            for one, own in zip(decided, letters, strict=True)
        ]
        enqueued = (
            [()] * len(judged) if request.dry_run else call(write_results, ws, request, judged)
        )
        if enqueued is not None:
            return [
                _outcome(request, one, written)
                for one, written in zip(judged, enqueued, strict=True)
            ]
    raise BusyError(
        "มีการตรวจอื่นทำงานพร้อมกันอยู่ ยังไม่มีอะไรถูกบันทึก โปรดสั่งใหม่อีกครั้ง",
        "Other checks are running at once; nothing was recorded. Run it again.",
    )


def _evaluate(
    ws: Workspace, units: Sequence[str], request: CheckRequest, call: Call
) -> list[Evaluation]:
    """The result of each unit, with what the request supposes."""
    as_of, what = request.as_of, request.suppose
    facts = call(load_facts_of, ws, units, as_of)
    facts = [suppose_facts(ws.plan, own, what, as_of) for own in facts]
    findings = call(check_completeness, ws, facts, as_of)
    findings = [suppose_findings(own, what, as_of, ws.language) for own in findings]
    return call(compute_scores, ws, findings, facts, as_of)


def _outcome(request: CheckRequest, one: Judged, enqueued: tuple[int, ...]) -> CheckOutcome:
    return CheckOutcome(
        one.evaluation,
        request.batches,
        one.letters.reminders,
        one.letters,
        enqueued,
        Delivered(),
        request.suppose.texts,
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
