"""Prefect around the flows: tasks, retries of steps that touch the outside world, artifacts, names of runs.

Prefect's records are no audit, because they may be dropped under load. Kamnot's tables hold results, failures, what was
sent and which run had its turn.
"""

from __future__ import annotations

import atexit
import gc
import logging
import os
import sys
import time
from collections import UserList
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any, cast
from uuid import UUID

from flows.run.prefect_settings import end_with_schedule, prepare_prefect
from storage.settings import Settings

if "PREFECT__FLOW_RUN_ID" in os.environ:
    # The process of one run makes objects that live until it ends: as in `cli`, looking for garbage among them takes a
    # fifth of its time.
    gc.set_threshold(300_000)
    gc.freeze()
    atexit.register(gc.freeze)

prepare_prefect(Settings().prefect_home)
end_with_schedule()

from prefect import Task, flow, runtime  # noqa: E402  # its settings come first
from prefect.cache_policies import NO_CACHE  # noqa: E402
from prefect.client.schemas.objects import FlowRun, State  # noqa: E402
from prefect.context import FlowRunContext  # noqa: E402
from prefect.flows import Flow  # noqa: E402
from prefect.logging.loggers import flow_run_logger  # noqa: E402
from prefect.settings import get_current_settings  # noqa: E402
from prefect.states import Completed, Failed  # noqa: E402
from prefect.tasks import exponential_backoff  # noqa: E402
from prefect.utilities.annotations import opaque  # noqa: E402

from domain.language.days import parse_date  # noqa: E402
from domain.language.errors import CouldNotFinishError, KamnotError, SurroundingsError  # noqa: E402
from domain.language.thai import fiscal_year_of, show_date, thai_digits  # noqa: E402
from domain.words.wording import pick  # noqa: E402
from flows.check import check, check_many, daily, rounds  # noqa: E402
from flows.deployments import artifacts, clockwork, run_words, shares  # noqa: E402
from flows.deployments.claims import Turn, Wanted, turn_at  # noqa: E402
from flows.letters import compose, deliver  # noqa: E402
from flows.letters.outbox import count_unsent  # noqa: E402
from flows.run import judge  # noqa: E402
from flows.run.call import P, R  # noqa: E402
from flows.run.workspace import Workspace, in_bangkok, today  # noqa: E402
from flows.run.workspaces import Workspaces  # noqa: E402
from inspection import Inspectors  # noqa: E402
from storage.db.database import open_database, reading, writing  # noqa: E402
from storage.event_log import note  # noqa: E402
from storage.records.heartbeats import SCHEDULE  # noqa: E402
from storage.records.people import units  # noqa: E402
from storage.records.runs import record_flow_event  # noqa: E402

# Nothing here needs Prefect's heartbeats, and each run waits up to a second for its heartbeat's thread to end. No value
# of the environment turns them off.
get_current_settings().flows.heartbeat_frequency = None

WORK_DONE = ("รอบที่มาทีหลังทำงานนี้แล้ว", "A later run has done this work.")
UNDER_WAY = ("มีรอบอื่นกำลังทำงานนี้อยู่", "Another run is at this work.")
_ROUNDED_SECONDS = 2.0
_AWAY = (2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 60.0)
"""Seconds between tries while the database is away, three minutes in all. A run that fails then is caught up later."""


def _worth_retrying(_task: Any, _run: Any, state: State[Any]) -> bool:
    """Whether a retry may help: only with the outside world. A bad plan, bad input or a broken program stays so."""
    error = state.result(raise_on_failure=False)
    if isinstance(error, CouldNotFinishError):
        return not isinstance(error, SurroundingsError)
    return isinstance(error, OSError)


def _pure(step: Callable[P, R], name: str) -> Task[P, R]:
    # A cache key over whole plans costs more than the step, and our tables prevent double work.
    return Task(step, name=name, cache_policy=NO_CACHE)


