"""The rehearsal of 2567: what a considerate secretary would send, and nothing written or sent."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes
from itertools import pairwise
from pathlib import Path

import pytest
from sqlmodel import select

from domain.facts import ReliefKind
from flows.check.check import CheckRequest, check
from flows.check.rehearse import Rehearsal, _Play, rehearse
from flows.evidence.take_in import Incoming, take_in
from flows.house.set_up import set_up
from flows.run.workspace import Workspace
from storage.db.database import reading, writing
from storage.db.run_tables import CalendarEventRow, ReminderLetterRow
from storage.outbox.care import list_outbox
from storage.outbox.rungs import rungs_taken
from storage.records.absences import end_absence
from storage.records.evidence import withdraw_evidence
from storage.records.people import set_contact
from storage.records.reliefs import grant_relief
from storage.settings import Settings
from tests.flows.conftest import GROUPS
from tests.support.cast import UNIT
from tests.support.evidence import pdf
from tests.support.people import away


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Workspace:
    """The bureau with one contact in each working group, shared by the module: nothing is ever written."""
    settings = Settings(home=tmp_path_factory.mktemp("home"))
    shutil.copy(sqlite_template, settings.home / "kamnot.db")
    set_up(settings, unit=UNIT)
    ws = Workspace(settings)
    seats = [(group, "member") for group in GROUPS]
    for group, role in (*seats, ("planning", "head"), ("director", "director")):
        with writing(ws.engine) as session:
            set_contact(
                session, unit=UNIT, group=group, role=role, office="-",
                email=f"{group if role == 'member' else role}@bureau.example", by="test", now=ws.now(),
            )  # fmt: skip
    return ws


@pytest.fixture(scope="module")
def year(bureau: Workspace) -> Rehearsal:
    """A year in which nothing comes in."""
    return rehearse(bureau, UNIT)


def test_it_writes_and_sends_nothing(bureau: Workspace, year: Rehearsal) -> None:
    assert year.mails
    with reading(bureau.engine) as session:
        assert list_outbox(session) == []
        assert rungs_taken(session, [UNIT]) == {UNIT: frozenset()}
        assert session.exec(select(ReminderLetterRow)).all() == []
        assert session.exec(select(CalendarEventRow)).all() == []
    assert list(bureau.settings.mailbox.glob("*")) == []


def test_a_year_that_is_only_looked_at_has_the_same_letters_without_their_bytes(
    bureau: Workspace, year: Rehearsal
) -> None:
    looked_at = rehearse(bureau, UNIT, whole=False)

    assert all(mail.raw for mail in year.mails)
    assert looked_at == replace(year, mails=tuple(replace(mail, raw=b"") for mail in year.mails))


def test_every_letter_goes_out_on_a_working_day_of_the_year(
    bureau: Workspace, year: Rehearsal
) -> None:
    days = [mail.day for mail in year.mails]
    assert days == sorted(days)
    assert date(2023, 10, 1) <= days[0]
    assert days[-1] <= date(2024, 9, 30)
    assert all(bureau.is_working_day(day) for day in days)


def test_nobody_hears_twice_on_a_day_for_one_group(year: Rehearsal) -> None:
    counts = Counter((mail.day, mail.group, mail.recipient) for mail in year.mails)
    assert max(counts.values()) == 1


def test_every_rung_of_every_batch_is_heard_once_on_its_day(year: Rehearsal) -> None:
    planning = [m for m in year.mails if m.recipient == "planning@bureau.example"]
    rungs = Counter(rung for m in planning for rung in m.rungs if ":T-" in rung)
    wanted = {
        f"2567:{batch}:T-{days}"
        for batch in ("march", "june-20", "june-30", "july", "september")
        for days in (30, 14, 7, 3, 1, 0)
    }
    assert wanted <= set(rungs)
    assert set(rungs.values()) == {1}
    on = {rung: m.day for m in planning for rung in m.rungs}
    assert on["2567:march:T-3"] == date(2024, 3, 15)
    assert on["2567:june-30:T-0"] == date(2024, 6, 28)


def test_a_year_in_which_nothing_comes_in_is_not_a_flood(year: Rehearsal) -> None:
    count = Counter(m.recipient for m in year.mails)
    days = [m.day for m in year.mails if m.recipient == "selection@bureau.example"]

    assert count["campaign@bureau.example"] <= 32
    assert count["director@bureau.example"] <= 14
    assert min((later - sooner).days for sooner, later in pairwise(days)) >= 2
    after = [day for day in days if date(2024, 3, 27) <= day <= date(2024, 5, 2)]
    assert after == [
        date(2024, 3, 27),
        date(2024, 4, 3),
        date(2024, 5, 1),
    ]  # a week, a week, four weeks


def test_before_each_date_a_group_hears_a_month_a_week_three_days_and_on_the_day(
    year: Rehearsal,
) -> None:
    days = {m.day for m in year.mails if m.recipient == "selection@bureau.example"}

    assert {date(2024, 2, 19), date(2024, 3, 13), date(2024, 3, 15), date(2024, 3, 20)} <= days
    assert {date(2024, 3, 6), date(2024, 3, 19)}.isdisjoint(days)


def test_the_director_hears_from_the_plans_day_on_and_at_most_once_a_day(year: Rehearsal) -> None:
    days = [m.day for m in year.mails if m.group == "director"]
    assert len(days) == len(set(days))
    march = [day for day in days if date(2024, 3, 8) <= day]
    assert march[0] == date(2024, 3, 27)


def test_the_campaign_group_is_reminded_of_each_months_report(year: Rehearsal) -> None:
    rungs = {s for m in year.mails if m.group == "campaign" for s in m.rungs}
    months = {s.split(":")[2] for s in rungs if "complaints-report" in s}
    assert months == {f"2023-{n}" for n in (11, 12)} | {f"2024-0{n}" for n in range(1, 10)}


def test_days_on_which_the_office_is_closed_are_listed_with_the_holiday(year: Rehearsal) -> None:
    moved = {clash.what: (clash.why, clash.moved_to) for clash in year.clashes}
    why, moved_to = moved["july:T-1"]
    assert (why.startswith("ชดเชยวันเฉลิมพระชนมพรรษา"), moved_to) == (True, date(2024, 7, 26))


def test_who_gets_too_many_on_a_day_is_named(year: Rehearsal) -> None:
    assert year.overloads(3) == ()
    assert all(count > 0 for _, _, count in year.overloads(0))
    assert {who for _, who, _ in year.overloads(0)} >= {"planning@bureau.example"}


def sent(ws: Workspace, day: date) -> list[tuple[date, str, str, str]]:
    """What a check of that day writes; all of it must go out."""
    outcome = check(ws, CheckRequest(UNIT, ("march",), day, record=False))
    with reading(ws.engine) as session:
        letters = {m.id: m for m in list_outbox(session)}
    written = [letters[number] for number in outcome.enqueued]
    assert {m.state for m in written} == {"sent"}
    return [(day, m.group_id, m.recipient, m.subject) for m in written]


def test_the_letters_of_the_days_are_those_that_were_rehearsed_and_all_go_out(
    workspace: Workspace,
) -> None:
    """One group finishes a date between two letters, one excuse comes late: the rehearsal knows as much."""
    excused = (("6", date(2024, 3, 14)), ("14", date(2024, 3, 14)), ("8", date(2024, 4, 2)))
    with writing(workspace.engine) as session:
        for subject, day in excused:
            grant_relief(
                session, unit=UNIT, fiscal_year=2567, kind=ReliefKind.NOT_APPLICABLE, subject=subject,
                authoriser="ผู้อำนวยการสำนัก", reason="ไม่เกี่ยวข้อง", decided_on=day, until=None,
                by="test", now=workspace.now(),
            )  # fmt: skip
    play = _Play(workspace, UNIT, date(2024, 9, 30))
    rehearsed, real = [], []
    for n in range(105):
        day = date(2024, 2, 15) + timedelta(days=n)
        letters = [m for _, m in play.day(day).mails]
        rehearsed += [(day, m.group_id, m.recipient, m.subject) for m in letters]
        if letters:
            real += sent(workspace, day)
    assert real == rehearsed
    assert len({group for _, group, *_ in real}) == 4


def test_a_rehearsed_letter_links_to_the_pages_as_the_sent_one_does(bureau: Workspace) -> None:
    settings = bureau.settings.model_copy(update={"page_url": "https://office.example"})
    play = _Play(Workspace(settings), UNIT, date(2024, 9, 30))
    _, mail = next(iter(play.day(date(2024, 2, 19)).mails))
    [text] = [
        p for p in message_from_bytes(mail.raw).walk() if p.get_content_type() == "text/plain"
    ]
    assert b"https://office.example/a/" in text.get_payload(decode=True)


def test_a_group_that_nobody_is_reached_in_is_named_with_its_first_day(bare: Workspace) -> None:
    found = rehearse(bare, UNIT, whole=False)
    assert found.mails == ()
    assert set(found.unreachable) == {"steering", "planning", "selection", "campaign"}
    assert found.unreachable["planning"] == date(2024, 2, 19)
    assert found.no_director


def test_an_absence_to_come_shows_who_will_read(workspace: Workspace) -> None:
    away(
        workspace, "planning@bureau.example", "deputy@bureau.example",
        date(2024, 3, 1), date(2024, 3, 31),
    )  # fmt: skip
    march = {
        m.recipient
        for m in rehearse(workspace, UNIT, whole=False).mails
        if m.group == "planning" and m.day.month == 3
    }
    assert "deputy@bureau.example" in march
    assert "planning@bureau.example" not in march


def asked(ws: Workspace, day: date) -> str:
    """What the planning group is asked for on that day of the rehearsal."""
    [text] = [
        m.text
        for m in rehearse(ws, UNIT, whole=False).mails
        if (m.day, m.group) == (day, "planning")
    ]
    return text


def the_plan(ws: Workspace, folder: Path) -> Incoming:
    """What activity 3 asks for as a PDF, which the learning centre takes as it is; received on 10 March."""
    [asked] = ws.plan.by_number[3].requirements
    parts = (f"= {part.title}\nดำเนินการ{part.title}แล้วเสร็จทุกประการ" for part in asked.sections)
    path = folder / "แผน.pdf"
    path.write_bytes(pdf("\n\n".join(parts)))
    return Incoming("3.plan", path, date(2024, 3, 10))


LATER = "รับหลังวันที่ตรวจ"
PLAN = "กิจกรรมที่ ๓ — "


def test_no_day_knows_of_a_file_that_comes_in_later(workspace: Workspace, tmp_path: Path) -> None:
    take_in(workspace, UNIT, [the_plan(workspace, tmp_path)], by="test")
    before, after = asked(workspace, date(2024, 2, 19)), asked(workspace, date(2024, 3, 13))
    assert (PLAN in before, LATER in before) == (True, False)
    assert PLAN not in after


def test_a_file_counts_until_the_day_it_was_taken_back(
    workspace: Workspace, tmp_path: Path
) -> None:
    [taken] = take_in(workspace, UNIT, [the_plan(workspace, tmp_path)], by="test")
    with writing(workspace.engine) as session:
        withdraw_evidence(
            session, UNIT, taken.added.item, withdrawn_on=date(2024, 3, 19), by="test", reason="ฉบับร่าง",
            now=workspace.now(),
        )  # fmt: skip
    days = [date(2024, 2, 19), *(date(2024, 3, day) for day in (13, 15, 20))]
    assert [PLAN in asked(workspace, day) for day in days] == [True, False, False, True]


def test_an_absence_that_ended_early_holds_until_then(workspace: Workspace) -> None:
    away(
        workspace, "planning@bureau.example", "deputy@bureau.example",
        date(2024, 3, 1), date(2024, 3, 31),
    )  # fmt: skip
    with writing(workspace.engine) as session:
        end_absence(session, UNIT, 1, ended_on=date(2024, 3, 15), by="test", now=workspace.now())
    recipients = {
        m.day: m.recipient
        for m in rehearse(workspace, UNIT, whole=False).mails
        if m.group == "planning" and m.day.month == 3
    }
    assert recipients[date(2024, 3, 13)] == "deputy@bureau.example"
    assert recipients[date(2024, 3, 15)] == "planning@bureau.example"
