"""`kamnot schedule`: starts a Prefect server as its child and serves the deployments.

It needs a real server, because Prefect's temporary one has no scheduler. The server ends with this process and is
started again if it dies. Runs that a kill interrupts continue at the next start.
"""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager, nullcontext, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from domain.language.errors import CouldNotFinishError, KamnotError, OutdatedError, OvertakenError
from domain.language.thai import fiscal_year_of, thai_digits
from domain.words.wording import pick
from flows.deployments import clockwork
from flows.deployments.one_schedule import alone
from flows.deployments.prefect_server import Server, choose_port
from flows.deployments.timetable import Job, read_jobs
from flows.letters.outbox import FIRST_LETTER, holds_first_letters
from flows.run.credentials import SCHEMA as BLOCK
from flows.run.prefect_settings import SCHEDULE_PROCESS, prepare_prefect
from flows.run.workspace import BANGKOK, Workspace, in_bangkok, today
from flows.run.workspaces import Workspaces
from storage.db.database import HEAD, database_file, reading
from storage.event_log import note
from storage.settings import PREFIX, Settings

if TYPE_CHECKING:
    from uuid import UUID

    from prefect import Flow
    from prefect.client.schemas.objects import FlowRun
    from prefect.deployments.runner import RunnerDeployment
    from prefect.runner import Runner

Tell = Callable[[str, str], None]
"""Prints a line for people, in Thai or in English."""

_PROGRAM = Path(__file__).resolve().parents[2]
_AT_ONCE = 4
"""Most runs at once: after a pause several are due together, and each is a process."""
_LOOK_SECONDS = 5.0
_LOOKS_A_PLAN = 120
"""How many looks pass between two readings of the plan in force: ten minutes. A new day reads it too."""
_RUNS_SECONDS = 4.0
"""How long running work may take to end when the schedule stops."""
_STOP_SECONDS = 3.0


def serve_all(settings: Settings, tell: Tell) -> None:
    """Serve every deployment until a signal stops it. Late or missed runs are caught up once.

    On a database server it waits until somebody has upgraded an older database, and says so once.
    Raises KamnotError if it cannot work (no database or plan, a mail URL without its sender, a second schedule on the
    same data folder, a port in use), CouldNotFinishError if Prefect's server cannot be reached.
    """

    def told(thai: str, english: str) -> None:
        tell(thai, english)
        note(settings, "schedule.said", said=pick((thai, english), settings.language))

    settings = _stand_in_program(settings)
    ws = _opened(settings, told)
    if not any(url.lower().startswith(BLOCK) for url in settings.notify_url_list):
        _ = ws.courier
    with alone(settings), _server(settings) as server:
        _ = ws.courier  # now that a Prefect block can be read
        note(settings, "schedule.started", database=HEAD)
        asyncio.run(_Schedule(settings, server, told).run())
        note(settings, "schedule.stopped")


def _opened(settings: Settings, tell: Tell) -> Workspace:
    """The workspace, once its database has this program's version: nothing that starts us again must find it ended."""
    told = False
    while True:
        try:
            return Workspace(settings)
        except OutdatedError as error:
            if error.alone:
                raise
            if not told:
                tell(error.thai, error.english)
            told = True
        time.sleep(_LOOK_SECONDS)


def _stand_in_program(settings: Settings) -> Settings:
    """Work in the program's own folder: Prefect lets each run import from where it stands, before all else.

    Returns the settings with whole paths. They are put into the environment too, because each run reads them anew.
    """
    file, store = database_file(settings), settings.store_place
    whole: dict[str, object] = {}
    if settings.database_url and file:
        whole["database_url"] = SecretStr(f"sqlite:///{file.absolute().as_posix()}")
    if settings.store_url and isinstance(store, Path):
        whole["store_url"] = str(store)
    settings = settings.model_copy(update=whole)
    named: dict[str, object] = {
        "home": settings.home,
        "closed_days": settings.closed_days,
        "fonts": settings.fonts,
    }
    named |= {
        "store_url": settings.store_url,
        "database_url": settings.database_url and settings.database,
    }
    os.environ.update(
        {f"{PREFIX}{name.upper()}": str(place) for name, place in named.items() if place}
    )
    os.chdir(_PROGRAM)
    return settings


