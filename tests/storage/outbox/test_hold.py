"""The hold after a restore, on both databases: what waits, what never waits, and how letters go again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from storage.db.audit import audit_lines
from storage.db.database import reading, writing
from storage.outbox.hold import end_hold, hold_home, is_held
from tests.support.outbox import LATER, MAIL, NOW, claim, judge, states, try_claim, write

CODE = replace(MAIL, kind="code", rung="", recipient="code@example.go.th")


def hold(engine: Engine) -> int:
    with writing(engine) as session:
        return hold_home(session, why="restore", by="admin", now=NOW)


def release(engine: Engine) -> bool:
    with writing(engine) as session:
        return end_hold(session, by="admin", now=LATER)


def actions(engine: Engine) -> list[str]:
    with reading(engine) as session:
        found = [line.action for line in audit_lines(session)]
    return [action for action in reversed(found) if action.startswith("outbox.")]


def test_a_new_home_holds_nothing(bureau: Engine) -> None:
    with reading(bureau) as session:
        assert not is_held(session)


@pytest.mark.parametrize("begun", [False, True], ids=["waiting", "on its way"])
def test_a_letter_that_was_not_sent_waits_for_a_person(bureau: Engine, begun: bool) -> None:
    write(bureau)
    if begun:
        claim(bureau)
    assert (hold(bureau), states(bureau)) == (1, ["held"])
    assert try_claim(bureau, LATER) is None


def test_a_letter_that_was_sent_stays_sent(bureau: Engine) -> None:
    write(bureau)
    judge(bureau, claim(bureau), "sent")
    assert (hold(bureau), states(bureau)) == (0, ["sent"])


def test_a_letter_written_under_the_hold_waits_too(bureau: Engine) -> None:
    hold(bureau)
    write(bureau)
    assert states(bureau) == ["held"]


@pytest.mark.parametrize("before", [True, False], ids=["written before", "written after"])
def test_a_sign_in_code_never_waits(bureau: Engine, before: bool) -> None:
    if before:
        write(bureau, CODE)
    hold(bureau)
    if not before:
        write(bureau, MAIL, CODE)
    assert claim(bureau).recipient == CODE.recipient


def test_after_the_release_new_letters_go_out(bureau: Engine) -> None:
    hold(bureau)
    assert release(bureau)
    write(bureau)
    assert states(bureau) == ["pending"]


def test_the_release_alone_sends_no_letter_that_was_held(bureau: Engine) -> None:
    write(bureau)
    hold(bureau)
    release(bureau)
    assert states(bureau) == ["held"]


def test_the_audit_tells_of_the_hold_and_of_its_one_end(bureau: Engine) -> None:
    hold(bureau)
    assert [release(bureau), release(bureau)] == [True, False]
    assert actions(bureau) == ["outbox.hold", "outbox.unhold"]
