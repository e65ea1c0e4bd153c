"""A check of all units that two real workers share on a Prefect server, and one of them is killed half-way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from benchmarks.many.workers import Office, check, check_with_a_kill, office
from tests.support.servers.postgres import NoServerError

UNITS = 3_000
"""So many that a second worker has time to come and help."""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    try:
        with office(UNITS, tmp_path_factory.mktemp("office")) as of:
            yield of
    except NoServerError as reason:
        pytest.skip(str(reason))


def test_two_workers_give_what_one_gives_also_when_one_is_killed_half_way(shared: Office) -> None:
    alone = check(shared, 1)
    shared.forget()
    together = check(shared, 2)
    shared.forget()
    killed = check_with_a_kill(shared)
    assert together.results == killed.results == alone.results
    assert together.message == killed.message == alone.message
