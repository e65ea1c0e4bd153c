"""Who receives a letter: whom the rung names, whoever can be reached else, and a deputy for an absent contact."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.language.ids import RungId
from domain.reminders.recipients import DIRECTOR, Absence, Contact, ContactRole, People
from domain.results import Reminder
from tests.support.cast import DUE, UNIT

DAY = date(2024, 3, 13)


def seat(group: str, name: str, role: ContactRole = ContactRole.MEMBER) -> Contact:
    return Contact(1, UNIT, group, role, "หัวหน้า", f"{name}@bureau.example", "MY_CHAT", active=True)


def people(*contacts: Contact, away: tuple[Absence, ...] = ()) -> People:
    groups = dict.fromkeys(contact.group for contact in contacts)
    return People(
        "สำนัก", {g: tuple(c for c in contacts if c.group == g) for g in groups}, absences=away
    )


def reminder(group: str, *audience: str) -> Reminder:
    rung = RungId("2567:march", "T-7")
    return Reminder(group, (rung,), audience, ("march",), (), 0, 375, DUE, DUE)


def away(name: str, deputy: str, first: date = DAY, last: date = DAY, office: str = "") -> Absence:
    return Absence(
        1, f"{name.title()}@bureau.example", first, last, f"{deputy}@bureau.example", office
    )


def names(contacts: tuple[Contact, ...]) -> list[str]:
    return [contact.email.removesuffix("@bureau.example") for contact in contacts]


STAFF = (
    seat("planning", "member"),
    seat("planning", "second", ContactRole.DEPUTY),
    seat("planning", "head", ContactRole.HEAD),
    seat("campaign", "alone"),
)
DIRECTED = people(*STAFF, seat(DIRECTOR, "director", ContactRole.DIRECTOR))


@pytest.mark.parametrize(
    ("group", "audience", "receive", "missing"),
    [
        pytest.param("planning", ["members"], ["member", "second"], (), id="members"),
        pytest.param("planning", ["head"], ["head"], (), id="the head alone"),
        pytest.param("planning", ["members", "head"], ["member", "second", "head"], (), id="both"),
        pytest.param("campaign", ["members", "head"], ["alone"], ("head",), id="there is no head"),
        pytest.param("campaign", ["head"], ["alone"], ("head",), id="whoever is there"),
        pytest.param("planning", ["members", "director"], ["member", "second"], (), id="director"),
        pytest.param("selection", ["members"], [], (), id="nobody is in the group"),
    ],
)
def test_those_whom_the_rung_names_receive_it_and_nobody_else(
    group: str, audience: list[str], receive: list[str], missing: tuple[str, ...]
) -> None:
    found = DIRECTED.recipients(reminder(group, *audience), DAY)
    assert (names(found.contacts), found.missing) == (receive, missing)


def test_a_director_whom_the_rung_names_and_nobody_is_is_missing() -> None:
    found = people(*STAFF).recipients(reminder("planning", "members", "director"), DAY)
    assert found.missing == ("director",)


@pytest.mark.parametrize(
    ("days", "receives"),
    [
        pytest.param(-1, "director", id="the day before"),
        pytest.param(0, "deputy", id="the first day"),
        pytest.param(3, "deputy", id="the last day"),
        pytest.param(4, "director", id="the day after"),
    ],
)
def test_a_deputy_receives_from_the_first_day_to_the_last(days: int, receives: str) -> None:
    absence = away("director", "deputy", DAY, DAY + timedelta(days=3))
    bureau = people(seat(DIRECTOR, "director", ContactRole.DIRECTOR), away=(absence,))
    assert names(bureau.directors(DAY + timedelta(days=days)).contacts) == [receives]


@pytest.mark.parametrize(
    ("absences", "receives"),
    [
        pytest.param((away("head", "a"),), "a", id="one is away"),
        pytest.param((away("head", "a"), away("a", "b")), "b", id="the deputy is away too"),
        pytest.param((away("head", "a"), away("a", "head")), "head", id="a circle"),
        pytest.param((away("head", "a"), away("head", "b")), "b", id="the newest absence counts"),
    ],
)
def test_the_last_deputy_who_is_there_receives(
    absences: tuple[Absence, ...], receives: str
) -> None:
    bureau = people(seat("planning", "head", ContactRole.HEAD), away=absences)
    assert names(bureau.recipients(reminder("planning", "head"), DAY).contacts) == [receives]


@pytest.mark.parametrize(
    ("office", "shown"), [("ผู้แทน", "ผู้แทน"), ("", "หัวหน้า")], ids=["own office", "none"]
)
def test_a_deputy_receives_under_their_own_office_and_the_absent_ones_chat_rests(
    office: str, shown: str
) -> None:
    absence = away("head", "deputy", office=office)
    bureau = people(seat("planning", "head", ContactRole.HEAD), away=(absence,))
    [deputy] = bureau.recipients(reminder("planning", "head"), DAY).contacts
    assert (deputy.office, deputy.notify_url_env) == (shown, None)


def test_who_stands_in_is_told_with_the_last_day_of_the_absence() -> None:
    until = DAY + timedelta(days=9)
    found = people(*STAFF, away=(away("member", "deputy", last=until),))
    received = found.recipients(reminder("planning", "members"), DAY)
    assert [(one.away, one.until, one.deputy) for one in received.stand_ins] == [
        ("member@bureau.example", until, "deputy@bureau.example")
    ]
    assert found.recipients(reminder("campaign", "members"), DAY).stand_ins == ()


def test_a_letter_tells_the_end_of_an_absence_as_it_was_known_on_its_day() -> None:
    told = DAY + timedelta(days=9)
    ended = replace(away("member", "deputy", last=DAY + timedelta(days=5)), told_last=told)
    received = people(*STAFF, away=(ended,)).recipients(reminder("planning", "members"), DAY)
    assert [one.until for one in received.stand_ins] == [told]


@pytest.mark.parametrize(
    ("found", "group", "held"),
    [
        pytest.param(DIRECTED, "planning", {"members", "head", "director"}, id="all"),
        pytest.param(DIRECTED, "campaign", {"members", "director"}, id="no head"),
        pytest.param(people(*STAFF), "planning", {"members", "head"}, id="no director"),
        pytest.param(people(*STAFF), "selection", set(), id="nobody"),
    ],
)
def test_only_a_seat_that_somebody_holds_can_hear(
    found: People, group: str, held: set[str]
) -> None:
    assert found.held(group) == held


def test_a_letter_to_the_members_that_reaches_the_head_alone_is_the_heads() -> None:
    lonely = people(seat("planning", "head", ContactRole.HEAD))
    assert lonely.recipients(reminder("planning", "members"), DAY).seats == ("head",)


def test_an_address_that_two_contacts_share_is_written_to_once() -> None:
    bureau = people(seat("planning", "one"), seat("planning", "ONE"), seat("planning", "two"))
    found = bureau.recipients(reminder("planning", "members"), DAY)
    assert found.addresses == ("ONE@bureau.example", "two@bureau.example")
