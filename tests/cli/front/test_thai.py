"""Typer in Thai: its help, its headings, and what it says of a wrong command line."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Literal

import pytest
import typer

from cli.front import main as front
from cli.front.common import use_language
from cli.front.options import LARGEST_ID
from cli.front.thai import rename_headings, usage_error
from cli.front.word_breaks import pieces
from tests.support.commands import Put


@pytest.mark.parametrize(
    ("line", "thai"),
    [
        (["nope"], "ไม่มีคำสั่ง “nope”"),
        (["go"], "ยังไม่ได้ระบุ batch"),
        (["go", "march", "--nope"], "ไม่มีตัวเลือก --nope"),
        (["go", "march", "--count", "many"], "“many” ใช้กับ --count ไม่ได้ ต้องเป็นจำนวนเต็ม"),
        (["go", "march", "--count"], "--count ต้องตามด้วยค่า"),
        (["go", "march", "--sure=1"], "--sure ไม่รับค่า"),
        (["go", "march", "--kind", "tea"], "“tea” ใช้กับ --kind ไม่ได้ ใช้ได้: ครบ, ขาด"),
        (["go", "march", "--item", "๐"], "“0” ใช้กับ --item ไม่ได้ ต้องเป็นจำนวนเต็มตั้งแต่ ๑ ดู"),
        (["go", "march", "--item", "9" * 12], "ตั้งแต่ ๑ ถึง ๒๑๔๗๔๘๓๖๔๗"),
        (["go", "march", "april", "สอง"], "“april สอง” เกินมา"),
        (["go", "march", "--sur"], "ไม่มีตัวเลือก --sur ใกล้เคียง: --sure"),
        (["go", "--file", "/", "march"], "ค่าของ --file ใช้ไม่ได้"),
    ],
    ids=[
        "unknown command",
        "missing argument",
        "unknown option",
        "bad value",
        "no value",
        "a flag with a value",
        "no such word",
        "too small",
        "too large",
        "too many words",
        "nearly an option",
        "not to be opened",
    ],
)
def test_a_wrong_command_line_is_one_thai_sentence_that_points_to_the_help(
    line: list[str], thai: str, run_command: Put, capsys: pytest.CaptureFixture[str]
) -> None:
    def go(
        batch: str,
        count: Annotated[int, typer.Option()] = 1,
        kind: Annotated[Literal["ครบ", "ขาด"], typer.Option()] = "ครบ",
        item: Annotated[int, typer.Option(min=1, max=LARGEST_ID)] = 1,
        file: Annotated[Path, typer.Option(exists=True, dir_okay=False)] = Path(__file__),
        sure: Annotated[bool, typer.Option("--sure")] = False,
    ) -> None: ...

    run_command(go)

    assert front.main(line) == 2
    said = capsys.readouterr().err
    assert thai in said
    assert said.rstrip().endswith("--help")
    assert said.count("\n") == 1
    assert not re.search("Invalid|Missing|[Oo]ption |argument|valid|No such|Got", said)


def test_english_sentences_are_ours_too(
    run_command: Put, capsys: pytest.CaptureFixture[str]
) -> None:
    def go(count: Annotated[int, typer.Option(max=9)] = 1) -> None: ...

    run_command(go)

    assert front.main(["go", "--count", "many", "--lang", "en"]) == 2
    said = "'many' does not fit --count; it takes a whole number to 9. See: kamnot go --help\n"
    assert capsys.readouterr().err == said


def test_numbers_may_be_thai(run_command: Put) -> None:
    seen = []

    def go(numbers: list[int], *, to: Annotated[Literal["1", "2"], typer.Option()] = "1") -> None:
        seen.append((numbers, to))

    run_command(go)

    assert front.main(["go", "๑๒", "7", " ๙ ", "--to", "๒"]) == 0
    assert seen == [([12, 7, 9], "2")]


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
    assert "วิธีใช้: kamnot [ตัวเลือก] คำสั่ง" in thai.stdout
    assert "Usage: kamnot [OPTIONS] COMMAND" in english.stdout
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


def test_what_typer_does_not_know_is_still_one_sentence_of_ours() -> None:
    class Odd(typer.TyperException):
        pass

    for odd in (Odd("Nobody knows."), typer.BadParameter("odd\n\tnews.")):
        error = usage_error(odd)
        assert error.thai.endswith(" ดูวิธีใช้: kamnot --help")
        assert "odd" not in error.thai + error.english
        assert error.exit_code == 2


def _on_a_terminal(columns: int, *words: str) -> list[str]:
    """What a command shows on a terminal of so many columns, without colours and the sides of its boxes."""
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 60, columns, 0, 0))
    unset = ("COLUMNS", "LINES", "NO_COLOR")
    known = {name: value for name, value in os.environ.items() if name not in unset}
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "cli", *words],
        stdin=its, stdout=its, stderr=its, env={**known, "TERM": "xterm"},
    ) as run:  # fmt: skip
        os.close(its)
        shown = b""
        with suppress(OSError):  # the other end is closed
            while part := os.read(ours, 65_536):
                shown += part
        os.close(ours)
        assert run.wait() == 0
    plain = re.sub("\x1b\\[[0-9;]*[A-Za-z]", "", shown.decode())
    return [line.strip("│╭╰─╮╯ \r") for line in plain.splitlines()]


@pytest.mark.parametrize("columns", [60, 80, 100, 120])
@pytest.mark.parametrize(
    "words",
    [(), ("check",), ("evidence", "add"), ("measure",), ("contacts", "set"), ("plan", "settle"), ("report",)],
    ids=" ".join,
)  # fmt: skip
def test_help_cuts_no_name_and_no_thai_word(words: tuple[str, ...], columns: int) -> None:
    lines = _on_a_terminal(columns, *words, "--help")

    assert "…" not in "\n".join(lines)
    assert "no-all-units" not in "\n".join(lines)
    whole = {
        piece.strip() for line in _on_a_terminal(400, *words, "--help") for piece in pieces(line)
    }
    ends = {piece.strip() for line in lines for piece in [*pieces(line)][-1:]}
    assert {end for end in ends - whole if re.search("[ก-๛]", end)} == set()
