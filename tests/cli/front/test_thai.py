"""Typer in Thai: its help, its headings, and what it says of a wrong command line."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Annotated

import pytest
import typer

from cli.front import main as front
from cli.front.common import use_language
from cli.front.thai import rename_headings, usage_error
from tests.support.commands import Put


@pytest.mark.parametrize(
    ("line", "thai"),
    [
        (["nope"], "No such command 'nope'"),
        (["go"], "ยังไม่ได้ระบุ batch"),
        (["go", "march", "--nope"], "ไม่มีตัวเลือก --nope"),
        (["go", "march", "--count", "many"], "ค่าของ --count ใช้ไม่ได้"),
        (["go", "march", "--count"], "ใช้ตัวเลือก --count ไม่ถูกต้อง"),
    ],
    ids=["unknown command", "missing argument", "unknown option", "bad value", "no value"],
)
def test_a_wrong_command_line_is_one_thai_sentence_that_points_to_the_help(
    line: list[str], thai: str, run_command: Put, capsys: pytest.CaptureFixture[str]
) -> None:
    def go(batch: str, count: Annotated[int, typer.Option()] = 1) -> None: ...

    run_command(go)

    assert front.main(line) == 2
    said = capsys.readouterr().err
    assert thai in said
    assert said.rstrip().endswith("--help")
    assert said.count("\n") == 1


def _kamnot(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "cli", *words],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "COLUMNS": "100", "NO_COLOR": "1", **environment},
        check=False,
    )


def test_the_help_is_thai_and_english_by_a_switch() -> None:
    thai, english = _kamnot("--help"), _kamnot("--help", "--lang", "en")

    assert thai.returncode == english.returncode == 0
    for word in ("ตัวเลือก", "คำสั่ง", "แสดงวิธีใช้นี้"):
        assert word in thai.stdout
        assert word not in english.stdout
    assert "Show this message and exit." not in thai.stdout
    assert "Show this message and exit." in english.stdout


@pytest.mark.parametrize(
    ("language", "heading"), [("th", "ข้อมูลที่ต้องระบุ"), ("en", "Arguments")], ids=["thai", "english"]
)
def test_headings_of_the_help_follow_the_language_of_each_run(language: str, heading: str) -> None:
    from typer import rich_utils

    for before in ("en", "th"):
        use_language(before)
        rename_headings()
        use_language(language)
        rename_headings()
        assert heading == rich_utils.ARGUMENTS_PANEL_TITLE


def test_an_error_of_a_kind_that_is_not_known_is_told_in_its_own_words() -> None:
    error = usage_error(typer.BadParameter("odd\n\tnews."))

    assert error.thai.startswith("ค่าของ")
    assert "odd news" in error.english
    assert error.exit_code == 2


def test_what_typer_does_not_know_is_still_one_sentence() -> None:
    class Odd(typer.TyperException):
        pass

    error = usage_error(Odd("Nobody knows."))

    assert error.thai == "คำสั่งไม่ถูกต้อง (Nobody knows) ดูวิธีใช้: kamnot --help"
    assert error.english == "Nobody knows. See: kamnot --help"
