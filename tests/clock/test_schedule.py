"""`kamnot schedule` as it is run: a process with its server and its runs, real mail, kills, and a moved clock."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr
from sqlmodel import Session, col, select

from domain.plan.model import Plan
from flows.deployments.clockwork import BEGUN
from flows.house.set_up import set_up
from flows.safety.backup import prove_backup
from storage.db.database import open_database, reading, writing
from storage.db.run_tables import CheckRunRow, HeartbeatRow, OutboxAttemptRow
from storage.outbox.care import list_outbox
from storage.outbox.enqueue import NewMail, enqueue
from storage.outbox.rows import SENT, UNKNOWN
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan
from storage.records.heartbeats import SCHEDULE, Heartbeat, last_heartbeat, record_heartbeat
from storage.records.people import keep_settings, set_contact
from storage.records.plan_in_force import apply_plan
from storage.records.run_claims import RunClaim, claims
from storage.settings import Settings
from tests.support.cast import UNIT
from tests.support.processes.clock import MovedClock, NoClockError, moved_clock
from tests.support.processes.served import ROOT, Door, Served, command, door, until
from tests.support.servers.pages import free_port, is_ready
from tests.support.servers.postgres import Server
from tests.support.servers.smtp import Relay, relay

BANGKOK = ZoneInfo("Asia/Bangkok")
RUN_SECONDS = 90
"""So long a run may take from its due time to its end where other programs want the processors."""
PEOPLE = (
    ("steering", "member"), ("planning", "member"), ("selection", "member"), ("campaign", "member"),
    ("director", "director"),
)  # fmt: skip
MAILED = {f"{group}@bureau.example" for group in ("planning", "selection", "campaign", "director")}
"""Who is written to a week before the first due date."""
DAILY = "แจ้งเตือนประจำวัน"
DELIVERY = "ส่งจดหมายที่ค้าง"


def at(day: int, hour: int, minute: int = 0, second: int = 0, month: int = 3) -> datetime:
    return datetime(2024, month, day, hour, minute, second, tzinfo=BANGKOK)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """The data folder of a bureau with somebody to write to in each working group; no evidence yet."""
    home = tmp_path_factory.mktemp("bureau")
    shutil.copy(sqlite_template, home / "kamnot.db")
    _furnish(Settings(home=home))
    return home


def _furnish(settings: Settings) -> None:
    set_up(settings, unit=UNIT)
    engine = open_database(settings)
    with writing(engine) as session:
        for group, role in PEOPLE:
            set_contact(
                session, unit=UNIT, group=group, role=role, office="เลขานุการ",
                email=f"{group}@bureau.example", by="test", now=at(1, 9),
            )  # fmt: skip
        keep_settings(session, UNIT, {"director_seen": "2024-01-01"}, by="test", now=at(1, 9))
    engine.dispose()


@pytest.fixture
def home(tmp_path: Path, template: Path) -> Path:
    return Path(shutil.copytree(template, tmp_path / "home"))


@contextmanager
def _reading(settings: Settings) -> Iterator[Session]:
    engine = open_database(settings)
    try:
        with reading(engine) as session:
            yield session
    finally:
        engine.dispose()


def _claim(settings: Settings, job: str) -> RunClaim | None:
    with _reading(settings) as session:
        return next(iter(claims(session, job)), None)


def _finished(settings: Settings, job: str) -> RunClaim | None:
    found = _claim(settings, job)
    return found if found is not None and found.finished_at is not None else None


def _letters(settings: Settings) -> Counter[str]:
    """The Message-ID of every letter that was sent by our tables, and how often it may have arrived by them."""
    with _reading(settings) as session:
        assert {entry.state for entry in list_outbox(session)} <= {SENT}
        return Counter({entry.message_id: 1 for entry in list_outbox(session)})


def _arrived(mail: Relay) -> Counter[str]:
    return Counter(message_id for _, message_id in mail.accepted)


def _each_once(settings: Settings, mail: Relay, people: set[str] = MAILED) -> None:
    """Everybody has one letter, and what arrived is what our tables call sent."""
    assert _arrived(mail) == _letters(settings)
    assert Counter(recipient for recipient, _ in mail.accepted) == Counter(people)


@contextmanager
def _clock(folder: Path, start: datetime) -> Iterator[MovedClock]:
    try:
        with moved_clock(folder, start) as clock:
            yield clock
    except NoClockError as reason:
        pytest.skip(str(reason))


# A morning with everything up


@pytest.fixture(scope="module")
def mail() -> Iterator[Relay]:
    with relay() as mail:
        yield mail


@pytest.fixture(scope="module")
def morning(
    tmp_path_factory: pytest.TempPathFactory, template: Path, mail: Relay
) -> Iterator[Served]:
    """A schedule that has just begun at ten seconds to eight on 13 March; its deliveries are due every 12 minutes."""
    folder = tmp_path_factory.mktemp("morning")
    home = Path(shutil.copytree(template, folder / "home"))
    with (
        _clock(folder / "clock", at(13, 7, 57)) as clock,
        Served(
            home, clock, "--web", KAMNOT_NOTIFY_URLS=mail.url(), KAMNOT_DELIVER_EVERY="12",
            KAMNOT_WEB_ADDRESS=f"127.0.0.1:{free_port()}",
        ) as served,
    ):  # fmt: skip
        served.is_up()
        clock.set(at(13, 7, 59, 57))
        served.hears("✓", DAILY)
        yield served


def test_it_says_what_is_next_and_the_due_run_writes_to_everybody_once(
    morning: Served, mail: Relay
) -> None:
    said = morning.said
    assert f"ถัดไป: {DELIVERY} ๑๓ มีนาคม ๒๕๖๗ เวลา ๐๘.๐๐ น." in said
    assert f"ถัดไป: {DAILY} ๑๓ มีนาคม ๒๕๖๗ เวลา ๐๘.๐๐ น." in said
    assert "✓ 08:00 แจ้งเตือนประจำวัน · ๑๓ มีนาคม ๒๕๖๗ · สำนักการคลังและงบประมาณ: ขาด" in said
    settings = Settings(home=morning.home)
    _each_once(settings, mail)
    with _reading(settings) as session:
        beat = last_heartbeat(session, good=True, origin=SCHEDULE)
    assert beat is not None
    assert beat.as_of == date(2024, 3, 13)


def test_each_night_everything_is_backed_up_where_a_folder_is_set(
    home: Path, tmp_path: Path
) -> None:
    taken = (
        home / "prefect" / "runner"
    )  # what starts the runs wants a folder there, and says why it gave up
    taken.parent.mkdir(exist_ok=True)
    taken.touch()
    (
        tmp_path / "runner_storage"
    ).touch()  # another account's: Prefect's own place is nobody's business
    where = {"KAMNOT_BACKUP": str(tmp_path / "copies"), "TMPDIR": str(tmp_path)}
    with (
        _clock(tmp_path / "clock", at(13, 2, 20)) as clock,
        Served(home, clock, **where) as served,
    ):
        served.is_up()
        served.hears("ส่วนที่เริ่มงานตามเวลาหยุดไป (FileExistsError")
        taken.unlink()
        clock.set(at(13, 2, 29, 58))
        said = served.hears("✓", "สำรองข้อมูลประจำคืน")

    assert said.startswith("✓ 02:30")
    assert prove_backup(tmp_path / "copies").manifest.rows["unit"] == 1


def test_the_pages_are_served_beside_and_again_after_their_process_died(morning: Served) -> None:
    page = f"http://{morning.environment()['KAMNOT_WEB_ADDRESS']}"
    until(lambda: is_ready(page), RUN_SECONDS, "pages")
    [pages] = morning.children("cli web serve")
    morning.kill(pages)
    until(lambda: not is_ready(page), 10, "no pages")
    until(lambda: is_ready(page), RUN_SECONDS, "pages again")
    assert morning.process.poll() is None


def test_a_second_schedule_on_the_same_folder_is_refused_and_the_first_goes_on(
    morning: Served,
) -> None:
    second = subprocess.run(
        command(), cwd=ROOT, env=morning.environment(), check=False, capture_output=True, text=True,
        timeout=60,
    )  # fmt: skip
    assert second.returncode == 2
    assert "ทำงานกับโฟลเดอร์" in second.stderr
    assert morning.process.poll() is None
    assert morning.server
    # Its page lies in the home: the program may be another's.
    assert (morning.home / "prefect" / "page" / "v1" / "index.html").exists()


class _Api:
    """Prefect's API as a person's program reaches it, with the password of the data folder."""

    def __init__(self, served: Served) -> None:
        import httpx

        user, _, password = (
            (served.home / "prefect" / "password").read_text().strip().partition(":")
        )
        page = served.said.partition("หน้า Prefect: ")[2].split()[0]
        self._client = httpx.Client(base_url=f"{page}/api", auth=(user, password), timeout=30)

    def ask(self, deployment: str, **parameters: Any) -> str:
        """Ask for a run now; its id."""
        found = self._client.get(f"/deployments/name/{deployment}").raise_for_status().json()
        path = f"/deployments/{found['id']}/create_flow_run"

        def asked() -> str | None:
            answer = self._client.post(path, json={"parameters": parameters})
            # Several at once: the server's database may be busy, and a program of Prefect tries again.
            return None if answer.status_code == 503 else answer.raise_for_status().json()["id"]

        return until(asked, 30, "a run that is taken down") or ""

    def ended(self, run: str) -> str:
        """How the run ended, once it has: `Completed: …`."""

        def state() -> str | None:
            state = self._client.get(f"/flow_runs/{run}").raise_for_status().json()["state"]
            over = state["type"] in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")
            return f"{state['name']}: {state['message']}" if over else None

        return until(state, RUN_SECONDS, "the end of a run that was asked for") or ""

    def waiting(self) -> set[str]:
        """The tasks of runs that wait to be tried again."""
        wanted = {"task_runs": {"state": {"name": {"any_": ["AwaitingRetry"]}}}}
        found = self._client.post("/task_runs/filter", json=wanted).raise_for_status().json()
        return {task["id"] for task in found}

    def close(self) -> None:
        self._client.close()


@pytest.fixture
def api(morning: Served) -> Iterator[_Api]:
    with closing(_Api(morning)) as made:
        yield made


def _checks(settings: Settings) -> Counter[date]:
    """How often March was checked for each day."""
    with _reading(settings) as session:
        rows = session.exec(select(CheckRunRow).where(col(CheckRunRow.batch) == "march"))
        return Counter(row.as_of for row in rows)


def test_runs_asked_for_at_once_all_end_well_and_equal_ones_are_one(
    morning: Served, mail: Relay, api: _Api
) -> None:
    settings = Settings(home=morning.home)
    before, sent = _checks(settings), len(mail.accepted)
    asked = [
        api.ask("check-batch/march", **parameters)
        for parameters in (
            {},
            {},
            {"as_of": "2024-03-11"},
            {"as_of": "2024-03-12"},
            {"dry_run": True},
        )
    ]
    ended = [api.ended(run) for run in asked]
    first, second = sorted(ended[:2])
    assert all(state.startswith("Completed: ขาด") for state in [first, *ended[2:]])
    assert second == "Completed: รอบที่มาทีหลังทำงานนี้แล้ว"
    days = {date(2024, 3, day): 1 for day in (11, 12, 13)}
    assert _checks(settings) - before == Counter(days)  # the dry run keeps nothing

    again = api.ended(api.ask("check-batch/march"))

    assert again.startswith("Completed: ขาด")
    assert _checks(settings) - before == Counter(days | {date(2024, 3, 13): 2})
    assert len(mail.accepted) == sent


def test_a_server_killed_around_a_due_run_is_started_again_and_what_is_due_then_happens(
    morning: Served,
) -> None:
    morning.clock.set(at(13, 8, 11, 57))
    time.sleep(random.uniform(0, 6))  # anywhere around the delivery of 08:12
    morning.kill(morning.server)
    morning.hears("เซิร์ฟเวอร์ของ Prefect หยุดไป")
    until(lambda: morning.children("flows.deployments.prefect_server"), 10, "a new server")
    morning.clock.set(at(13, 8, 23, 57))
    morning.hears("✓ 08:24", DELIVERY)
    assert morning.process.poll() is None


def test_ctrl_c_ends_everything_within_ten_seconds_also_in_the_midst_of_a_run(
    morning: Served, api: _Api
) -> None:
    api.ask("remind/daily")
    until(lambda: morning.runs, RUN_SECONDS, "the run that was asked for")
    code, seconds = morning.stop(signal.SIGINT)
    assert code == 0
    assert seconds < 10
    morning.gone_within(0.5)


# Kills, and days without the machine


@dataclass
class Office:
    """A data folder, its clock, and a relay behind a door that can be shut."""

    home: Path
    clock: MovedClock
    mail: Relay
    door: Door

    @property
    def settings(self) -> Settings:
        return Settings(home=self.home)

    def serve(self, every: int, **environment: str) -> Served:
        url = f"mailto://127.0.0.1:{self.door.port}?from=kamnot@example.go.th"
        return Served(
            self.home, self.clock,
            KAMNOT_NOTIFY_URLS=url, KAMNOT_DELIVER_EVERY=str(every), **environment,
        )  # fmt: skip


@contextmanager
def _office(folder: Path, template: Path, start: datetime) -> Iterator[Office]:
    home = Path(shutil.copytree(template, folder / "home"))
    with (
        _clock(folder / "clock", start) as clock,
        relay() as mail,
        door((mail.host, mail.port)) as way,
    ):
        yield Office(home, clock, mail, way)


def _sent(settings: Settings) -> bool:
    with _reading(settings) as session:
        return {entry.state for entry in list_outbox(session)} == {SENT}


def _once_but_for_kills(settings: Settings, mail: Relay) -> None:
    """Every letter arrived; one went twice only where a sender died before it wrote down that it was taken."""
    arrived = _arrived(mail)
    with _reading(settings) as session:
        entries = {entry.message_id: entry for entry in list_outbox(session)}
        cut_off = {
            row.outbox_id
            for row in session.exec(select(OutboxAttemptRow))
            if row.outcome == UNKNOWN
        }
    assert set(arrived) == set(entries)
    twice = {entries[message_id].id for message_id, count in arrived.items() if count > 1}
    assert twice <= cut_off


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, template: Path) -> Iterator[Office]:
    """The clock has run here since a quarter to eight on 13 March."""
    with _office(tmp_path_factory.mktemp("office"), template, at(13, 7, 57)) as office:
        begun = at(13, 7, 45)
        engine = open_database(office.settings)
        with writing(engine) as session:
            record_heartbeat(
                session,
                Heartbeat(BEGUN, SCHEDULE, begun.date(), begun, begun, good=True, detail=""),
            )
        engine.dispose()
        yield office


def test_a_schedule_killed_around_a_due_run_leaves_no_orphan_and_the_next_one_does_the_work_once(
    office: Office,
) -> None:
    office.mail.longest_wait = 1.0
    with office.serve(7) as served:
        served.is_up()
        office.clock.set(at(13, 7, 59, 57))
        until(lambda: served.runs, RUN_SECONDS, "a run by the clock")
        time.sleep(random.uniform(0, 5))  # anywhere in the run
        served.kill()
        served.gone_within(5)
    with office.serve(7) as served:
        served.is_up()
        until(lambda: _finished(office.settings, "daily"), RUN_SECONDS, "the daily run's end")
        office.clock.set(at(13, 8, 9, 57))  # the dead one's hold of its letters is over
        until(lambda: _sent(office.settings), RUN_SECONDS, "every letter sent")

        code, seconds = served.stop(signal.SIGTERM)

        assert code == 0
        assert seconds < 10
        served.gone_within(0.5)
    _once_but_for_kills(office.settings, office.mail)
    assert {recipient for recipient, _ in office.mail.accepted} == MAILED


def test_what_was_due_on_two_days_off_is_caught_up_once_and_letters_wait_for_an_absent_relay(
    office: Office,
) -> None:
    office.mail.longest_wait = 0.0
    office.mail.accepted.clear()
    office.clock.set(at(15, 12))
    office.door.shut()
    with _reading(office.settings) as session:
        before = {entry.message_id for entry in list_outbox(session)}
    with office.serve(60) as served:
        served.hears("ทำงานที่พลาดไป: ตรวจรอบ กำหนดส่ง ๒๐ มีนาคม", "๑๕ มีนาคม ๒๕๖๗ เวลา ๐๗.๓๐ น.")
        served.hears("ทำงานที่พลาดไป: แจ้งเตือนประจำวัน", "๑๕ มีนาคม ๒๕๖๗ เวลา ๐๘.๐๐ น.")
        served.is_up()
        until(lambda: len(_told(served, "✗ 12:")) == 2, RUN_SECONDS, "the ends of both runs")
        assert all("ส่งจดหมายไม่ได้" in line for line in _told(served, "✗ 12:"))
        assert "Traceback" not in served.said
        office.door.open()
        office.clock.set(at(15, 12, 59, 57))
        served.hears("✓ 13:00", DELIVERY)
        served.stop(signal.SIGTERM)

        runs = [line for line in _told(served, "๑๕ มีนาคม") if DELIVERY not in line]
    assert len(runs) == 2, runs
    assert _checks(office.settings)[date(2024, 3, 15)] == 1
    with _reading(office.settings) as session:
        wanted = select(HeartbeatRow).where(col(HeartbeatRow.as_of) == date(2024, 3, 15))
        assert len(session.exec(wanted).all()) == 1
        written = {entry.message_id for entry in list_outbox(session)} - before
    assert written
    assert _arrived(office.mail) == Counter(written)


def _told(served: Served, *words: str) -> list[str]:
    """The lines on the ends of runs that have one of the words."""
    ends = [line for line in served.said.splitlines() if line.startswith(("✓", "✗"))]
    return [line for line in ends if any(word in line for word in words)]


# The database goes away


def test_runs_wait_for_an_absent_database_and_one_that_died_meanwhile_is_caught_up(
    tmp_path: Path, template: Path, postgres: Server, postgres_template: str
) -> None:
    name = postgres.create(postgres_template)
    direct = Settings(home=tmp_path / "home", database_url=SecretStr(postgres.url(name)))
    socket = f"{postgres.admin.query['host']}/.s.PGSQL.5432"
    with _office(tmp_path, template, at(13, 7, 57)) as office, door(socket) as way:
        _furnish(direct)
        url = f"postgresql://postgres@127.0.0.1:{way.port}/{name}"
        with office.serve(12, KAMNOT_DATABASE_URL=url) as served:
            served.is_up()
            served.hears("ถัดไป", DAILY)
            way.shut()
            office.clock.set(at(13, 7, 59, 57))
            died = _wait_for_a_retry(served)
            for run in served.runs:
                served.kill(run)
            for _ in range(2):  # the trace outside the database
                served.hears("ติดต่อเครื่องฐานข้อมูลไม่ได้")
            until(lambda: len(_told(served, "✗")) == 2, RUN_SECONDS, "the ends of both runs")
            assert not served.runs
            way.open()
            assert not office.mail.accepted

            office.clock.set(at(13, 8, 11, 57))
            served.hears("✓ 08:12", DAILY)
            _each_once(direct, office.mail)

            way.shut()
            office.clock.set(at(13, 8, 23, 57))
            _wait_for_a_retry(served, before=died)
            way.open()
            served.hears("✓ 08:24")  # named while the database was away
    postgres.drop(name)


def _wait_for_a_retry(served: Served, before: AbstractSet[str] = frozenset()) -> set[str]:
    """Wait until a task waits to be tried again, and not one of those before; all such tasks."""
    with closing(_Api(served)) as api:
        until(lambda: api.waiting() - before, RUN_SECONDS, "a task that waits to be tried again")
        return api.waiting()


# After the plan's year


def test_after_the_plan_s_year_what_waits_is_delivered_and_nothing_new_is_written(
    tmp_path: Path, template: Path
) -> None:
    with _office(tmp_path, template, at(1, 7, 57, month=10)) as office:
        _let_a_letter_wait(office.settings)
        with office.serve(30) as served:
            served.hears("ปีงบประมาณ ๒๕๖๗ สิ้นสุดแล้ว", "จะส่งเฉพาะจดหมายที่ค้างอยู่")
            served.is_up()
            office.clock.set(at(1, 7, 59, 57, month=10))
            until(lambda: len(_told(served, "✓ 08:00")) == 2, RUN_SECONDS, "both runs of eight")
        assert _told(served, "สิ้นสุดแล้ว")
        assert office.mail.accepted == [("planning@bureau.example", "<waits@bureau.example>")]
        assert _letters(office.settings) == _arrived(office.mail)


def test_on_the_first_of_october_the_new_plan_takes_over_while_the_schedule_runs(
    tmp_path: Path, template: Path
) -> None:
    with _office(tmp_path, template, at(30, 23, 57, month=9)) as office:
        _take_next_year_into_use(office.settings)
        with office.serve(1440) as served:
            served.is_up()
            office.clock.set(at(1, 0, 0, 1, month=10))
            served.hears("ใช้แผนปีงบประมาณ ๒๕๖๘ แล้ว")
            office.clock.set(at(1, 7, 59, 57, month=10))
            served.hears("✓ 08:00", DAILY)
        assert not _told(served, "สิ้นสุดแล้ว")


def _take_next_year_into_use(settings: Settings) -> None:
    """The plan of 2568: this year's, each date a year later."""
    content = load_plan([plan_folder(2567)]).plan.model_dump(mode="json")
    content["fiscal_year"] += 1
    for batch in content["batches"]:
        batch["due"] = batch["due"].replace("2024", "2025")
    engine = open_database(settings)
    with writing(engine) as session:
        plan = Plan.model_validate(content)
        apply_plan(session, plan, by="test", why="ปีใหม่", now=at(2, 9, month=9))
    engine.dispose()


def _let_a_letter_wait(settings: Settings) -> None:
    raw = (
        b"From: kamnot@example.go.th\r\nTo: planning@bureau.example\r\n"
        b"Message-ID: <waits@bureau.example>\r\nSubject: waits\r\n\r\nIt waits.\r\n"
    )
    letter = NewMail(
        unit=UNIT, kind="digest", rung="2567:september:D+7", recipient="planning@bureau.example",
        group_id="planning", channel="mail", subject="waits", raw=raw, content_fp="waits",
        message_id="<waits@bureau.example>",
    )  # fmt: skip
    engine = open_database(settings)
    with writing(engine) as session:
        enqueue(session, [letter], run_id=None, now=at(30, 17, month=9))
    engine.dispose()
