"""Letters of whole checks: who replaces an absent recipient, what is attached, and what the director is told."""

from __future__ import annotations

import email
import email.policy
import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import icalendar
import pytest
from PIL import Image
from sqlalchemy import update
from sqlmodel import SQLModel

from domain.facts import ReliefKind
from flows.check.check import CheckOutcome, CheckRequest, check
from flows.letters.outbox import release_letters
from flows.run.workspace import Workspace
from storage.db.database import reading, writing
from storage.outbox.care import list_outbox
from storage.records.plan_in_force import apply_plan
from storage.records.reliefs import grant_relief
from storage.records.snoozes import add_snooze, report_duty
from storage.settings import Settings
from tests.support.cast import UNIT
from tests.support.people import contact
from tests.support.servers.smtp import relay

RunCheck = Callable[..., CheckOutcome]
MARCH = date(2024, 3, 13)
OVERDUE = date(2024, 3, 27)
_OUTBOX = SQLModel.metadata.tables["outbox"]


@pytest.fixture
def director(workspace: Workspace) -> Workspace:
    """The bureau with a director."""
    contact(workspace, "director", "director@bureau.example", role="director")
    release_letters(workspace, (), by="test")
    for month in ("2023-11", "2023-12", "2024-01", "2024-02"):
        done(workspace, month, date(2024, 3, 1))
    return workspace


def done(ws: Workspace, month: str, day: date) -> None:
    """The campaign group handed its report on complaints to the director."""
    with writing(ws.engine) as session:
        report_duty(
            session, unit=UNIT, fiscal_year=2567, duty="complaints-report", period=month,
            done_on=day, note="", by="test", now=ws.now(),
        )  # fmt: skip


def recipients(outcome: CheckOutcome, group: str) -> list[str]:
    return [m.recipient for _, m in outcome.letters.mails if m.group_id == group]


# Deputies


# Answers


def test_a_snooze_is_shown_in_the_next_letter_and_what_is_done_since_in_the_one_after(
    workspace: Workspace, run_check: RunCheck
) -> None:
    with writing(workspace.engine) as session:
        add_snooze(
            session, unit=UNIT, fiscal_year=2567, group="planning", activity=5, until=MARCH,
            reason="รอลายเซ็นผู้อำนวยการ", entered_on=MARCH, by="test", now=workspace.now(),
        )  # fmt: skip
    [letter] = [
        x for x in run_check(as_of=MARCH).letters.reachable if x.reminder.group == "planning"
    ]
    assert "รอลายเซ็นผู้อำนวยการ" in letter.text
    assert 5 not in [a.number for a in letter.reminder.activities]


def test_a_duty_that_is_recorded_reminds_no_more(workspace: Workspace, run_check: RunCheck) -> None:
    day = date(2023, 11, 30)
    assert recipients(run_check(as_of=day, dry_run=True), "campaign") == ["campaign@bureau.example"]
    done(workspace, "2023-11", day)
    assert run_check(as_of=day, dry_run=True).reminders == ()


# Calendar


def events(outcome: CheckOutcome, group: str) -> dict[str, Any]:
    [raw] = [m.raw for _, m in outcome.letters.mails if m.group_id == group]
    [part] = email.message_from_bytes(raw, policy=email.policy.default).iter_attachments()
    calendar = icalendar.Calendar.from_ical(part.get_content())
    return {str(event["UID"]): event for event in calendar.walk("VEVENT")}


def test_a_letter_brings_the_due_dates_it_speaks_of_and_an_extension_moves_them(
    workspace: Workspace, run_check: RunCheck
) -> None:
    first = events(run_check(as_of=MARCH), "planning")
    uid = "2567-bureau-activity-5@kamnot.invalid"
    assert (first[uid]["SEQUENCE"], first[uid].decoded("DTSTART")) == (0, date(2024, 3, 20))
    assert len(first) < 38
    with writing(workspace.engine) as session:
        grant_relief(
            session, unit=UNIT, fiscal_year=2567, kind=ReliefKind.EXTENSION, subject="5",
            authoriser="ผู้อำนวยการสำนัก", reason="ระบบขัดข้อง", decided_on=date(2024, 3, 14),
            until=date(2024, 4, 5), by="test", now=workspace.now(),
        )  # fmt: skip
    moved = events(run_check(as_of=date(2024, 3, 15)), "planning")
    assert (moved[uid]["SEQUENCE"], moved[uid].decoded("DTSTART")) == (1, date(2024, 4, 5))


