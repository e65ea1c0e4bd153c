"""Accounts and their seats, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy.engine import Engine

from domain.access import Scope, SeatHeld
from domain.language.errors import KamnotError, NotThereError
from storage.db.accounts import (
    add_account,
    all_accounts,
    choose_language,
    find_account,
    find_by_email,
    find_by_subject,
    member_of,
    set_active,
    sign_everybody_out,
    tie,
)
from storage.db.audit import audit_lines
from storage.db.database import reading, writing
from storage.db.sign_ins import add_session, find_session
from storage.records.erasure import erase_person
from storage.records.people import remove_contacts, set_contact
from tests.support.cast import UNIT

NOW = datetime(2024, 3, 13, 2, 0, tzinfo=UTC)


def add(engine: Engine, name: str, email: str) -> None:
    with writing(engine) as session:
        add_account(session, name, email, scope=Scope.NONE, by="test", now=NOW)


def test_an_account_is_found_by_its_address_in_any_spelling(bureau: Engine) -> None:
    add(bureau, "campaign-2", "Campaign.2@Bureau.Example")
    with reading(bureau) as session:
        found = find_by_email(session, " campaign.2@bureau.EXAMPLE ")
    assert found is not None
    assert found.name == "campaign-2"


def test_an_address_of_another_account_is_refused(bureau: Engine) -> None:
    add(bureau, "one", "a@b.example")
    with pytest.raises(KamnotError, match="“one”"):
        add(bureau, "two", "A@B.example")


def test_seats_are_the_active_contacts_of_the_account(bureau: Engine) -> None:
    add(bureau, "campaign-2", "s@b.example")
    with writing(bureau) as session:
        for group in ("campaign", "planning"):
            set_contact(
                session, unit=UNIT, group=group, role="member", office="x", email="s@b.example",
                by="test", now=NOW, account="Campaign-2",
            )  # fmt: skip
        remove_contacts(
            session, unit=UNIT, group="planning", email="s@b.example", by="test", now=NOW
        )
    with reading(bureau) as session:
        member = member_of(session, find_account(session, "campaign-2"))
    assert member.seats == (SeatHeld(UNIT, "campaign", "member"),)


def test_changes_are_audited_and_the_same_again_is_not(bureau: Engine) -> None:
    for _ in range(2):
        add(bureau, "one", "a@b.example")
        with writing(bureau) as session:
            set_active(session, "one", active=False, by="head", now=NOW)
            choose_language(session, "one", "en", now=NOW)
    with reading(bureau) as session:
        actions = [line.action for line in audit_lines(session, subject="account")]
        (account,) = all_accounts(session)
    assert actions == ["account.language", "account.active", "account.set"]
    assert (account.active, account.language) == (False, "en")


def test_an_erased_person_has_no_account_and_no_session(bureau: Engine) -> None:
    add(bureau, "campaign-2", "s@b.example")
    add(bureau, "other", "o@b.example")
    with writing(bureau) as session:
        for name in ("campaign-2", "other"):
            add_session(
                session,
                name,
                name,
                device="",
                own_phone=True,
                ends_at=NOW.replace(year=2025),
                now=NOW,
            )
    with writing(bureau) as session:
        erase_person(session, "S@B.example", erased_on=NOW.date(), why="ขอลบ", by="head", now=NOW)
    with reading(bureau) as session:
        assert [account.name for account in all_accounts(session)] == ["other"]
        assert find_session(session, "campaign-2") is None
        assert "campaign-2" not in str(audit_lines(session))


def test_everybody_can_be_signed_out(bureau: Engine) -> None:
    add(bureau, "other", "o@b.example")
    with writing(bureau) as session:
        add_session(
            session,
            "t",
            "other",
            device="",
            own_phone=True,
            ends_at=NOW.replace(year=2025),
            now=NOW,
        )
        sign_everybody_out(session)
    with reading(bureau) as session:
        assert find_session(session, "t") is None


def test_an_unknown_account_is_not_there(bureau: Engine) -> None:
    with reading(bureau) as session, pytest.raises(NotThereError):
        find_account(session, "nobody")


def test_an_account_is_tied_to_one_person_of_the_provider_until_it_is_disabled_or_moves(
    bureau: Engine,
) -> None:
    def tied(subject: str) -> bool:
        with writing(bureau) as session:
            return tie(session, "one", "https://login.example", subject, now=NOW)

    add(bureau, "one", "a@b.example")
    assert [tied("s-1"), tied("s-1"), tied("s-2")] == [True, True, False]
    with reading(bureau) as session:
        found = find_by_subject(session, "https://login.example", "s-1")
        assert found is not None
        assert find_by_subject(session, "https://other.example", "s-1") is None
    add(bureau, "one", "A@b.example")
    assert not tied("s-2")
    add(bureau, "one", "new@b.example")
    assert tied("s-2")
    with writing(bureau) as session:
        set_active(session, "one", active=False, by="head", now=NOW)
    assert tied("s-1")
    with reading(bureau) as session:
        actions = [line.action for line in audit_lines(session, subject="account")]
    assert actions.count("account.tied") == 3
