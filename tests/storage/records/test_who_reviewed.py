"""Who stands behind a score: the reviewer and whoever entered the number, as of a day."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy.engine import Engine
from sqlmodel import Session

from storage.db.database import reading, writing
from storage.db.tables import EvidenceItemRow, EvidenceVersionRow, UnitRow
from storage.records.evidence import add_review
from storage.records.measures import set_measure
from storage.records.who_reviewed import entries_known, reviews_known

YEAR = 2567
NOW = datetime(2024, 3, 20, 3, tzinfo=UTC)
EARLY, LATE = date(2024, 3, 1), date(2024, 3, 20)


def one_file(session: Session, unit: str) -> int:
    session.add(UnitRow(id=unit, name="สำนักตัวอย่าง", department="สำนักงาน"))
    session.flush()
    item = EvidenceItemRow(unit=unit, fiscal_year=YEAR, requirement="7.report", file_name="ร.pdf")
    session.add(item)
    session.flush()
    assert item.id is not None
    session.add(
        EvidenceVersionRow(
            item=item.id, version=1, sha256="0" * 64, size=1, file_name="ร.pdf", format="pdf",
            received_on=EARLY, added_at=NOW, added_by="ผู้ส่ง",
        )
    )  # fmt: skip
    session.flush()
    return item.id


def review(session: Session, item: int, *, accepted: bool, day: date, by: str) -> None:
    add_review(
        session, unit="finance", item=item, version=1, accepted=accepted, reason="อ่านแล้ว", reviewed_on=day,
        by=by, now=NOW,
    )  # fmt: skip


def test_the_newest_review_known_on_the_day_counts(database: Engine) -> None:
    with writing(database) as session:
        item = one_file(session, "finance")
        review(session, item, accepted=False, day=EARLY, by="คนแรก")
        review(session, item, accepted=True, day=LATE, by="คนที่สอง")
    with reading(database) as session:
        early = reviews_known(session, "finance", YEAR, EARLY)
        late = reviews_known(session, "finance", YEAR, LATE)
        others = reviews_known(session, "legal", YEAR, LATE)

    assert (early[item, 1].accepted, early[item, 1].reviewer) == (False, "คนแรก")
    assert (late[item, 1].accepted, late[item, 1].reviewer) == (True, "คนที่สอง")
    assert others == {}


def test_the_newest_number_known_on_the_day_keeps_who_and_why(database: Engine) -> None:
    with writing(database) as session:
        one_file(session, "finance")
        for day, count, why in ((LATE, 5, "ทบทวนใหม่"), (EARLY, 3, "")):
            set_measure(
                session, "finance", YEAR, "2.goals", count=count, entered_on=day,
                by="เลขานุการ", now=NOW, note=why,
            )  # fmt: skip
    with reading(database) as session:
        [early] = entries_known(session, "finance", YEAR, EARLY)
        [late] = entries_known(session, "finance", YEAR, LATE)
        other_year = entries_known(session, "finance", YEAR + 1, LATE)

    assert (early.fact.value, early.entered_by, early.note) == (3, "เลขานุการ", "")
    assert (late.fact.value, late.note) == (5, "ทบทวนใหม่")
    assert other_year == ()
