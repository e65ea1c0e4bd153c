"""Thai is broken and cut where a word ends, in tables and paragraphs; what was found once is kept."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import nlpo3
import pytest
from rich.cells import cell_len
from rich.table import Table

from cli.front.common import RUN
from cli.front.word_breaks import ThaiConsole, pieces

WORDS = Path(__file__).parents[3] / "cli" / "front" / "words_th.txt"
TITLE = "การจัดกิจกรรมส่งเสริมคุณธรรมจริยธรรมภายในสำนักการคลังและงบประมาณโดยการป้องกันการทุจริตและประพฤติมิชอบ"


def _rows(text: str, width: int, **column: object) -> list[str]:
    out = ThaiConsole(width=width, file=io.StringIO())
    table = Table(box=None, padding=0, show_header=False)
    table.add_column(width=width, **column)  # type: ignore[arg-type]
    table.add_row(text)
    with out.capture() as shown:
        out.print(table)
    return [line.rstrip() for line in shown.get().splitlines()]


def _word_ends(text: str) -> set[int]:
    """Where newmm ends a word of text, which the tests ask by themselves."""
    nlpo3.load_dict(str(WORDS), "tests")
    ends, at = set(), 0
    for word in nlpo3.segment(text, "tests"):
        at += len(word)
        ends.add(at)
    return ends


@pytest.mark.parametrize("width", range(14, 60, 3))
@pytest.mark.parametrize("overflow", ["fold", "ellipsis"])
def test_a_line_ends_where_a_word_ends(width: int, overflow: str) -> None:
    rows = _rows(TITLE, width, overflow=overflow)

    assert "".join(rows) == TITLE
    at = 0
    for row in rows:
        at += len(row)
        assert at in _word_ends(TITLE), rows


@pytest.mark.parametrize("width", range(14, 60, 3))
def test_three_dots_stand_after_a_whole_word(width: int) -> None:
    (row,) = _rows(TITLE, width, overflow="ellipsis", no_wrap=True)

    assert row.endswith("…")
    assert TITLE.startswith(row[:-1])
    assert len(row) - 1 in _word_ends(TITLE)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("ดีๆไป", ["ดีๆ", "ไป"]),
        ("สำนักงานฯ แห่งหนึ่ง", ["สำนักงานฯ ", "แห่ง", "หนึ่ง"]),
        ("อํานวยความสะดวก", ["อํานวยความสะดวก"]),
        ("ความโปร่งใสของงาน", ["ความโปร่งใส", "ของ", "งาน"]),
        ("“คุณธรรมจริยธรรม”", ["“คุณธรรม", "จริยธรรม”"]),
        ("รายงาน.docx ไฟล์ 7.report", ["รายงาน.docx ", "ไฟล์ ", "7.report"]),
        ("plain english words", ["plain ", "english ", "words"]),
        ("  ", ["  "]),
        ("", []),
    ],
    ids=["repeat", "cut short", "split am", "noun", "quotes", "latin", "english", "blank", "empty"],
)
def test_a_line_may_break_between_these_parts(text: str, parts: list[str]) -> None:
    assert list(pieces(text)) == parts


@pytest.mark.parametrize(
    "text", ["ก" * 300, "ตากลม" * 60, "าาาา" * 60, "น้ำ" * 90, "\u0e4d\u0e32" * 40]
)
def test_odd_letters_are_neither_lost_nor_slow(text: str) -> None:
    assert "".join(pieces(text)) == text
    assert "".join(_rows(text, 20, overflow="fold")) == text


def test_what_fits_and_what_is_told_whole_stays(capsys: pytest.CaptureFixture[str]) -> None:
    assert _rows("คุณธรรม จริยธรรม", 20) == ["คุณธรรม จริยธรรม"]
    ThaiConsole(width=20).print(TITLE, soft_wrap=True)
    assert capsys.readouterr().out == f"{TITLE}\n"


def _kamnot(home: Path, *words: str, columns: int = 60) -> str:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-P", "-m", "cli", *words],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "KAMNOT_HOME": str(home), "COLUMNS": str(columns)},
        check=True,
    )
    return done.stderr


def test_the_words_are_read_once_and_not_for_help_that_fits(tmp_path: Path) -> None:
    assert "nlpo3" in _kamnot(tmp_path, "plan", "show")
    assert "nlpo3" not in _kamnot(tmp_path, "plan", "show")
    assert "nlpo3" not in _kamnot(tmp_path, "--help", columns=80)


@pytest.mark.parametrize("bad", [b"", b"{", b"[1]", b"7", "ไทย".encode()])
def test_a_broken_note_costs_nothing_but_time(
    bad: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    RUN.close()
    monkeypatch.setenv("KAMNOT_HOME", str(tmp_path))
    kept = tmp_path / "cache" / "word-breaks-1.json"
    kept.parent.mkdir()
    kept.write_bytes(bad)

    assert "".join(pieces(TITLE)) == TITLE
    RUN.close()
    assert json.loads(kept.read_bytes())
    assert [kept] == list(kept.parent.iterdir())


@pytest.mark.parametrize("width", [40, 60, 80])
def test_a_column_is_as_wide_as_its_longest_thai_word(width: int) -> None:
    out = ThaiConsole(width=width, file=io.StringIO())
    table = Table(expand=True)
    for head, share in (("ค่า", 9), ("อย่างไร", 1), ("พิมพ์ว่า", 9)):
        table.add_column(head, ratio=share, overflow="fold")
    table.add_row(TITLE, "ตามพิมพ์", TITLE)
    with out.capture() as shown:
        out.print(table)

    lines = shown.get().splitlines()
    assert any("อย่างไร" in line for line in lines)
    assert max(map(cell_len, lines)) <= width
