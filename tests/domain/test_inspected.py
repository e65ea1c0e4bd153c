"""A look inside a file: it crosses a process border, and until it was taken the file counts for nothing."""

from __future__ import annotations

import pickle
import subprocess
import sys
from datetime import date

import pytest

from domain.activity.counts import counts
from domain.facts import Problem, SectionFact, SectionOutcome
from domain.inspected import Inspection, unseen
from tests.support.cast import file

SEEN = Inspection(
    format="pdf", problem=None, detail="", has_text=True, pages=3, images=1, words=120, scanned=True,
    sections=(SectionFact("result", SectionOutcome.FOUND, 2, "ผลการสำรวจ"),), taken_on=date(2024, 3, 20),
)  # fmt: skip


@pytest.mark.parametrize("look", [SEEN, unseen("docx")], ids=["seen", "not yet"])
def test_a_look_comes_whole_out_of_another_process(look: Inspection) -> None:
    assert pickle.loads(pickle.dumps(look)) == look


@pytest.mark.parametrize("file_format", ["pdf", "jpg", "docx"])
def test_a_file_that_nobody_has_looked_into_counts_for_nothing(file_format: str) -> None:
    look = unseen(file_format)
    kept = file("2.report", format=look.format, problem=look.problem, has_text=look.has_text)

    assert look.problem is Problem.NOT_INSPECTED
    assert not counts(kept, frozenset({file_format}), {})


def test_whoever_keeps_a_look_loads_no_library_that_takes_one() -> None:
    program = "import domain.inspected, sys; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)

    loaded = {name.partition(".")[0] for name in told.stdout.decode().split()}
    assert "domain" in loaded
    assert loaded.isdisjoint({"PIL", "av", "docx", "openpyxl", "pikepdf", "pydantic", "pypdfium2"})
