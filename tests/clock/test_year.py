"""A whole fiscal year on the real flows, its relay and its rehearsal: takes a minute."""

from __future__ import annotations

from pathlib import Path

from benchmarks.year.letters import compare
from benchmarks.year.stage import play


def test_a_year_played_on_the_real_flows_writes_the_letters_that_were_rehearsed(
    tmp_path: Path,
) -> None:
    found = compare(play(tmp_path))
    assert "\n\n".join(map(str, found.differences)) == ""
    assert found.rehearsed > 150
    assert found.written == found.rehearsed + found.renewed
    assert found.undelivered == ()
    assert found.taken == found.written - found.superseded
