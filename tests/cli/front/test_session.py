"""What the working commands share: the day that is meant, who is at the terminal, and what became of letters."""

from __future__ import annotations

import json
import os
import socket
import subprocess
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cli.front.session import actor
from flows.run.workspace import today
from tests.support.commands import Run, listed

MARCH = ("remind", "--as-of", "2024-03-13")


@pytest.mark.parametrize("text", ["2024-03-13", "13/03/2567", "๑๓ มีนาคม ๒๕๖๗"])
def test_a_day_is_read_as_people_write_it(ready: Run, text: str) -> None:
    assert as_json(ready("points", "--as-of", text, "--json"))["as_of"] == "2024-03-13"


def test_without_a_day_today_in_bangkok_is_meant(ready: Run) -> None:
    before = today()

    meant = date.fromisoformat(as_json(ready("points", "--json"))["as_of"])

    assert before <= meant <= before + timedelta(days=1)


ENTRANCES = (
    ("check", "march", "--as-of", "DAY"),
    ("points", "--as-of", "DAY"),
    ("rubric", "--as-of", "DAY"),
    ("explain", "3", "--as-of", "DAY"),
    ("gap", "--as-of", "DAY"),
    ("rollup", "--as-of", "DAY"),
    ("report", "dos-donts", "--as-of", "DAY"),
    ("report", "integrated-plan-report", "--period", "DAY..DAY"),
    ("pack", "march", "--as-of", "DAY"),
    ("submit", "march", "--as-of", "DAY"),
    ("remind", "--as-of", "DAY"),
    ("evidence", "add", "7.report", "FILE", "--received", "DAY"),
    ("evidence", "add", "7.report", "FILE", "--event", "DAY"),
    ("evidence", "import", "FOLDER", "--received", "DAY"),
    ("evidence", "import", "FOLDER", "--event", "DAY"),
    ("evidence", "link", "1", "8.report", "--received", "DAY"),
    ("evidence", "withdraw", "1", "--why", "ผิด", "--on", "DAY"),
    ("review", "accept", "1", "--on", "DAY"),
    ("measure", "set", "1.signed", "180/200", "--on", "DAY"),
    ("measure", "set", "1.signed", "180/200", "--event", "DAY"),
    ("measure", "import", "TABLE"),
    ("relief", "extend", "march", "--until", "DAY", "--authoriser", "ผู้อำนวยการ", "--why", "ฝนตก"),
    ("snooze", "add", "7", "--until", "DAY", "--why", "รอ"),
    ("contacts", "away", "a@b.example", "--from", "DAY", "--to", "DAY", "--deputy", "c@b.example"),
)
"""Every command that takes a day."""


