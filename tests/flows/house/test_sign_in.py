"""Signing in without a page: what is stored, and who a session belongs to. The rest is tried on the pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from flows.house.accounts import hand_over_code, invite
from flows.house.sign_in import arrive, ask_code, enter_with_code, hashed, leave
from flows.run.workspace import Workspace
from storage.db.database import reading
from tests.support.cast import UNIT


@pytest.fixture
def token(workspace: Workspace) -> str:
    invite(workspace, "x", "x@b.example", by="head", unit=UNIT, group="campaign")
    ask_code(workspace, "x@b.example", browser="b", source="127.0.0.1")
    begun = enter_with_code(
        workspace, hand_over_code(workspace, "x", by="head"), browser="b", device="Mac", own_phone=False
    )  # fmt: skip
    assert begun is not None
    return begun[0]


def test_no_table_holds_a_code_or_an_id(workspace: Workspace, token: str) -> None:
    code = hand_over_code(workspace, "x", by="head")
    with reading(workspace.engine) as session:
        for table in ("login_code", "web_session", "audit"):
            rows = session.execute(text(f"SELECT * FROM {table}")).all()
            for secret in (
                code,
                token,
                "127.0.0.1",
                "x@b.example" if table == "login_code" else code,
            ):
                assert secret not in str(rows)


def test_a_session_knows_its_person_and_seats(workspace: Workspace, token: str) -> None:
    visitor = arrive(workspace, token)
    assert visitor is not None
    assert visitor.member.groups(UNIT) == {"campaign"}
    assert visitor.proved(workspace.now())
    assert not visitor.proved(workspace.now() + timedelta(hours=13))
    leave(workspace, visitor)
    assert arrive(workspace, token) is None


@pytest.mark.parametrize("wrong", ["", "x", "0" * 64])
def test_a_made_up_id_is_nobody(workspace: Workspace, token: str, wrong: str) -> None:
    assert arrive(workspace, wrong) is None
    assert arrive(workspace, hashed(token)) is None
