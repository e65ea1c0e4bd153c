"""The security checklist is whole: every requirement once, and every test that it names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docs" / "security-checklist.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.splitlines()
    if line.startswith("| V")
]
NUMBER = re.compile(r"V(\d+\.\d+)\.(\d+)")


def asked() -> list[str]:
    """Every number of the standard up to level 2, from how many each section has."""
    lines = (ROOT / "tests/cases/asvs-5.0.0-level-2.txt").read_text("utf-8").splitlines()
    return [f"{part}.{n + 1}" for part, count in map(str.split, lines) for n in range(int(count))]


def numbers(cell: str) -> list[str]:
    """The numbers of a row: some, and those from one to another of the same section."""
    found = []
    for piece in cell.split(","):
        first, _, last = piece.partition("–")
        (section, start), end = NUMBER.findall(first)[0], NUMBER.findall(last or first)[0]
        assert section == end[0]
        found += [f"V{section}.{n}" for n in range(int(start), int(end[1]) + 1)]
    return found


def test_every_requirement_stands_there_once() -> None:
    told = [number for row in ROWS for number in numbers(row[0])]
    assert len(asked()) == 253
    assert sorted(told) == sorted(asked())


@pytest.mark.parametrize(
    "test", sorted(set(re.findall(r"`(tests/\S+?\.py(?:::\w+)?)`", TEXT))), ids=str
)
def test_what_it_names_is_there(test: str) -> None:
    path, _, name = test.partition("::")
    source = (ROOT / path).read_text("utf-8")
    assert not name or re.search(rf"^def {name}\(", source, re.MULTILINE)


def test_what_holds_says_how() -> None:
    for numbers_told, _, state, how in ROWS:
        assert state in ("●", "◐", "○", "–"), numbers_told
        assert how, numbers_told
