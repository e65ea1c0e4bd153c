"""The outbox on both databases: written once, claimed by one, ended with a reason, never lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlmodel import col, select

from storage.db.database import reading, writing
from storage.db.tables import OutboxAttemptRow, OutboxRow, ReminderSlotRow, SkippedRow
from storage.outbox import letters as outbox
from storage.outbox.letters import ClaimedMail, LeaseLostError, NewMail
from storage.records.people import set_unit

UNIT = "bureau"
NOW = datetime(2024, 3, 13, 2, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)
"""After any wait and any lease that began at NOW."""
MAIL = NewMail(
    unit=UNIT,
    kind="digest",
    slot="2567:march:T-7",
    recipient="head@example.go.th",
    group_id="planning",
    channel="mail",
    subject="[กำหนด] ๑๒ กิจกรรมยังไม่ครบ",
    raw=b"Subject: x\r\n\r\n\x00\xff",
    content_fp="A",
    message_id="<1@example.go.th>",
)


@pytest.fixture
def database(database: Engine) -> Engine:
    """The throw-away database, with the unit that the mails belong to."""
    with writing(database) as session:
        set_unit(session, UNIT, name="สำนักทดสอบ", department="หน่วยงานทดสอบ", by="test", now=NOW)
    return database


def write(database: Engine, *mails: NewMail, now: datetime = NOW) -> list[int]:
    with writing(database) as session:
        return outbox.enqueue(session, mails or (MAIL,), run_id=None, now=now)


def claim(database: Engine, now: datetime = NOW, owner: str = "one") -> ClaimedMail:
    claimed = outbox.claim(database, owner=owner, now=now)
    assert claimed is not None
    return claimed


def judge(
    database: Engine, claimed: ClaimedMail, state: Any, now: datetime = NOW, **more: Any
) -> str | None:
    values: dict[str, Any] = {"phase": "data", "code": None, "detail": "", **more}
    return outbox.record_verdict(database, claimed, state=state, now=now, **values)


def rows(database: Engine) -> list[OutboxRow]:
    with reading(database) as session:
        return list(session.exec(select(OutboxRow).order_by(col(OutboxRow.id))))


def states(database: Engine) -> list[str]:
    return [row.state for row in rows(database)]


def attempts(database: Engine) -> list[tuple[int, str | None]]:
    with reading(database) as session:
        found = session.exec(select(OutboxAttemptRow).order_by(col(OutboxAttemptRow.id)))
        return [(attempt.fence, attempt.outcome) for attempt in found]


# Writing down


def test_the_bytes_are_kept_as_they_are(database: Engine) -> None:
    assert len(write(database)) == 1
    assert claim(database).raw == MAIL.raw


def test_a_letter_lies_in_less_room_than_it_takes_on_its_way(database: Engine) -> None:
    write(database, replace(MAIL, raw=MAIL.raw * 1000))
    with reading(database) as session:
        lying = session.connection().scalar(text("SELECT length(raw) FROM outbox"))
    assert lying is not None
    assert lying < len(MAIL.raw) * 50
    assert claim(database).raw == MAIL.raw * 1000


def test_a_second_run_writes_nothing(database: Engine) -> None:
    write(database)
    again = replace(
        MAIL, raw=b"other words", message_id="<2@example.go.th>", recipient="Head@Example.go.th"
    )
    assert write(database, again, now=LATER) == []
    assert len(rows(database)) == 1


def test_the_key_sees_one_address_in_any_case() -> None:
    shouted = replace(MAIL, recipient=MAIL.recipient.upper())
    assert outbox.dedup_key(shouted, 0) == outbox.dedup_key(MAIL, 0) != outbox.dedup_key(MAIL, 1)


def write_and_fail(database: Engine) -> None:
    with writing(database) as session:
        outbox.enqueue(session, [MAIL], run_id=None, now=NOW)
        raise ZeroDivisionError


def test_a_run_that_fails_writes_nothing(database: Engine) -> None:
    with pytest.raises(ZeroDivisionError):
        write_and_fail(database)
    assert rows(database) == []


def test_facts_that_change_and_change_back_are_told_each_time(database: Engine) -> None:
    told = [bool(write(database, replace(MAIL, content_fp=fp))) for fp in "ABAA"]
    assert told == [True, True, True, False]
    assert states(database) == ["superseded", "superseded", "pending"]
    assert [row.seq for row in rows(database)] == [0, 1, 2]


def test_what_surely_never_went_out_is_superseded(database: Engine) -> None:
    write(database)
    judge(database, claim(database), "retry")
    write(database, replace(MAIL, content_fp="B"))
    assert states(database) == ["superseded", "pending"]


def test_a_message_that_tells_the_whole_state_supersedes_those_of_other_slots(
    database: Engine,
) -> None:
    write(database)
    write(database, replace(MAIL, slot="2567:march:T-1", content_fp="B", newest_only=True))
    assert states(database) == ["superseded", "pending"]


def test_a_relay_that_is_away_uses_up_no_tries(database: Engine) -> None:
    write(database)
    for _ in range(2 * outbox.MAX_TRIES):
        with writing(database) as session:
            session.connection().exec_driver_sql("UPDATE outbox SET not_before = created_at")
        judge(database, claim(database), "retry", phase="connect")
    assert states(database) == ["pending"]


def test_what_may_have_gone_out_is_not_superseded(database: Engine) -> None:
    write(database)
    judge(database, claim(database), "unknown")
    write(database, replace(MAIL, content_fp="B"))
    assert states(database) == ["pending", "pending"]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(replace(MAIL, recipient="clerk@example.go.th"), id="person"),
        pytest.param(replace(MAIL, slot="2567:march:T-3"), id="slot"),
        pytest.param(replace(MAIL, kind="escalation"), id="kind"),
        pytest.param(replace(MAIL, group_id="campaign"), id="group"),
    ],
)
def test_another_person_slot_kind_or_group_is_another_mail(
    database: Engine, other: NewMail
) -> None:
    write(database)
    assert len(write(database, other)) == 1
    assert states(database) == ["pending", "pending"]


def test_four_planners_at_once_write_each_mail_once(database: Engine) -> None:
    mails = [replace(MAIL, recipient=f"p{n}@example.go.th") for n in range(10)]
    with ThreadPoolExecutor(4) as pool:
        written = list(pool.map(lambda _: write(database, *mails), range(4)))
    assert sorted(i for ids in written for i in ids) == [row.id for row in rows(database)]
    assert len(rows(database)) == 10


def test_planners_at_once_with_other_facts_lose_none(database: Engine) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda fp: write(database, replace(MAIL, content_fp=fp)), "ABCD"))
    assert sorted(row.content_fp for row in rows(database)) == list("ABCD")
    assert sorted(states(database)) == ["pending", "superseded", "superseded", "superseded"]


# The ledger of reminders

SLOTS = [("2567:march:T-7", "planning", "members"), ("2567:march:T-7", "campaign", "members")]


def test_a_slot_is_claimed_once_and_stays_in_the_ledger(database: Engine) -> None:
    with writing(database) as session:
        assert outbox.claim_slots(session, UNIT, SLOTS[:1], None, NOW) == {SLOTS[0]}
    with writing(database) as session:
        assert outbox.claim_slots(session, UNIT, SLOTS, None, LATER) == {SLOTS[1]}
    with reading(database) as session:
        assert outbox.slots_taken(session, UNIT) == {(slot, group) for slot, group, _ in SLOTS}
        assert outbox.slots_taken(session, "another") == frozenset()


def test_planners_at_once_share_no_slot(database: Engine) -> None:
    slots = [(f"2567:march:T-{n}", "planning", "members") for n in range(10)]

    def plan(turn: int) -> set[outbox.Slot]:
        with writing(database) as session:
            return outbox.claim_slots(session, UNIT, slots[:: 1 if turn % 2 else -1], None, NOW)

    with ThreadPoolExecutor(4) as pool:
        claimed = [slot for part in pool.map(plan, range(4)) for slot in part]
    assert sorted(claimed) == sorted(slots)
    with reading(database) as session:
        assert len(session.exec(select(ReminderSlotRow)).all()) == 10


def test_who_is_not_written_to_is_written_down(database: Engine) -> None:
    with writing(database) as session:
        outbox.skip(session, slot=MAIL.slot, recipient="-", reason="ไม่มีที่อยู่", run_id=None, now=NOW)
    with reading(database) as session:
        assert session.exec(select(SkippedRow.reason)).all() == ["ไม่มีที่อยู่"]


# Claiming and recording


def test_one_mail_is_in_one_pair_of_hands(database: Engine) -> None:
    write(database)
    claim(database)
    assert outbox.claim(database, owner="two", now=NOW) is None


def test_a_mail_that_is_not_due_yet_waits(database: Engine) -> None:
    write(database, now=LATER)
    assert outbox.claim(database, owner="one", now=NOW) is None


def test_the_mail_that_has_waited_longest_goes_first(database: Engine) -> None:
    write(database, replace(MAIL, recipient="b@example.go.th"), now=NOW - timedelta(hours=1))
    write(database, replace(MAIL, recipient="a@example.go.th"), now=NOW - timedelta(hours=2))
    assert claim(database).recipient == "a@example.go.th"


def test_workers_at_once_claim_disjoint_mails(database: Engine) -> None:
    write(database, *(replace(MAIL, recipient=f"p{n}@example.go.th") for n in range(20)))

    def work(owner: str) -> list[int]:
        mine = []
        while (claimed := outbox.claim(database, owner=owner, now=NOW)) is not None:
            mine.append(claimed.id)
        return mine

    with ThreadPoolExecutor(4) as pool:
        claimed = [i for part in pool.map(work, "abcd") for i in part]
    assert sorted(claimed) == [row.id for row in rows(database)]


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
def test_each_verdict_has_its_state(database: Engine, verdict: str, state: str, tries: int) -> None:
    write(database)
    assert judge(database, claim(database), verdict, code=451, detail="why") == state
    row = rows(database)[0]
    assert (row.state, row.attempts, row.last_code, row.last_error) == (state, tries, 451, "why")
    assert (row.sent_at == NOW) is (verdict == "sent")
    assert attempts(database) == [(1, verdict)]


def test_a_fault_of_ours_is_tried_again_by_the_next_run(database: Engine) -> None:
    write(database)
    for _ in range(outbox.MAX_TRIES + 2):
        judge(database, claim(database), "config")
    assert claim(database).attempts == 1


def test_a_channel_that_refused_us_does_not_hold_up_the_others(database: Engine) -> None:
    write(database, replace(MAIL, channel="chat:LINE"), replace(MAIL, recipient="b@example.go.th"))
    judge(database, claim(database), "config")
    following = outbox.claim(database, owner="one", now=NOW, avoid={"chat:LINE"})
    assert following is not None
    assert following.channel == "mail"
    assert outbox.claim(database, owner="one", now=NOW, avoid={"chat:LINE"}) is None


def test_after_eight_tries_a_mail_is_dead(database: Engine) -> None:
    write(database)
    ends = [
        judge(database, claim(database, NOW + n * timedelta(hours=2)), "retry") for n in range(8)
    ]
    assert ends == ["pending"] * 7 + ["dead"]
    assert outbox.claim(database, owner="one", now=NOW + timedelta(days=9)) is None


def test_an_unknown_end_is_sent_once_more_and_then_left_for_a_person(database: Engine) -> None:
    write(database)
    first = claim(database)
    assert judge(database, first, "unknown") == "pending"
    second = claim(database, LATER)
    assert (second.raw, second.message_id) == (first.raw, first.message_id)
    assert judge(database, second, "unknown", LATER) == "unknown"
    assert outbox.claim(database, owner="one", now=NOW + timedelta(days=9)) is None


def test_a_sender_that_died_before_the_text_loses_nothing(database: Engine) -> None:
    write(database)
    claim(database)
    again = claim(database, LATER, "two")
    assert (again.attempts, again.fence) == (2, 2)
    assert attempts(database) == [(1, "lost")]


def test_a_sender_that_died_in_the_text_is_followed_once(database: Engine) -> None:
    write(database)
    outbox.mark_data(database, claim(database), NOW)
    outbox.mark_data(database, claim(database, LATER), LATER)
    assert outbox.claim(database, owner="three", now=LATER + timedelta(hours=2)) is None
    assert states(database) == ["unknown"]
    assert attempts(database) == [(1, "unknown"), (2, "unknown")]


def test_a_mail_that_its_senders_never_survive_ends_dead(database: Engine) -> None:
    write(database)
    for n in range(outbox.MAX_TRIES):
        claim(database, NOW + n * timedelta(hours=2))
    assert outbox.claim(database, owner="nine", now=NOW + timedelta(days=9)) is None
    assert states(database) == ["dead"]


def test_who_lost_the_lease_neither_sends_nor_records(database: Engine) -> None:
    write(database)
    slow, quick = claim(database), claim(database, LATER, "two")
    with pytest.raises(LeaseLostError):
        outbox.mark_data(database, slow, LATER)
    assert judge(database, slow, "dead", LATER) is None
    assert judge(database, quick, "sent", LATER) == "sent"
    assert attempts(database) == [(1, "lost"), (1, "dead"), (2, "sent")]


def test_an_error_after_sent_undoes_nothing(database: Engine) -> None:
    write(database)
    claimed = claim(database)
    judge(database, claimed, "sent")
    assert judge(database, claimed, "retry") is None
    assert states(database) == ["sent"]


def test_the_lease_begins_anew_with_the_text(database: Engine) -> None:
    write(database)
    claimed = claim(database)
    almost = NOW + claimed.lease - timedelta(seconds=1)
    outbox.mark_data(database, claimed, almost)
    assert outbox.claim(database, owner="two", now=almost + timedelta(seconds=2)) is None


# Too late


def test_a_mail_that_came_too_late_is_shown_as_expired(database: Engine) -> None:
    write(database, replace(MAIL, expires_at=NOW + timedelta(hours=1)))
    judge(database, claim(database), "retry", detail="451 later")
    assert outbox.claim(database, owner="one", now=LATER) is None
    entry = listed(database)[0]
    assert (entry.state, entry.last_error) == ("expired", "451 later")


def test_a_text_that_may_have_gone_out_is_unknown_and_not_expired(database: Engine) -> None:
    write(database, replace(MAIL, expires_at=NOW + timedelta(hours=1)))
    outbox.mark_data(database, claim(database), NOW)
    assert outbox.claim(database, owner="two", now=LATER) is None
    assert states(database) == ["unknown"]


MINUTES = st.integers(1, 100_000).map(lambda m: timedelta(minutes=m))


@example(tries=8, left=timedelta(minutes=10), share=1.0)
@given(tries=st.integers(1, 20), left=st.none() | MINUTES, share=st.floats(0, 1))
def test_a_wait_is_jittered_capped_and_never_past_the_end(
    tries: int, left: timedelta | None, share: float
) -> None:
    ends = NOW + left if left is not None else None
    again = outbox.next_try(NOW, tries, ends, lambda low, high: low + share * (high - low))
    assert NOW <= again <= NOW + min(timedelta(hours=1), timedelta(seconds=30) * 2**tries)
    assert ends is None or again < ends


def test_the_full_range_of_the_jitter_is_used() -> None:
    asked: list[tuple[float, float]] = []

    def watch(low: float, high: float) -> float:
        asked.append((low, high))
        return low

    for tries in (1, 2, 7, 8):
        outbox.next_try(NOW, tries, None, watch)
    assert asked == [(0.0, 60.0), (0.0, 120.0), (0.0, 3600.0), (0.0, 3600.0)]


# Looking


def listed(database: Engine, *args: Any) -> list[outbox.OutboxEntry]:
    with reading(database) as session:
        return outbox.list_outbox(session, *args)


def test_the_list_shows_a_unit_and_its_states(database: Engine) -> None:
    write(database, MAIL, replace(MAIL, recipient="b@example.go.th"))
    judge(database, claim(database), "dead", phase="rcpt", code=550, detail="no such user")
    assert [entry.state for entry in listed(database, UNIT)] == ["dead", "pending"]
    assert [entry.last_code for entry in listed(database, UNIT, outbox.FAILED)] == [550]
    assert listed(database, "another") == []
