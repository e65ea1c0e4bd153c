"""Codes, sessions and kept forms, on both databases: once, in time, for the one they belong to."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.engine import Engine

from domain.access import Scope
from storage.db.accounts import add_account, member_of, set_active
from storage.db.audit import head_of
from storage.db.database import reading, writing
from storage.db.sign_ins import (
    TRIES,
    NewCode,
    add_code,
    add_session,
    arriving,
    asked_since,
    begun_by,
    end_sessions,
    find_session,
    keep_begun,
    keep_form,
    mark_seen,
    sessions_of,
    take_begun,
    take_form,
    take_try,
    use_code,
)
from storage.records.people import set_contact
from tests.support.cast import UNIT

NOW = datetime(2024, 3, 13, 2, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=10)


@pytest.fixture
def people(bureau: Engine) -> Engine:
    with writing(bureau) as session:
        for name in ("one", "two"):
            add_account(session, name, f"{name}@b.example", scope=Scope.NONE, by="test", now=NOW)
    return bureau


def add(engine: Engine, browser: str, *, address: str = "a", account: str | None = "one") -> None:
    with writing(engine) as session:
        add_code(session, NewCode(account, address, "ip", browser, "00", "h", LATER), now=NOW)


def usable(engine: Engine, browser: str, now: datetime = NOW) -> list[str | None]:
    with writing(engine) as session:
        return [code.account for code in take_try(session, browser, now=now) or ()]


def test_a_browser_may_use_its_own_newest_code_and_those_handed_over(people: Engine) -> None:
    for browser in ("mine", "mine", "other"):
        add(people, browser)
    add(people, "", address="a")
    add(people, "", address="b", account="two")
    assert usable(people, "mine") == ["one", "one"]
    assert usable(people, "nobody") == []
    assert usable(people, "mine", LATER) == []


def test_a_code_ends_with_its_tries_or_its_use(people: Engine) -> None:
    add(people, "mine")
    add(people, "", account="one")
    assert [usable(people, "mine") for _ in range(TRIES)] == [["one", "one"]] * TRIES
    with writing(people) as session:
        assert take_try(session, "mine", now=NOW) is None
    add(people, "mine")
    with writing(people) as session:
        (code,) = take_try(session, "mine", now=NOW) or ()
        assert [use_code(session, code, now=NOW) for _ in range(2)] == [True, False]
        assert take_try(session, "mine", now=NOW) == []


def test_tries_of_ten_requests_at_once_are_counted_one_by_one(people: Engine) -> None:
    def attempt(_: int) -> bool:
        with writing(people) as session:
            return take_try(session, "mine", now=NOW) is not None

    add(people, "mine")
    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(attempt, range(10))) == TRIES


def test_codes_are_counted_by_address_and_by_source_without_those_handed_over(
    people: Engine,
) -> None:
    add(people, "mine")
    add(people, "mine", address="b")
    add(people, "")
    with reading(people) as session:
        assert asked_since(session, NOW, address="a", source="ip") == (1, 2)
        assert asked_since(session, LATER, address="a", source="ip") == (0, 0)


def test_old_codes_are_forgotten(people: Engine) -> None:
    add(people, "mine")
    with writing(people) as session:
        add_code(session, NewCode(None, "z", "", "z", "", "", LATER), now=NOW + timedelta(days=2))
    with reading(people) as session:
        assert asked_since(session, NOW, address="a", source="ip") == (0, 0)


def test_a_session_belongs_to_one_account_and_ends_with_it(people: Engine) -> None:
    with writing(people) as session:
        for token, name in (("t1", "one"), ("t2", "one"), ("t3", "two")):
            add_session(session, token, name, device="Mac", own_phone=False, ends_at=LATER, now=NOW)
        mark_seen(session, "t1", ends_at=LATER, now=NOW + timedelta(minutes=1))
    with writing(people) as session:
        assert [s.token for s in sessions_of(session, "one", now=NOW)] == ["t1", "t2"]
        assert end_sessions(session, "two", "t1") == 0
        assert end_sessions(session, "one") == 2
        assert find_session(session, "t1") is None
        left = find_session(session, "t3")
    assert left is not None
    assert left.account.name == "two"


def test_who_arrives_is_known_with_all_seats_and_the_newest_line(people: Engine) -> None:
    with writing(people) as session:
        for group in ("campaign", "planning"):
            set_contact(
                session, unit=UNIT, group=group, role="member", office="ต", email="one@x.example",
                account="ONE", by="a", now=NOW,
            )  # fmt: skip
        for name in ("one", "two"):
            add_session(session, name, name, device="", own_phone=False, ends_at=LATER, now=NOW)
    with reading(people) as session:
        one, two = arriving(session, "one"), arriving(session, "two")
        assert one is not None
        assert two is not None
        assert [seat.group for seat in one[1].seats] == ["campaign", "planning"]
        assert (one[0], one[1], one[2]) == (
            find_session(session, "one"), member_of(session, one[0].account), head_of(session).line,
        )  # fmt: skip
        assert two[1].seats == ()
        assert arriving(session, "three") is None
    with writing(people) as session:
        set_active(session, "one", active=False, by="a", now=NOW)
    with reading(people) as session:
        assert arriving(session, "one") is None


def test_a_kept_form_is_given_once_to_its_writer_in_time(people: Engine) -> None:
    def keep() -> None:
        with writing(people) as session:
            keep_form(session, "b", "one", "/a/7", {"value": ["๑"]}, now=NOW)

    def take(account: str, now: datetime = NOW) -> object:
        with writing(people) as session:
            return take_form(session, "b", account, now=now)

    keep()
    assert take("one") == ("/a/7", {"value": ["๑"]})
    assert take("one") is None
    keep()
    assert take("two") is None
    keep()
    assert take("one", NOW + timedelta(minutes=31)) is None


def test_a_sign_in_begun_elsewhere_is_counted_and_taken_once(people: Engine) -> None:
    with writing(people) as session:
        for key in ("k1", "k2"):
            keep_begun(session, key, "/a/7", source="ip", own_phone=True, now=NOW)
        assert [begun_by(session, s, now=NOW) for s in ("ip", "other")] == [2, 0]
        assert begun_by(session, "ip", now=NOW + timedelta(minutes=31)) == 0
        assert take_form(session, "k2", "one", now=NOW) is None
        assert take_begun(session, "k1", now=NOW) == ("/a/7", True)
        assert take_begun(session, "k1", now=NOW) is None
