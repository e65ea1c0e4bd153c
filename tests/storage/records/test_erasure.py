"""Erasing a person: gone from every table, while the chain and the record of the work stay."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Engine
from sqlmodel import SQLModel, select

from domain.facts import RegisterRow, ReliefKind, RowId, SurveyAnswers
from domain.inspected import Inspection
from domain.language.errors import NotAllowedError, NotThereError, OvertakenError
from domain.rubric.typed_numbers import MeasureValue
from storage.db.audit import audit_lines, name_now, verify
from storage.db.database import reading, writing
from storage.db.run_tables import OutboxAttemptRow, OutboxRow
from storage.db.tables import AuditRow, ContactRow, EvidenceVersionRow, ReviewRow
from storage.evidence_store.contract import Stored
from storage.outbox.enqueue import NewMail, enqueue
from storage.outbox.rows import DROPPED, PENDING, SENDING, SENT
from storage.records.erasure import ACTORS, Erased, erase_person
from storage.records.evidence import NewEvidence, add_evidence, add_review
from storage.records.measures import (
    NewNumber,
    RowWriting,
    record_import,
    record_row,
    rows_of,
    set_measure,
    store_rows,
)
from storage.records.people import groups_of_account, set_contact
from storage.records.reliefs import grant_relief
from storage.records.submissions import KeptPack, keep_choice, keep_submission, withdraw_submission
from storage.records.surveys.rounds import (
    NewRound,
    accept_round,
    rounds_of,
    store_round,
    withdraw_round,
)
from tests.support.cast import UNIT

NOW = datetime(2024, 3, 13, 2, 0, tzinfo=UTC)
DAY = date(2024, 3, 13)
ACCOUNT, ADDRESS = "somebody", "Some.Body@bureau.example"
FROZEN = KeptPack(
    receipt=f"{UNIT}-2567-march-1", as_of=DAY, office="ผู้อำนวยการสำนัก", complete=True, why="", plan_hash="p",
    result={}, evidence=(), contents_sha256="c" * 64, pack_sha256="z" * 64, pack_size=1,
)  # fmt: skip


def work(engine: Engine) -> None:
    """Everything that a person can leave a trace in."""
    common: dict[str, Any] = {"by": ACCOUNT, "now": NOW}
    with writing(engine) as session:
        set_contact(
            session, unit=UNIT, group="planning", role="member", office="เลขานุการ",
            email=ADDRESS, account=ACCOUNT, **common,
        )  # fmt: skip
        added = add_evidence(
            session,
            NewEvidence(
                unit=UNIT,
                fiscal_year=2567,
                requirement="7.report",
                stored=Stored("a" * 64, 10, already_there=False),
                file_name="รายงาน.pdf",
                inspection=Inspection("pdf", None, "", True, 1, 0, ()),
                received_on=DAY,
                **common,
            ),
        )
        add_review(
            session,
            unit=UNIT,
            item=added.item,
            version=1,
            accepted=True,
            reason="",
            reviewed_on=DAY,
            **common,
        )
        set_measure(
            session,
            NewNumber(
                UNIT,
                2567,
                "1.signed",
                MeasureValue(numerator=1, denominator=2),
                entered_on=DAY,
                **common,
            ),
        )
        grant_relief(
            session, unit=UNIT, fiscal_year=2567, kind=ReliefKind.WAIVER, subject="7.photos",
            authoriser="ผู้อำนวยการสำนัก", reason="ไม่มีกิจกรรม", decided_on=DAY, until=None, **common,
        )  # fmt: skip
        round_ = store_round(session, answers_with(ACCOUNT, why=f"แก้ตาม {ADDRESS}", **common))
        accept_round(session, UNIT, round_.id, on=DAY, signed_by="", **common)
        withdraw_round(session, UNIT, round_.id, on=DAY, why=f"ตาม {ACCOUNT}", **common)
        keep_choice(session, UNIT, added.item, chosen=True, **common)
        keep_submission(session, UNIT, 2567, "march", FROZEN, **common)
        withdraw_submission(session, UNIT, 2567, "march", why="ผิดรอบ", **common)
        ids = enqueue(session, [letter("a"), letter("b")], run_id=None, now=NOW)
        for number in ids:
            row = OutboxAttemptRow(
                outbox_id=number,
                fence=1,
                started_at=NOW,
                phase="rcpt",
                detail=f"550 <{ADDRESS}> unknown",
            )
            session.add(row)


def answers_with(text: str, **more: Any) -> NewRound:
    """A survey in whose answers a person wrote this."""
    answers = SurveyAnswers("climate", 2567, 10, ({"idea": f"ถาม {text} ได้"}, {"fair": 5}))
    return NewRound(UNIT, answers, "table", "s" * 64, DAY, **more)


def letter(rung: str) -> NewMail:
    return NewMail(
        unit=UNIT, kind="digest", rung=rung, recipient=ADDRESS, content_fp="f", channel="mail",
        group_id="planning", subject="แจ้งเตือน", raw=f"To: {ADDRESS}".encode(), message_id="<a@b>",
        expires_at=None,
    )  # fmt: skip


def erase(engine: Engine, name: str) -> Erased:
    with writing(engine) as session:
        return erase_person(session, name, erased_on=DAY, why="คำขอตาม PDPA", by="it", now=NOW)


def set_states(engine: Engine, *states: str) -> None:
    with writing(engine) as session:
        for row, state in zip(session.exec(select(OutboxRow)).all(), states, strict=True):
            row.state = state
            session.add(row)


def everything(engine: Engine) -> str:
    """All that the database holds, as text."""
    with engine.connect() as connection:
        rows = [
            [str(bytes(v) if isinstance(v, memoryview) else v) for v in row]
            for table in SQLModel.metadata.sorted_tables
            for row in connection.execute(text(f'SELECT * FROM "{table.name}"'))
        ]
    return json.dumps(rows, ensure_ascii=False).casefold()


@pytest.mark.parametrize("name", [ACCOUNT, ADDRESS, ADDRESS.lower()])
def test_no_table_holds_the_person_any_more(bureau: Engine, name: str) -> None:
    work(bureau)
    before = everything(bureau)
    assert ACCOUNT in before
    assert ADDRESS.casefold() in before

    erased = erase(bureau, name)

    after = everything(bureau)
    assert ACCOUNT not in after
    assert ADDRESS.casefold() not in after
    assert erased.token in after
    assert (erased.contacts, erased.letters, erased.rows) == (1, 2, 11)


def test_a_telephone_number_goes_with_the_person(bureau: Engine) -> None:
    work(bureau)
    chat = "chat:SMS#0812345678"
    with writing(bureau) as session:
        set_contact(
            session, unit=UNIT, group="planning", role="member", office="เลขานุการ", email=ADDRESS,
            account=ACCOUNT, notify_url_env="SMS#0812345678", by=ACCOUNT, now=NOW,
        )  # fmt: skip
        enqueue(session, [replace(letter("c"), recipient=chat, channel=chat)], run_id=None, now=NOW)
    assert "0812345678" in everything(bureau)

    erase(bureau, ADDRESS)

    assert "0812345678" not in everything(bureau)


def test_the_chain_still_holds_and_the_erasure_stands_in_it(bureau: Engine) -> None:
    work(bureau)

    erased = erase(bureau, ACCOUNT)

    with reading(bureau) as session:
        verdict, newest = verify(session), audit_lines(session, 1)[0]
    assert (verdict.fault, verdict.erased) == (None, erased.lines)
    assert (newest.action, newest.actor, newest.subject) == ("person.erase", "it", erased.token)
    assert newest.details is not None
    assert newest.details["why"] == "คำขอตาม PDPA"


def test_what_the_person_did_is_kept_under_the_token(bureau: Engine) -> None:
    work(bureau)

    token = erase(bureau, ACCOUNT).token

    with reading(bureau) as session:
        assert session.exec(select(EvidenceVersionRow)).one().added_by == token
        assert session.exec(select(ReviewRow)).one().reviewer == token
        assert {line.actor for line in audit_lines(session)} >= {token}


def test_nobody_writes_to_the_person_any_more(bureau: Engine) -> None:
    work(bureau)
    set_states(bureau, SENT, PENDING)

    erase(bureau, ACCOUNT)

    with reading(bureau) as session:
        letters = session.exec(select(OutboxRow).order_by("id")).all()
        assert [(row.state, row.raw) for row in letters] == [(SENT, b""), (DROPPED, b"")]
        assert [c.active for c in session.exec(select(ContactRow))] == [False]
        assert groups_of_account(session, UNIT, ACCOUNT) is None


def test_a_letter_on_its_way_is_waited_for(bureau: Engine) -> None:
    work(bureau)
    set_states(bureau, SENT, SENDING)

    with pytest.raises(OvertakenError, match="กำลังส่งจดหมาย"):
        erase(bureau, ACCOUNT)

    assert ACCOUNT in everything(bureau)


def test_a_stranger_is_refused_and_nothing_is_written(bureau: Engine) -> None:
    work(bureau)

    with pytest.raises(NotThereError, match="ไม่พบ"):
        erase(bureau, "nobody")

    with reading(bureau) as session:
        assert verify(session).erased == 0


def test_the_same_person_may_come_back_as_somebody_new(bureau: Engine) -> None:
    work(bureau)
    first = erase(bureau, ACCOUNT)

    with writing(bureau) as session:
        set_contact(
            session, unit=UNIT, group="planning", role="member", office="เลขานุการ",
            email=ADDRESS, account=ACCOUNT, by=ACCOUNT, now=NOW,
        )  # fmt: skip
    second = erase(bureau, ACCOUNT)

    assert second.token != first.token
    with reading(bureau) as session:
        assert verify(session).fault is None


def test_an_erased_person_is_still_known_as_the_same(bureau: Engine) -> None:
    work(bureau)

    erased = erase(bureau, ADDRESS)

    with reading(bureau) as session:
        [version] = session.exec(select(EvidenceVersionRow)).all()
        assert version.added_by == erased.token
        for name in (ACCOUNT, ACCOUNT.upper(), ADDRESS):
            assert name_now(session, erased.token, name) == name
        assert name_now(session, erased.token, "another") == erased.token
        assert name_now(session, "another", ACCOUNT) == "another"


def test_a_person_keeps_the_token_under_which_they_acted(bureau: Engine) -> None:
    work(bureau)
    with reading(bureau) as session:
        acted = {line.actor for line in session.exec(select(AuditRow)).all()}

    erased = erase(bureau, ADDRESS)

    assert erased.token in acted
    with reading(bureau) as session:
        assert {line.actor for line in audit_lines(session)} <= {erased.token, "it", "init"}


@pytest.mark.parametrize("name", [ACCOUNT, ADDRESS, ADDRESS.lower()])
def test_nobody_erases_themselves(name: str, bureau: Engine) -> None:
    work(bureau)

    with pytest.raises(NotAllowedError, match="ผู้อื่น"), writing(bureau) as session:
        erase_person(session, name, erased_on=DAY, why="คำขอ", by=ACCOUNT.title(), now=NOW)


ELSEWHERE = {
    "account.made_by": "with the account, in storage.db.accounts",
    "review.signed_by": "an office, never a person",
    "survey_round.signed_by": "an office, never a person",
}


def test_no_column_that_says_who_did_something_is_left_out() -> None:
    named = {
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if column.name.endswith("_by") or column.name in ("by", "reviewer")
    }
    erased = {f"{table.__tablename__}.{column}" for table, column in ACTORS}

    assert named - erased - ELSEWHERE.keys() == set()


NAME = "สมมุติ ไม่มีจริง"


def name_in_rows(engine: Engine, *texts: str) -> None:
    """Versions of one row and an import, which name a person in text, reason and choices."""
    with writing(engine) as session:
        for version, said in enumerate(texts, 1):
            row = RegisterRow(
                RowId("stories", 1), version, {"story": said, "day": DAY, "about": (7,)}, DAY
            )
            writes = RowWriting(UNIT, 2567, DAY, "clerk", NOW, f"แก้ตาม{said}")
            store_rows(session, writes, [row])
            record_row(session, writes, row, row if version > 1 else None)
        record_import(session, writes, "stories", [row])


def told(engine: Engine) -> list[tuple[object, str]]:
    with reading(engine) as session:
        return [(o.row.cells["story"], o.why) for o in rows_of(session, UNIT, 2567)]


@pytest.mark.parametrize("asked", [NAME, "  สมมุติ   ไม่มีจริง "])
def test_a_name_in_a_row_goes_from_every_version_and_the_chain_still_holds(
    bureau: Engine, asked: str
) -> None:
    name_in_rows(bureau, f"เรื่องของ{NAME}", "เรื่องของสมมุติ  ไม่มีจริงและคณะ", "เรื่องของผู้อำนวยการ")

    erased = erase(bureau, asked)

    assert "สมมุติ" not in everything(bureau)
    assert [said for said, _ in told(bureau)] == [
        f"เรื่องของ{erased.token}", f"เรื่องของ{erased.token}และคณะ", "เรื่องของผู้อำนวยการ",
    ]  # fmt: skip
    assert erased.rows == 2
    with reading(bureau) as session:
        assert verify(session).fault is None


def test_an_account_goes_from_rows_and_stays_inside_other_words(bureau: Engine) -> None:
    work(bureau)
    name_in_rows(
        bureau, f"เขียนโดย {ACCOUNT} และ {ADDRESS.lower()}", f"{ACCOUNT}-else, not{ACCOUNT}"
    )

    token = erase(bureau, ACCOUNT).token

    assert [said for said, _ in told(bureau)] == [
        f"เขียนโดย {token} และ {token}", f"{ACCOUNT}-else, not{ACCOUNT}",
    ]  # fmt: skip


def test_a_name_in_an_open_answer_is_replaced_and_the_other_answers_stay(bureau: Engine) -> None:
    with writing(bureau) as session:
        store_round(session, answers_with(NAME, by="clerk", now=NOW))

    erased = erase(bureau, NAME)

    with reading(bureau) as session:
        [kept] = rounds_of(session, UNIT, [2567])
    assert erased.rows == 1
    assert kept.round.answers.rows == ({"idea": f"ถาม {erased.token} ได้"}, {"fair": 5})
