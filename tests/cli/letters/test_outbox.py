"""Letters that wait for a person: sent again or given up, all that were named or none."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.engine import Engine
from sqlmodel import SQLModel

from storage.db.audit import audit_lines
from storage.db.database import open_database, reading, writing
from storage.outbox.care import DROPPABLE, RETRYABLE, list_outbox
from storage.outbox.enqueue import NewMail, enqueue
from storage.outbox.rows import STATES
from storage.settings import Settings
from tests.support.commands import Run
from tests.support.servers.smtp import relay

_OUTBOX = SQLModel.metadata.tables["outbox"]
LONG_AGO = datetime(2024, 3, 13, tzinfo=UTC)
WEEK = timedelta(days=7)
QUIET_DAY = "2024-02-20"
"""A month before the date the group has work, and no reminder is due: the command only delivers what waits."""


@pytest.fixture
def written(ready: Run) -> Run:
    """Three letters, numbered 1 to 3, all sent."""
    with writing(engine()) as session:
        enqueue(session, [mail(name) for name in ("a", "b", "c")], run_id=None, now=LONG_AGO)
    put("sent", 1, 2, 3)
    return ready


def mail(name: str) -> NewMail:
    return NewMail(
        unit="bureau",
        kind="digest",
        rung="2567:march:T-7",
        recipient=f"{name}@bureau.example",
        group_id="planning",
        channel="mail",
        subject="ยังขาด ๓ รายการ",
        raw=f"To: {name}@bureau.example\r\n\r\nbody\r\n".encode(),
        content_fp="facts",
        message_id=f"<{name}@bureau.example>",
    )


def engine() -> Engine:
    return open_database(Settings())


def put(state: str, *ids: int) -> None:
    """Leave letters in a state as a long trouble would."""
    values = {"state": state, "attempts": 8, "not_before": LONG_AGO, "expires_at": LONG_AGO}
    with writing(engine()) as session:
        session.execute(update(_OUTBOX).where(_OUTBOX.c.id.in_(ids)).values(**values))


def letters(run: Run) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(run("outbox", "list", "--json")[1])["letters"]
    return rows


def states(run: Run) -> list[str]:
    return [row["state"] for row in letters(run)]


def audited(action: str) -> list[tuple[str, dict[str, Any] | None]]:
    with reading(engine()) as session:
        return [(row.subject, row.details) for row in audit_lines(session) if row.action == action]


@pytest.mark.parametrize("state", RETRYABLE)
def test_a_letter_put_back_has_all_its_tries_and_a_week(written: Run, state: str) -> None:
    put(state, 1, 3)
    before = datetime.now(UTC)
    assert written("outbox", "retry", "1", "3", "1")[0] == 0
    after = datetime.now(UTC)
    with reading(engine()) as session:
        first, untouched, third = list_outbox(session)
    for letter in (first, third):
        assert (letter.state, letter.attempts) == ("pending", 0)
        assert before <= letter.not_before <= after
        assert letter.expires_at == letter.not_before + WEEK
    assert untouched.state == "sent"
    assert sorted(audited("outbox.retry")) == [
        ("bureau/1", {"state": state}),
        ("bureau/3", {"state": state}),
    ]


def test_a_letter_put_back_goes_out_with_the_next_delivery(written: Run) -> None:
    put("dead", 2)
    written("outbox", "retry", "2")
    written("remind", "--as-of", QUIET_DAY)
    assert states(written) == ["sent"] * 3


@pytest.mark.parametrize("state", DROPPABLE)
def test_a_dropped_letter_stays_with_its_reason_and_is_not_sent(written: Run, state: str) -> None:
    put(state, 2)
    assert written("outbox", "drop", "2", "--why", "แจ้งทางโทรศัพท์แล้ว")[0] == 0
    written("remind", "--as-of", QUIET_DAY)
    assert states(written) == ["sent", "dropped", "sent"]
    assert audited("outbox.drop") == [("bureau/2", {"state": state, "reason": "แจ้งทางโทรศัพท์แล้ว"})]
    out = written("outbox", "list", "--state", "dropped")[1]
    assert "ยกเลิก" in out
    assert "แจ้งทางโทรศัพท์แล้ว" in out


@pytest.mark.parametrize("state", sorted(set(STATES) - set(RETRYABLE)))
def test_only_what_failed_or_is_held_can_be_sent_again(written: Run, state: str) -> None:
    put("dead", 1)
    put(state, 2)
    code, _, said = written("outbox", "retry", "1", "2")
    assert (code, said.count("\n")) == (2, 1)
    assert f"๒ ({state})" in said
    assert states(written) == ["dead", state, "sent"]
    assert audited("outbox.retry") == []


@pytest.mark.parametrize("state", sorted(set(STATES) - set(DROPPABLE)))
def test_only_what_is_not_on_its_way_can_be_dropped(written: Run, state: str) -> None:
    put("pending", 1)
    put(state, 2)
    code, _, said = written("outbox", "drop", "1", "2", "--why", "x")
    assert (code, said.count("\n")) == (2, 1)
    assert f"๒ ({state})" in said
    assert states(written) == ["pending", state, "sent"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(("retry", "1", "77"), "ไม่มีจดหมายเลขที่ ๗๗", id="retry an unknown letter"),
        pytest.param(
            ("drop", "1", "77", "--why", "x"), "ไม่มีจดหมายเลขที่ ๗๗", id="drop an unknown one"
        ),
        pytest.param(("drop", "1"), "ต้องมีเหตุผล", id="no reason"),
        pytest.param(("drop", "1", "--why", " "), "ต้องมีเหตุผล", id="an empty reason"),
        pytest.param(("retry", "9" * 30), "รหัส", id="a number beyond any table"),
        pytest.param(("retry",), "รหัส", id="no letter"),
        pytest.param(("list", "--state", "lost"), ", ".join(STATES), id="unknown state"),
    ],
)
def test_a_wrong_word_ends_in_one_sentence_and_changes_nothing(
    written: Run, words: tuple[str, ...], sentence: str
) -> None:
    put("dead", 1)
    code, _, said = written("outbox", *words)
    assert (code, said.count("\n")) == (2, 1)
    assert sentence in said
    assert states(written) == ["dead", "sent", "sent"]


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_its_thai_word(written: Run, state: str) -> None:
    put(state, 1)
    out = written("outbox", "list", "--state", state)[1]
    assert "a@bureau.example" in out
    assert state not in out


# A whole letter, and sending it again


def shown(run: Run, key: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("outbox", "show", key, "--json")[1])
    return found


@pytest.mark.parametrize("key", ["2", "<b@bureau.example>", "b@bureau.example"])
def test_a_letter_is_shown_whole_by_number_or_message_id(written: Run, key: str) -> None:
    found = shown(written, key)
    assert (found["schema"], found["id"], found["text"].strip()) == ("kamnot/letter/1", 2, "body")
    assert shown(written, found["dedup_key"][:12])["id"] == 2
    assert "ยังขาด ๓ รายการ" in written("outbox", "show", key)[1]


def test_a_letter_is_sent_again_only_with_a_reason_and_as_a_letter_of_its_own(
    written: Run,
) -> None:
    code, _, said = written("remind", "--resend", "2")
    assert (code, "--why" in said) == (2, True)
    assert written("remind", "--resend", "2", "--why", "ผู้รับทำหาย")[0] == 0
    *_, again = letters(written)
    assert (len(letters(written)), again["state"], again["recipient"]) == (
        4,
        "sent",
        "b@bureau.example",
    )
    assert again["message_id"] != "<b@bureau.example>"
    assert audited("outbox.resend") == [("bureau/4", {"again": 2, "reason": "ผู้รับทำหาย"})]
    [tried] = shown(written, "4")["tries"]
    assert tried["outcome"] == "sent"


@pytest.mark.parametrize(
    ("knobs", "state", "word"),
    [
        pytest.param({"rcpt": {"b@bureau.example": "550 5.1.1 no such user"}}, "dead", "no such user", id="it"),
        pytest.param({"mail": "550 5.7.30 not you"}, "pending", "not you", id="us"),
    ],
)  # fmt: skip
def test_a_letter_sent_again_that_is_refused_says_so(
    written: Run, monkeypatch: pytest.MonkeyPatch, knobs: dict[str, Any], state: str, word: str
) -> None:
    with relay(**knobs) as server:
        monkeypatch.setenv("KAMNOT_NOTIFY_URLS", server.url())
        code, _, said = written("remind", "--resend", "2", "--why", "ผู้รับทำหาย")
    assert (code, said.count("\n"), word in said) == (2, 1, True)
    assert letters(written)[-1]["state"] == state


def test_a_letter_can_be_sent_again_more_than_once(written: Run) -> None:
    for _ in range(2):
        written("remind", "--resend", "2", "--why", "x")
    assert len({row["message_id"] for row in letters(written)}) == 5


def test_a_dry_run_of_sending_again_only_looks(written: Run) -> None:
    code, out, _ = written("remind", "--resend", "2", "--dry-run")
    assert (code, "b@bureau.example" in out) == (0, True)
    assert len(letters(written)) == 3


@pytest.mark.parametrize("key", ["77", "nobody@x", "abc", "ffffffffffff", ""])
def test_a_key_that_means_no_letter_is_one_sentence(written: Run, key: str) -> None:
    for words in (("outbox", "show", key), ("remind", "--resend", key, "--why", "x")):
        code, _, said = written(*words)
        assert (code, said.count("\n")) == (2, 1)
    assert len(letters(written)) == 3


@pytest.mark.parametrize("state", ["pending", "sending", "held"])
def test_what_is_still_to_go_out_is_not_sent_again(written: Run, state: str) -> None:
    put(state, 1)
    code, _, said = written("remind", "--resend", "1", "--why", "x")
    assert (code, said.count("\n"), state in said) == (2, 1, True)


def test_the_directors_first_letter_is_held_said_and_released(ready: Run) -> None:
    for who in (
        ("planning", "planning@bureau.example"),
        ("director", "d@bureau.example", "--role", "director"),
    ):
        ready("contacts", "set", *who)

    said = ready("remind", "--as-of", "2024-03-28")[2]
    doctor = ready("doctor")[1]

    assert "จดหมายถึงผู้อำนวยการพักไว้ ๑ ฉบับ" in said
    assert "จดหมายฉบับแรกถึงผู้อำนวยการจะพักไว้จนกว่าจะมีผู้ดูก่อน" in doctor
    assert "d@bureau.example" in ready("outbox", "held")[1]
    assert "ปล่อยให้ส่ง" in ready("outbox", "release")[1]
    assert "ว่าง" in ready("outbox", "held")[1]
    assert "ไม่มีจดหมายที่พักไว้" in ready("outbox", "release")[1]


def test_a_dry_run_shows_the_held_letter_and_lets_it_go(ready: Run) -> None:
    for who in (
        ("planning", "planning@bureau.example"),
        ("director", "d@bureau.example", "--role", "director"),
    ):
        ready("contacts", "set", *who)
    ready("remind", "--as-of", "2024-03-28")

    out = ready("remind", "--as-of", "2024-03-28", "--dry-run")[1]

    assert "เรียน ผู้อำนวยการ" in out
    assert "ว่าง" in ready("outbox", "held")[1]