@pytest.mark.parametrize("words", ENTRANCES, ids=" ".join)
def test_no_entrance_takes_a_day_far_from_the_plan(
    ready: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    _refused(ready, tmp_path, words, "13/03/3110", "ห่างจากปีงบประมาณ ๒๕๖๗")


@pytest.mark.parametrize(
    ("day", "said"), [("13/03/24", "ค.ศ. ๒๐๒๔"), ("1981-03-13", "ห่างจากปี"), ("เมื่อวาน", "อ่านวันที่")]
)
def test_a_day_that_is_not_sure_is_not_taken(
    ready: Run, tmp_path: Path, day: str, said: str
) -> None:
    _refused(
        ready, tmp_path, ("evidence", "add", "7.report", "FILE", "--received", "DAY"), day, said
    )


def _refused(run: Run, folder: Path, words: tuple[str, ...], day: str, said: str) -> None:
    given = {"FILE": folder / "7.docx", "FOLDER": folder, "TABLE": folder / "ตัวเลข.csv"}
    given["FILE"].write_bytes(b"x")
    given["TABLE"].write_text(f"measure,value,on\n1.signed,180/200,{day}\n", encoding="utf-8")

    code, out, err = run(*(str(given.get(w, w)).replace("DAY", day) for w in words))

    assert (code, said in out + err) == (2, True), out + err
    assert listed(run) == []


def test_a_closed_day_far_from_the_plan_is_refused_with_its_line(
    ready: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "วันหยุด.txt"
    closed.write_text("27/12/2567\n13/03/24\n", encoding="utf-8")
    monkeypatch.setenv("KAMNOT_CLOSED_DAYS", str(closed))

    code, _, err = ready("check", "march")

    assert (code, "บรรทัด ๒" in err, "ค.ศ. ๒๐๒๔" in err) == (2, True, True)


def test_who_acts_is_the_system_s_word_whatever_the_environment_says(
    ready: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME", "SUDO_USER", "KAMNOT_ACTOR"):
        monkeypatch.setenv(name, "somebody")
    ready("contacts", "set", "planning", "a@bureau.example")

    [line, *_] = as_json(ready("audit", "list", "--json"))["lines"]
    whoami = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout
    assert line["actor"] == actor() == whoami.strip() != "somebody"


def test_who_has_no_name_on_this_machine_is_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000_001)

    assert actor() == "uid-4000000001"


LONGEST = 256
"""Letters of an account's name on Windows (UNLEN)."""


@pytest.mark.parametrize(
    ("answers", "shown"),
    [
        pytest.param("สมหญิง", "สมหญิง", id="Thai"),
        pytest.param("น" * LONGEST, "น" * LONGEST, id="the longest"),
        pytest.param(None, "unknown", id="the system does not say"),
    ],
)
def test_on_windows_who_acts_is_the_answer_of_the_system_s_call(
    monkeypatch: pytest.MonkeyPatch, answers: str | None, shown: str
) -> None:
    """The call itself is Windows'; here stands what it is documented to do with the buffer and its size."""

    def get_user_name(name: Any, size: Any) -> int:
        if answers is None or size._obj.value <= len(answers):
            return 0
        name.value, size._obj.value = answers, len(answers) + 1
        return 1

    api = SimpleNamespace(advapi32=SimpleNamespace(GetUserNameW=get_user_name))
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setattr("ctypes.windll", api, raising=False)
    for name in ("USERNAME", "USER", "KAMNOT_ACTOR"):
        monkeypatch.setenv(name, "somebody")

    assert actor() == shown


def as_json(answer: tuple[int, str, str]) -> Any:
    return json.loads(answer[1])


def _closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_a_relay_that_refuses_loses_no_letter(
    reachable: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    url = f"mailto://user:hush@127.0.0.1:{_closed_port()}?from=kamnot@bureau.example"
    monkeypatch.setenv("KAMNOT_NOTIFY_URLS", url)
    code, _, said = reachable(*MARCH)
    assert "hush" not in said
    rows = as_json(reachable("outbox", "list", "--json"))["letters"]
    assert [r["state"] for r in rows] == ["pending"] * 3
    assert (code, "จดหมายยังอยู่ครบในกล่องขาออก" in said) == (2, True)


def test_the_group_that_nobody_is_reached_in_is_named_and_the_others_hear(reachable: Run) -> None:
    assert reachable("contacts", "remove", "planning", "planning@bureau.example")[0] == 0

    code, _, said = reachable(*MARCH)

    assert (code, "ยังแจ้งเตือน คณะทำงานด้านแผนฯ ไม่ได้เพราะไม่มีผู้รับ" in said) == (0, True)
    assert "ส่งจดหมายแจ้งเตือนแล้ว ๒ ฉบับ" in said


def test_where_nobody_at_all_is_reached_the_run_says_so_by_its_exit_code(ready: Run) -> None:
    assert ready("remind", "--as-of", "2024-03-13")[0] == 2


def test_letters_that_wait_from_another_run_are_told_each_time(
    reachable: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"mailto://127.0.0.1:{_closed_port()}?from=kamnot@bureau.example"
    monkeypatch.setenv("KAMNOT_NOTIFY_URLS", url)
    reachable(*MARCH)

    said = reachable("remind", "--as-of", "2024-03-14")[2]

    assert "ในกล่องขาออก: รอส่ง ๓ ฉบับ" in said
