"""Writing letters down, on both databases: each once for its facts, and only what never went out is superseded."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import Engine, text

from storage.db.database import reading, writing
from storage.outbox.enqueue import NewMail, dedup_key, enqueue
from tests.support.outbox import LATER, MAIL, NOW, claim, judge, rows, states, write


def test_the_bytes_are_kept_as_they_are(bureau: Engine) -> None:
    assert len(write(bureau)) == 1
    assert claim(bureau).raw == MAIL.raw


def test_a_letter_lies_in_less_room_than_it_takes_on_its_way(bureau: Engine) -> None:
    write(bureau, replace(MAIL, raw=MAIL.raw * 1000))
    with reading(bureau) as session:
        lying = session.connection().scalar(text("SELECT length(raw) FROM outbox"))
    assert lying is not None
    assert lying < len(MAIL.raw) * 50
    assert claim(bureau).raw == MAIL.raw * 1000


def test_a_second_run_writes_nothing(bureau: Engine) -> None:
    write(bureau)
    again = replace(
        MAIL, raw=b"other words", message_id="<2@example.go.th>", recipient="Head@Example.go.th"
    )
    assert write(bureau, again, now=LATER) == []
    assert len(rows(bureau)) == 1


def test_the_key_sees_one_address_in_any_case() -> None:
    shouted = replace(MAIL, recipient=MAIL.recipient.upper())
    assert dedup_key(shouted, 0) == dedup_key(MAIL, 0) != dedup_key(MAIL, 1)


def write_and_fail(bureau: Engine) -> None:
    with writing(bureau) as session:
        enqueue(session, [MAIL], run_id=None, now=NOW)
        raise ZeroDivisionError


def test_a_run_that_fails_writes_nothing(bureau: Engine) -> None:
    with pytest.raises(ZeroDivisionError):
        write_and_fail(bureau)
    assert rows(bureau) == []


def test_facts_that_change_and_change_back_are_told_each_time(bureau: Engine) -> None:
    told = [bool(write(bureau, replace(MAIL, content_fp=fp))) for fp in "ABAA"]
    assert told == [True, True, True, False]
    assert states(bureau) == ["superseded", "superseded", "pending"]
    assert [row.seq for row in rows(bureau)] == [0, 1, 2]


def test_a_letter_written_again_goes_only_to_those_who_wait_for_it(bureau: Engine) -> None:
    received, waits = MAIL, replace(MAIL, recipient="waits@example.go.th")
    write(bureau, received)
    judge(bureau, claim(bureau), "sent")
    write(bureau, waits)
    newer = [replace(mail, content_fp="B") for mail in (received, waits)]

    with writing(bureau) as session:
        written = enqueue(session, newer, run_id=None, now=LATER, renewed=True)

    assert [row.recipient for row in rows(bureau) if row.id in written] == [waits.recipient]
    assert states(bureau) == ["sent", "superseded", "pending"]


def test_what_surely_never_went_out_is_superseded(bureau: Engine) -> None:
    write(bureau)
    judge(bureau, claim(bureau), "retry")
    write(bureau, replace(MAIL, content_fp="B"))
    assert states(bureau) == ["superseded", "pending"]


def test_a_message_that_tells_the_whole_state_supersedes_those_of_other_rungs(
    bureau: Engine,
) -> None:
    write(bureau)
    write(bureau, replace(MAIL, rung="2567:march:T-1", content_fp="B", newest_only=True))
    assert states(bureau) == ["superseded", "pending"]


def test_what_may_have_gone_out_is_not_superseded(bureau: Engine) -> None:
    write(bureau)
    judge(bureau, claim(bureau), "unknown")
    write(bureau, replace(MAIL, content_fp="B"))
    assert states(bureau) == ["pending", "pending"]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(replace(MAIL, recipient="clerk@example.go.th"), id="person"),
        pytest.param(replace(MAIL, rung="2567:march:T-3"), id="rung"),
        pytest.param(replace(MAIL, kind="escalation"), id="kind"),
        pytest.param(replace(MAIL, group_id="campaign"), id="group"),
    ],
)
def test_another_person_rung_kind_or_group_is_another_mail(bureau: Engine, other: NewMail) -> None:
    write(bureau)
    assert len(write(bureau, other)) == 1
    assert states(bureau) == ["pending", "pending"]


def test_four_planners_at_once_write_each_mail_once(bureau: Engine) -> None:
    mails = [replace(MAIL, recipient=f"p{n}@example.go.th") for n in range(10)]
    with ThreadPoolExecutor(4) as pool:
        written = list(pool.map(lambda _: write(bureau, *mails), range(4)))
    assert sorted(i for ids in written for i in ids) == [row.id for row in rows(bureau)]
    assert len(rows(bureau)) == 10


def test_planners_at_once_with_other_facts_lose_none(bureau: Engine) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda fp: write(bureau, replace(MAIL, content_fp=fp)), "ABCD"))
    assert sorted(row.content_fp for row in rows(bureau)) == list("ABCD")
    assert sorted(states(bureau)) == ["pending", "superseded", "superseded", "superseded"]
