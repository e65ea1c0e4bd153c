"""The year of a command: `--year`, else KAMNOT_FISCAL_YEAR, else the home's, else the day's."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from cli.front.main import main
from tests.support.commands import Run

LOOKS = [
    ("check march --dry-run", "กำหนดส่ง ๒๐ มีนาคม {year}"),
    ("points", "กำหนดส่ง ๒๐ กันยายน {year}"),
    ("rubric", "กำหนดส่งการประเมิน ๓๐ มิถุนายน {year}"),
    ("duty list", "เดือนมีนาคม {year}"),
    ("doctor", "แผนปี {year}"),
]
"""A command of each subject, and the words in which it shows the year that it looks at."""
ORDER = [
    ("2567", "2570", date(2026, 11, 29), "๒๕๖๗"),
    ("๒๕๗๐", None, date(2024, 3, 13), "๒๕๗๐"),
    (None, "2567", date(2026, 11, 29), "๒๕๖๗"),
    (None, None, date(2026, 11, 29), "๒๕๗๐"),
    (None, None, date(2026, 9, 30), "๒๕๖๗"),
    (None, None, date(2024, 3, 13), "๒๕๖๗"),
]
"""What is named on the line, what the variable says, the day, and the year that is looked at."""


@pytest.fixture(scope="module")
def two_years(homes: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which something was recorded in 2567, and 2570 prepared."""
    home = tmp_path_factory.mktemp("two-years") / "home"
    shutil.copytree(homes / "ready", home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KAMNOT_HOME", str(home))
        patch.setenv("KAMNOT_FISCAL_YEAR", "2567")
        assert main(["measure", "set", "2.goals", "5", "--on", "2024-03-01"]) == 0
        assert main(["init", "--year", "2570"]) == 0
    return home


@pytest.mark.parametrize(("look", "words"), LOOKS)
def test_the_year_that_is_named_comes_before_the_variable_the_home_and_the_day(
    run: Run, two_years: Path, monkeypatch: pytest.MonkeyPatch, look: str, words: str
) -> None:
    shutil.copytree(two_years, os.environ["KAMNOT_HOME"])
    for named, variable, day, year in ORDER:
        monkeypatch.delenv("KAMNOT_FISCAL_YEAR", raising=False)
        if variable is not None:
            monkeypatch.setenv("KAMNOT_FISCAL_YEAR", variable)
        monkeypatch.setattr("flows.run.workspace.today", lambda day=day: day)

        out = run(*look.split(), *(("--year", named) if named else ()))[1]

        shown = " ".join(out.split())
        assert words.format(year=year) in shown, (named, variable, day, shown[:300])


def test_a_command_that_is_about_no_year_refuses_one(run: Run) -> None:
    code, _, err = run("contacts", "list", "--year", "2567")

    assert (code, "คำสั่งนี้ไม่แยกตามปี จึงไม่มี --year" in err) == (2, True)
