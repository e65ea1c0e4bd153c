"""Each kind of error, met by a process: its exit code, one Thai sentence, and the command that helps."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
NUMBER = ("measure", "set", "2.goals", "5")
CLOSE = ("plan", "close", "2567", "--why", "ส่งรายงานครบแล้ว")
NOBODY_LISTENS = "postgresql://nobody@127.0.0.1:1/kamnot"


def _start(home: Path, *words: str, **settings: str) -> tuple[int, str]:
    """The exit code of a command line, and what it says on standard error."""
    environment = {n: v for n, v in os.environ.items() if not n.startswith("KAMNOT_")}
    run = subprocess.run(
        [sys.executable, "-P", "-m", "cli", *words],
        env=environment | {"KAMNOT_HOME": str(home), "PYTHONPATH": str(ROOT)} | settings,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return run.returncode, run.stderr


@contextmanager
def _as_it_is(_home: Path) -> Iterator[None]:
    yield


@contextmanager
def _year_closed(home: Path) -> Iterator[None]:
    assert _start(home, *CLOSE)[0] == 0
    yield


@contextmanager
def _somebody_writing(home: Path) -> Iterator[None]:
    with closing(sqlite3.connect(home / "kamnot.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def _database_damaged(home: Path) -> Iterator[None]:
    (home / "kamnot.db").write_bytes(b"no database" * 1000)
    yield


@pytest.mark.parametrize(
    ("around", "words", "settings", "code", "sentence"),
    [
        pytest.param(
            _as_it_is, ("check", "march", "--as-of", "วันไหน"), {}, 2,
            "อ่านวันที่ “วันไหน” ไม่ได้ โปรดเขียนเช่น 2024-03-13, 13/03/2567 หรือ ๑๓ มีนาคม ๒๕๖๗",
            id="bad input",
        ),
        pytest.param(
            _as_it_is, ("evidence", "show", "99"), {}, 2,
            "ไม่พบหลักฐานเลขที่ ๙๙ โปรดดูเลขที่จากรายการหลักฐาน → kamnot evidence list", id="not there",
        ),
        pytest.param(
            _year_closed, NUMBER, {}, 2,
            "ปีงบประมาณ ๒๕๖๗ ปิดแล้ว (ส่งรายงานครบแล้ว) จึงแก้ไขไม่ได้ ตรวจและดูรายงานได้ตามเดิม ถ้าต้องแก้จริง โปรดเปิดปีนั้นอีกครั้ง"
            " → kamnot plan reopen 2567 --why เหตุผล", id="not allowed",
        ),
        pytest.param(_year_closed, CLOSE, {}, 2, "ปีงบประมาณ ๒๕๖๗ ปิดอยู่แล้ว", id="overtaken"),
        pytest.param(
            _somebody_writing, NUMBER, {}, 3,
            "ฐานข้อมูลถูกใช้งานอยู่นานเกินไป โปรดลองใหม่ในอีกสักครู่", id="busy",
        ),
        pytest.param(
            _as_it_is, NUMBER, {"KAMNOT_DATABASE_URL": NOBODY_LISTENS}, 3,
            "ติดต่อเครื่องฐานข้อมูลไม่ได้ โปรดตรวจ KAMNOT_DATABASE_URL และเครือข่าย", id="could not finish",
        ),
        pytest.param(
            _database_damaged, NUMBER, {}, 2,
            "ไฟล์นี้ไม่ใช่ฐานข้อมูลของ Kamnot โปรดตรวจ KAMNOT_HOME และ KAMNOT_DATABASE_URL",
            id="surroundings",
        ),
    ],
)  # fmt: skip
def test_each_kind_of_error_ends_the_process_with_its_code_and_one_sentence(
    around: Callable[[Path], AbstractContextManager[None]],
    words: tuple[str, ...],
    settings: dict[str, str],
    code: int,
    sentence: str,
    homes: Path,
    tmp_path: Path,
) -> None:
    home = Path(shutil.copytree(homes / "ready", tmp_path / "home"))

    with around(home):
        ended, said = _start(home, *words, **settings)

    assert (ended, said.count("\n")) == (code, 1)
    assert said.startswith(sentence)
