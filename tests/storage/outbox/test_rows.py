"""The outbox's rows: one of a key, written by whoever has the letter, and known for sure to have reached nobody."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine, select

from storage.db.database import reading, writing
from storage.outbox.rows import (
    FAILED,
    OUTBOX,
    PENDING,
    SENDING,
    STATES,
    insert_once,
    never_went_out,
    set_columns,
    set_if_ours,
)
from tests.support.outbox import LATER, MAIL, claim, judge, rows, write


def waiting(engine: Engine, *states: str) -> list[int]:
    """The letters in these states that certainly reached nobody."""
    with reading(engine) as session:
        return list(session.scalars(select(OUTBOX.c.id).where(never_went_out(*states))))


def test_a_letter_that_was_never_tried_reached_nobody(bureau: Engine) -> None:
    write(bureau)

    assert waiting(bureau, PENDING) == [row.id for row in rows(bureau)]
    assert waiting(bureau, SENDING) == []


@pytest.mark.parametrize(
    ("verdict", "certain"),
    [
        pytest.param("retry", True, id="put off before its text"),
        pytest.param("config", True, id="our set-up was refused"),
        pytest.param("unknown", False, id="the answer was lost after its text"),
    ],
)
def test_a_letter_whose_answer_was_lost_may_have_arrived(
    bureau: Engine, verdict: str, certain: bool
) -> None:
    write(bureau)
    judge(bureau, claim(bureau), verdict)

    assert bool(waiting(bureau, PENDING)) is certain


def test_once_lost_an_answer_leaves_its_letter_uncertain_whatever_comes_after(
    bureau: Engine,
) -> None:
    write(bureau)
    judge(bureau, claim(bureau), "unknown")
    judge(bureau, claim(bureau, LATER), "retry", LATER)

    assert waiting(bureau, PENDING) == []


def test_a_key_that_is_taken_is_not_written_again(bureau: Engine) -> None:
    write(bureau)
    [mail] = rows(bureau)
    values = mail.model_dump(exclude={"id"})

    with writing(bureau) as session:
        assert insert_once(session, OUTBOX, values) is None
        second = insert_once(session, OUTBOX, values | {"dedup_key": "another"})

    assert [row.id for row in rows(bureau)] == [mail.id, second]


def test_only_who_has_a_letter_writes_its_row(bureau: Engine) -> None:
    write(bureau)
    claimed = claim(bureau)

    with writing(bureau) as session:
        assert not set_if_ours(session, claimed.id, claimed.fence + 1, last_error="stranger")
        assert set_if_ours(session, claimed.id, claimed.fence, last_error="ours")

    assert rows(bureau)[0].last_error == "ours"


def test_a_letter_that_is_no_longer_being_sent_is_nobodys(bureau: Engine) -> None:
    write(bureau)
    claimed = claim(bureau)
    judge(bureau, claimed, "sent")

    with writing(bureau) as session:
        assert not set_if_ours(session, claimed.id, claimed.fence, last_error="late")

    assert rows(bureau)[0].state == "sent"


def test_columns_are_written_of_one_letter_alone(bureau: Engine) -> None:
    write(bureau, MAIL, replace(MAIL, recipient="b@example.go.th"))
    first, second = rows(bureau)
    assert first.id is not None

    with writing(bureau) as session:
        set_columns(session, first.id, state="held", last_error="รอ")

    told = [(row.state, row.last_error) for row in rows(bureau)]
    assert told == [("held", "รอ"), (second.state, second.last_error)]


def test_what_waits_for_a_person_are_states_of_a_letter() -> None:
    assert set(FAILED) < set(STATES)
    assert len(set(STATES)) == len(STATES)
