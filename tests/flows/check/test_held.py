"""After a restore a person sees what waits and what the rules would write today, and only then it goes."""

from __future__ import annotations

from datetime import date

import pytest

from domain.language.errors import KamnotError
from flows.check import held
from flows.check.check import CheckRequest, check
from flows.check.held import look_at_held, must_be_seen
from flows.letters.deliver import deliver
from flows.letters.outbox import count_unsent, list_letters, release_letters
from flows.run.workspace import Workspace
from storage.db.audit import audit_lines
from storage.db.database import reading, writing
from storage.outbox.hold import hold_home
from tests.support.cast import UNIT

DAY = date(2024, 3, 13)


@pytest.fixture
def restored(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """The bureau on a day on which letters are due, held as after a restore."""
    for module in ("flows.check.held", "flows.letters.outbox"):
        monkeypatch.setattr(f"{module}.today", lambda: DAY)
    with writing(workspace.engine) as session:
        hold_home(session, why="restore", by="officer", now=workspace.now())
    return workspace


def test_what_the_rules_would_write_today_is_shown_and_nothing_is_written(
    restored: Workspace,
) -> None:
    found = look_at_held(restored, by="officer")

    assert (found.letters, found.all_held) == ((), True)
    assert {mail.group_id for _, mail in found.due} >= {"planning"}
    assert all(text for text, _ in found.due)
    assert list_letters(restored) == []


def test_letters_that_were_written_while_held_are_shown_once(restored: Workspace) -> None:
    due = {mail.recipient for _, mail in look_at_held(restored, by="officer").due}

    check(restored, CheckRequest(UNIT, restored.batches(None), DAY))
    found = look_at_held(restored, by="officer")

    assert due <= {letter.recipient for letter in found.letters}
    assert found.due == ()


def test_all_go_only_after_a_look_of_that_day_at_all_of_them(
    restored: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_at_held(restored, by="officer")
    assert not must_be_seen(restored)

    check(restored, CheckRequest(UNIT, restored.batches(None), DAY))
    assert must_be_seen(restored)  # more has come since
    with pytest.raises(KamnotError, match="ต้องมีผู้ดู"):
        release_letters(restored, (), by="officer")
    look_at_held(restored, by="officer")
    monkeypatch.setattr(held, "today", lambda: date(2024, 3, 14))
    assert must_be_seen(restored)  # other letters may be due
    monkeypatch.setattr(held, "today", lambda: DAY)
    release_letters(restored, (), by="officer")
    deliver(restored)

    assert count_unsent(restored).held == 0
    assert list_letters(restored, ["sent"])
    with reading(restored.engine) as session:
        assert [x.subject for x in audit_lines(session) if x.action == "outbox.look"] == [
            "home"
        ] * 2


def test_one_letter_goes_by_its_number_and_the_others_stay(restored: Workspace) -> None:
    check(restored, CheckRequest(UNIT, restored.batches(None), DAY))
    first, *others = list_letters(restored, ["held"])

    release_letters(restored, [first.id], by="officer")
    deliver(restored)

    assert [letter.id for letter in list_letters(restored, ["held"])] == [x.id for x in others]
    assert must_be_seen(restored)


def test_without_a_restore_a_look_notes_nothing(workspace: Workspace) -> None:
    assert look_at_held(workspace, by="officer").due == ()
    assert not must_be_seen(workspace)
