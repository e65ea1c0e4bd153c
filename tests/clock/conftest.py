"""Every test of this folder waits for real seconds to pass: `-m clock` asks for them (see .ci/run)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.support.processes.clock import MovedClock, NoClockError, moved_clock

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # The hook gets the items of the whole run.
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker("clock")


@pytest.fixture
def clock(tmp_path: Path) -> Iterator[MovedClock]:
    """A clock to move, at twenty seconds to eight of a March morning in Bangkok; skips where there is none."""
    start = datetime(2024, 3, 13, 7, 59, 40, tzinfo=ZoneInfo("Asia/Bangkok"))
    try:
        with moved_clock(tmp_path / "clock", start) as clock:
            yield clock
    except NoClockError as reason:
        pytest.skip(str(reason))
