"""Calendar files as a real calendar reads them, and takes their updates and cancellations."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

import icalendar
from hypothesis import given
from hypothesis import strategies as st

from domain.reminders.calendar_entries import Event, merge_events
from notifications.calendar_feed import attach_calendar, render_calendar
from notifications.message import build_mail

NOW = datetime(2024, 3, 1, 1, 0, tzinfo=UTC)
EVENT = Event(
    uid="2567-bureau-activity-7@kamnot.invalid",
    day=date(2024, 3, 20),
    title="กำหนดส่ง กิจกรรมที่ ๗ กิจกรรมแลกเปลี่ยนเรียนรู้; การขับเคลื่อนองค์กรคุณธรรม, และความโปร่งใส",
    description="กำหนดตามแผน ๒๐ มีนาคม ๒๕๖๗\n• รายงาน \\ ๑ ฉบับ",
    groups=("planning",),
    changed_at=NOW,
)


def read(data: bytes) -> dict[str, Any]:
    calendar = icalendar.Calendar.from_ical(data)
    return {str(event["UID"]): event for event in calendar.walk("VEVENT")}


class Subscriber:
    """A calendar as RFC 5546 wants it: an entry is taken when its sequence is not behind the known one."""

    def __init__(self) -> None:
        self.entries: dict[str, Any] = {}

    def take(self, data: bytes) -> None:
        for uid, event in read(data).items():
            known = self.entries.get(uid)
            if known is None or event["SEQUENCE"] >= known["SEQUENCE"]:
                self.entries[uid] = event

    def shown(self) -> dict[str, date]:
        return {
            uid: event.decoded("DTSTART")
            for uid, event in self.entries.items()
            if event["STATUS"] != "CANCELLED"
        }


def test_a_calendar_reads_every_word_back() -> None:
    event = read(render_calendar([EVENT], "กำหนดส่ง สำนักทดสอบ"))[EVENT.uid]
    assert str(event["SUMMARY"]) == EVENT.title
    assert str(event["DESCRIPTION"]) == EVENT.description
    assert event.decoded("DTSTART") == date(2024, 3, 20)
    assert event.decoded("DTEND") == date(2024, 3, 21)
    assert event.decoded("DTSTAMP") == NOW
    assert event["TRANSP"] == "TRANSPARENT"


def test_no_line_is_longer_than_75_bytes_and_none_is_cut_inside_a_letter() -> None:
    lines = render_calendar([EVENT], "ปฏิทิน" * 30).split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode("utf-8") is not None for line in lines)


def test_the_same_entries_are_the_same_bytes() -> None:
    assert render_calendar([EVENT], "ก") == render_calendar([EVENT], "ก")


def test_a_subscriber_follows_moves_ticks_and_cancellations_in_any_order_of_arrival() -> None:
    first = merge_events({}, [EVENT], NOW)
    moved = merge_events(
        {e.uid: e for e in first}, [replace(EVENT, day=date(2024, 4, 5))], NOW + timedelta(days=1)
    )
    gone = merge_events(
        {e.uid: e for e in moved}, [replace(EVENT, cancelled=True)], NOW + timedelta(days=2)
    )
    one, two, three = (render_calendar(events, "ก") for events in (first, moved, gone))
    subscriber = Subscriber()
    subscriber.take(one)
    subscriber.take(two)
    subscriber.take(one)  # an old letter opened late must not move it back
    assert subscriber.shown() == {EVENT.uid: date(2024, 4, 5)}
    subscriber.take(three)
    subscriber.take(two)
    assert subscriber.shown() == {}


def test_what_is_done_is_ticked() -> None:
    event = read(render_calendar([replace(EVENT, done=True)], "ก"))[EVENT.uid]
    assert str(event["SUMMARY"]).startswith("✓ กำหนดส่ง")


@given(
    text=st.text(
        alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs")),
        min_size=1,
    )
)
def test_whatever_a_title_holds_it_comes_back(text: str) -> None:
    event = read(render_calendar([replace(EVENT, title=text)], "ก"))[EVENT.uid]
    assert str(event["SUMMARY"]) == text


def test_a_letter_brings_it_along_as_a_calendar_file() -> None:
    raw = build_mail(
        sender="kamnot@example.go.th",
        recipient="a@example.go.th",
        subject="ก",
        text="ก",
        html="<p>ก</p>",
        message_id="<1@example.go.th>",
        date=NOW,
        attachments=[attach_calendar([EVENT], "ก")],
    )
    [part] = message_from_bytes(raw, policy=policy.default).iter_attachments()
    assert (part.get_content_type(), part.get_filename()) == ("text/calendar", "kamnot.ics")
    assert part.get_param("method") == "PUBLISH"
    assert EVENT.uid in read(part.get_content())
