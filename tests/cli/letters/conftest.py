"""What the tests of letters and answers share: commands whose clock stands in March 2567."""

from __future__ import annotations

import pendulum
import pytest

from tests.support.commands import Run


@pytest.fixture
def current(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The clock of the commands on 11 March 2567, a week before the plan's first due date."""
    monkeypatch.setattr("pendulum.now", pendulum.datetime(2024, 3, 11, tz="UTC").in_timezone)
    return run