def _outside(step: Callable[P, R], name: str, delays: Sequence[float] | None = None) -> Task[P, R]:
    return Task(
        step,
        name=name,
        cache_policy=NO_CACHE,
        retries=len(delays) if delays else 3,
        retry_delay_seconds=list(delays) if delays else exponential_backoff(backoff_factor=2),
        retry_jitter_factor=0.5,
        retry_condition_fn=_worth_retrying,
    )


_KEPT: list[tuple[Settings, Workspaces]] = []
"""The workspaces of this process, and the settings that they follow."""


def _workspaces() -> Workspaces:
    settings = Settings()
    if not _KEPT or _KEPT[0][0] != settings:
        _KEPT[:] = [(settings, Workspaces(settings))]
    return _KEPT[0][1]


_NAMED: dict[str, Workspace] = {}
"""The workspace that a run was named by, until its work begins."""


def open_workspace() -> Workspace:
    """The workspace of a run, opened once a process. Raises CouldNotFinishError while the database is away."""
    named = _NAMED.pop(str(runtime.flow_run.id), None)
    return (named or _workspaces().of()).again()


_TASKS: dict[Callable[..., Any], Task[..., Any]] = {
    open_workspace: _outside(open_workspace, "open-workspace", _AWAY),
    judge.load_facts_of: _outside(judge.load_facts_of, "load-facts"),
    judge.check_completeness: _pure(judge.check_completeness, "check-completeness"),
    judge.compute_scores: _pure(judge.compute_scores, "compute-scores"),
    check.decide_reminders: _outside(check.decide_reminders, "decide-reminders"),
    compose.write_letters: _outside(compose.write_letters, "write-letters"),
    compose.address_letters: _outside(compose.address_letters, "address-letters"),
    check.write_results: _outside(check.write_results, "write-results"),
    deliver.deliver: _outside(deliver.deliver, "deliver"),
    artifacts.publish: _outside(artifacts.publish, "publish-artifacts"),
    check_many.summarise_units: _outside(check_many.summarise_units, "check-units"),
    artifacts.publish_units: _outside(artifacts.publish_units, "publish-artifacts"),
}


