"""What came in as it is read back: an item's versions, and the review that held on a day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.engine import Engine
from sqlmodel import Session

from domain.inspected import unseen
from domain.language.errors import NotThereError
from storage.db.database import reading, writing
from storage.evidence_store.contract import Stored
from storage.records.evidence import NewEvidence, add_evidence, add_review
from storage.records.listed_evidence import find_version, reviews_known, versions_of
from tests.support.cast import UNIT

NOW = datetime(2024, 3, 20, 3, tzinfo=UTC)
EARLY, LATE = date(2024, 3, 1), date(2024, 3, 20)


def send(session: Session, content: str) -> int:
    """A report under one name: the second is a new version."""
    new = NewEvidence(
        UNIT, 2567, "7.report", Stored(content * 64, 1, already_there=False), "ร.pdf", unseen("pdf"),
        received_on=EARLY, by="ผู้ส่ง", now=NOW,
    )  # fmt: skip
    return add_evidence(session, new).item


def review(session: Session, item: int, *, accepted: bool, day: date, by: str) -> None:
    add_review(
        session, unit=UNIT, item=item, version=1, accepted=accepted, reason="อ่านแล้ว", reviewed_on=day,
        by=by, now=NOW,
    )  # fmt: skip


def test_the_newest_review_known_on_the_day_counts(bureau: Engine) -> None:
    with writing(bureau) as session:
        item = send(session, "a")
        review(session, item, accepted=False, day=EARLY, by="คนแรก")
        review(session, item, accepted=True, day=LATE, by="คนที่สอง")
    with reading(bureau) as session:
        early = reviews_known(session, UNIT, 2567, EARLY)
        late = reviews_known(session, UNIT, 2567, LATE)
        others = reviews_known(session, "legal", 2567, LATE)

    assert (early[item, 1].accepted, early[item, 1].reviewer) == (False, "คนแรก")
    assert (late[item, 1].accepted, late[item, 1].reviewer) == (True, "คนที่สอง")
    assert others == {}


def test_the_versions_of_an_item_come_oldest_first_each_with_its_own_review(bureau: Engine) -> None:
    with writing(bureau) as session:
        item = send(session, "a")
        review(session, item, accepted=False, day=EARLY, by="คนแรก")
        assert send(session, "b") == item
    with reading(bureau) as session:
        versions = versions_of(session, UNIT, item)
        newest = find_version(session, UNIT, item)
        first = find_version(session, UNIT, item, 1)

    assert [(v.fact.version, v.newest, v.accepted) for v in versions] == [
        (1, False, False),
        (2, True, None),
    ]
    assert (first, newest) == versions
    assert (first.review is None, newest.review) == (False, None)


def test_an_item_of_another_unit_and_an_unknown_version_are_not_there(bureau: Engine) -> None:
    with writing(bureau) as session:
        item = send(session, "a")
    with reading(bureau) as session:
        for unit, asked in (("legal", item), (UNIT, item + 1)):
            with pytest.raises(NotThereError, match=f"ไม่พบหลักฐานเลขที่ {asked}"):
                versions_of(session, unit, asked)
        with pytest.raises(NotThereError, match="ไม่มีฉบับที่ 2 ฉบับล่าสุดคือฉบับที่ 1"):
            find_version(session, UNIT, item, 2)
