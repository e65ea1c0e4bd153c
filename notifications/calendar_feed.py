"""Writes calendar files (RFC 5545), for subscriptions and as attachments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from domain.reminders.calendar_entries import Event
from notifications.message import Attachment
from notifications.safe_text import one_line

_LONGEST_LINE = 75
"""Most bytes of a line without its end."""
_DONE = "✓ "
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def render_calendar(events: Sequence[Event], name: str, page: str = "") -> bytes:
    """One calendar with all its entries, the same bytes for the same entries: UTF-8, CRLF, folded lines.

    `page` is the address of the pages, to which entries of activities lead.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Kamnot//Kamnot//TH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
        "X-WR-TIMEZONE:Asia/Bangkok",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
        *(line for event in events for line in _event(event, page)),
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def attach_calendar(events: Sequence[Event], name: str, page: str = "") -> Attachment:
    """The entries as an attachment, each with its link where there are pages."""
    return Attachment(
        "kamnot.ics",
        "text/calendar",
        render_calendar(events, name, page),
        (("method", "PUBLISH"), ("charset", "utf-8")),
    )


def _event(event: Event, page: str) -> Iterator[str]:
    changed = _moment(event.changed_at or _EPOCH)
    mark = _DONE if event.done else ""
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTAMP:{changed}"
    yield f"LAST-MODIFIED:{changed}"
    yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(mark + one_line(event.title))}"
    yield f"DESCRIPTION:{_text(event.description)}"
    if page and event.activity is not None:
        yield f"URL:{page}/a/{event.activity}"
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
    # A due date is no appointment: the day must not look busy to a person who seeks a free hour.
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(one_line(line) for line in escaped.splitlines())


def _folded(line: str) -> bytes:
    """The line in pieces of at most 75 bytes, never cut inside a letter; each but the first begins with a blank."""
    whole = line.encode("utf-8", "replace")
    if len(whole) <= _LONGEST_LINE:
        return whole + b"\r\n"
    pieces: list[bytes] = [b""]
    for letter in line:
        encoded = letter.encode("utf-8", "replace")
        limit = _LONGEST_LINE - (len(pieces) > 1)
        if len(pieces[-1]) + len(encoded) > limit:
            pieces.append(b"")
        pieces[-1] += encoded
    return b"\r\n ".join(pieces) + b"\r\n"


def calendar_name(unit_name: str, groups: Iterable[str]) -> str:
    """The feed's name in a calendar: the unit, and the group if it is one group's."""
    return " ".join(("กำหนดส่ง", unit_name, *groups))
