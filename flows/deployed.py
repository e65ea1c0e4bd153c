"""Prefect around the flows: tasks to look at, retries where the outside world is touched, artifacts.

Prefect's own records are no audit trail (they may be dropped under load): results, failures and what
was sent stand in Kamnot's tables.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any, cast

from flows.prefect_settings import prepare_prefect
from storage.settings import Settings

prepare_prefect(Settings().prefect_home)

from prefect import Task, flow, runtime  # noqa: E402  # its settings come first
from prefect.cache_policies import NO_CACHE  # noqa: E402
from prefect.client.schemas.objects import FlowRun, State  # noqa: E402
from prefect.flows import Flow  # noqa: E402
from prefect.states import Completed  # noqa: E402
from prefect.tasks import exponential_backoff  # noqa: E402
from prefect.utilities.annotations import opaque  # noqa: E402

from domain.errors import CouldNotFinishError, KamnotError, SurroundingsError  # noqa: E402
from domain.thai import parse_date  # noqa: E402
from flows import artifacts, check, daily, deliver, digests, many  # noqa: E402
from flows.steps import P, R  # noqa: E402
from flows.workspace import Workspace, today  # noqa: E402
from storage.database import open_database, reading, writing  # noqa: E402
from storage.heartbeats import SCHEDULE, last_heartbeat  # noqa: E402
from storage.people import units  # noqa: E402
from storage.runs import finished_since, record_flow_event  # noqa: E402

WORK_DONE = "รอบที่มาทีหลังทำงานนี้แล้ว / a later run has done this work"


def _worth_retrying(_task: Any, _run: Any, state: State[Any]) -> bool:
    """A bad plan or unknown batch stays bad; only the outside world may do better next time."""
    error = state.result(raise_on_failure=False)
    if isinstance(error, CouldNotFinishError):
        return not isinstance(error, SurroundingsError)
    return not isinstance(error, KamnotError)


def _pure(step: Callable[P, R], name: str) -> Task[P, R]:
    # A cache key over whole plans costs more than the step; not doing twice is our tables' business.
    return Task(step, name=name, cache_policy=NO_CACHE)


def _outside(step: Callable[P, R], name: str) -> Task[P, R]:
    return Task(
        step,
        name=name,
        cache_policy=NO_CACHE,
        retries=3,
        retry_delay_seconds=exponential_backoff(backoff_factor=2),
        retry_jitter_factor=0.5,
        retry_condition_fn=_worth_retrying,
    )


_TASKS: dict[Callable[..., Any], Task[..., Any]] = {
    check.load_facts: _outside(check.load_facts, "load-facts"),
    check.check_completeness: _pure(check.check_completeness, "check-completeness"),
    check.compute_scores: _pure(check.compute_scores, "compute-scores"),
    check.decide_reminders: _outside(check.decide_reminders, "decide-reminders"),
    digests.write_letters: _outside(digests.write_letters, "write-letters"),
    check.write_results: _outside(check.write_results, "write-results"),
    deliver.deliver: _outside(deliver.deliver, "deliver"),
    artifacts.publish: _outside(artifacts.publish, "publish-artifacts"),
    many.check_units: _outside(many.check_units, "check-units"),
    artifacts.publish_units: _outside(artifacts.publish_units, "publish-artifacts"),
}


def as_task(step: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Call a step as its Prefect task. `opaque` keeps Prefect from walking through whole plans."""
    wrapped = [opaque(a) for a in args]
    named = {name: opaque(value) for name, value in kwargs.items()}
    return cast("R", _TASKS[step](*wrapped, **named))


def _run_name() -> str:
    parameters = runtime.flow_run.parameters
    day = parameters.get("as_of") or today().isoformat()
    return f"{parameters.get('batch', runtime.flow_run.flow_name)} {day}"


