"""A program of which a part may not be read: one sentence, and no traceback of a module that is missing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.processes.served import ROOT
from tests.support.processes.unprivileged import as_nobody, passable

PARTS = ("cli/__init__.py", "cli/__main__.py", "cli/front/__init__.py", "cli/front/readable.py")


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """The start of our program, in front of a room of its own."""
    program = tmp_path / "program"  # pytest's own folder nobody else may list
    for part in PARTS:
        (program / part).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / part, program / part)
    (program / "cli/front/main.py").write_text(
        "from room import thing\n\ndef main():\n    return thing\n"
    )
    (program / "room").mkdir()
    (program / "room/__init__.py").write_text("thing = 7\n")
    return program


def start(program: Path) -> str:
    words = [sys.executable, "-P", "-m", "cli"]
    ended = subprocess.run(
        words,
        env={"PYTHONPATH": str(program), "PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
        text=True,
        capture_output=True,
    )
    return f"{ended.returncode} {ended.stderr}"


@pytest.mark.skipif(sys.platform == "win32", reason="optional: permissions of Unix")
@pytest.mark.parametrize("part", ["room", "room/__init__.py"])
@pytest.mark.parametrize("late", [False, True], ids=["at the start", "in a command"])
def test_what_may_not_be_read_is_named(program: Path, part: str, late: bool) -> None:
    if late:
        text = "def main():\n    from room import thing\n    return thing\n"
        (program / "cli/front/main.py").write_text(text)
    assert start(program).startswith("7 ")
    (program / part).chmod(0)
    with passable(Path(sys.base_prefix).resolve()):
        said = as_nobody(program, lambda: start(program))
    assert said.startswith("3 "), said
    assert f"อ่าน “{program / part}” ของโปรแกรมไม่ได้" in said
    assert "Traceback" not in said


@pytest.mark.skipif(sys.platform == "win32", reason="optional: permissions of Unix")
def test_a_picture_of_a_package_is_not_blamed(program: Path, tmp_path: Path) -> None:
    packages = tmp_path / "site-packages"
    packages.mkdir()
    (packages / "an icon.svg").touch(mode=0)
    (packages / "module.py").touch(mode=0)
    (program / "cli/front/main.py").write_text(
        f"import sys; sys.path.append({str(packages)!r}); import module"
    )
    with passable(Path(sys.base_prefix).resolve()):
        said = as_nobody(program, lambda: start(program))
    assert "site-packages/module.py” ของโปรแกรมไม่ได้" in said


def test_a_module_that_is_missing_stays_a_fault_of_the_program(program: Path) -> None:
    (program / "room/__init__.py").write_text("import nowhere\n")
    assert "No module named 'nowhere'" in start(program)
