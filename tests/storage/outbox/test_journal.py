"""The journal of answers: what a dead sender left is read again, half a file is none, an empty one goes."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from domain.language.errors import SurroundingsError
from domain.reminders.verdict import Verdict
from storage.db.database import writing
from storage.outbox.claim import LEASE, ClaimedMail, record_once
from storage.outbox.journal import Answer, Journal, forget
from tests.support.outbox import NOW, attempts, claim, states, try_claim, write

MOMENT = datetime(2024, 3, 13, 2, 0, tzinfo=UTC)
MAIL = ClaimedMail(7, 3, "ก@example.go.th", "mail", "<x@y>", b"", 1, None, MOMENT, marked=True)
ANSWER = Answer(MAIL, Verdict("sent", "data", 250, "รับแล้ว" * 40), MOMENT)


@pytest.mark.parametrize(
    "answer",
    [ANSWER, replace(ANSWER, mail=replace(MAIL, expires_at=MOMENT + timedelta(days=7)))],
    ids=["no end", "an end"],
)
def test_an_answer_comes_back_as_it_was_noted(tmp_path: Path, answer: Answer) -> None:
    dead = Journal(tmp_path / "answers")
    dead.reserve()
    dead.note(answer)
    dead.close()
    ((file, found),) = Journal(tmp_path / "answers").others()
    assert found == answer
    assert file.stat().st_mode & 0o777 == 0o600
    forget([file])
    assert not list(Journal(tmp_path / "answers").others())


def test_a_cleared_answer_leaves_no_file(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.reserve()
    journal.note(ANSWER)
    journal.clear()
    journal.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b'{"mail": {}}', b"\xff" * 10])
def test_a_file_that_holds_no_whole_answer_is_none(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "other.json").write_bytes(text)
    assert list(Journal(tmp_path).others()) == []


def test_an_empty_file_of_yesterday_is_removed(tmp_path: Path) -> None:
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    for path in (old, new):
        path.write_bytes(b"\0" * 4096)
    os.utime(old, (time.time() - 90_000,) * 2)
    assert list(Journal(tmp_path).others()) == []
    assert list(tmp_path.iterdir()) == [new]


def test_a_journal_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "answers").touch()
    with pytest.raises(SurroundingsError):
        Journal(tmp_path / "answers").reserve()


def test_an_answer_is_recorded_once_however_often_it_is_read(bureau: Engine) -> None:
    write(bureau)
    mail = claim(bureau)
    for _ in range(2):
        with writing(bureau) as session:
            record_once(session, mail, ANSWER.verdict, NOW)
    assert states(bureau) == ["sent"]
    assert len(attempts(bureau)) == 1


def test_a_late_answer_ends_a_letter_that_waits_for_its_second_try(bureau: Engine) -> None:
    write(bureau)
    first = claim(bureau)
    second = try_claim(bureau, NOW + LEASE * 2, "two")
    assert second is not None
    with writing(bureau) as session:
        record_once(session, second, Verdict("unknown", "text"), NOW + LEASE * 2)
        record_once(session, first, ANSWER.verdict, NOW + LEASE * 2)
    assert states(bureau) == ["sent"]


def test_an_answer_for_a_letter_that_this_database_does_not_know_changes_nothing(
    bureau: Engine,
) -> None:
    write(bureau)
    mail = claim(bureau)
    with writing(bureau) as session:
        record_once(session, replace(mail, message_id="<other@y>"), ANSWER.verdict, NOW)
    assert states(bureau) == ["sending"]
    assert attempts(bureau) == []
