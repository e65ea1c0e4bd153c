"""Who reads a letter: whom the rung names, whoever can be reached else, and a deputy for who is away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from domain.language.errors import KamnotError
from flows.check.check import CheckOutcome
from flows.letters.recipients import people_of
from flows.run.workspace import Workspace
from storage.db.database import reading, writing
from storage.records.people import remove_contacts
from tests.support.cast import UNIT
from tests.support.people import away, contact

RunCheck = Callable[..., CheckOutcome]


MARCH = date(2024, 3, 13)


def recipients(outcome: CheckOutcome, group: str) -> list[str]:
    return [m.recipient for _, m in outcome.letters.mails if m.group_id == group]


def test_a_deputy_reads_in_the_place_of_who_is_away_on_that_day_alone(
    workspace: Workspace, run_check: RunCheck
) -> None:
    away(workspace, "planning@bureau.example", "deputy@bureau.example", MARCH, MARCH)
    assert recipients(run_check(as_of=MARCH, dry_run=True), "planning") == ["deputy@bureau.example"]
    later = run_check(as_of=MARCH + timedelta(days=1), dry_run=True)
    assert recipients(later, "planning") == ["planning@bureau.example"]


def test_a_deputy_who_is_away_has_a_deputy_in_turn_and_a_circle_ends_with_the_person(
    workspace: Workspace, run_check: RunCheck
) -> None:
    contact(workspace, "planning", "second@bureau.example", role="head")
    away(workspace, "planning@bureau.example", "second@bureau.example", MARCH, MARCH)
    away(workspace, "second@bureau.example", "third@bureau.example", MARCH, MARCH)
    outcome = run_check(as_of=MARCH, dry_run=True)
    assert recipients(outcome, "planning") == ["third@bureau.example"]
    away(workspace, "second@bureau.example", "planning@bureau.example", MARCH, MARCH)
    circle = recipients(run_check(as_of=MARCH, dry_run=True), "planning")
    assert circle == ["planning@bureau.example", "second@bureau.example"]


def test_the_chat_of_who_is_away_rests(
    workspace: Workspace, run_check: RunCheck, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact(workspace, "planning", "planning@bureau.example", notify_url_env="MY_CHAT")
    assert "chat:MY_CHAT" in recipients(run_check(as_of=MARCH, dry_run=True), "planning")
    away(workspace, "planning@bureau.example", "deputy@bureau.example", MARCH, MARCH)
    assert recipients(run_check(as_of=MARCH, dry_run=True), "planning") == ["deputy@bureau.example"]


def test_who_was_removed_receives_nothing(bare: Workspace) -> None:
    for name in ("member", "head"):
        contact(bare, "planning", f"{name}@bureau.example")
    with writing(bare.engine) as session:
        remove_contacts(
            session, unit=UNIT, group="planning", email="head@bureau.example", by="test",
            now=bare.now(),
        )  # fmt: skip
        [left] = people_of(session, [UNIT])[UNIT].by_group["planning"]
    assert left.email == "member@bureau.example"


def test_another_units_people_receive_nothing_of_this_one(bare: Workspace) -> None:
    with reading(bare.engine) as session, pytest.raises(KamnotError, match="other"):
        people_of(session, [UNIT, "other"])
