"""Accounts: invited with a seat, given a code, disabled at once."""

from __future__ import annotations

import pytest

from domain.access import Scope
from domain.language.errors import KamnotError, NotAllowedError, NotThereError
from flows.house.accounts import all_accounts, hand_over_code, invite, scope_meant, set_active
from flows.letters.contacts import contacts_of
from flows.run.workspace import Workspace
from storage.db.database import reading
from storage.records.people import groups_of_account
from tests.support.cast import UNIT


def test_an_invited_person_takes_the_seat_with_that_address(workspace: Workspace) -> None:
    before = len(contacts_of(workspace, UNIT))
    code = invite(
        workspace,
        "campaign-2",
        "CAMPAIGN@bureau.example",
        by="head",
        unit=UNIT,
        group="รณรงค์",
        role="สมาชิก",
    )
    assert len(code) == 8
    assert len(contacts_of(workspace, UNIT)) == before
    with reading(workspace.engine) as session:
        assert groups_of_account(session, UNIT, "campaign-2") == frozenset({"campaign"})
    (known,) = all_accounts(workspace)
    assert (known.account.email, known.seen_at) == ("campaign@bureau.example", None)


@pytest.mark.parametrize("name", ["", " a", "a/b", "a\nb", "x" * 65])
def test_a_name_that_could_be_misread_is_refused(workspace: Workspace, name: str) -> None:
    with pytest.raises(KamnotError, match="ชื่อบัญชี"):
        invite(workspace, name, "a@b.example", by="head")


@pytest.mark.parametrize(
    ("group", "role", "email"),
    [
        ("nowhere", "member", "a@b.example"),
        ("campaign", "king", "a@b.example"),
        ("campaign", "member", "no address"),
    ],
)
def test_nothing_is_kept_of_an_invitation_that_cannot_be(
    workspace: Workspace, group: str, role: str, email: str
) -> None:
    with pytest.raises(KamnotError):
        invite(workspace, "x", email, by="head", unit=UNIT, group=group, role=role)
    assert all_accounts(workspace) == ()


def test_a_disabled_account_gets_no_code(workspace: Workspace) -> None:
    invite(workspace, "x", "x@b.example", by="head", scope=Scope.IT)
    set_active(workspace, "x", active=False, by="head")
    with pytest.raises(NotAllowedError):
        hand_over_code(workspace, "x", by="head")
    set_active(workspace, "x", active=True, by="head")
    assert hand_over_code(workspace, "x", by="head").isdigit()
    with pytest.raises(NotThereError):
        hand_over_code(workspace, "nobody", by="head")


def test_a_scope_is_known_by_its_name() -> None:
    assert scope_meant("department") is Scope.DEPARTMENT
    with pytest.raises(KamnotError, match="department, it"):
        scope_meant("all")