def as_task(step: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Call a step as its Prefect task. `opaque` keeps Prefect from walking through whole plans."""
    wrapped = [opaque(a) for a in args]
    named = {name: opaque(value) for name, value in kwargs.items()}
    return cast("R", _TASKS[step](*wrapped, **named))


# What a run is called, and what is left of it


def _run_name() -> str:
    """Batch, day and unit in words; their ids while the database is away."""
    parameters = runtime.flow_run.parameters
    job = runtime.flow_run.flow_name or ""
    batch, unit, as_of = (parameters.get(name) for name in ("batch", "unit", "as_of"))
    try:
        ws = _NAMED[str(runtime.flow_run.id)] = _workspaces().of()
        what = (
            run_words.batch_words(ws.plan, ws.batches(batch), ws.language)
            if batch
            else run_words.job_words(job, ws.language)
        )
        named = run_words.run_name(what, _day(as_of), _unit_name(ws, unit), ws.language)
        return run_words.helping_name(named, ws.language) if parameters.get("share") else named
    except KamnotError:
        return f"{batch or job} {as_of or today().isoformat()}"


def _unit_name(ws: Workspace, unit: str | None) -> str | None:
    """The name of the unit if one is meant; None for several."""
    with reading(ws.engine) as session:
        names = {row.id: row.name for row in units(session)}
    if unit is None:
        return next(iter(names.values())) if len(names) == 1 else None
    found = ws.unit(unit)
    return names.get(found, found)


def _is_untold(record: logging.LogRecord) -> bool:
    """Whether a log record says more than the sentence that ends the run."""
    return not (record.exc_info and isinstance(record.exc_info[1], KamnotError))


for _logger in ("prefect.flow_runs", "prefect.task_runs"):
    logging.getLogger(_logger).addFilter(_is_untold)


def _leave_a_trace(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Store a failure or crash in our tables: Prefect's history may be deleted."""
    message = state.message or ""
    try:
        # Not a whole workspace: a broken plan is one of the failures to record here.
        with writing(open_database(Settings())) as session:
            record_flow_event(
                session,
                flow_run_id=str(flow_run.id),
                name=f"{flow.name}: {flow_run.name}",
                state=state.name or state.type.value,
                message=message,
                at=datetime.now(UTC),
            )
    except KamnotError as error:
        # The database itself failed: the log keeps the failure, and the missing heartbeat shows it.
        flow_run_logger(flow_run, flow).error("%s | %s", message, error.thai)


def _say_how_it_ended(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Print one line on the terminal of `kamnot schedule` or the worker, and write it into the home's log."""
    mark = "✓" if state.is_completed() else "✗"
    clock = in_bangkok(datetime.now(UTC)).strftime("%H:%M")
    sys.stdout.write(f"{mark} {clock} {flow_run.name}: {state.message or state.name}\n")
    sys.stdout.flush()
    level = logging.INFO if state.is_completed() else logging.ERROR
    job, how = flow.name, state.name or state.type.value
    note(
        Settings(),
        "run.ended",
        level=level,
        job=job,
        run=flow_run.name,
        state=how,
        said=state.message,
    )


_OF_EVERY_FLOW: dict[str, Any] = {
    # Where Prefect would store results anyway; unless it is named, three requests of each run ask the server for it.
    "result_storage": get_current_settings().results.local_storage_path,
    "persist_result": False,
    "flow_run_name": _run_name,
    "on_completion": [_say_how_it_ended],
    "on_failure": [_leave_a_trace, _say_how_it_ended],
    "on_crashed": [_leave_a_trace, _say_how_it_ended],
    "on_cancellation": [_say_how_it_ended],
}


# One run


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a run was asked to do: for which day, which may differ from `today`, and with letters or without."""

    day: date
    today: date
    dry_run: bool
    notify: bool
    by_clock: bool

    @property
    def sends(self) -> bool:
        """Whether letters go out: only today's, unless they were declined."""
        return self.notify and self.day >= self.today and not self.dry_run

    @property
    def words(self) -> str:
        """The words that distinguish runs of one flow."""
        asked = (
            self.day.isoformat() if self.day != self.today else "",
            "dry" if self.dry_run else "",
            "" if self.notify else "quiet",
        )
        return " ".join(word for word in asked if word)


def _asked(as_of: str | None, *, dry_run: bool, notify: bool) -> _Asked:
    now = today()
    context = FlowRunContext.get()
    run = context.flow_run if context else None
    by_clock = run is not None and bool(run.auto_scheduled or clockwork.CATCH_UP in run.tags)
    return _Asked(_day(as_of) if as_of else now, now, dry_run, notify, by_clock)


def _day(as_of: str | None) -> date:
    # No plan is at hand before the workspace is open; this year's days are near any plan that is followed.
    return parse_date(as_of, fiscal_year_of(today())) if as_of else today()


def _units(ws: Workspace, unit: str | None) -> tuple[str, ...]:
    """The named unit, or every unit. Raises KamnotError if there is none."""
    if unit is not None:
        return (ws.unit(unit),)
    with reading(ws.engine) as session:
        known = tuple(row.id for row in units(session))
    return known or (ws.unit(None),)


@dataclass(frozen=True, slots=True)
class _Ended:
    """How a run's work ended: the state's sentence, the flow's result, what went wrong, what still waits."""

    message: str
    data: Any = None
    trouble: str | None = None
    waits: bool = False
    delivered: deliver.Delivered = field(default_factory=deliver.Delivered)


def _wait_until_due() -> None:
    """Wait the fraction that Prefect rounds away: a run that ended before it was due would still be owed."""
    due = runtime.flow_run.scheduled_start_time
    early = (due - datetime.now(UTC)).total_seconds() if due else 0.0
    if 0 < early < _ROUNDED_SECONDS:
        time.sleep(early)


def _in_turn(
    work: Callable[[Workspace], tuple[str, Callable[[], _Ended]]],
    asked: _Asked,
    *,
    helps: bool = False,
) -> Any:
    """Do the work once, even if equal runs are asked for at the same time, and say in the state how it ended.

    `work` gives its name and what to do. A run that `helps` another needs no turn. Prefect uses a returned state as
    the run's.
    """
    _wait_until_due()
    try:
        ws = as_task(open_workspace)
        with Inspectors(clamd_url=ws.settings.clamd_url) as ws.inspectors:
            name, do = work(ws)
            taken = nullcontext(Turn()) if helps else turn_at(ws, _wanted(name, asked))
            with taken as turn:
                if turn.done is not None:
                    words = UNDER_WAY if turn.done.finished_at is None else WORK_DONE
                    return Completed(message=pick(words, ws.language))
                ended = do()
                turn.good, turn.detail = ended.trouble is None, ended.trouble or ended.message
    except KamnotError as error:
        return Failed(message=error.text(Settings().language), data=error)
    if asked.by_clock:
        clockwork.note_begun(ws)
    if ended.trouble is not None:
        message = " · ".join(filter(None, (ended.trouble, ended.message)))
        return Failed(message=message, data=KamnotError(message, message))
    waiting = pick(("รอส่งต่อ", "Letters wait"), ws.language) if ended.waits else None
    return Completed(message=ended.message, name=waiting, data=ended.data)


def _wanted(name: str, asked: _Asked) -> Wanted:
    run = runtime.flow_run
    return Wanted(
        work=" ".join(filter(None, (name, asked.words))),
        job=_deployment_name() or str(run.flow_name),
        flow_run_id=str(run.id),
        by_clock=asked.by_clock,
        asked_at=run.scheduled_start_time,
    )


def _deployment() -> UUID | None:
    """The deployment of this run. Prefect's `runtime` would ask the server, also for a run without one."""
    context = FlowRunContext.get()
    return context.flow_run.deployment_id if context and context.flow_run else None


def _deployment_name() -> str | None:
    return runtime.deployment.name if _deployment() is not None else None


# The flows


@flow(name="check-batch", **_OF_EVERY_FLOW)
def check_batch(
    batch: str,
    unit: str | None = None,
    as_of: str | None = None,
    notify: bool = True,
    dry_run: bool = False,
    share: str | None = None,
) -> list[Any]:
    """Check one batch of one unit, or of every unit: evidence, points, reminders.

    `as_of` is a day as officials or programs write it (default: today in Bangkok). A run for today sends what is due
    unless `notify` is false; one for a past day never sends. `dry_run` writes and sends nothing. By the clock it works
    only in the batch's season. Returns the `kamnot/check/1` objects of one unit, or a summary of each of many. With
    `share` it only helps another run with that round of units.
    """
    asked = _asked(as_of, dry_run=dry_run, notify=notify)

    def work(ws: Workspace) -> tuple[str, Callable[[], _Ended]]:
        idle = _not_now(ws, batch) if asked.by_clock else None
        if idle is not None:
            return clockwork.idle_work("check_batch", batch), lambda: _Ended(idle, [])
        names, batches = _units(ws, unit), ws.batches(batch)
        who = names[0] if unit is not None else "*"
        request = check.CheckRequest(
            names[0],
            batches,
            asked.day,
            dry_run,
            flow_run_id=str(runtime.flow_run.id),
            notify=asked.sends or dry_run,
        )
        name = f"check-batch {','.join(batches)} {who}"  # as `clockwork.whole_work` has it
        if share is not None:
            return name, partial(_help, ws, share, request, [])
        return name, partial(_check, ws, names, request)

    return cast("list[Any]", _in_turn(work, asked, helps=share is not None))


def _not_now(ws: Workspace, batch: str) -> str | None:
    """Why the clock has nothing to check in a batch today; None if it has."""
    over = _year_over(ws)
    if over is not None:
        return pick(daily.year_over_words(over), ws.language)
    year = ws.plan.fiscal_year
    if batch not in ws.plan.batch_by_id:
        return pick(
            (
                f"แผนปี {thai_digits(year)} ไม่มีรอบ {batch}",
                f"The plan of {year} has no batch {batch}.",
            ),
            ws.language,
        )
    season = clockwork.season(ws, batch)
    if today() in season:
        return None
    first, last = (show_date(day, ws.language) for day in (season.first, season.last))
    return pick(
        (
            f"นอกช่วงตรวจของรอบนี้ ({first} ถึง {last})",
            f"Out of this batch's season ({first} to {last}).",
        ),
        ws.language,
    )


def _year_over(ws: Workspace) -> int | None:
    """The plan's year if it is over, else None."""
    year = ws.plan.fiscal_year
    return year if fiscal_year_of(today()) > year else None


def _check(ws: Workspace, names: Sequence[str], request: check.CheckRequest) -> _Ended:
    if len(names) > 1:
        return _check_many(ws, names, request)
    outcome = check.check(ws, request, as_task)
    as_task(artifacts.publish, outcome, ws.plan, ws.language)
    return replace(
        _told(ws, request, outcome), data=_unwalked(d.plain() for d in outcome.documents())
    )


def _unwalked(results: Iterable[Any]) -> Sequence[Any]:
    """A list that Prefect does not walk through: it looks for futures in every number of ten thousand units."""
    return UserList(results)


def _told(ws: Workspace, request: check.CheckRequest, outcome: check.CheckOutcome) -> _Ended:
    waiting = count_unsent(ws, request.unit).waiting
    return _Ended(
        run_words.check_words(outcome, waiting, ws.language),
        trouble=run_words.delivery_trouble(outcome.delivered, ws.language),
        waits=bool(waiting) and not request.dry_run,
        delivered=outcome.delivered,
    )


def _check_many(ws: Workspace, names: Sequence[str], request: check.CheckRequest) -> _Ended:
    found = _share_out(ws, names, request)
    sends = request.notify and not request.dry_run
    delivered = as_task(deliver.deliver, ws) if sends else deliver.Delivered()
    with reading(ws.engine) as session:
        known = {row.id: row.name for row in units(session)}
    as_task(artifacts.publish_units, found, request, known, ws.language)
    waiting = count_unsent(ws).waiting
    message = run_words.units_words(found, delivered, waiting, known, ws.language)
    trouble = run_words.delivery_trouble(delivered, ws.language)
    if any(summary.trouble for summary in found):
        unjudged = pick(("บางสำนักตรวจไม่ได้", "Some units could not be judged"), ws.language)
        trouble = f"{unjudged} · {trouble}" if trouble else unjudged
    waits = bool(waiting) and not request.dry_run
    return _Ended(message, _unwalked(found), trouble, waits, delivered)


def _share_out(
    ws: Workspace, names: Sequence[str], request: check.CheckRequest
) -> Sequence[check_many.UnitSummary]:
    """Check the units together with the workers that can help. A dry run writes nothing and shares nothing."""
    if request.dry_run:
        return rounds.check_alone(ws, names, request, as_task)
    round_id = rounds.begin(ws, names, request)
    asked = {**runtime.flow_run.parameters, "as_of": request.as_of.isoformat()}
    with shares.helpers(_deployment(), round_id, asked, check_many.count_chunks(names)):
        return rounds.finish_round(ws, round_id, request, as_task)


def _help(ws: Workspace, round_id: str, request: check.CheckRequest, data: Any) -> _Ended:
    """Check chunks of another run's round until none is free."""
    count = rounds.help_along(ws, round_id, request, as_task)
    return _Ended(run_words.helped_words(count, ws.language), data)


@flow(name="remind", **_OF_EVERY_FLOW)
def remind(
    unit: str | None = None,
    as_of: str | None = None,
    notify: bool = True,
    dry_run: bool = False,
    share: str | None = None,
) -> int:
    """Write and send every due reminder of all batches. Returns the number of new letters.

    A run for a past day, or with `notify` false, sends and writes nothing: it shows what was open. With `share` it
    only helps another run with that round of units.
    """
    asked = _asked(as_of, dry_run=dry_run, notify=notify)

    def work(ws: Workspace) -> tuple[str, Callable[[], _Ended]]:
        over = _year_over(ws) if asked.by_clock else None
        if over is not None:
            return clockwork.idle_work("remind"), lambda: _Ended(
                pick(daily.year_over_words(over), ws.language), 0
            )
        names = _units(ws, unit)
        who = names[0] if unit is not None else "*"
        request = check.CheckRequest(
            names[0], ws.batches(None), asked.day, not asked.sends, record=False
        )
        if share is not None:
            return f"remind {who}", partial(_help, ws, share, request, 0)
        whole = unit is None and asked.sends
        return f"remind {who}", partial(_remind, ws, names, request, whole=whole)

    return cast("int", _in_turn(work, asked, helps=share is not None))


def _remind(
    ws: Workspace, names: Sequence[str], request: check.CheckRequest, *, whole: bool
) -> _Ended:
    """Remind the units. The `whole` day's run records its heartbeat and deletes old results."""
    if len(names) > 1:
        ended = _check_many(ws, names, request)
        letters = sum(summary.letters for summary in ended.data)
    else:
        outcome = check.check(ws, request, as_task)
        ended, letters = _told(ws, request, outcome), len(outcome.enqueued)
    message = ended.message
    if whole:
        daily.beat(ws, request, SCHEDULE, ended.delivered)
        daily.tidy(ws)
        message = " ".join([message, *(s.text(ws.language) for s in clockwork.unreached(ws))])
    return replace(ended, message=message, data=letters)


@flow(name="watch", **_OF_EVERY_FLOW)
def watch() -> str:
    """Fail, and record it, if the last good daily run is too old or a due run is late."""

    def work(ws: Workspace) -> tuple[str, Callable[[], _Ended]]:
        return "watch", partial(_watch, ws)

    return cast("str", _in_turn(work, _asked(None, dry_run=False, notify=False)))


def _watch(ws: Workspace) -> _Ended:
    found = daily.watch(ws)
    said = found.text(ws.language)
    late = clockwork.look_at_clock(ws).late_words(ws.language)
    trouble = " · ".join(filter(None, ("" if found.ok else said, late)))
    return _Ended(said if found.ok else "", said, trouble or None)


@flow(name="deliver", **_OF_EVERY_FLOW)
def deliver_outbox() -> deliver.Delivered:
    """Deliver what is due in the outbox, say what became of it, and ask for missed runs."""

    def work(ws: Workspace) -> tuple[str, Callable[[], _Ended]]:
        return "deliver", partial(_deliver, ws)

    return cast("deliver.Delivered", _in_turn(work, _asked(None, dry_run=False, notify=True)))


def _deliver(ws: Workspace) -> _Ended:
    delivered = as_task(deliver.deliver, ws)
    if _deployment() is not None:
        clockwork.catch_up(ws, clockwork.owed(ws, patience=clockwork.PATIENCE))
    unsent = count_unsent(ws)
    return _Ended(
        run_words.deliver_words(
            delivered, unsent.waiting, unsent.failed, ws.language, _year_over(ws)
        ),
        delivered,
        run_words.delivery_trouble(delivered, ws.language),
        waits=bool(unsent.waiting),
    )


@flow(name="backup", **_OF_EVERY_FLOW)
def back_up() -> str:
    """Back everything up into the folder of the settings, and prove it; without a folder there is nothing to do."""

    def work(ws: Workspace) -> tuple[str, Callable[[], _Ended]]:
        return "backup", partial(_back_up, ws)

    return cast("str", _in_turn(work, _asked(None, dry_run=False, notify=True)))


def _back_up(ws: Workspace) -> _Ended:
    from flows.safety.backup import back_up_nightly

    made = back_up_nightly(ws.settings, unless_within=timedelta(hours=1))
    said = run_words.backup_words(made, ws.language)
    return _Ended(said, said, run_words.lost_words(made, ws.language))
