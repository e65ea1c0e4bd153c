"""Two schedulers at once, the turn of the day in Bangkok, and secrets: nothing twice, nothing told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from flows.house.set_up import set_up
from flows.letters.outbox import release_letters
from flows.run.workspace import Workspace, in_bangkok
from storage.db.database import reading, writing
from storage.outbox.care import list_outbox
from storage.records.people import set_contact
from storage.settings import Settings
from tests.flows.conftest import GROUPS
from tests.support.cast import UNIT
from tests.support.commands import Run
from tests.support.servers.smtp import relay

ROOT = Path(__file__).parents[2]
_SCHEDULER = """
import sys
from datetime import date
from flows.check.check import CheckRequest, check
from flows.run.workspace import Workspace
from storage.settings import Settings

ws = Workspace(Settings())
ws.courier
print("ready", flush=True)
sys.stdin.readline()
check(ws, CheckRequest("bureau", ("march",), date(2024, 3, 27), record=False))
"""


def office(settings: Settings) -> Workspace:
    """The bureau of the settings, with people in every seat."""
    set_up(settings, unit=UNIT)
    ws = Workspace(settings)
    with writing(ws.engine) as session:
        for group, role in (*((g, "member") for g in GROUPS), ("director", "director")):
            set_contact(
                session, unit=UNIT, group=group, role=role, office="-",
                email=f"{group}@bureau.example", by="test", now=ws.now(),
            )  # fmt: skip
    release_letters(ws, (), by="test")
    return ws


def test_two_schedulers_at_once_write_and_send_every_letter_once(
    database_settings: Settings,
) -> None:
    ws = office(database_settings)
    with relay(longest_wait=0.01) as server:
        environment = os.environ | {
            "KAMNOT_HOME": str(database_settings.home),
            "KAMNOT_DATABASE_URL": database_settings.database,
            "KAMNOT_NOTIFY_URLS": server.url(),
        }
        rivals = [
            subprocess.Popen(
                [sys.executable, "-c", _SCHEDULER], cwd=ROOT, env=environment, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            )
            for _ in range(2)
        ]  # fmt: skip
        for rival in rivals:
            assert rival.stdout is not None
            assert rival.stdout.readline() == "ready\n"
        for rival in rivals:
            assert rival.stdin is not None
            rival.stdin.write("go\n")
            rival.stdin.flush()
        for rival in rivals:
            rival.communicate(timeout=60)
            assert rival.returncode == 0
    with reading(ws.engine) as session:
        letters = list_outbox(session)
    ws.engine.dispose()
    assert Counter(m.group_id for m in letters) == {
        "planning": 1, "selection": 1, "campaign": 1, "director": 1,
    }  # fmt: skip
    assert {m.state for m in letters} == {"sent"}
    assert set(server.counts.values()) == {1}
    assert len(server.accepted) == 4


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        pytest.param(datetime(2024, 3, 12, 16, 59, 59, tzinfo=UTC), date(2024, 3, 12), id="23:59:59"),
        pytest.param(datetime(2024, 3, 12, 17, 0, 0, tzinfo=UTC), date(2024, 3, 13), id="00:00:00"),
        pytest.param(datetime(2024, 3, 12, 23, 59, 59, tzinfo=UTC), date(2024, 3, 13), id="UTC's last second"),
        pytest.param(datetime(2024, 3, 13, 0, 0, 0, tzinfo=UTC), date(2024, 3, 13), id="UTC's first second"),
    ],
)  # fmt: skip
def test_the_day_turns_at_midnight_in_bangkok_and_the_rung_with_it(
    moment: datetime, day: date, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pendulum

    from flows.check.check import CheckRequest, check
    from flows.run.workspace import today

    monkeypatch.setattr(pendulum, "now", lambda zone: pendulum.instance(moment).in_timezone(zone))
    assert today() == day == in_bangkok(moment).date()
    outcome = check(workspace, CheckRequest(UNIT, ("march",), today(), record=False))
    rungs = {s for r in outcome.reminders for s in r.rungs if s.startswith("2567:march:")}
    assert ("2567:march:T-7" in rungs) is (day == date(2024, 3, 13))


SECRET = "hush-hush-4711"


@pytest.fixture
def secretive(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Run:
    """The command line of an office whose relay, chat and monitor all have secrets in their URLs."""
    with writing(workspace.engine) as session:
        set_contact(
            session, unit=UNIT, group="planning", role="member", office="เลขานุการ",
            email="planning@bureau.example", notify_url_env="PLANNING_CHAT", by="test",
            now=workspace.now(),
        )  # fmt: skip
    chat = f"json://user:{SECRET}@127.0.0.1:1/{SECRET}"
    monkeypatch.setenv("PLANNING_CHAT", chat)
    monkeypatch.setenv("KAMNOT_PING_URL", f"http://127.0.0.1:1/{SECRET}")
    mail = f"mailto://officer:{SECRET}@127.0.0.1:1?from=kamnot@example.go.th&cto=1"
    monkeypatch.setenv("KAMNOT_NOTIFY_URLS", f"{mail} {chat}")

    def call(*words: str) -> tuple[int, str, str]:
        from cli.front.main import main

        code = main(list(words))
        said = capfd.readouterr()
        return code, said.out, said.err

    return call


def test_no_secret_is_in_any_output_log_table_or_file(
    secretive: Run, workspace: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    said: list[Any] = [
        secretive(*words.split())
        for words in (
            "remind --as-of 2024-03-13",
            "remind --as-of 2024-03-13 --dry-run --json",
            "remind",
            "outbox list --json",
            "outbox show 1 --json",
            "outbox show 2",
            "contacts list --json",
            "doctor --json",
            "watch --json",
            "rehearse --json",
            "check march --as-of 2024-03-13 --json",
        )
    ]
    assert SECRET not in json.dumps(said, ensure_ascii=False)
    assert SECRET not in caplog.text
    files = [p for p in workspace.settings.home.rglob("*") if p.is_file()]
    assert workspace.settings.home / "kamnot.db" in files
    assert not [p.name for p in files if SECRET.encode() in p.read_bytes()]
