"""Who is missing or away is said in words, by offices and never by addresses."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.plan.model import WorkingGroup
from domain.reminders.recipients import DIRECTOR, Absence, Contact, ContactRole, People
from domain.reminders.staffing import staffing_notes
from storage.plan_files.folders import plan_folder
from storage.plan_files.load import load_plan
from tests.support.cast import UNIT

DAY = date(2024, 3, 13)
UNTIL = date(2024, 3, 20)
GROUPS: dict[str, WorkingGroup] = load_plan([plan_folder(2567)]).plan.group_by_id
CAMPAIGN = GROUPS["campaign"]
HEAD, MEMBER = ContactRole.HEAD, ContactRole.MEMBER


def seat(name: str, role: ContactRole, office: str = "", group: str = "campaign") -> Contact:
    return Contact(
        1, UNIT, group, role, office or role.value, f"{name}@a.example", None, active=True
    )


def away(name: str, deputy: str, office: str = "", last: date = UNTIL) -> Absence:
    return Absence(1, f"{name}@a.example", DAY, last, f"{deputy}@a.example", office)


STAFF = (seat("head", HEAD), seat("one", MEMBER, "นักวิชาการเงินและบัญชี"))


@pytest.mark.parametrize(
    ("contacts", "absences", "said"),
    [
        pytest.param(STAFF, (), [], id="everybody is there"),
        pytest.param((), (), ["ยังไม่มีผู้รับจดหมาย"], id="nobody"),
        pytest.param(STAFF[1:], (), ["ยังไม่มีหัวหน้า"], id="no head"),
        pytest.param(
            STAFF, (away("head", "b", "รองผู้อำนวยการ"),),
            [f"หัวหน้า {CAMPAIGN.short_name} ไม่อยู่ถึง ๒๐ มีนาคม ๒๕๖๗: จดหมายส่งถึงรองผู้อำนวยการแทน"], id="the head is away",
        ),
        pytest.param(
            STAFF, (away("one", "b"),), ["นักวิชาการเงินและบัญชี", "จดหมายส่งถึงผู้ทำการแทน"], id="no office told"
        ),
        pytest.param(
            STAFF, (away("head", "one"), away("one", "head")), ["หัวหน้า", "ผู้ทำการแทนก็ไม่อยู่", "นักวิชาการ"], id="a circle"
        ),
        pytest.param(STAFF, (away("head", "b", last=DAY - timedelta(1)),), [], id="back again"),
    ],
)  # fmt: skip
def test_a_page_says_who_is_missing_or_away(
    contacts: tuple[Contact, ...], absences: tuple[Absence, ...], said: list[str]
) -> None:
    people = People("สำนัก", {"campaign": contacts} if contacts else {}, absences)
    notes = staffing_notes(people, [CAMPAIGN], DAY)
    told = " ".join(note.thai for note in notes)

    assert bool(notes) == bool(said)
    for words in said:
        assert words in told
    assert "@" not in told + " ".join(note.english for note in notes)


def test_the_director_is_asked_about_alone() -> None:
    director = seat("director", ContactRole.DIRECTOR, group=DIRECTOR)
    people = People("สำนัก", {DIRECTOR: (director,), "campaign": STAFF}, (away("director", "head"),))

    [note] = staffing_notes(people, [CAMPAIGN], DAY, director=True)
    assert note.thai.startswith("ผู้อำนวยการสำนัก ไม่อยู่ถึง ๒๐ มีนาคม ๒๕๖๗")
    assert staffing_notes(people, [CAMPAIGN], DAY) == ()
