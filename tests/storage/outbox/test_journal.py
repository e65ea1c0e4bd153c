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
from storage.outbox.claim import LEASE, ClaimedMail, LeaseLostError, record_once
from storage.outbox.hold import hold_home
from storage.outbox.journal import Answer, Journal, forget
from tests.support.outbox import NOW, attempts, claim, judge, mark, states, try_claim, write
from tests.support.processes.unprivileged import as_nobody

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


def test_a_file_older_than_any_letter_lives_is_removed(tmp_path: Path) -> None:
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    for path in (old, new):
        path.write_bytes(b"\0" * 4096)
    os.utime(old, (time.time() - 9 * 86_400,) * 2)
    assert list(Journal(tmp_path).others()) == []
    assert list(tmp_path.iterdir()) == [new]


def test_a_journal_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "answers").touch()
    with pytest.raises(SurroundingsError):
        Journal(tmp_path / "answers").reserve()


def test_whoever_removes_an_answer_that_was_recorded_removes_no_later_one(tmp_path: Path) -> None:
    living, other = Journal(tmp_path), Journal(tmp_path)
    living.reserve()
    living.note(ANSWER)
    ((file, _),) = other.others()
    living.clear()
    living.note(replace(ANSWER, at=MOMENT + timedelta(hours=1)))
    forget([file])
    assert [answer.at for _, answer in other.others()] == [MOMENT + timedelta(hours=1)]


@pytest.mark.parametrize("shut", ["the folder", "a file"])
def test_answers_that_cannot_be_read_are_one_sentence(tmp_path: Path, shut: str) -> None:
    folder = tmp_path / "answers"
    dead = Journal(folder)
    dead.reserve()
    dead.note(ANSWER)
    (folder if shut == "the folder" else next(folder.iterdir())).chmod(0)
    if shut == "a file":
        folder.chmod(0o755)

    def read() -> str:
        try:
            return f"{len(list(Journal(folder).others()))} answers"
        except SurroundingsError as error:
            return error.english

    assert "no letter is sent" in as_nobody(tmp_path, read)


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
        assert not record_once(session, replace(mail, message_id="<other@y>"), ANSWER.verdict, NOW)
    assert states(bureau) == ["sending"]
    assert attempts(bureau) == []


def _late(bureau: Engine, first: ClaimedMail) -> None:
    with writing(bureau) as session:
        assert record_once(session, first, ANSWER.verdict, NOW + LEASE * 2)


def _claimed_again(bureau: Engine) -> tuple[ClaimedMail, ClaimedMail]:
    write(bureau)
    first = claim(bureau)
    mark(bureau, first)
    return first, claim(bureau, NOW + LEASE * 2, "two")


def test_a_letter_that_another_has_claimed_and_not_begun_is_not_sent_again(bureau: Engine) -> None:
    first, second = _claimed_again(bureau)
    _late(bureau, first)
    with pytest.raises(LeaseLostError):
        mark(bureau, second, NOW + LEASE * 2)
    assert states(bureau) == ["sent"]


@pytest.mark.parametrize("end", ["retry", "unknown", "dead", "config"])
def test_a_letter_that_another_was_sending_is_sent_however_that_ends(
    bureau: Engine, end: str
) -> None:
    first, second = _claimed_again(bureau)
    mark(bureau, second, NOW + LEASE * 2)
    _late(bureau, first)
    assert judge(bureau, second, end, NOW + LEASE * 2) == "sent"


def test_a_letter_that_another_was_sending_is_not_sent_after_that_ones_death(
    bureau: Engine,
) -> None:
    first, second = _claimed_again(bureau)
    mark(bureau, second, NOW + LEASE * 2)
    _late(bureau, first)
    assert try_claim(bureau, NOW + LEASE * 4, "three") is None
    assert states(bureau) == ["sent"]


def test_an_answer_from_before_a_restore_ends_the_hold_on_its_letter(bureau: Engine) -> None:
    write(bureau)
    first = claim(bureau)
    with writing(bureau) as session:
        hold_home(session, why="restore", by="test", now=NOW)
    _late(bureau, first)
    assert states(bureau) == ["sent"]
