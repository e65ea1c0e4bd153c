"""What the clock owes, what is late and what is next: from real rows, at moments of the plan's year."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from domain.facts import ReliefKind
from flows.deployments.clockwork import (
    BEGUN,
    PATIENCE,
    catch_up,
    coming,
    deployment_of,
    look_at_clock,
    moment_words,
    note_begun,
    owed,
    unreached,
)
from flows.deployments.timetable import Job, read_jobs
from flows.run.workspace import Workspace
from storage.db.database import writing
from storage.db.run_tables import RunClaimRow
from storage.records.heartbeats import (
    DAILY,
    HAND,
    SCHEDULE,
    Heartbeat,
    first_heartbeat,
    record_heartbeat,
)
from storage.records.people import set_contact, set_unit
from storage.records.reliefs import grant_relief
from storage.records.run_claims import LEASE
from tests.support.cast import UNIT

BANGKOK = timezone(timedelta(hours=7))


def at(day: str, clock: str = "12:00") -> datetime:
    """Such as `at("03-13", "07:30")`, of 2024 in Bangkok."""
    return datetime.fromisoformat(f"2024-{day}T{clock}:00+07:00")


@dataclass(frozen=True, slots=True)
class Run:
    """A row of the newest run of a job."""

    job: str
    began: datetime
    ended: datetime | None = None
    good: bool | None = None
    sign: datetime | None = None
    """The last sign of life of one that has not ended."""
    work: str = ""
    """What was done, where it is not the whole work that the clock asks for."""


WORKS = {
    "march": "check-batch march *", "july": "check-batch july *", "june-20": "check-batch june-20 *",
    "daily": "remind *", "quarter-hourly": "deliver",
}  # fmt: skip


@pytest.fixture
def ws(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """The bureau at noon of 13 March."""
    set_clock(monkeypatch, at("03-13"))
    return workspace


def set_clock(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(Workspace, "now", lambda _self: moment.astimezone(timezone.utc))  # noqa: UP017


def begin(ws: Workspace, moment: datetime) -> None:
    beat = Heartbeat(BEGUN, SCHEDULE, moment.date(), moment, moment, good=True, detail="")
    with writing(ws.engine) as session:
        record_heartbeat(session, beat)


def write(ws: Workspace, *runs: Run) -> None:
    with writing(ws.engine) as session:
        for number, run in enumerate(runs):
            session.merge(
                RunClaimRow(
                    work=run.work or WORKS.get(run.job, run.job),
                    job=run.job,
                    flow_run_id=f"run {number}",
                    by_clock=True,
                    started_at=run.began,
                    lease_until=(run.sign or run.began) + LEASE,
                    finished_at=run.ended,
                    good=run.good,
                    detail="",
                )
            )


def beat(ws: Workspace, moment: datetime, *, good: bool = True, origin: str = HAND) -> None:
    """A daily run that began then."""
    found = Heartbeat(DAILY, origin, moment.date(), moment, moment, good=good, detail="")
    with writing(ws.engine) as session:
        record_heartbeat(session, found)


def names(found: list[tuple[Job, datetime]]) -> dict[str, str]:
    return {
        job.name: due.astimezone(BANGKOK).strftime("%m-%d %H:%M")
        for job, due in found
    }  # fmt: skip


BOTH = {"march": "03-13 07:30", "daily": "03-13 08:00"}
MARCH_DONE = Run("march", at("03-13", "07:30"), at("03-13", "07:31"), good=True)
DELIVERED = Run("quarter-hourly", at("03-13"), at("03-13"), good=True)
DAILY_DONE = Run("daily", at("03-13", "08:00"), at("03-13", "08:01"), good=True)


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        pytest.param([], BOTH, id="nothing ran"),
        pytest.param([MARCH_DONE, DAILY_DONE], {}, id="all ran"),
        pytest.param(
            [
                Run("march", at("03-13"), at("03-13"), good=True, work="check-batch march * dry"),
                Run("daily", at("03-13"), at("03-13"), good=True, work="remind * quiet"),
                Run("daily", at("03-13"), at("03-13"), good=True, work="remind * 2024-03-12"),
            ],
            BOTH,
            id="only dry, quiet and past ones by hand",
        ),
        pytest.param([MARCH_DONE], {"daily": BOTH["daily"]}, id="one ran"),
        pytest.param(
            [
                Run("march", at("03-12", "07:30"), at("03-12", "07:31"), good=True),
                Run("daily", at("03-12", "08:00"), at("03-12", "08:01"), good=True),
            ],
            BOTH,
            id="ran yesterday only",
        ),
        pytest.param(
            [MARCH_DONE, Run("daily", at("03-13", "08:00"), at("03-13", "08:01"), good=False)],
            {},
            id="ended badly: it would again",
        ),
        pytest.param(
            [MARCH_DONE, Run("daily", at("03-13", "08:00"), sign=at("03-13", "08:02"))],
            {"daily": BOTH["daily"]},
            id="died in the midst of it",
        ),
        pytest.param(
            [MARCH_DONE, Run("daily", at("03-13", "11:58"), sign=at("03-13", "11:59"))],
            {"daily": BOTH["daily"]},
            id="its lease has just ended",
        ),
        pytest.param(
            [MARCH_DONE, Run("daily", at("03-13", "11:58"), sign=at("03-13", "12:00"))],
            {},
            id="is at it",
        ),
        pytest.param(
            [MARCH_DONE, Run("daily", at("03-12", "23:00"), at("03-13", "09:00"), good=True)],
            {},
            id="ended late",
        ),
    ],
)
def test_what_is_owed_at_noon_hangs_on_the_last_run_of_each_job(
    ws: Workspace, runs: list[Run], expected: dict[str, str]
) -> None:
    begin(ws, at("03-01"))
    write(ws, *runs)
    assert names(owed(ws)) == expected


@pytest.mark.parametrize(
    ("begun", "expected"),
    [
        pytest.param(None, {}, id="it never ran"),
        pytest.param(at("03-13", "11:59"), {}, id="since a minute"),
        pytest.param(at("03-13", "07:45"), {"daily": "03-13 08:00"}, id="between the two"),
        pytest.param(at("03-13", "08:00"), {"daily": "03-13 08:00"}, id="on the minute"),
        pytest.param(at("03-12"), BOTH, id="since yesterday"),
    ],
)
def test_what_was_due_before_the_clock_began_is_not_owed(
    ws: Workspace, begun: datetime | None, expected: dict[str, str]
) -> None:
    if begun is not None:
        begin(ws, begun)
    write(ws, DELIVERED)
    assert names(owed(ws)) == expected
    assert names(list(look_at_clock(ws).late)) == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param(at("03-14", "07:29"), BOTH, id="missed yesterday"),
        pytest.param(at("03-14", "07:30"), BOTH | {"march": "03-14 07:30"}, id="due this minute"),
        pytest.param(at("03-20"), {"march": "03-20 07:30", "daily": "03-20 08:00"}, id="a week off: once"),
        pytest.param(at("02-01"), {"daily": "02-01 08:00"}, id="before any season"),
        pytest.param(at("05-02"), {"daily": "05-02 08:00"}, id="after March's season"),
        pytest.param(
            at("06-25"),
            {"june-20": "06-25 07:32", "june-30": "06-25 07:34", "daily": "06-25 08:00"},
            id="two batches in season",
        ),
        pytest.param(at("10-01", "07:00"), {"september": "09-30 07:38", "daily": "09-30 08:00"},
                     id="the last day of the year"),
        pytest.param(at("10-01"), {}, id="after the year"),
    ],
)  # fmt: skip
def test_a_missed_run_is_owed_once_in_its_season(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch, now: datetime, expected: dict[str, str]
) -> None:
    begin(ws, at("01-01"))
    set_clock(monkeypatch, now)
    assert names(owed(ws)) == expected


def test_an_extension_makes_the_season_longer(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(ws, at("01-01"))
    number = ws.plan.by_batch["march"][0].number
    with writing(ws.engine) as session:
        grant_relief(
            session, unit=UNIT, fiscal_year=2567, kind=ReliefKind.EXTENSION, subject=str(number),
            authoriser="ผู้อำนวยการสำนัก", reason="ระบบขัดข้อง", decided_on=date(2024, 3, 19),
            until=date(2024, 4, 5), by="test", now=ws.now(),
        )  # fmt: skip
    set_clock(monkeypatch, at("05-02"))
    assert names(owed(ws)) == {"march": "05-02 07:30", "daily": "05-02 08:00"}
    set_clock(monkeypatch, at("05-20"))
    assert names(owed(ws)) == {"daily": "05-20 08:00"}


@pytest.mark.parametrize(
    ("began", "good", "expected"),
    [
        pytest.param(at("03-13", "09:00"), True, {}, id="since both were due"),
        pytest.param(at("03-13", "07:40"), True, {"daily": BOTH["daily"]}, id="before the daily"),
        pytest.param(at("03-12", "09:00"), True, BOTH, id="yesterday"),
        pytest.param(at("03-13", "09:00"), False, BOTH, id="without success"),
    ],
)
def test_a_good_daily_run_by_hand_covers_what_was_due_before_it(
    ws: Workspace, began: datetime, good: bool, expected: dict[str, str]
) -> None:
    begin(ws, at("03-01"))
    beat(ws, began, good=good)
    assert names(owed(ws)) == expected


@pytest.mark.parametrize(
    ("now", "asked", "late"),
    [
        pytest.param("08:05", {}, {}, id="it may still come"),
        pytest.param("08:10", {"daily"}, {}, id="it is asked for"),
        pytest.param("08:59", {"daily"}, {}, id="nearly an hour"),
        pytest.param("09:00", {"daily"}, {"daily"}, id="late"),
    ],
)
def test_a_late_run_is_asked_for_after_minutes_and_an_alarm_after_an_hour(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch, now: str, asked: set[str], late: set[str]
) -> None:
    begin(ws, at("03-13", "07:50"))
    write(ws, DELIVERED)
    set_clock(monkeypatch, at("03-13", now))
    assert set(names(owed(ws, patience=PATIENCE))) == set(asked)
    assert set(names(list(look_at_clock(ws).late))) == set(late)


def test_while_a_run_may_still_come_the_one_before_it_is_not_asked_for_again(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(ws, at("03-01"))
    write(ws, Run("daily", at("03-12", "08:00"), at("03-12", "08:01"), good=True), MARCH_DONE)
    set_clock(monkeypatch, at("03-13", "08:05"))
    assert names(owed(ws, patience=PATIENCE)) == {}


def test_since_when_the_clock_runs_is_noted_once(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    note_begun(ws)
    set_clock(monkeypatch, at("03-14"))
    note_begun(ws)
    with writing(ws.engine) as session:
        noted = first_heartbeat(session, name=BEGUN)
    assert noted is not None
    assert noted.started_at == at("03-13")
    assert look_at_clock(ws).begun == at("03-13")


def test_each_missed_run_is_asked_of_prefect_once_an_hour(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(
        "prefect.deployments.run_deployment", lambda name, **rest: asked.append((name, rest))
    )
    begin(ws, at("03-01"))
    for clock in ("12:00", "12:59", "13:00"):
        set_clock(monkeypatch, at("03-13", clock))
        catch_up(ws, owed(ws))
    assert [name for name, _ in asked[:2]] == ["check-batch/march", "remind/daily"]
    assert asked[0][1]["scheduled_time"] == at("03-13", "07:30")
    assert {rest["timeout"] for _, rest in asked} == {0}  # nobody waits for its end
    keys = [rest["idempotency_key"] for _, rest in asked]
    assert keys[:2] == keys[2:4]
    assert len(set(keys)) == 4


def test_deployments_are_named_as_prefect_lists_them(ws: Workspace) -> None:
    assert [deployment_of(job) for job in read_jobs(ws.settings, ws.plan)] == [
        "check-batch/march", "check-batch/june-20", "check-batch/june-30", "check-batch/july",
        "check-batch/september", "remind/daily", "deliver/quarter-hourly", "watch/watch",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param(at("03-13"), [("quarter-hourly", "03-13 12:15"), ("march", "03-14 07:30")],
                     id="in March's season"),
        pytest.param(at("02-01", "07:00"), [("quarter-hourly", "02-01 07:15"), ("daily", "02-01 08:00")],
                     id="in no season"),
        pytest.param(at("10-01"), [("quarter-hourly", "10-01 12:15")], id="after the year"),
    ],
)  # fmt: skip
def test_what_comes_next_is_a_delivery_and_a_run_that_has_something_to_do(
    ws: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    now: datetime,
    expected: list[tuple[str, str]],
) -> None:
    set_clock(monkeypatch, now)
    found = [(job, due) for due, job in coming(ws)]
    assert list(names(found).items()) == expected


def test_the_words_tell_the_last_run_the_next_and_what_is_late(ws: Workspace) -> None:
    begin(ws, at("03-13", "07:45"))
    clock = look_at_clock(ws)
    assert clock.last_words("th") == (
        "ยังไม่มีงานใดทำตามเวลา งานถัดไป ส่งจดหมายที่ค้าง ๑๓ มีนาคม ๒๕๖๗ เวลา ๑๒.๑๕ น."
    )
    assert clock.late_words("th") == (
        "งานตามเวลาเลยกำหนดเกินหนึ่งชั่วโมง: แจ้งเตือนประจำวัน (๑๓ มีนาคม ๒๕๖๗ เวลา ๐๘.๐๐ น.),"
        " ส่งจดหมายที่ค้าง (๑๓ มีนาคม ๒๕๖๗ เวลา ๑๑.๐๐ น.) โปรดตรวจว่าตารางงานประจำวันทำงานอยู่"
    )
    write(ws, DAILY_DONE, replace(DELIVERED, began=at("03-13", "07:59")))
    clock = look_at_clock(ws)
    assert clock.last_words("en") == (
        "The last run by the clock: daily reminders, 13 Mar 2024 08:00 (Bangkok);"
        " the next: delivery of what waits, 13 Mar 2024 12:15 (Bangkok)"
    )
    assert clock.late_words("th") == clock.late_words("en") == ""


def test_a_run_of_a_batch_that_the_plan_no_longer_has_is_called_by_its_name(ws: Workspace) -> None:
    write(ws, Run("april", at("03-13", "07:30"), at("03-13", "07:31"), good=True))
    assert look_at_clock(ws).last_words("en").startswith("The last run by the clock: april, ")


def test_a_moment_is_told_by_bangkok_s_clock() -> None:
    moment = datetime(2024, 3, 12, 18, 5, tzinfo=UTC)
    assert moment_words(moment, "th") == "๑๓ มีนาคม ๒๕๖๗ เวลา ๐๑.๐๕ น."
    assert moment_words(moment, "en") == "13 Mar 2024 01:05 (Bangkok)"


def test_groups_without_anybody_to_write_to_are_named_by_unit(bare: Workspace) -> None:
    for group in ("steering", "planning"):
        with writing(bare.engine) as session:
            set_contact(
                session, unit=UNIT, group=group, role="member", office="เลขานุการ",
                email=f"{group}@bureau.example", by="test", now=bare.now(),
                active=group == "planning",
            )  # fmt: skip
    [found] = unreached(bare)
    assert found.thai == (
        "สำนักการคลังและงบประมาณ: ยังไม่มีผู้รับของคณะอำนวยการ, คณะทำงานด้านการคัดเลือกข้าราชการฯ,"
        " คณะทำงานด้านกิจกรรมฯ จึงแจ้งเตือนไม่ได้"
    )
    assert "nobody to write to in" in found.english


def test_many_units_without_anybody_to_write_to_are_counted(workspace: Workspace) -> None:
    with writing(workspace.engine) as session:
        for n in range(4):
            set_unit(
                session, f"unit-{n}", name=f"สำนัก {n}", department="-", by="test",
                now=workspace.now(),
            )  # fmt: skip
    [found] = unreached(workspace)
    assert found.thai == "4 สำนักมีคณะทำงานที่ยังไม่มีผู้รับ จึงแจ้งเตือนไม่ได้"


def test_where_everybody_can_be_reached_nothing_is_said(workspace: Workspace) -> None:
    assert unreached(workspace) == []
