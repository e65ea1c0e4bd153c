"""The outbox as verbs: counted by unit, found by any of its keys, changed all at once or not at all."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.language.errors import KamnotError, OvertakenError
from flows.check.check import CheckRequest, check
from flows.check.daily import remind_unit
from flows.house.set_up import set_up
from flows.letters.deliver import deliver
from flows.letters.outbox import (
    SENT,
    OutboxEntry,
    count_unsent,
    drop_letters,
    find_letter,
    held_letters,
    holds_first_letters,
    list_letters,
    release_letters,
    resend_letter,
    retry_letters,
    text_of,
)
from flows.run.audit import newest_lines
from flows.run.workspace import Workspace
from storage.db.database import reading, writing
from storage.outbox.enqueue import NewMail, enqueue
from storage.records.people import set_contact
from storage.settings import Settings
from tests.support.cast import UNIT


def mail(unit: str = UNIT, channel: str = "mail") -> NewMail:
    return NewMail(
        unit=unit,
        kind="digest",
        rung="2567:march:T-7",
        recipient=f"{channel}@{unit}.example",
        group_id="planning",
        channel=channel,
        subject="ยังขาด ๓ รายการ",
        raw="ยังขาด ๓ รายการ".encode(),
        content_fp="facts",
        message_id=f"<{unit}-{channel}@bureau.example>",
    )


def write_down(ws: Workspace, *mails: NewMail) -> None:
    with writing(ws.engine) as session:
        enqueue(session, mails, run_id=None, now=ws.now())


def sent_letter(ws: Workspace) -> OutboxEntry:
    check(ws, CheckRequest(UNIT, ("march",), date(2024, 3, 13)))
    return list_letters(ws, [SENT])[0]


def test_unsent_letters_are_counted_by_unit_or_over_all(bare: Workspace) -> None:
    set_up(bare.settings, unit="finance")
    write_down(bare, mail(), mail("finance"))

    assert (count_unsent(bare, UNIT).waiting, count_unsent(bare).waiting) == (1, 2)


def test_letters_are_listed_by_state_and_an_unknown_state_is_refused(bare: Workspace) -> None:
    write_down(bare, mail())

    assert (len(list_letters(bare)), list_letters(bare, [SENT])) == (1, [])
    with pytest.raises(KamnotError, match="lost"):
        list_letters(bare, ["lost"])


def test_a_letter_is_found_by_each_of_its_keys_and_read_as_its_reader_sees_it(
    workspace: Workspace,
) -> None:
    letter = sent_letter(workspace)
    keys = str(letter.id), letter.message_id, find_letter(workspace, str(letter.id)).dedup_key

    assert {find_letter(workspace, key).entry for key in keys} == {letter}
    assert "เรียน" in text_of(find_letter(workspace, keys[0]))


def test_a_chat_s_message_is_its_text(bare: Workspace) -> None:
    write_down(bare, mail(channel="chat:PLANNING"))
    [entry] = list_letters(bare)

    assert text_of(find_letter(bare, str(entry.id))) == "ยังขาด ๓ รายการ"


def test_a_dropped_letter_needs_a_reason_and_can_not_be_put_back(bare: Workspace) -> None:
    write_down(bare, mail())
    with pytest.raises(KamnotError):
        drop_letters(bare, [1], reason=" ", by="somsri")

    drop_letters(bare, [1], reason="แจ้งทางโทรศัพท์แล้ว", by="somsri")

    with pytest.raises(OvertakenError):
        retry_letters(bare, [1], by="somsri")
    [entry] = list_letters(bare)
    assert (entry.state, entry.last_error) == ("dropped", "แจ้งทางโทรศัพท์แล้ว")
    [line] = newest_lines(bare, 1)
    assert (line.actor, line.action, line.subject) == ("somsri", "outbox.drop", f"{UNIT}/1")


def test_a_letter_sent_again_is_a_new_one_and_goes_out_with_the_next_delivery(
    workspace: Workspace,
) -> None:
    old = sent_letter(workspace)

    new = resend_letter(workspace, str(old.id), reason="ผู้รับทำหาย", by="somsri")
    deliver(workspace)

    assert new.message_id != old.message_id
    assert find_letter(workspace, str(new.id)).entry.state == SENT


OVERDUE = date(2024, 3, 28)
MONTH = timedelta(days=28)


def remind_director(ws: Workspace, day: date, *, dry_run: bool = False) -> list[str]:
    """Remind as of that day; returns what became of every letter to the director so far."""
    with writing(ws.engine) as session:
        set_contact(
            session, unit=UNIT, group="director", role="director", office="-",
            email="director@bureau.example", by="test", now=ws.now(),
        )  # fmt: skip
    remind_unit(ws, CheckRequest(UNIT, ws.batches(None), day, dry_run, record=False))
    return [letter.state for letter in list_letters(ws) if letter.group_id == "director"]


def test_the_first_letter_to_the_director_waits_for_a_look_and_the_next_does_not(
    workspace: Workspace,
) -> None:
    assert remind_director(workspace, OVERDUE) == ["held"]
    assert remind_director(workspace, OVERDUE, dry_run=True) == ["pending"]

    deliver(workspace)

    assert remind_director(workspace, OVERDUE + MONTH) == ["sent", "sent"]


def test_who_looked_before_the_first_letter_has_nothing_held(workspace: Workspace) -> None:
    assert remind_director(workspace, date(2024, 3, 13), dry_run=True) == []
    assert remind_director(workspace, OVERDUE) == ["sent"]


def test_first_letters_are_held_while_a_director_can_be_reached_and_nobody_has_looked(
    workspace: Workspace,
) -> None:
    def holds() -> bool:
        with reading(workspace.engine) as session:
            return holds_first_letters(session)

    assert not holds()  # no director
    remind_director(workspace, OVERDUE)
    assert holds()
    remind_director(workspace, OVERDUE, dry_run=True)
    assert not holds()


def test_a_held_letter_that_nobody_looks_at_is_replaced_by_the_next_and_goes_out_once_released(
    workspace: Workspace,
) -> None:
    remind_director(workspace, OVERDUE)
    assert remind_director(workspace, OVERDUE + MONTH) == ["superseded", "held"]

    release_letters(workspace, (), by="secretary")
    deliver(workspace)

    assert [x.state for x in list_letters(workspace) if x.group_id == "director"] == [
        "superseded",
        "sent",
    ]
    assert held_letters(workspace) == []


def test_a_letter_that_is_not_held_is_not_released(workspace: Workspace) -> None:
    sent = sent_letter(workspace)

    with pytest.raises(OvertakenError, match="held"):
        release_letters(workspace, [sent.id], by="secretary")


def test_a_released_letter_has_the_sender_of_the_day_of_its_release(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    remind_director(workspace, OVERDUE)
    monkeypatch.setenv("KAMNOT_MAIL_FROM", "kamnot@senate.example")

    [letter] = release_letters(Workspace(Settings()), (), by="secretary")

    raw = find_letter(workspace, str(letter.id)).raw
    assert raw.count(b"From: ") == 1
    assert raw.startswith(b"From: kamnot@senate.example\r\nReply-To: ")
