"""`kamnot demo`: the main job on the real plan, from made evidence to letters, twice the same."""

from __future__ import annotations

import email
import email.policy
import re
import shutil
from pathlib import Path

import pytest

from tests.support.commands import Run


def test_the_demo_ends_with_the_march_table_and_letters_that_open(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KAMNOT_FISCAL_YEAR")
    home = tmp_path / "demo"
    code, out, said = run("demo", str(home))
    assert code == 0
    assert "ปีงบประมาณ ๒๕๖๗" in out
    assert len(re.findall(r"^ *[๐-๙]+  \S.* (?:✓|✗|\?) ", out, re.MULTILINE)) == 17
    assert "๕๕*/๑๒๕" in out
    letters = [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in sorted((home / "mailbox").glob("*.eml"))
    ]
    assert {letter["To"] for letter in letters} == {
        "procurement@bureau.example",
        "planning@bureau.example",
        "campaign@bureau.example",
    }
    assert all("๒๐ มี.ค." in letter["Subject"] for letter in letters)
    assert "ส่งจดหมายแจ้งเตือนแล้ว ๔ ฉบับ" in said
    assert out.count("./kamnot") == 3


def test_a_second_demo_gives_the_same_table_and_sends_nothing_new(run: Run, tmp_path: Path) -> None:
    home = tmp_path / "demo"
    first = run("demo", str(home))[1]
    again = run("demo", str(home))[1]
    assert "ไม่มีจดหมายใหม่" in again
    assert again.replace("ไม่มีจดหมายใหม่: แจ้งเตือนรอบนี้ไปแล้ว\n", "") == first
    assert len(list((home / "mailbox").glob("*.eml"))) == 4


def test_a_folder_that_holds_other_files_is_not_taken_for_a_demo(run: Run, tmp_path: Path) -> None:
    shutil.copy(__file__, tmp_path / "mine.txt")
    code, _, said = run("demo", str(tmp_path))
    assert (code, "มีไฟล์อื่นอยู่" in said) == (2, True)