@contextmanager
def _server(settings: Settings) -> Iterator[Server | None]:
    """The Prefect server of this schedule, or None if PREFECT_API_URL names another."""
    prepare_prefect(settings.prefect_home)
    os.environ[SCHEDULE_PROCESS] = str(os.getpid())
    if os.environ.get("PREFECT_API_URL"):
        yield None
        return
    server = Server(settings, choose_port())
    os.environ.update(server.client_environment)
    try:
        server.start()
        yield server
    finally:
        server.stop()


class _Schedule:
    """The served deployments, from start to end."""

    def __init__(self, settings: Settings, server: Server | None, tell: Tell) -> None:
        self._settings = settings
        self._workspaces = Workspaces(settings)
        self._server = server
        self._tell = tell
        self._stop = asyncio.Event()
        self._jobs: tuple[Job, ...] = ()
        self._year = 0
        self._over = False
        self._looked_on = date.min
        self._failed = ""

    async def run(self) -> None:
        """Serve until a signal stops it, with a new runner if one gave up on an absent server."""
        from httpx import HTTPError

        self._take_signals()
        await _require_api()
        if self._server is None:
            await _refuse_beside_workers()
        await self._serve(begun=False)
        while not await self._stopped_within(_LOOK_SECONDS):
            # What is away comes back; until then there is nothing to do but to look again.
            with suppress(CouldNotFinishError, HTTPError):
                await self._keep_server()
                await self._serve(begun=True)

    async def _serve(self, *, begun: bool) -> None:
        from prefect.runner import Runner
        from prefect.settings import get_current_settings

        runner = Runner(
            name="kamnot",
            pause_on_shutdown=False,
            limit=_AT_ONCE,
            prefetch_seconds=get_current_settings().runner.poll_frequency,
        )
        # Prefect's own place is one folder of the machine, which the first account that serves there keeps for itself.
        runner._tmp_dir = self._settings.prefect_home / "runner"  # noqa: SLF001  # no setting names it
        await self._look_at_plan(runner)
        if self._server is not None:
            await _drop_late()
            await _resume()
        await self._catch_up()
        if not begun:
            await asyncio.to_thread(self._say_what_comes)
        serving = asyncio.create_task(runner.start())
        await asyncio.sleep(0)
        self._take_signals()  # the runner has just taken SIGTERM for itself
        await self._watch(runner, serving)
        self._say_why(await _end(runner, serving))

    def _say_why(self, error: BaseException | None) -> None:
        """Say why the runner gave up, once while it is the same: what is due waits until it serves again."""
        reason = type(error).__name__ if error else ""
        if reason and reason != self._failed and not self._stop.is_set():
            self._tell(
                f"ส่วนที่เริ่มงานตามเวลาหยุดไป ({reason}: {error}) ลองใหม่ไปเรื่อย ๆ งานที่ถึงเวลารออยู่",
                f"What starts the runs ended ({reason}: {error}); it is tried again, and what is due waits.",
            )
        self._failed = reason

    def _take_signals(self) -> None:
        loop = asyncio.get_running_loop()

        def stop(_number: int, _frame: Any) -> None:
            loop.call_soon_threadsafe(self._stop.set)

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)

    async def _watch(self, runner: Runner, serving: asyncio.Task[None]) -> None:
        """Until the end, keep the server running and follow the plan in force."""
        looks = 0
        while not serving.done():
            if await self._stopped_within(_LOOK_SECONDS):
                return
            looks += 1
            await self._keep_server()
            if looks % _LOOKS_A_PLAN == 0 or today() != self._looked_on:
                with suppress(KamnotError):  # each run says it too, and the next look comes
                    await self._look_at_plan(runner)

    async def _keep_server(self) -> None:
        """Start our server again if it has died, unless a signal stops us before it answers."""
        server = self._server
        if server is None or server.alive:
            return
        self._tell(
            "เซิร์ฟเวอร์ของ Prefect หยุดไป กำลังเริ่มใหม่",
            "Prefect's server ended; starting it again.",
        )
        starting = asyncio.create_task(asyncio.to_thread(server.start))
        told = asyncio.create_task(self._stop.wait())
        await asyncio.wait({starting, told}, return_when=asyncio.FIRST_COMPLETED)
        told.cancel()
        if not starting.done():
            await asyncio.to_thread(server.stop)
        with suppress(CouldNotFinishError) if self._stop.is_set() else nullcontext():
            await starting

    async def _stopped_within(self, seconds: float) -> bool:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), seconds)
        return self._stop.is_set()

    async def _look_at_plan(self, runner: Runner) -> None:
        """Register the deployments of the plan in force with the runner, unless it has these."""
        self._looked_on = today()
        ws = await asyncio.to_thread(self._workspaces.of)
        jobs = await asyncio.to_thread(read_jobs, ws.settings, ws.plan)
        if jobs != self._jobs or not runner.started:
            for job in jobs:
                await _schedule(await runner.aadd_deployment(await _deployment(job)))
            self._jobs = jobs
            if self._server is not None:
                await _forget_others({job.name for job in jobs})
        await asyncio.to_thread(clockwork.note_begun, ws)
        self._say_year(ws)

    def _say_year(self, ws: Workspace) -> None:
        """Say once that the plan's year is over, and once that another plan has replaced it."""
        year = ws.plan.fiscal_year
        over = fiscal_year_of(in_bangkok(ws.now()).date()) > year
        if self._year not in (0, year):
            self._tell(
                f"ใช้แผนปีงบประมาณ {thai_digits(year)} แล้ว", f"The plan of {year} is in use now."
            )
        if over and (not self._over or year != self._year):
            self._tell(
                f"ปีงบประมาณ {thai_digits(year)} สิ้นสุดแล้ว ไม่มีการแจ้งเตือนใหม่ จะส่งเฉพาะจดหมายที่ค้างอยู่",
                f"Fiscal year {year} is over: no new reminder is due; what waits is delivered.",
            )
        self._year, self._over = year, over

    async def _catch_up(self) -> None:
        ws = await asyncio.to_thread(self._workspaces.of)
        missed = await asyncio.to_thread(clockwork.owed, ws)
        for job, due in missed:
            self._tell(
                f"ทำงานที่พลาดไป: {job.title('th')} ({clockwork.moment_words(due, 'th')})",
                f"Catching up: {job.title('en')}, due {clockwork.moment_words(due, 'en')}",
            )
        await asyncio.to_thread(clockwork.catch_up, ws, missed)

    def _say_what_comes(self) -> None:
        """Say who cannot be reached, what is held, that the schedule runs, and what comes next."""
        ws = self._workspaces.of()
        for found in clockwork.unreached(ws):
            self._tell(found.thai, found.english)
        with reading(ws.engine) as session:
            if holds_first_letters(session):
                self._tell(*FIRST_LETTER)
        self._tell("กำลังทำงานตามตารางเวลา กด Ctrl+C เพื่อหยุด", "Serving the schedules; Ctrl+C stops.")
        if self._server is not None:
            page, secret = self._server.page, self._server.password_file
            self._tell(
                f"หน้า Prefect: {page} (รหัสอยู่ในไฟล์ {secret})",
                f"Prefect's page: {page} (its password is in {secret})",
            )
        for due, job in clockwork.coming(ws):
            self._tell(
                f"ถัดไป: {job.title('th')} {clockwork.moment_words(due, 'th')}",
                f"Next: {job.title('en')}, {clockwork.moment_words(due, 'en')}",
            )


