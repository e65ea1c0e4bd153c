"""Prefect around the check: tasks, names, artifacts, traces of failure, and runs that come too late."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from prefect import get_client
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey
from prefect.client.schemas.objects import FlowRun
from prefect.flow_engine import run_flow
from prefect.settings import (
    PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
    get_current_settings,
    temporary_settings,
)
from prefect.states import Scheduled
from prefect.testing.utilities import prefect_test_harness
from pydantic import SecretStr

from domain.language.errors import CouldNotFinishError, KamnotError
from flows.check import check
from flows.deployments import deployed
from flows.deployments.clockwork import CATCH_UP, whole_work
from flows.run import judge
from flows.run.workspace import Workspace
from flows.safety.backup import prove_backup
from storage.db.database import reading, writing
from storage.event_log import log_file
from storage.outbox.care import list_outbox
from storage.records.heartbeats import SCHEDULE, last_heartbeat
from storage.records.people import set_unit
from storage.records.run_claims import claims
from storage.records.runs import flow_events, last_run
from storage.settings import Settings
from tests.support.cast import UNIT
from tests.support.servers.smtp import relay

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")

AS_OF = "๑๓ มีนาคม ๒๕๖๗"


def set_day(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    """Let it be that day in Bangkok."""
    for module in (check, deployed):
        monkeypatch.setattr(module, "today", lambda: day)


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    """13 March 2567, a week before the first due date."""
    day = date(2024, 3, 13)
    set_day(monkeypatch, day)
    return day


@pytest.fixture(scope="module", autouse=True)
def _engine() -> Iterator[None]:
    """One temporary Prefect server for all of these tests; no heartbeat second in each flow."""
    with (
        prefect_test_harness(server_startup_timeout=120),
        temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}),
    ):
        yield
    # What Prefect leaves open is collected here, where its warnings are let pass, not in another file's test.
    gc.collect()


def _last_run() -> FlowRun:
    async def ask() -> list[FlowRun]:
        from prefect.client.schemas.sorting import FlowRunSort

        async with get_client() as client:
            return await client.read_flow_runs(sort=FlowRunSort.START_TIME_DESC, limit=1)

    return asyncio.run(ask())[0]


def _artifacts(key: str) -> list[Any]:
    async def ask() -> list[Any]:
        async with get_client() as client:
            wanted = ArtifactFilter(key=ArtifactFilterKey(any_=[key]))
            return await client.read_artifacts(artifact_filter=wanted)

    return asyncio.run(ask())


def test_the_flow_gives_the_check_and_keeps_it(workspace: Workspace) -> None:
    [result] = deployed.check_batch("march", as_of=AS_OF)
    assert result["points"]["printed"] == 125
    with reading(workspace.engine) as session:
        kept = last_run(session, UNIT, "march")
    assert kept is not None
    assert kept.result == result
    assert kept.flow_run_id is not None


def test_the_run_is_named_by_batch_day_and_unit_in_words(workspace: Workspace) -> None:
    deployed.check_batch("march", as_of="2024-03-13", dry_run=True)
    assert _last_run().name == "รอบ ๒๐ มีนาคม · ๑๓ มีนาคม ๒๕๖๗ · สำนักการคลังและงบประมาณ"


def test_the_final_state_says_what_is_missing_and_how_many_letters_went(
    workspace: Workspace, today: date
) -> None:
    state = deployed.check_batch("march", return_state=True)
    assert state.is_completed()
    assert state.message is not None
    assert state.message.startswith("ขาด ๑๗ จาก ๑๗ กิจกรรม")
    assert "เสี่ยงเสีย ๑๒๕ คะแนน" in state.message
    assert "ส่งจดหมาย ๓ ฉบับ รอส่ง ๐ ฉบับ" in state.message


def test_one_page_shows_a_thai_table_the_details_and_the_way_to_earlier_checks(
    workspace: Workspace,
) -> None:
    deployed.check_batch("july", as_of=AS_OF, dry_run=True)
    [page] = _artifacts("check-july")
    table = page.data.partition("\n### ")[0]
    assert "| ที่ | กิจกรรม | ผล | คะแนน | ที่ยังขาด |\n| --- |" in table
    assert "กิจกรรมที่" not in table
    assert "กำหนดส่ง ๓๐ กรกฎาคม ๒๕๖๗" in page.data
    assert "(/artifacts/key/check-july)" in page.data


def _unescaped(data: Any) -> str:
    import json

    return json.dumps(json.loads(data) if isinstance(data, str) else data, ensure_ascii=False)


def test_the_daily_flow_writes_what_is_owed_once(workspace: Workspace, today: date) -> None:
    assert deployed.remind() == 3
    assert deployed.remind() == 0


def _letters(workspace: Workspace) -> int:
    with reading(workspace.engine) as session:
        return len(list_outbox(session))


def test_a_run_for_a_past_day_keeps_its_result_and_never_sends(workspace: Workspace) -> None:
    [result] = deployed.check_batch("march", as_of=AS_OF)
    assert deployed.remind(as_of=AS_OF) == 0
    assert _letters(workspace) == 0
    with reading(workspace.engine) as session:
        kept = last_run(session, UNIT, "march")
    assert kept is not None
    assert kept.result == result


def test_a_run_of_today_sends_unless_it_is_told_not_to(workspace: Workspace, today: date) -> None:
    assert deployed.check_batch("march", notify=False)
    assert _letters(workspace) == 0
    assert deployed.check_batch("march", as_of="2024-03-13")
    assert _letters(workspace) == 3


def _works(workspace: Workspace) -> set[str]:
    with reading(workspace.engine) as session:
        return {found.work for found in claims(session)}


def test_the_clock_knows_a_whole_run_by_its_work_and_no_other(
    workspace: Workspace, today: date
) -> None:
    deployed.remind()
    deployed.check_batch("march")
    deployed.deliver_outbox()
    whole = {whole_work("remind"), whole_work("check_batch", "march"), whole_work("deliver_outbox")}
    assert _works(workspace) == whole


def test_runs_for_two_days_are_two_also_when_both_are_still_to_come(
    workspace: Workspace, today: date
) -> None:
    for day in ("2024-03-13", "2024-03-20", "2024-03-21"):
        deployed.check_batch("march", as_of=day, dry_run=True)
    assert len(_works(workspace)) == 3


def test_re_runs_judge_anew_and_only_letters_stay_once(workspace: Workspace, today: date) -> None:
    runs = [deployed.check_batch("march", as_of=day)[0] for day in ("2024-03-13", "2024-03-12")]
    again = deployed.check_batch("march")[0]
    assert [run["as_of"] for run in runs] == ["2024-03-13", "2024-03-12"]
    assert again["as_of"] == "2024-03-13"
    assert _letters(workspace) == 3


def test_a_run_that_could_not_deliver_is_not_green_and_says_why(
    workspace: Workspace, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAMNOT_NOTIFY_URLS", "mailto://127.0.0.1:1?from=kamnot@example.go.th")
    state = deployed.check_batch("march", return_state=True)
    assert state.is_failed()
    assert state.message is not None
    assert "ส่งจดหมายไม่ได้" in state.message
    assert "รอส่ง ๓ ฉบับ" in state.message
    with reading(workspace.engine) as session:
        assert last_run(session, UNIT, "march") is not None
    assert deployed.deliver_outbox(return_state=True).is_failed()
    log = log_file(workspace.settings).read_text("utf-8").splitlines()
    assert ["ERROR run.ended" in line for line in log] == [True, True]
    assert 'job="deliver"' in log[1]
    assert "@" not in "".join(log)


def test_letters_that_the_relay_puts_off_wait_and_the_run_says_so(
    workspace: Workspace, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    with relay(rcpt={"planning@bureau.example": "450 greylisted"}) as server:
        monkeypatch.setenv("KAMNOT_NOTIFY_URLS", server.url())
        state = deployed.check_batch("march", return_state=True)
    assert state.is_completed()
    assert state.name == "รอส่งต่อ"
    assert "ส่งจดหมาย ๒ ฉบับ รอส่ง ๑ ฉบับ" in str(state.message)


def test_the_delivery_flow_sends_what_waits(workspace: Workspace, today: date) -> None:
    deployed.remind()
    assert deployed.deliver_outbox().sent == 0
    with reading(workspace.engine) as session:
        assert {m.state for m in list_outbox(session)} == {"sent"}


def test_a_failed_flow_leaves_a_trace_in_our_own_storage(workspace: Workspace) -> None:
    state = deployed.check_batch("april", as_of=AS_OF, return_state=True)
    assert state.is_failed()
    with reading(workspace.engine) as session:
        [event] = flow_events(session)
    assert event.state == "Failed"
    assert "april" in event.name
    assert "april" in event.message


def test_a_broken_plan_leaves_a_trace_too(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAMNOT_FISCAL_YEAR", "2599")
    assert deployed.check_batch("march", as_of=AS_OF, return_state=True).is_failed()
    with reading(workspace.engine) as session:
        [event] = flow_events(session)
    assert "๒๕๙๙" in event.message


def test_a_database_that_is_away_is_waited_for_and_leaves_a_trace_outside_it(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("KAMNOT_DATABASE_URL", "postgresql://kamnot@127.0.0.1:1/kamnot")
    tries = []

    def opened() -> Workspace:
        tries.append(1)
        return deployed.open_workspace()

    patient = deployed._outside(opened, "open", (0.0, 0.0))
    monkeypatch.setitem(deployed._TASKS, deployed.open_workspace, patient)
    state = deployed.check_batch("march", return_state=True)
    assert state.is_failed()
    assert state.message is not None
    assert "ติดต่อเครื่องฐานข้อมูลไม่ได้" in state.message
    assert len(tries) == 3
    assert "ติดต่อเครื่องฐานข้อมูลไม่ได้" in caplog.text
    assert sum(deployed._AWAY) > 120


@pytest.mark.parametrize(
    ("error", "tries"),
    [
        pytest.param(ImportError("reports.forms.dossier"), 1, id="a module that is not there"),
        pytest.param(KamnotError("ไม่มีรอบ", "no batch"), 1, id="bad input"),
        pytest.param(KeyError("figure"), 1, id="a mistake of the program"),
        pytest.param(ConnectionResetError(), 2, id="a line that broke"),
    ],
)
def test_what_cannot_do_better_is_never_retried(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, error: Exception, tries: int
) -> None:
    seen = []

    def fails(*_: Any) -> Any:
        seen.append(1)
        raise error

    patient = deployed._outside(fails, "fails", (0.0,))
    monkeypatch.setitem(deployed._TASKS, judge.load_facts_of, patient)
    assert deployed.check_batch("march", as_of=AS_OF, return_state=True).is_failed()
    assert len(seen) == tries


def test_a_busy_database_is_tried_again(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def busy_once(ws: Workspace, units: Any, as_of: Any) -> Any:
        tries.append(units)
        if len(tries) == 1:
            raise CouldNotFinishError("ไม่ว่าง", "busy")
        return judge.load_facts_of(ws, units, as_of)

    patient = deployed._outside(busy_once, "busy").with_options(retry_delay_seconds=0)
    monkeypatch.setitem(deployed._TASKS, judge.load_facts_of, patient)
    assert deployed.check_batch("march", as_of=AS_OF, dry_run=True)
    assert len(tries) == 2


def _late_run(due: datetime) -> FlowRun:
    async def create() -> FlowRun:
        async with get_client() as client:
            return await client.create_flow_run(
                deployed.check_batch,
                parameters={"batch": "march"},
                state=Scheduled(scheduled_time=due),
            )

    return asyncio.run(create())


def _run_late(due: datetime) -> Any:
    run = _late_run(due)
    return run_flow(
        deployed.check_batch, flow_run=run, parameters={"batch": "march"}, return_type="state"
    )


def test_after_downtime_the_first_late_run_does_the_work_and_the_others_end_at_once(
    workspace: Workspace,
) -> None:
    days_ago = [datetime.now(UTC) - timedelta(days=n) for n in (3, 2, 1)]
    first, *others = [_run_late(due) for due in days_ago]
    assert first.is_completed()
    assert "ทำงานนี้แล้ว" not in first.message
    assert all("ทำงานนี้แล้ว" in state.message for state in others)


def _run_by_clock(batch: str) -> Any:
    async def create() -> FlowRun:
        async with get_client() as client:
            return await client.create_flow_run(
                deployed.check_batch, parameters={"batch": batch}, tags=[CATCH_UP]
            )

    run = asyncio.run(create())
    return run_flow(
        deployed.check_batch, flow_run=run, parameters={"batch": batch}, return_type="state"
    )


def test_by_the_clock_a_batch_is_checked_in_its_season_only(
    workspace: Workspace, today: date
) -> None:
    assert _run_by_clock("march").message.startswith("ขาด ๑๗ จาก ๑๗ กิจกรรม")
    idle = _run_by_clock("july")
    assert idle.is_completed()
    assert idle.message == "นอกช่วงตรวจของรอบนี้ (๒๘ มิถุนายน ๒๕๖๗ ถึง ๑๐ กันยายน ๒๕๖๗)"
    assert _run_by_clock("autumn").message == "แผนปี ๒๕๖๗ ไม่มีรอบ autumn"
    with reading(workspace.engine) as session:
        assert last_run(session, UNIT, "july") is None


@pytest.mark.parametrize("batch", ["march", "autumn"])
def test_after_the_plan_s_year_the_clock_checks_nothing_and_writes_no_reminder(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, batch: str
) -> None:
    set_day(monkeypatch, date(2024, 10, 1))
    assert _run_by_clock(batch).message == "ปีงบประมาณ ๒๕๖๗ สิ้นสุดแล้ว ไม่มีการแจ้งเตือนที่ต้องส่ง"
    assert _letters(workspace) == 0


def test_many_units_share_a_task_and_each_is_kept(workspace: Workspace, today: date) -> None:
    now = workspace.now()
    with writing(workspace.engine) as session:
        for unit in ("second", "third"):
            set_unit(session, unit, name=unit, department="-", by="test", now=now)
    found = deployed.check_batch("march")
    assert [(s.unit, s.points.printed, s.letters) for s in found] == [
        (UNIT, 125, 3),
        ("second", 125, 0),
        ("third", 125, 0),
    ]
    with reading(workspace.engine) as session:
        assert all(last_run(session, s.unit, "march") for s in found)
        assert {m.state for m in list_outbox(session)} == {"sent"}
    assert "second" in _unescaped(_artifacts("units-march")[0].data)


def test_a_run_for_a_named_day_is_always_done(workspace: Workspace) -> None:
    _run_late(datetime.now(UTC) - timedelta(days=1))
    assert deployed.check_batch("march", as_of=AS_OF, dry_run=True)[0]["as_of"] == "2024-03-13"


def test_settings_of_the_run_come_from_the_environment(workspace: Workspace) -> None:
    assert Settings().home == workspace.settings.home


def _late_daily(due: datetime) -> Any:
    async def create() -> FlowRun:
        async with get_client() as client:
            return await client.create_flow_run(
                deployed.remind, state=Scheduled(scheduled_time=due)
            )

    run = asyncio.run(create())
    return run_flow(deployed.remind, flow_run=run, return_type="state")


def test_missed_daily_runs_are_caught_up_in_one_and_leave_one_heartbeat(
    workspace: Workspace,
) -> None:
    first, *others = [_late_daily(datetime.now(UTC) - timedelta(days=n)) for n in (3, 2, 1)]
    assert first.is_completed()
    assert all("ทำงานนี้แล้ว" in state.message for state in others)
    with reading(workspace.engine) as session:
        beat = last_heartbeat(session, good=True, origin=SCHEDULE)
    assert beat is not None


def test_a_run_for_a_named_day_leaves_no_heartbeat(workspace: Workspace) -> None:
    deployed.remind(as_of=AS_OF)
    with reading(workspace.engine) as session:
        assert last_heartbeat(session) is None


def test_the_watch_fails_and_leaves_a_trace_when_nothing_ran(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert deployed.watch(return_state=True).is_completed()
    monkeypatch.setattr("flows.check.daily.fiscal_year_of", lambda _day: 2567)
    assert deployed.watch(return_state=True).is_failed()
    with reading(workspace.engine) as session:
        [event] = flow_events(session)
    assert event.message.count("ยังไม่เคยทำงาน") == 1
    deployed.remind()
    assert deployed.watch(return_state=True).is_completed()


def test_a_nightly_backup_says_what_it_holds_and_a_failed_one_leaves_a_trace(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "KAMNOT_BACKUP" in str(deployed.back_up(return_state=True).message)

    monkeypatch.setenv("KAMNOT_BACKUP", str(tmp_path / "สำเนา"))
    done = deployed.back_up(return_state=True)
    monkeypatch.setenv("KAMNOT_BACKUP", str(tmp_path / "drive" / "copies"))
    failed = deployed.back_up(return_state=True)

    assert (done.is_completed(), "สำรองแล้ว" in str(done.message)) == (True, True)
    assert prove_backup(tmp_path / "สำเนา").manifest.rows["unit"] == 1
    assert failed.is_failed()
    with reading(workspace.engine) as session:
        [event] = flow_events(session)
    assert "ต่อไดรฟ์" in event.message


def keep(name: str, value: str) -> None:
    """Keep a secret in a Prefect block."""
    from prefect.blocks.system import Secret

    block: Any = Secret(value=SecretStr(value))
    block.save(name, overwrite=True, _sync=True)


def test_channel_urls_may_lie_in_prefect_blocks(
    workspace: Workspace, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    from storage.records.people import set_contact

    with writing(workspace.engine) as session:
        set_contact(
            session, unit=UNIT, group="planning", role="member", office="-",
            email="planning@bureau.example", notify_url_env="PLANNING_CHAT", by="test",
            now=workspace.now(),
        )  # fmt: skip
    with relay() as server:
        keep("office-mail", server.url())
        keep("planning-chat", "json://127.0.0.1:1/")
        monkeypatch.setenv("KAMNOT_NOTIFY_URLS", "prefect://office-mail")
        monkeypatch.setenv("PLANNING_CHAT", "prefect://planning-chat")
        deployed.remind()
        assert len(server.accepted) == 3
    with reading(workspace.engine) as session:
        [chat] = [m for m in list_outbox(session) if m.channel == "chat:PLANNING_CHAT"]
    assert (chat.state, chat.last_error) == ("pending", "json did not take the message")


def test_what_a_block_hides_is_in_no_log_table_or_file_of_ours_or_prefects(
    workspace: Workspace,
    today: date,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    secret = "hush-hush-4712"
    caplog.set_level(0)
    with relay(password=secret) as server:
        keep("office-mail", server.url(login=f"officer:{secret}@"))
        monkeypatch.setenv("KAMNOT_NOTIFY_URLS", "prefect://office-mail")
        deployed.remind()
        assert len(server.accepted) == 3
        server.password = "another"
        set_day(monkeypatch, date(2024, 3, 15))
        assert deployed.remind(return_state=True).is_failed()
    with reading(workspace.engine) as session:
        assert next(m.last_code for m in list_outbox(session, states=("pending",))) == 535

    assert secret not in caplog.text
    assert secret not in asyncio.run(_all_that_prefect_keeps())
    files = [p for p in workspace.settings.home.rglob("*") if p.is_file()]
    assert workspace.settings.home / "kamnot.db" in files
    assert not [p.name for p in files if secret.encode() in p.read_bytes()]


async def _all_that_prefect_keeps() -> str:
    """Runs with their parameters, logs, artifacts and blocks, as anybody with a browser sees them."""
    async with get_client() as client:
        kept: list[Any] = [
            *await client.read_flow_runs(),
            *await client.read_task_runs(),
            *await client.read_logs(),
            *await client.read_artifacts(),
            *await client.read_block_documents(include_secrets=False),
        ]
    return "\n".join(item.model_dump_json() for item in kept)


def test_a_block_that_is_not_there_is_one_sentence(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAMNOT_NOTIFY_URLS", "prefect://nowhere")
    with pytest.raises(KamnotError, match="ไม่มี Secret block ชื่อ “nowhere”"):
        _ = Workspace(Settings()).courier


def test_no_run_waits_for_prefects_heartbeat() -> None:
    assert get_current_settings().flows.heartbeat_frequency is None


def test_a_process_opens_its_workspace_once_and_anew_for_other_settings(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing(workspace.engine) as session:
        workspace.pin(session)
    first, second = deployed.open_workspace(), deployed.open_workspace()
    assert first.engine is second.engine
    assert second.opened_at > first.opened_at
    assert second.evaluator is first.evaluator
    monkeypatch.setenv("KAMNOT_LANGUAGE", "en")
    assert deployed.open_workspace().engine is not first.engine
