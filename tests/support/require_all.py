"""Where KAMNOT_REQUIRE_ALL=1 is set, a test skipped for want of a program is a failure.

On a colleague's laptop PostgreSQL or Chromium may be missing and the suite still says something; in CI
everything was installed, and a skip there would be a promise that nobody checks any more.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import Any

import pytest

OPTIONAL = "optional:"
"""A skip whose reason starts so is allowed everywhere."""

# Read as the plugin is loaded: the suite's own fixtures clear the environment of KAMNOT_ variables.
REQUIRED = os.environ.get("KAMNOT_REQUIRE_ALL") == "1"


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    where = report.longrepr
    text = str(where[2]) if isinstance(where, tuple) else str(where)
    return text.removeprefix("Skipped: ")


def _refuse_skip(report: Any) -> None:
    if not REQUIRED or not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = _reason(report)
    if not reason.startswith(OPTIONAL):
        report.outcome = "failed"
        report.longrepr = f"skipped, although KAMNOT_REQUIRE_ALL=1: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn the skip of one test into a failure."""
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Turn the skip of a whole module into a failure."""
    report = yield
    _refuse_skip(report)
    return report