async def _require_api() -> None:
    from prefect.client.orchestration import get_client

    async with get_client() as client:
        trouble = await client.api_healthcheck()
        if trouble is None:
            from httpx import HTTPError

            try:
                await client.read_deployments(limit=1)  # health asks for no password
            except HTTPError as error:
                trouble = error
    if trouble is not None:
        raise CouldNotFinishError(
            "ติดต่อ Prefect ที่ PREFECT_API_URL ไม่ได้ โปรดตรวจที่อยู่ รหัส (PREFECT_API_AUTH_STRING) และว่าเซิร์ฟเวอร์ทำงานอยู่",
            "Prefect cannot be reached at PREFECT_API_URL; check the address, PREFECT_API_AUTH_STRING and that the"
            " server runs.",
        ) from trouble


async def _refuse_beside_workers() -> None:
    """Raise OvertakenError if workers do Kamnot's deployments on this server: both would be asked for each run."""
    from prefect.client.orchestration import get_client

    async with get_client() as client:
        known = await client.read_deployments()
    if any(one.work_pool_name and "kamnot" in one.tags for one in known):
        raise OvertakenError(
            "เซิร์ฟเวอร์ Prefect ที่ PREFECT_API_URL มีงานของกำหนดที่ worker ทำอยู่แล้ว โปรดใช้อย่างใดอย่างหนึ่ง"
            " (ไม่ตั้ง PREFECT_API_URL หรือลบงานเหล่านั้นออกจากเซิร์ฟเวอร์)",
            "Workers do Kamnot's deployments on the Prefect server of PREFECT_API_URL; take one of the two: unset"
            " PREFECT_API_URL, or delete those deployments from the server.",
        )


