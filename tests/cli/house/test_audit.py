"""`kamnot audit`: read by people, proved by the machine, a person erased."""

from __future__ import annotations

import io
import json
import os
import sqlite3
from pathlib import Path

import pytest

from tests.support.commands import Run

ERASE = ("audit", "erase", "campaign@bureau.example", "--why", "คำขอตาม PDPA")


def tamper(statement: str) -> None:
    with sqlite3.connect(Path(os.environ["KAMNOT_HOME"]) / "kamnot.db") as connection:
        connection.execute("DROP TRIGGER audit_fixed")
        connection.execute(statement)
    connection.close()


def test_an_untouched_trail_is_proved_and_its_head_shown(ready: Run) -> None:
    code, out, _ = ready("audit", "verify")
    said = json.loads(ready("audit", "verify", "--json")[1])

    assert (code, "ไม่มีบรรทัดใดถูกแก้หรือลบ" in out) == (0, True)
    assert (said["holds"], said["broken_line"]) == (True, None)
    assert said["head"] in out
    assert ready("audit", "verify", "--anchor", said["head"])[0] == 0


def test_the_first_broken_line_is_named(ready: Run) -> None:
    tamper("UPDATE audit SET subject = 'x' WHERE id = 2")

    code, out, _ = ready("audit", "verify")
    said = json.loads(ready("audit", "verify", "--json")[1])

    assert (code, "บรรทัดที่ 2 ถูกแก้" in out) == (1, True)
    assert (said["holds"], said["broken_line"]) == (False, 2)


def test_an_anchor_that_is_none_is_refused(ready: Run) -> None:
    code, _, err = ready("audit", "verify", "--anchor", "12")

    assert (code, "ไม่ใช่รหัสบันทึก" in err) == (2, True)


def test_the_newest_lines_are_listed_in_thai(reachable: Run) -> None:
    code, out, _ = reachable("audit", "list", "--limit", "2")

    assert (code, out.count("กำหนดผู้รับ")) == (0, 2)


def test_an_erased_person_is_in_no_list_any_more(reachable: Run) -> None:
    code, out, _ = reachable(*ERASE, "--yes")

    assert (code, "ลบแล้ว" in out) == (0, True)
    for words in (("audit", "list", "--json"), ("contacts", "list", "--json"), ("outbox", "list")):
        assert "campaign@bureau.example" not in reachable(*words)[1]
    assert reachable("audit", "verify")[0] == 0


def test_what_will_go_is_counted_and_asked_about(
    reachable: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    dry = reachable(*ERASE, "--dry-run")
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    refused = reachable(*ERASE)
    kept = reachable("contacts", "list", "--json")[1]
    monkeypatch.setattr("sys.stdin", io.StringIO("ใช่\n"))
    agreed = reachable(*ERASE)

    assert (dry[0], refused[0], agreed[0]) == (0, 2, 0)
    assert "จะลบ: แทนชื่อใน ๐ รายการ ผู้รับ ๑ ราย" in dry[1]
    assert "จะลบ: แทนชื่อใน ๐ รายการ ผู้รับ ๑ ราย" in refused[2]
    assert "campaign@bureau.example" in kept
    assert "campaign@bureau.example" not in reachable("contacts", "list", "--json")[1]


def test_the_acting_account_cannot_erase_itself(
    reachable: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("contacts", "set", "campaign", "campaign@bureau.example", "--account", "Somsri")
    assert reachable(*words)[0] == 0
    monkeypatch.setattr("cli.house.audit.actor", lambda: "somsri")

    for name in ("Somsri", "campaign@bureau.example"):
        code, _, said = reachable("audit", "erase", name, "--why", "คำขอ", "--yes")
        assert (code, "บัญชีที่กำลังสั่งอยู่" in said) == (2, True)


def test_nobody_is_erased_without_a_reason(reachable: Run) -> None:
    code, _, err = reachable("audit", "erase", "campaign@bureau.example")

    assert (code, "ต้องมีเหตุผล" in err) == (2, True)
    assert "campaign@bureau.example" in reachable("contacts", "list", "--json")[1]
