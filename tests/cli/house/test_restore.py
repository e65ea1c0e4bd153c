"""`kamnot restore`: an empty home is filled, says that letters wait, and nothing goes out before a person looked."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.support.commands import Run


def test_a_restored_home_says_that_letters_wait_until_they_are_released(
    reachable: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert reachable("backup", str(tmp_path / "b.zip"))[0] == 0
    home = tmp_path / "คืน"
    monkeypatch.setenv("KAMNOT_HOME", str(home))

    code, out, err = reachable("restore", str(tmp_path / "b.zip"))

    assert (code, err) == (0, "")
    assert "ยังไม่ส่งจดหมายใด" in out
    assert "หลังกู้คืนข้อมูล" in reachable("remind", "--as-of", "2024-03-13")[2]
    assert not list((home / "mailbox").rglob("*.eml"))
    code, _, err = reachable("outbox", "release")
    assert (code, "kamnot outbox held" in err) == (2, True)
    said = json.loads(reachable("outbox", "held", "--json")[1])
    assert (bool(said["letters"]), said["all_held"]) == (True, True)
    assert reachable("outbox", "release")[0] == 0
    reachable("remind", "--as-of", "2024-03-13")
    assert list((home / "mailbox").rglob("*.eml"))


def test_the_offices_closed_days_come_back_and_are_named(
    ready: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "days.csv").write_text("2024-12-30\n")
    monkeypatch.setenv("KAMNOT_CLOSED_DAYS", str(tmp_path / "days.csv"))
    ready("backup", str(tmp_path / "b"))
    monkeypatch.setenv("KAMNOT_HOME", str(tmp_path / "new"))

    out = ready("restore", str(tmp_path / "b"))[1]

    assert (tmp_path / "new" / "closed-days.csv").read_text() == "2024-12-30\n"
    assert "KAMNOT_CLOSED_DAYS" in out


def test_nothing_is_restored_over_a_home(ready: Run, tmp_path: Path) -> None:
    ready("backup", str(tmp_path / "b"))
    before = (Path(os.environ["KAMNOT_HOME"]) / "kamnot.db").read_bytes()

    code, _, err = ready("restore", str(tmp_path / "b"))

    assert (code, "ไม่ได้กู้คืนทับ" in err) == (2, True)
    assert (Path(os.environ["KAMNOT_HOME"]) / "kamnot.db").read_bytes() == before
