"""What somebody may do follows their account at the moment of each request; two people are two accounts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.access import Scope
from domain.language.errors import KamnotError, NotAllowedError
from flows.evidence.bring import finish_left
from flows.evidence.browse import known_of
from flows.evidence.reviews import look_at, review
from flows.house.accounts import invite, set_active
from flows.letters.contacts import remove_contacts, set_contact
from tests.support.cast import UNIT
from tests.support.evidence import word
from tests.web.conftest import DAY, House
from tests.web.desk.test_review import asked_for, came, seen_on, verdicts
from tests.web.member.test_bring import PART, kept

ADDRESS = "reviewer@bureau.example"


def invited(house: House, name: str, *, group: str, role: str = "member", email: str = "") -> None:
    invite(
        house.ws, name, email or f"{name}@bureau.example",
        by="head", unit=UNIT, group=group, role=role, office="ตำแหน่งใหม่",
    )  # fmt: skip


def test_a_seat_that_is_taken_away_or_given_holds_from_the_next_page_on(house: House) -> None:
    client = house.browser("reviewer")
    assert client.get("/review").status_code == 200
    remove_contacts(house.ws, UNIT, "planning", ADDRESS, by="head")
    assert client.get("/review").status_code == 404
    assert client.get("/a/7").status_code == 404
    invited(house, "reviewer", group="campaign", email=ADDRESS)
    assert client.get("/review").status_code == 404
    assert client.get("/a/7").status_code == 200
    invite(house.ws, "reviewer", ADDRESS, by="head", scope=Scope.DEPARTMENT)
    assert client.get("/u/second/a/7").status_code == 200
    invite(house.ws, "reviewer", ADDRESS, by="head")
    assert client.get("/u/second/a/7").status_code == 404


def test_a_form_that_was_open_when_the_account_was_disabled_does_nothing(
    house: House, tmp_path: Path
) -> None:
    item = came(house, tmp_path, "7.report", "รายงาน.docx", word())
    client = house.browser("reviewer")
    page = client.get(f"/review/{item}").text
    set_active(house.ws, "reviewer", active=False, by="head")
    sent = {"seen": seen_on(page), "verdict": "accept"}
    assert client.post(f"/review/{item}", data=sent).status_code == 303
    set_active(house.ws, "reviewer", active=True, by="head")
    assert client.post(f"/review/{item}", data=sent).headers["location"].startswith("/enter")
    assert verdicts(house.ws, item) == [None]


@pytest.mark.parametrize("loses", ["account", "seat"])
def test_a_file_whose_sender_loses_their_rights_on_the_way_is_not_filed_in(
    house: House, loses: str
) -> None:
    client = house.browser("member")

    def pieces() -> Iterator[bytes]:
        whole = word()
        yield whole[:100]
        if loses == "account":
            set_active(house.ws, "member", active=False, by="head")
        else:
            remove_contacts(house.ws, UNIT, "campaign", "member@bureau.example", by="head")
        yield whole[100:]

    answer = client.post(
        "/a/7/bring/report", content=pieces(), headers=PART | {"x-name": "report.docx"}
    )
    assert answer.status_code == 404
    assert kept(house) == []
    finish_left(house.ws, on=DAY)
    assert kept(house) == []


def test_two_people_are_two_accounts_however_one_is_called_or_invited(
    house: House, tmp_path: Path
) -> None:
    """The account decides: neither another address, seat, role, scope nor spelling makes a second person."""
    wanted = asked_for(house.ws, two_people=True)
    item = came(house, tmp_path, wanted, "ประกาศ.docx", word(), by="Reviewer")
    client = house.browser("reviewer")
    shown = house.browser("reviewing-head").get(f"/review/{item}").text
    sent = {"seen": seen_on(shown), "verdict": "accept"}

    assert client.post(f"/review/{item}", data=sent).status_code == 403
    invited(house, "reviewer", group="planning", role="head", email="another@bureau.example")
    assert client.post(f"/review/{item}", data=sent).status_code == 403
    with pytest.raises(NotAllowedError):
        review(
            house.ws, UNIT, look_at(house.ws, UNIT, item), accepted=True, reason="", on=DAY,
            by=" REVIEWER ",
        )  # fmt: skip
    assert verdicts(house.ws, item) == [None]
    # The same bytes from somebody else do not make them somebody else's.
    came(house, tmp_path, wanted, "ประกาศ.docx", word(), by="reviewing-head")
    assert known_of(house.ws, UNIT, item).versions[-1].added_by == "Reviewer"


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("Reviewer", "new@bureau.example"),
        ("REVIEWER", ADDRESS),
        ("second", "Reviewer@Bureau.example"),
        ("second", "reviewer+2@bureau.example"),
        ("review\u200ber", "new@bureau.example"),
        ("reviewer\u202e", "new@bureau.example"),
        ("reviewer ", "new@bureau.example"),
    ],
)
def test_nobody_is_invited_twice_by_a_spelling(house: House, name: str, email: str) -> None:
    with pytest.raises(KamnotError):
        invited(house, name, group="planning", email=email)


def test_a_seat_is_the_same_accounts_in_any_spelling(house: House, tmp_path: Path) -> None:
    """`contacts set --account` may have been typed in capitals."""
    set_contact(
        house.ws,
        UNIT,
        "planning",
        "typed@bureau.example",
        role="member",
        by="head",
        account="MEMBER",
    )
    item = came(house, tmp_path, "7.report", "รายงาน.docx", word(), by="group-head")
    client = house.browser("member")
    page = client.get(f"/review/{item}").text
    answer = client.post(f"/review/{item}", data={"seen": seen_on(page), "verdict": "accept"})
    assert answer.status_code == 303, answer.text
    assert verdicts(house.ws, item) == [True]
