"""One hand that writes for many senders: nothing is told before it is on disk, and no failure is swallowed."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.engine import Engine

from storage.db.database import reading, writing
from storage.outbox import letters as outbox
from storage.outbox.group_commit import Book
from storage.outbox.letters import LeaseLostError, NewMail, OutboxEntry
from tests.support.cast import UNIT

NOW = datetime(2024, 3, 13, 2, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)
"""After any lease that began at NOW."""


@pytest.fixture
def full(bureau: Engine) -> Engine:
    """The bureau with twelve letters to go."""
    mails = [
        NewMail(UNIT, "digest", "2567:march:T-7", f"p{n}@b.example", "planning", "mail", "-", b"x", "A", f"<{n}@b>")
        for n in range(12)
    ]  # fmt: skip
    with writing(bureau) as session:
        outbox.enqueue(session, mails, run_id=None, now=NOW)
    return bureau


def entries(engine: Engine) -> list[OutboxEntry]:
    with reading(engine) as session:
        return outbox.list_outbox(session)


def test_what_is_claimed_together_is_in_one_pair_of_hands(full: Engine) -> None:
    with Book(full) as one, Book(full) as other:
        first = one.claim(8, owner="one", now=NOW)
        second = other.claim(8, owner="other", now=NOW)
    assert (len(first), len(second)) == (8, 4)
    assert len({mail.id for mail in (*first, *second)}) == 12


def test_a_mark_is_on_disk_when_it_returns_and_a_verdict_before_the_next_mark(full: Engine) -> None:
    with Book(full) as book:
        first, second = book.claim(2, owner="one", now=NOW)
        book.mark_data(first, NOW)
        recorded = book.record(first, state="sent", phase="data", code=250, detail="", now=NOW)
        book.mark_data(second, NOW)
        assert recorded.done()
        assert entries(full)[0].state == "sent"


def test_a_message_that_another_took_over_can_be_neither_marked_nor_recorded(full: Engine) -> None:
    with Book(full) as slow, Book(full) as quick:
        [mine] = slow.claim(1, owner="slow", now=NOW)
        [theirs] = quick.claim(1, owner="quick", now=LATER)
        assert theirs.id == mine.id
        with pytest.raises(LeaseLostError):
            slow.mark_data(mine, LATER)
        late = slow.record(mine, state="sent", phase="data", code=250, detail="", now=LATER)
        assert late.result() is None
    assert entries(full)[0].state == "sending"


def test_what_was_given_back_is_as_it_was(full: Engine) -> None:
    with Book(full) as book:
        book.release(book.claim(8, owner="one", now=NOW), NOW)
    assert {(entry.state, entry.attempts) for entry in entries(full)} == {("pending", 0)}


def test_a_letter_with_which_senders_keep_going_away_is_claimed_alone(full: Engine) -> None:
    now = NOW
    with Book(full) as book:
        for _ in range(3):
            book.claim(12, owner="gone", now=now)
            now += timedelta(hours=2)
        alone = [len(book.claim(12, owner="careful", now=now)) for _ in range(12)]
    assert alone == [1] * 12


def test_many_senders_share_one_hand_and_lose_nothing(full: Engine) -> None:
    def send(book: Book) -> None:
        while mails := book.claim(1, owner="one", now=NOW):
            book.mark_data(mails[0], NOW)
            book.record(mails[0], state="sent", phase="data", code=250, detail="", now=NOW).result()

    with Book(full) as book:
        senders = [threading.Thread(target=send, args=(book,)) for _ in range(4)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
    assert {(entry.state, entry.attempts) for entry in entries(full)} == {("sent", 1)}


def test_a_database_that_fails_is_heard_of_by_everybody_and_the_book_goes_on(full: Engine) -> None:
    with Book(full) as book:
        [mail] = book.claim(1, owner="one", now=NOW)
        naive = NOW.replace(tzinfo=None)
        with pytest.raises(Exception, match="time zone"):
            book.mark_data(mail, naive)
        book.mark_data(mail, NOW)
    assert entries(full)[0].state == "sending"