def _leave_a_trace(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Keep a failure or crash in our own storage: Prefect's history may be cleaned away."""
    # Not a whole workspace: a broken plan is one of the failures to be told here.
    with writing(open_database(Settings())) as session:
        record_flow_event(
            session,
            flow_run_id=str(flow_run.id),
            name=f"{flow.name}: {flow_run.name}",
            state=state.name or state.type.value,
            message=state.message or "",
            at=datetime.now(UTC),
        )


def _day(as_of: str | None) -> date:
    return parse_date(as_of) if as_of else today()


def _units(ws: Workspace, unit: str | None) -> tuple[str, ...]:
    """The unit that was named, or every unit there is; KamnotError when there is none."""
    if unit is not None:
        return (ws.unit(unit),)
    with reading(ws.engine) as session:
        known = tuple(row.id for row in units(session))
    return known or (ws.unit(None),)


def _done_since_scheduled(ws: Workspace, units: Sequence[str], batches: Sequence[str]) -> bool:
    """Whether a later run did this late run's work: after downtime Prefect replays several."""
    scheduled = runtime.flow_run.scheduled_start_time
    if scheduled is None:
        return False
    with reading(ws.engine) as session:
        done = [finished_since(session, u, b, scheduled) for u in units for b in batches]
    return all(done)


@flow(
    name="check-batch",
    flow_run_name=_run_name,
    on_failure=[_leave_a_trace],
    on_crashed=[_leave_a_trace],
)
def check_batch(
    batch: str,
    unit: str | None = None,
    as_of: str | None = None,
    dry_run: bool = False,
) -> list[Any]:
    """Check one batch of one unit, or of every unit: evidence, points, reminders.

    `as_of` is a day as officials or programs write it (default: today in Bangkok); `dry_run` writes and
    sends nothing. Returns the `kamnot/check/1` objects of one unit, a summary of each of many.
    """
    ws = Workspace(Settings())
    names, batches = _units(ws, unit), ws.batches(batch)
    if as_of is None and not dry_run and _done_since_scheduled(ws, names, batches):
        # Prefect takes a returned state for the run's own.
        return cast("list[Any]", Completed(message=WORK_DONE))
    request = check.CheckRequest(
        names[0], batches, _day(as_of), dry_run, flow_run_id=str(runtime.flow_run.id)
    )
    if len(names) > 1:
        return _check_many(ws, names, request)[0]
    outcome = check.check(ws, request, as_task)
    as_task(artifacts.publish, outcome, ws.plan, ws.language)
    return outcome.to_json()


def _check_many(
    ws: Workspace, names: Sequence[str], request: check.CheckRequest
) -> tuple[list[many.UnitSummary], deliver.Delivered]:
    found = [
        s for chunk in many.chunks(names) for s in as_task(many.check_units, ws, chunk, request)
    ]
    delivered = deliver.Delivered() if request.dry_run else as_task(deliver.deliver, ws)
    with reading(ws.engine) as session:
        titles = {row.id: row.name for row in units(session)}
    as_task(artifacts.publish_units, found, request, titles, ws.language)
    return found, delivered


@flow(
    name="remind", flow_run_name=_run_name, on_failure=[_leave_a_trace], on_crashed=[_leave_a_trace]
)
def remind(unit: str | None = None, as_of: str | None = None, dry_run: bool = False) -> int:
    """Write and send every reminder that is owed, of all batches. Returns the number of new letters."""
    ws = Workspace(Settings())
    names = _units(ws, unit)
    if as_of is None and not dry_run and _beaten_since_scheduled(ws):
        return cast("int", Completed(message=WORK_DONE))
    request = check.CheckRequest(names[0], ws.batches(None), _day(as_of), dry_run, record=False)
    if len(names) > 1:
        summaries, delivered = _check_many(ws, names, request)
        letters = sum(summary.letters for summary in summaries)
    else:
        outcome = check.check(ws, request, as_task)
        letters, delivered = len(outcome.enqueued), outcome.delivered
    if as_of is None and unit is None and not dry_run:
        daily.beat(ws, request, SCHEDULE, delivered)
    return letters


def _beaten_since_scheduled(ws: Workspace) -> bool:
    """Whether a good daily run began after this late one was due: one run catches up for all."""
    scheduled = runtime.flow_run.scheduled_start_time
    if scheduled is None:
        return False
    with reading(ws.engine) as session:
        last = last_heartbeat(session, good=True)
    return last is not None and last.started_at >= scheduled


@flow(name="watch", flow_run_name="watch", on_failure=[_leave_a_trace], on_crashed=[_leave_a_trace])
def watch() -> str:
    """Fail, and leave a trace, when the last good daily run is older than it should be."""
    found = daily.watch(Workspace(Settings()))
    if not found.ok:
        raise KamnotError(found.thai, found.english)
    return found.thai


@flow(
    name="deliver",
    flow_run_name="deliver",
    on_failure=[_leave_a_trace],
    on_crashed=[_leave_a_trace],
)
def deliver_outbox() -> deliver.Delivered:
    """Hand over whatever is due in the outbox, and say what became of it."""
    delivered = as_task(deliver.deliver, Workspace(Settings()))
    if delivered.refused:
        raise KamnotError(
            f"ส่งจดหมายไม่ได้: {delivered.refused} จดหมายยังอยู่ครบในกล่องขาออก",
            f"Cannot send mail: {delivered.refused}. Every letter is still in the outbox.",
        )
    return delivered
