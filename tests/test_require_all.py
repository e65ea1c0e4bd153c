"""The promise of CI that nothing is skipped for want of a program."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CASES = """
import pytest

@pytest.fixture(scope="session", autouse=True)
def clean_environment():
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("KAMNOT_REQUIRE_ALL")
        yield

def test_wants_a_program():
    pytest.skip("no database here")

@pytest.mark.skip(reason="no browser here")
def test_wants_another(): ...

def test_may_be_skipped():
    pytest.skip("optional: nice to have")

@pytest.mark.xfail(strict=True)
def test_is_known_to_fail():
    assert False
"""


def _run(folder: Path, cases: str, require_all: str) -> str:
    (folder / "test_cases.py").write_text(cases)
    shown = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "tests.support.require_all",
            "-p",
            "no:cacheprovider",
            ".",
        ],
        cwd=folder,
        env={**os.environ, "KAMNOT_REQUIRE_ALL": require_all},
        capture_output=True,
        text=True,
        check=False,
    )
    return shown.stdout


@pytest.mark.parametrize(
    ("require_all", "counted"),
    [("1", "1 failed, 1 skipped, 1 xfailed, 1 error"), ("", "3 skipped, 1 xfailed")],
    ids=["in CI", "on a laptop"],
)
def test_a_skip_is_a_failure_only_where_everything_was_promised(
    require_all: str, counted: str, tmp_path: Path
) -> None:
    assert counted in _run(tmp_path, CASES, require_all)


def test_a_skipped_module_is_a_failure_too(tmp_path: Path) -> None:
    module = "import pytest\npytest.skip('no server', allow_module_level=True)\n"

    shown = _run(tmp_path, module, "1")

    assert "skipped, although KAMNOT_REQUIRE_ALL=1: no server" in shown
    assert "1 error" in shown