async def _schedule(deployment: UUID) -> None:
    """Create the deployment's next runs now: Prefect's scheduler works later, and creates none for the past."""
    from prefect.client.orchestration import get_client

    path = {"id": str(deployment)}
    async with get_client() as client:
        answer = await client.request(
            "POST", "/deployments/{id}/schedule", path_params=path, json={}
        )
        answer.raise_for_status()


async def _forget_others(names: AbstractSet[str]) -> None:
    """Delete deployments of another plan: nobody would take their runs."""
    from prefect.client.orchestration import get_client

    async with get_client() as client:
        for deployment in await client.read_deployments():
            if deployment.name not in names:
                await client.delete_deployment(deployment.id)


async def _drop_late() -> None:
    """Delete the clock's runs that were due before this start: those that are owed are asked for once."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter
    from prefect.client.schemas.objects import StateType

    late = FlowRunFilter.model_validate(
        {
            "state": {"type": {"any_": [StateType.SCHEDULED]}},
            "expected_start_time": {"before_": datetime.now(UTC)},
        }
    )
    async with get_client() as client:
        for run in await client.read_flow_runs(flow_run_filter=late):
            if run.auto_scheduled or clockwork.CATCH_UP in run.tags:
                await client.delete_flow_run(run.id)


async def _resume() -> None:
    """Queue again the runs that a kill or a stop interrupted: none runs now, although Prefect says so."""
    from prefect.client.orchestration import get_client
    from prefect.states import Scheduled

    async with get_client() as client:
        for run in await _under_way():
            await client.set_flow_run_state(run.id, Scheduled(), force=True)


async def _under_way() -> list[FlowRun]:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter
    from prefect.client.schemas.objects import StateType

    states = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]
    wanted = FlowRunFilter.model_validate({"state": {"type": {"any_": states}}})
    async with get_client() as client:
        return await client.read_flow_runs(flow_run_filter=wanted)


async def _end(runner: Runner, serving: asyncio.Task[None]) -> BaseException | None:
    """Give running work a few seconds to end, then end the runner; its runs end with us. Returns why it gave up.

    Prefect still takes a run that is cut off for running, and the next start queues it again.
    """
    from httpx import HTTPError
    from prefect.exceptions import PrefectException

    # The server may be what failed (RuntimeError: it is not reached): then there is nothing to wait for.
    with suppress(HTTPError, PrefectException, RuntimeError, TimeoutError):
        async with asyncio.timeout(_RUNS_SECONDS):
            while await _under_way():
                await asyncio.sleep(0.3)
    gave_up = serving.done() and not serving.cancelled()
    serving.cancel()
    with suppress(TimeoutError, asyncio.CancelledError):
        async with asyncio.timeout(_STOP_SECONDS):
            # It gave up already, with an error of its own, or does now.
            await asyncio.gather(serving, return_exceptions=True)
    del runner
    return serving.exception() if gave_up else None


async def _deployment(job: Job) -> RunnerDeployment:
    """The deployment for Prefect's runner; its entrypoint is a module's function."""
    from prefect.schedules import Cron, Interval
    from prefect.types.entrypoint import EntrypointType

    from flows.deployments import deployed

    schedule = (
        Interval(job.every, timezone=BANGKOK, anchor_date=job.last_due(datetime.now(UTC)))
        if job.every is not None
        else Cron(job.cron, timezone=BANGKOK)
    )
    flow: Flow[..., Any] = getattr(deployed, job.flow)
    return await flow.ato_deployment(
        name=job.name,
        description=job.description,
        parameters=dict(job.parameters),
        tags=list(job.tags),
        schedules=[schedule],
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
