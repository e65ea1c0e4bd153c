"""A lease that is kept alive while its work is done, and no longer."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.language.errors import CouldNotFinishError
from flows.run import leases
from flows.run.leases import kept_alive
from flows.run.workspace import Workspace
from storage.db.database import reading, writing
from storage.records.run_claims import claim, claims, renew

WORK = "check-batch march *"
SHORT = timedelta(seconds=0.3)


@pytest.fixture
def leased(workspace: Workspace) -> Workspace:
    now = workspace.now()
    with writing(workspace.engine) as session:
        claim(
            session, work=WORK, job="march", flow_run_id="one", by_clock=True, asked_at=now, now=now
        )  # fmt: skip
    return workspace


def lease_until(ws: Workspace) -> datetime:
    with reading(ws.engine) as session:
        return claims(session)[0].lease_until


@pytest.mark.parametrize(("owner", "moves"), [("one", True), ("another", False)])
def test_only_the_owner_s_lease_is_renewed(leased: Workspace, owner: str, moves: bool) -> None:
    before = lease_until(leased)
    with kept_alive(leased, WORK, owner, SHORT):
        time.sleep(0.3)
    assert (lease_until(leased) != before) is moves
    after = lease_until(leased)
    time.sleep(0.3)
    assert lease_until(leased) == after


def test_a_renewal_that_fails_costs_nothing_if_the_next_one_works(
    leased: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    renewed = threading.Event()
    busy = [CouldNotFinishError("ไม่ว่าง", "busy")]

    def renews(*arguments: Any) -> None:
        if busy:
            raise busy.pop()
        renew(*arguments)
        renewed.set()

    monkeypatch.setattr(leases, "renew", renews)
    first = lease_until(leased)
    with kept_alive(leased, WORK, "one", timedelta(seconds=0.06)):
        for _ in range(2):
            assert renewed.wait(20)
            renewed.clear()
    assert lease_until(leased) != first
    assert not [thread for thread in threading.enumerate() if thread.name == "lease"]


def test_a_run_that_has_hung_loses_its_work(
    leased: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "LONGEST", timedelta())
    before = lease_until(leased)
    with kept_alive(leased, WORK, "one", SHORT):
        time.sleep(0.5)
    assert lease_until(leased) == before
