"""The outbox as verbs: counted by unit, found by any of its keys, changed all at once or not at all."""

from __future__ import annotations

from datetime import date

import pytest

from domain.language.errors import KamnotError, OvertakenError
from flows.check.check import CheckRequest, check
from flows.house.set_up import set_up
from flows.letters.deliver import deliver
from flows.letters.outbox import (
    SENT,
    OutboxEntry,
    count_unsent,
    drop_letters,
    find_letter,
    list_letters,
    resend_letter,
    retry_letters,
    text_of,
)
from flows.run.audit import newest_lines
from flows.run.workspace import Workspace
from storage.db.database import writing
from storage.outbox.enqueue import NewMail, enqueue
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
