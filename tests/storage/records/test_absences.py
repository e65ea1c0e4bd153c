"""Who is away: from the first to the last day, with somebody else's address, and in the trail."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.engine import Engine

from domain.language.errors import KamnotError, NotThereError
from domain.reminders.recipients import deputies
from storage.db.audit import audit_lines
from storage.db.database import reading, writing
from storage.records.absences import absences_of, add_absence, end_absence
from storage.records.erasure import erase_person
from storage.records.people import set_contact
from tests.support.cast import UNIT

NOW = datetime(2024, 3, 1, 2, 0, tzinfo=UTC)
AWAY = "Secretary@bureau.example"
DEPUTY = "deputy@bureau.example"
FIRST, LAST = date(2024, 3, 11), date(2024, 3, 15)


@pytest.fixture
def office(bureau: Engine) -> Engine:
    """The bureau with one contact."""
    with writing(bureau) as session:
        set_contact(
            session, unit=UNIT, group="planning", role="member", office="เลขานุการ", email=AWAY,
            account="secretary", by="test", now=NOW,
        )  # fmt: skip
    return bureau


def away(engine: Engine, **changes: object) -> int:
    values = {"email": AWAY.lower(), "first": FIRST, "last": LAST, "deputy": DEPUTY} | changes
    with writing(engine) as session:
        return add_absence(
            session, unit=UNIT, deputy_office="รองเลขานุการ", by="test", now=NOW, **values  # type: ignore[arg-type]  # from one dict
        ).id  # fmt: skip


@pytest.mark.parametrize(
    ("day", "away_then"),
    [
        pytest.param(date(2024, 3, 10), False, id="the day before"),
        pytest.param(FIRST, True, id="the first day"),
        pytest.param(LAST, True, id="the last day"),
        pytest.param(date(2024, 3, 16), False, id="the day after"),
    ],
)
def test_the_first_and_the_last_day_count(office: Engine, day: date, away_then: bool) -> None:
    away(office)
    with reading(office) as session:
        found = deputies(absences_of(session, UNIT), day)
    assert (found.get(AWAY.lower()) is not None) is away_then


def test_it_stands_in_the_trail_under_the_contacts_own_address(office: Engine) -> None:
    away(office)
    with reading(office) as session:
        line = audit_lines(session)[0]
    assert (line.action, line.details) == (
        "absence.add",
        {"email": AWAY, "first": "2024-03-11", "last": "2024-03-15", "deputy": DEPUTY},
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({"last": date(2024, 3, 1)}, "ไม่มาก่อน", id="upside down"),
        pytest.param({"deputy": AWAY}, "ที่อยู่อื่น", id="their own deputy"),
        pytest.param({"deputy": "nobody"}, "อีเมล", id="no address"),
        pytest.param({"email": "stranger@bureau.example"}, "ไม่มีผู้รับ", id="nobody we write to"),
    ],
)
def test_an_absence_that_makes_no_sense_is_refused(
    office: Engine, changes: dict[str, object], sentence: str
) -> None:
    with pytest.raises(KamnotError, match=sentence):
        away(office, **changes)
    with reading(office) as session:
        assert absences_of(session, UNIT) == ()


def test_who_is_back_early_is_written_to_again(office: Engine) -> None:
    number = away(office)
    with writing(office) as session:
        end_absence(session, UNIT, number, ended_on=FIRST, by="test", now=NOW)
    with reading(office) as session:
        assert absences_of(session, UNIT) == ()
    with pytest.raises(NotThereError, match="ที่ยังมีผล"), writing(office) as session:
        end_absence(session, UNIT, number, ended_on=FIRST, by="test", now=NOW)


def test_an_absence_that_was_ended_held_until_the_day_before(office: Engine) -> None:
    number = away(office)
    with writing(office) as session:
        end_absence(session, UNIT, number, ended_on=LAST, by="test", now=NOW)
    with reading(office) as session:
        found = absences_of(session, UNIT)
        assert absences_of(session, UNIT, until=LAST) == ()
    assert [bool(deputies(found, day)) for day in (FIRST, LAST - timedelta(days=1), LAST)] == [
        True, True, False,
    ]  # fmt: skip


def test_of_two_absences_the_later_entry_counts(office: Engine) -> None:
    away(office)
    away(office, deputy="other@bureau.example")
    with reading(office) as session:
        assert deputies(absences_of(session, UNIT), FIRST)[AWAY.lower()].deputy == (
            "other@bureau.example"
        )


def test_erasing_a_person_takes_their_absences_along(office: Engine) -> None:
    away(office)
    with writing(office) as session:
        erased = erase_person(session, AWAY, erased_on=LAST, why="ขอให้ลบ", by="test", now=NOW)
    with reading(office) as session:
        [absence] = absences_of(session, UNIT)
    assert absence.email == erased.token
