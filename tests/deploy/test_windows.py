"""The recipe for Windows, which nobody has tried: the task can be read and starts what the page installs."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from cli.front.listing import COMMANDS

FOLDER = Path(__file__).resolve().parents[2] / "deploy" / "windows"
NAMES = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}


def test_the_task_starts_the_schedule_again_whenever_it_ends_and_never_twice() -> None:
    task = ElementTree.parse(FOLDER / "kamnot-schedule.xml")

    def text(path: str) -> str:
        return task.findtext(path, "", NAMES)

    *flags, command = text(".//t:Arguments").split()
    assert (flags, command in COMMANDS) == (["-I", "-m", "cli"], True)
    assert text(".//t:RunLevel") == "LeastPrivilege"
    assert text(".//t:MultipleInstancesPolicy") == "IgnoreNew"
    assert text(".//t:ExecutionTimeLimit") == "PT0S"
    assert text(".//t:RestartOnFailure/t:Interval") == "PT1M"


def test_the_page_says_that_nobody_has_tried_it_and_installs_what_the_task_starts() -> None:
    page = (FOLDER / "README.md").read_text("utf-8")
    task = (FOLDER / "kamnot-schedule.xml").read_text("utf-8")

    assert "Nobody has tried this page" in page
    assert r"C:\kamnot\.venv\Scripts\python.exe" in task
    assert r"C:\kamnot\.venv\Scripts\python.exe" in page
