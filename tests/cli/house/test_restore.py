"""`kamnot restore`: an empty home is filled, says that letters wait, and nothing goes out before a person looked."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from cli.front.main import main
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


COMMANDS = (
    "check march", "remind", "outbox held", "outbox release", "evidence list", "contacts list", "points", "watch",
    "rehearse", "doctor", "init",
)  # fmt: skip


def _older(home: Path) -> None:
    with closing(sqlite3.connect(home / "kamnot.db")) as database:
        database.execute("VACUUM INTO ?", (str(home / "yesterday"),))
    main(["contacts", "set", "planning", "new@bureau.example"])
    main(["audit", "verify"])
    _take_away(home)
    (home / "yesterday").rename(home / "kamnot.db")


def _take_away(home: Path) -> None:
    for file in home.glob("kamnot.db*"):
        file.unlink()


def _gone(home: Path) -> None:
    main(["audit", "verify"])
    _take_away(home)


def _empty(home: Path) -> None:
    _gone(home)
    (home / "kamnot.db").touch()


def _made_anew(home: Path) -> None:
    main(["remind", "--as-of", "2024-03-13"])
    kept = (home / "mailbox").rename(home / "kept")
    _take_away(home)
    (home / "audit-anchors.txt").unlink()
    main(["init"])
    (home / "mailbox").rmdir()
    kept.rename(home / "mailbox")


@pytest.mark.parametrize("harm", [_older, _gone, _empty, _made_anew])
def test_a_database_that_is_not_the_homes_newest_is_noticed_by_every_command(
    reachable: Run, harm: Callable[[Path], None]
) -> None:
    home = Path(os.environ["KAMNOT_HOME"])
    reachable("backup", str(home.parent / "b"))
    harm(home)
    letters = list((home / "mailbox").glob("*.eml"))
    reachable("--version")  # forgets what the harm printed

    said = {words: reachable(*words.split()) for words in COMMANDS}

    assert {words: code for words, (code, _, _) in said.items() if code != 2} == {}
    assert {w: out + err for w, (_, out, err) in said.items() if "kamnot restore" not in out + err} == {}  # fmt: skip
    assert list((home / "mailbox").glob("*.eml")) == letters
    assert reachable("schedule")[0] == 2
    _take_away(home)
    assert reachable("restore", str(home.parent / "b"))[0] == 0
    assert reachable("audit", "verify")[0] == 0
    assert reachable("outbox", "held")[0] == 0
