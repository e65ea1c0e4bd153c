"""Who reads a letter: whom the rung names, whoever can be reached else, and a deputy for who is away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from domain.language.errors import KamnotError
from domain.language.ids import RungId
from domain.results import Reminder
from flows.check.check import CheckOutcome
from flows.letters.recipients import People
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


def reminder(group: str = "planning", *audience: str) -> Reminder:
    """A letter to a group whose rung names these people."""
    return Reminder(
        group=group,
        rungs=(RungId("2567:march", group),),
        audience=audience,
        batches=("march",),
        activities=(),
        points_at_risk=0,
        points_of_year=375,
        due=date(2024, 3, 20),
        last_working_day=date(2024, 3, 20),
    )


def people(ws: Workspace) -> People:
    with reading(ws.engine) as session:
        return People.of(session, UNIT)


def read_by(ws: Workspace, one: Reminder, day: date = MARCH) -> tuple[list[str], tuple[str, ...]]:
    """Who reads, and whom the rung named although nobody is that."""
    found = people(ws).recipients(one, day)
    return [who.email.removesuffix("@bureau.example") for who in found.contacts], found.missing


@pytest.fixture
def staffed(bare: Workspace) -> Workspace:
    """A member, a deputy and a head in the planning group, a member alone in the campaign group, a director."""
    for name, role in (("member", "member"), ("second", "deputy"), ("head", "head")):
        contact(bare, "planning", f"{name}@bureau.example", role=role)
    contact(bare, "campaign", "alone@bureau.example")
    contact(bare, "director", "director@bureau.example", role="director")
    return bare


@pytest.mark.parametrize(
    ("one", "readers", "missing"),
    [
        pytest.param(reminder("planning", "members"), ["member", "second"], (), id="members"),
        pytest.param(reminder("planning", "head"), ["head"], (), id="the head alone"),
        pytest.param(
            reminder("planning", "members", "head"), ["member", "second", "head"], (), id="both"
        ),
        pytest.param(
            reminder("campaign", "members", "head"), ["alone"], ("head",), id="there is no head"
        ),
        pytest.param(reminder("campaign", "head"), ["alone"], ("head",), id="whoever is there"),
        pytest.param(
            reminder("planning", "members", "director"), ["member", "second"], (), id="no director"
        ),
        pytest.param(reminder("selection", "members"), [], (), id="nobody is in the group"),
    ],
)
def test_the_rung_names_who_reads_and_nobody_else_does(
    staffed: Workspace, one: Reminder, readers: list[str], missing: tuple[str, ...]
) -> None:
    assert read_by(staffed, one) == (readers, missing)


def test_a_director_that_the_rung_names_and_nobody_is_is_missed(bare: Workspace) -> None:
    contact(bare, "planning", "member@bureau.example")

    assert read_by(bare, reminder("planning", "members", "director")) == (["member"], ("director",))


def test_who_was_removed_reads_nothing(staffed: Workspace) -> None:
    with writing(staffed.engine) as session:
        remove_contacts(
            session, unit=UNIT, group="planning", email="head@bureau.example", by="test",
            now=staffed.now(),
        )  # fmt: skip

    assert read_by(staffed, reminder("planning", "head"))[1] == ("head",)


def test_another_units_people_read_nothing_of_this_one(staffed: Workspace) -> None:
    with reading(staffed.engine) as session, pytest.raises(KamnotError, match="other"):
        People.of(session, "other")


@pytest.mark.parametrize(
    ("days", "reader"),
    [
        pytest.param(-1, "director", id="the day before"),
        pytest.param(0, "deputy", id="the first day"),
        pytest.param(3, "deputy", id="the last day"),
        pytest.param(4, "director", id="the day after"),
    ],
)
def test_the_director_s_deputy_reads_from_the_first_day_to_the_last(
    staffed: Workspace, days: int, reader: str
) -> None:
    away(
        staffed,
        "Director@Bureau.example",
        "deputy@bureau.example",
        MARCH,
        MARCH + timedelta(days=3),
    )

    [who] = people(staffed).directors(MARCH + timedelta(days=days))

    assert who.email == f"{reader}@bureau.example"


def test_a_deputy_reads_under_their_own_office(staffed: Workspace) -> None:
    away(staffed, "head@bureau.example", "deputy@bureau.example", MARCH, MARCH)

    [who] = people(staffed).recipients(reminder("planning", "head"), MARCH).contacts

    assert (who.office, who.notify_url_env) == ("ผู้แทน", None)