# The director


def summaries(outcome: CheckOutcome) -> list[str]:
    return recipients(outcome, "director")


def test_the_director_hears_once_in_one_letter_on_the_day_the_plan_names(
    director: Workspace, run_check: RunCheck
) -> None:
    assert summaries(run_check(as_of=OVERDUE - timedelta(days=1))) == []
    outcome = run_check(as_of=OVERDUE)
    assert summaries(outcome) == ["director@bureau.example"]
    assert outcome.letters.summary is not None
    assert "คณะทำงานด้านแผนฯ" in outcome.letters.summary.text
    assert "director@bureau.example" not in recipients(outcome, "planning")
    assert summaries(run_check(as_of=OVERDUE)) == []
    assert summaries(run_check(as_of=OVERDUE + timedelta(days=1))) == []
    assert summaries(run_check(as_of=OVERDUE + timedelta(days=7))) == []
    assert summaries(run_check(as_of=OVERDUE + timedelta(days=28))) == ["director@bureau.example"]


@pytest.mark.parametrize(
    ("day", "told"),
    [
        pytest.param(OVERDUE - timedelta(days=14), False, id="nothing is overdue"),
        pytest.param(OVERDUE, True, id="the day on which the director hears"),
        pytest.param(OVERDUE + timedelta(days=28), True, id="a later reminder"),
    ],
)
def test_members_are_told_each_time_that_the_director_hears_of_it(
    director: Workspace, run_check: RunCheck, day: date, *, told: bool
) -> None:
    letters = [x for x in run_check(as_of=day).letters.reachable if x.reminder.group == "planning"]
    assert [("อยู่ในสรุปถึงผู้อำนวยการสำนักด้วย" in letter.text) for letter in letters] == [told]


def test_the_directors_letter_shows_the_year_as_charts_and_brings_them_as_svg(
    director: Workspace, run_check: RunCheck
) -> None:
    mail = summary_mail(run_check(as_of=OVERDUE))
    related, html, text = (mail.get_body((kind,)) for kind in ("related", "html", "plain"))
    assert related is not None
    assert html is not None
    assert text is not None
    pictures = {p["Content-ID"].strip("<>"): p.get_content() for p in related.iter_attachments()}
    assert re.findall(r'src="cid:([^"]+)"', html.get_content()) == list(pictures)
    for picture in pictures.values():
        with Image.open(io.BytesIO(picture)) as opened:
            assert (opened.format, opened.width > 1000) == ("PNG", True)
    drawings = [ElementTree.fromstring(f.get_content()) for f in mail.iter_attachments()]
    words = [" ".join(drawing.itertext()) for drawing in drawings]
    assert ["คะแนนรายรอบ" in words[0], "รายคณะทำงาน" in words[1]] == [True, True]
    assert "๐ จาก ๑๒๕" in text.get_content()


