"""Sending from the outbox, on both databases: claimed by one, ended with a reason, never lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import Engine

from storage.db.database import writing
from storage.outbox.claim import LEASE, MAX_TRIES, SILENCE, LeaseLostError, next_try
from storage.outbox.claim import claim as claim_now
from tests.support.outbox import (
    LATER,
    MAIL,
    NOW,
    attempts,
    claim,
    judge,
    mark,
    rows,
    states,
    try_claim,
    write,
)


def test_one_mail_is_in_one_pair_of_hands(bureau: Engine) -> None:
    write(bureau)
    claim(bureau)
    assert try_claim(bureau, NOW, "two") is None


def test_a_mail_that_is_not_due_yet_waits(bureau: Engine) -> None:
    write(bureau, now=LATER)
    assert try_claim(bureau, NOW, "one") is None


def test_the_mail_that_has_waited_longest_goes_first(bureau: Engine) -> None:
    write(bureau, replace(MAIL, recipient="b@example.go.th"), now=NOW - timedelta(hours=1))
    write(bureau, replace(MAIL, recipient="a@example.go.th"), now=NOW - timedelta(hours=2))
    assert claim(bureau).recipient == "a@example.go.th"


def test_workers_at_once_claim_disjoint_mails(bureau: Engine) -> None:
    write(bureau, *(replace(MAIL, recipient=f"p{n}@example.go.th") for n in range(20)))

    def work(owner: str) -> list[int]:
        mine = []
        while (claimed := try_claim(bureau, owner=owner)) is not None:
            mine.append(claimed.id)
        return mine

    with ThreadPoolExecutor(4) as pool:
        claimed = [i for part in pool.map(work, "abcd") for i in part]
    assert sorted(claimed) == [row.id for row in rows(bureau)]


@pytest.mark.parametrize(
    ("verdict", "state", "tries"),
    [
        ("sent", "sent", 1),
        ("retry", "pending", 1),
        ("dead", "dead", 1),
        ("unknown", "pending", 1),
        ("config", "pending", 0),
    ],
)
def test_each_verdict_has_its_state(bureau: Engine, verdict: str, state: str, tries: int) -> None:
    write(bureau)
    assert judge(bureau, claim(bureau), verdict, code=451, detail="why") == state
    row = rows(bureau)[0]
    assert (row.state, row.attempts, row.last_code, row.last_error) == (state, tries, 451, "why")
    assert (row.sent_at == NOW) is (verdict == "sent")
    assert attempts(bureau) == [(1, verdict)]


def test_a_fault_of_ours_is_tried_again_by_the_next_run(bureau: Engine) -> None:
    write(bureau)
    for _ in range(MAX_TRIES + 2):
        judge(bureau, claim(bureau), "config")
    assert claim(bureau).attempts == 1


def test_a_channel_that_refused_us_does_not_hold_up_the_others(bureau: Engine) -> None:
    write(bureau, replace(MAIL, channel="chat:LINE"), replace(MAIL, recipient="b@example.go.th"))
    judge(bureau, claim(bureau), "config")
    following = try_claim(bureau, avoid={"chat:LINE"})
    assert following is not None
    assert following.channel == "mail"
    assert try_claim(bureau, avoid={"chat:LINE"}) is None


def test_after_eight_tries_a_mail_is_dead(bureau: Engine) -> None:
    write(bureau)
    ends = [judge(bureau, claim(bureau, NOW + n * timedelta(hours=2)), "retry") for n in range(8)]
    assert ends == ["pending"] * 7 + ["dead"]
    assert try_claim(bureau, NOW + timedelta(days=9), "one") is None


def test_an_unknown_end_is_sent_once_more_and_then_left_for_a_person(bureau: Engine) -> None:
    write(bureau)
    first = claim(bureau)
    assert judge(bureau, first, "unknown") == "pending"
    second = claim(bureau, LATER)
    assert (second.raw, second.message_id) == (first.raw, first.message_id)
    assert judge(bureau, second, "unknown", LATER) == "unknown"
    assert try_claim(bureau, NOW + timedelta(days=9), "one") is None


def test_a_sender_that_died_before_the_text_loses_nothing(bureau: Engine) -> None:
    write(bureau)
    claim(bureau)
    again = claim(bureau, LATER, "two")
    assert (again.attempts, again.fence) == (2, 2)
    assert attempts(bureau) == [(1, "lost")]


@pytest.mark.parametrize(
    ("at_once", "marked", "end"), [(("mail",), True, "unknown"), (("chat:LINE",), False, "lost")]
)
def test_a_claim_marks_a_letter_whose_text_goes_out_at_once(
    bureau: Engine, at_once: tuple[str, ...], marked: bool, end: str
) -> None:
    write(bureau)
    with writing(bureau) as session:
        claimed = claim_now(session, owner="one", now=NOW, is_gone=bool, at_once=at_once)
    assert claimed is not None
    claim(bureau, LATER, "two")
    assert (claimed.marked, attempts(bureau)) == (marked, [(1, end)])


def test_a_sender_that_died_in_the_text_is_followed_once(bureau: Engine) -> None:
    write(bureau)
    mark(bureau, claim(bureau), NOW)
    mark(bureau, claim(bureau, LATER), LATER)
    assert try_claim(bureau, LATER + timedelta(hours=2), "three") is None
    assert states(bureau) == ["unknown"]
    assert attempts(bureau) == [(1, "unknown"), (2, "unknown")]


@pytest.mark.parametrize("away", [timedelta(minutes=6), timedelta(days=3)], ids=str)
def test_a_sender_that_may_live_records_its_answer_however_long_the_database_was_away(
    bureau: Engine, away: timedelta
) -> None:
    write(bureau)
    first = claim(bureau)
    mark(bureau, first)
    assert try_claim(bureau, NOW + away, "two", gone=False) is None
    assert (
        rows(bureau)[0].last_error == "one was at the text and has not answered; it is waited for"
    )
    assert judge(bureau, first, "sent", NOW + away) == "sent"
    assert try_claim(bureau, NOW + away + 2 * SILENCE, "two", gone=False) is None
    assert attempts(bureau) == [(1, "sent")]


def test_a_sender_that_may_live_and_stays_silent_is_followed_once(bureau: Engine) -> None:
    write(bureau)
    mark(bureau, claim(bureau))
    seen = NOW + timedelta(days=3)
    silent = seen + SILENCE
    waits = [try_claim(bureau, moment, "two", gone=False) for moment in (seen, silent)]
    after = try_claim(bureau, silent + timedelta(seconds=1), "two", gone=False)
    assert (waits, attempts(bureau)) == ([None, None], [(1, "unknown")])
    assert after is not None


def test_a_sender_that_was_not_at_its_text_is_not_waited_for(bureau: Engine) -> None:
    write(bureau)
    first = claim(bureau)
    assert try_claim(bureau, NOW + LEASE + timedelta(seconds=1), "two", gone=False) is not None
    with pytest.raises(LeaseLostError):
        mark(bureau, first, LATER)


def test_a_mail_that_its_senders_never_survive_ends_dead(bureau: Engine) -> None:
    write(bureau)
    for n in range(MAX_TRIES):
        claim(bureau, NOW + n * timedelta(hours=2))
    assert try_claim(bureau, NOW + timedelta(days=9), "nine") is None
    assert states(bureau) == ["dead"]


def test_who_lost_the_lease_neither_sends_nor_records(bureau: Engine) -> None:
    write(bureau)
    slow, quick = claim(bureau), claim(bureau, LATER, "two")
    with pytest.raises(LeaseLostError):
        mark(bureau, slow, LATER)
    assert judge(bureau, slow, "dead", LATER) is None
    assert judge(bureau, quick, "sent", LATER) == "sent"
    assert attempts(bureau) == [(1, "lost"), (1, "dead"), (2, "sent")]


def test_an_error_after_sent_undoes_nothing(bureau: Engine) -> None:
    write(bureau)
    claimed = claim(bureau)
    judge(bureau, claimed, "sent")
    assert judge(bureau, claimed, "retry") is None
    assert states(bureau) == ["sent"]


def test_the_lease_begins_anew_with_the_text(bureau: Engine) -> None:
    write(bureau)
    claimed = claim(bureau)
    almost = NOW + LEASE - timedelta(seconds=1)
    mark(bureau, claimed, almost)
    assert try_claim(bureau, almost + timedelta(seconds=2), "two") is None


def test_a_relay_that_is_away_uses_up_no_tries(bureau: Engine) -> None:
    write(bureau)
    for _ in range(2 * MAX_TRIES):
        with writing(bureau) as session:
            session.connection().exec_driver_sql("UPDATE outbox SET not_before = created_at")
        judge(bureau, claim(bureau), "retry", phase="connect")
    assert states(bureau) == ["pending"]


# Too late


def test_a_mail_that_came_too_late_is_shown_as_expired(bureau: Engine) -> None:
    write(bureau, replace(MAIL, expires_at=NOW + timedelta(hours=1)))
    judge(bureau, claim(bureau), "retry", detail="451 later")
    assert try_claim(bureau, LATER, "one") is None
    entry = rows(bureau)[0]
    assert (entry.state, entry.last_error) == ("expired", "451 later")


def test_a_text_that_may_have_gone_out_is_unknown_and_not_expired(bureau: Engine) -> None:
    write(bureau, replace(MAIL, expires_at=NOW + timedelta(hours=1)))
    mark(bureau, claim(bureau), NOW)
    assert try_claim(bureau, LATER, "two") is None
    assert states(bureau) == ["unknown"]


MINUTES = st.integers(1, 100_000).map(lambda m: timedelta(minutes=m))


@example(tries=8, left=timedelta(minutes=10), share=1.0)
@given(tries=st.integers(1, 20), left=st.none() | MINUTES, share=st.floats(0, 1))
def test_a_wait_is_jittered_capped_and_never_past_the_end(
    tries: int, left: timedelta | None, share: float
) -> None:
    ends = NOW + left if left is not None else None
    again = next_try(NOW, tries, ends, lambda low, high: low + share * (high - low))
    assert NOW <= again <= NOW + min(timedelta(hours=1), timedelta(seconds=30) * 2**tries)
    assert ends is None or again < ends


def test_the_full_range_of_the_jitter_is_used() -> None:
    asked: list[tuple[float, float]] = []

    def watch(low: float, high: float) -> float:
        asked.append((low, high))
        return low

    for tries in (1, 2, 7, 8):
        next_try(NOW, tries, None, watch)
    assert asked == [(0.0, 60.0), (0.0, 120.0), (0.0, 3600.0), (0.0, 3600.0)]