def test_a_chart_that_cannot_be_drawn_holds_no_letter_back(
    director: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAMNOT_FONTS", str(tmp_path))  # a folder without any font
    request = CheckRequest(UNIT, ("march",), OVERDUE)
    mail = summary_mail(check(Workspace(Settings()), request))
    html = mail.get_body(("html",))
    assert html is not None
    assert "<img" not in html.get_content()
    assert "๐ จาก ๑๒๕" in html.get_content()
    assert list(mail.iter_attachments()) == []


def summary_mail(outcome: CheckOutcome) -> EmailMessage:
    [raw] = [m.raw for _, m in outcome.letters.mails if m.group_id == "director"]
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def test_a_group_without_contacts_is_an_error_on_the_directors_letter(
    bare: Workspace, run_check: RunCheck
) -> None:
    contact(bare, "director", "director@bureau.example", role="director")
    for group in ("planning", "selection"):
        contact(bare, group, f"{group}@bureau.example")
    with writing(bare.engine) as session:
        from storage.records.people import remove_contacts

        for group in ("campaign", "steering"):
            for address in [f"{group}@bureau.example"]:
                remove_contacts(
                    session, unit=UNIT, group=group, email=address, by="test", now=bare.now()
                )
    outcome = run_check(as_of=MARCH)
    assert outcome.letters.unreachable == ("campaign",)
    assert outcome.letters.summary is not None
    assert "คณะทำงานด้านการจัดกิจกรรมรณรงค์" in outcome.letters.summary.text
    # It stays an error without a letter each day, and is named again after a week.
    assert summaries(run_check(as_of=MARCH + timedelta(days=1))) == []
    assert summaries(run_check(as_of=MARCH + timedelta(days=7))) == ["director@bureau.example"]


def test_a_letter_that_did_not_arrive_is_named_on_the_next_working_day(
    director: Workspace, run_check: RunCheck
) -> None:
    run_check(as_of=MARCH)
    with writing(director.engine) as session:
        dead = {"state": "dead", "last_error": "550 5.1.1 no such user"}
        session.execute(update(_OUTBOX).where(_OUTBOX.c.id == 1).values(**dead))
    saturday = date(2024, 3, 16)
    assert summaries(run_check(as_of=saturday)) == []
    outcome = run_check(as_of=saturday + timedelta(days=2))
    assert outcome.letters.summary is not None
    assert "550 5.1.1 no such user" in outcome.letters.summary.text
    with reading(director.engine) as session:
        kinds = [(m.kind, m.state) for m in list_outbox(session) if m.group_id == "director"]
    assert kinds == [("summary", "sent")]


def test_a_past_day_checked_again_tells_the_director_nothing(
    director: Workspace, run_check: RunCheck
) -> None:
    run_check(as_of=OVERDUE + timedelta(days=7))
    assert summaries(run_check(as_of=OVERDUE)) == []


def test_without_a_director_the_groups_still_hear(
    workspace: Workspace, run_check: RunCheck
) -> None:
    outcome = run_check(as_of=OVERDUE)
    assert outcome.letters.summary is None
    assert len(outcome.enqueued) == 3


# What came in while a letter waited


@pytest.mark.parametrize("later", [0, 1], ids=["the same day", "the next"])
def test_who_is_done_no_longer_gets_the_letter_that_waited_for_its_relay(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, later: int
) -> None:
    def run(day: date) -> CheckOutcome:
        return check(Workspace(Settings()), CheckRequest(UNIT, ("march",), day, record=False))

    def states(group: str) -> list[str]:
        with reading(workspace.engine) as session:
            return [m.state for m in list_outbox(session) if m.group_id == group]

    with relay(mail="550 5.7.30 not you") as server:
        monkeypatch.setenv("KAMNOT_NOTIFY_URLS", server.url())
        run(MARCH)
        assert (states("selection"), states("planning")) == (["pending"], ["pending"])
        with writing(workspace.engine) as session:
            for number in ("6", "14"):
                grant_relief(
                    session, unit=UNIT, fiscal_year=2567, kind=ReliefKind.NOT_APPLICABLE,
                    subject=number, authoriser="ผู้อำนวยการสำนัก", reason="ไม่เกี่ยวข้อง",
                    decided_on=MARCH, until=None, by="test", now=workspace.now(),
                )  # fmt: skip
        server.mail = "250 OK"
        run(MARCH + timedelta(days=later))
    assert (states("selection"), states("planning")) == (["superseded"], ["sent"])
    assert [to for to, _ in server.accepted if "selection" in to] == []


def test_whoever_still_waits_for_an_older_letter_hears_the_newer_one_instead(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The due date names the head, the month's report only the members; the relay is back in between."""

    def run(day: date) -> None:
        check(Workspace(Settings()), CheckRequest(UNIT, ("march",), day, record=False))

    def letters() -> list[tuple[str, str]]:
        with reading(workspace.engine) as session:
            found = [m for m in list_outbox(session) if m.group_id == "campaign"]
        return [(m.recipient.partition("@")[0], m.state) for m in found]

    contact(workspace, "campaign", "head@bureau.example", role="head")
    with relay(mail="550 5.7.30 not you") as server:
        monkeypatch.setenv("KAMNOT_NOTIFY_URLS", server.url())
        run(date(2024, 3, 20))
        assert letters() == [("campaign", "pending"), ("head", "pending")]
        server.mail = "250 OK"
        run(date(2024, 3, 26))
    assert letters()[:2] == [("campaign", "superseded"), ("head", "superseded")]
    assert letters()[2:] == [("campaign", "sent"), ("head", "sent")]


def test_who_has_done_all_of_one_date_hears_of_the_next_one(
    workspace: Workspace, run_check: RunCheck
) -> None:
    run_check(as_of=MARCH)
    with writing(workspace.engine) as session:
        for number in (a.number for a in workspace.plan.by_batch["march"]):
            grant_relief(
                session, unit=UNIT, fiscal_year=2567, kind=ReliefKind.NOT_APPLICABLE,
                subject=str(number), authoriser="ผู้อำนวยการสำนัก", reason="ไม่เกี่ยวข้อง",
                decided_on=MARCH, until=None, by="test", now=workspace.now(),
            )  # fmt: skip
    outcome = run_check(as_of=date(2024, 5, 21))
    with reading(workspace.engine) as session:
        found = {m.id: m.state for m in list_outbox(session)}
    assert [found[n] for n in outcome.enqueued] == ["sent"] * len(outcome.enqueued)
    assert outcome.enqueued


def test_a_letter_that_waited_for_its_relay_goes_out_with_the_newest_state(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(day: date) -> CheckOutcome:
        return check(Workspace(Settings()), CheckRequest(UNIT, ("march",), day, record=False))

    def letters() -> list[tuple[str, str]]:
        with reading(workspace.engine) as session:
            return [(m.state, m.rung) for m in list_outbox(session) if m.group_id == "planning"]

    with relay(mail="550 5.7.30 not you") as server:
        monkeypatch.setenv("KAMNOT_NOTIFY_URLS", server.url())
        contact(workspace, "planning", "head@bureau.example", role="head")
        run(date(2024, 2, 19))  # a rung for the members alone
        [(_, rung)] = letters()
        run(date(2024, 2, 20))
        assert letters() == [("pending", rung)]  # the same facts are not written twice
        with writing(workspace.engine) as session:
            grant_relief(
                session, unit=UNIT, fiscal_year=2567, kind=ReliefKind.NOT_APPLICABLE, subject="5",
                authoriser="ผู้อำนวยการสำนัก", reason="ไม่เกี่ยวข้อง",
                decided_on=date(2024, 2, 20), until=None, by="test", now=workspace.now(),
            )  # fmt: skip
        server.mail = "250 OK"
        renewed = run(date(2024, 2, 20))
        assert [x.reminder.group for x in renewed.letters.reachable] == ["planning"]
        assert renewed.reminders == ()
    assert letters() == [("superseded", rung), ("sent", rung)]
    [raw] = [r for r in server.raw if b"\r\nTo: planning@" in r.split(b"\r\n\r\n")[0]]
    body = email.message_from_bytes(raw, policy=email.policy.default).get_body(("plain",))
    assert body is not None
    assert "กิจกรรมที่ ๕ — " not in body.get_content()


def test_a_date_that_a_changed_plan_moved_is_reminded_of_anew(
    workspace: Workspace, run_check: RunCheck
) -> None:
    first = run_check(as_of=MARCH)
    later = date(2024, 4, 20)
    batches = (
        b.model_copy(update={"due": later}) if b.id == "march" else b
        for b in workspace.plan.batches
    )
    with writing(workspace.engine) as session:
        plan = workspace.plan.changed(batches=tuple(batches))
        apply_plan(session, plan, by="test", why="เลื่อนกำหนดส่ง", now=workspace.now())
    request = CheckRequest(UNIT, first.batches, date(2024, 4, 11))

    second = check(Workspace(Settings()), request)

    assert "2567:march:T-7" in rungs_due(first)
    assert "2567:march@2024-04-20:T-7" in rungs_due(second)


def rungs_due(outcome: CheckOutcome) -> set[str]:
    return {rung for reminder in outcome.reminders for rung in reminder.rungs}


def test_a_secretary_who_sits_in_every_group_is_not_told_to_ask_the_secretary(
    bare: Workspace,
) -> None:
    for group in ("planning", "campaign"):
        contact(bare, group, "Secretary@bureau.example")
    contact(bare, "selection", "selection@bureau.example")

    outcome = check(bare, CheckRequest(UNIT, ("march",), MARCH))
    letters = {x.reminder.group: x.text for x in outcome.letters.reachable}

    assert "ติดต่อคณะทำงานด้านแผนฯ" in letters["selection"]
    for group in ("planning", "campaign"):
        assert "ติดต่อ" not in letters[group]
        assert "แจ้งตัวเลขให้" not in letters[group]
