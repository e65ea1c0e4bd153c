"""Letters side by side: those of the year, those of its rehearsal, and those that the relay took.

The rehearsal reads the database at the year's end and knows each fact from its day on. It knows of no relay, so
what is compared with it is what was written (rows of the outbox), whatever became of it: a letter that waited for
its relay until a newer one superseded it was written all the same. One kind of letter it cannot know: while a
letter waits and its facts change, the next run writes it anew into the same rung and the older one never goes out.
Those are counted apart, and only where the one before was superseded. (A letter that speaks also to those who
still wait for an older one would have more recipients than were rehearsed; on this script's days all recipients are the
same.) What was written is then compared with what the relay took, by recipient, Message-ID and words.
"""

from __future__ import annotations

import email
import email.policy
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import unified_diff
from itertools import zip_longest

from sqlmodel import col, select

from benchmarks.year.office import UNIT
from benchmarks.year.stage import Played
from flows.check.rehearse import rehearse
from flows.run.workspace import in_bangkok
from storage.db.database import reading
from storage.db.run_tables import OutboxRow
from storage.outbox.rows import SENT, SUPERSEDED

_Place = tuple[date, str, str]
"""Day, group and recipient."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What the year and its rehearsal wrote to one person on one day, where they differ; "" is no letter."""

    day: date
    group: str
    recipient: str
    rehearsed: str
    written: str

    def __str__(self) -> str:
        lines = unified_diff(
            self.rehearsed.splitlines(),
            self.written.splitlines(),
            "rehearsed",
            "written",
            lineterm="",
        )
        return "\n".join((f"{self.day} {self.group} {self.recipient}", *lines))


@dataclass(frozen=True, slots=True)
class Compared:
    """The year's letters against its rehearsal, and against what the relay took."""

    rehearsed: int
    written: int
    renewed: int
    """Letters written anew in the place of one that still waited."""
    superseded: int
    late: int
    """Letters that went out on a later day than they were written."""
    taken: int
    differences: tuple[Difference, ...]
    undelivered: tuple[str, ...]
    """Letters that were to go out and did not reach the relay exactly once, as they were written."""


def compare(played: Played) -> Compared:
    """Rehearse the year from what the office's database holds at its end, and lay the letters side by side."""
    office = played.office
    with reading(office.ws.engine) as session:
        rows = session.exec(select(OutboxRow).order_by(col(OutboxRow.id))).all()
    rehearsed = rehearse(office.ws, UNIT).mails
    expected = tuple(_not_renewed(rows))
    return Compared(
        rehearsed=len(rehearsed),
        written=len(rows),
        renewed=len(rows) - len(expected),
        superseded=sum(row.state == SUPERSEDED for row in rows),
        late=sum(_day(row.sent_at) != _day(row.created_at) for row in rows if row.sent_at),
        taken=sum(len(server.accepted) for server in played.relays),
        differences=tuple(
            _differences(
                _by_place(((m.day, m.group, m.recipient), m.raw) for m in rehearsed),
                _by_place(((_day(r.created_at), r.group_id, r.recipient), r.raw) for r in expected),
            )
        ),
        undelivered=tuple(_undelivered(played, rows)),
    )


def _day(moment: datetime) -> date:
    return in_bangkok(moment).date()


def _not_renewed(rows: Sequence[OutboxRow]) -> Iterator[OutboxRow]:
    """All but those that took the place of one that still waited, in the same rung to the same person."""
    states = {_rung_of(row, row.seq): row.state for row in rows}
    for row in rows:
        if states.get(_rung_of(row, row.seq - 1)) != SUPERSEDED:
            yield row


def _rung_of(row: OutboxRow, seq: int) -> tuple[str, str, str, int]:
    return row.rung, row.group_id, row.recipient, seq


def _by_place(letters: Iterable[tuple[_Place, bytes]]) -> Mapping[_Place, list[str]]:
    found: dict[_Place, list[str]] = defaultdict(list)
    for place, raw in letters:
        found[place].append(_said(raw))
    return found


def _differences(
    rehearsed: Mapping[_Place, list[str]], written: Mapping[_Place, list[str]]
) -> Iterator[Difference]:
    for place in sorted({*rehearsed, *written}):
        pairs = zip_longest(rehearsed.get(place, ()), written.get(place, ()), fillvalue="")
        yield from (Difference(*place, one, other) for one, other in pairs if one != other)


_OF_THE_MOMENT = ("DTSTAMP:", "LAST-MODIFIED:")


def _said(raw: bytes) -> str:
    """What somebody reads: the subject, the plain text, and the calendar's entries without their moments."""
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    text = mail.get_body(("plain",))
    lines = [f"Subject: {mail['Subject']}", "", *(text.get_content() if text else "").splitlines()]
    for part in mail.iter_attachments():
        if part.get_content_type() == "text/calendar":
            entries = part.get_content().splitlines()
            lines += [line for line in entries if not line.startswith(_OF_THE_MOMENT)]
    return "\n".join(lines)


def _undelivered(played: Played, rows: Sequence[OutboxRow]) -> Iterator[str]:
    written = Counter(
        (row.recipient, row.message_id, _said(row.raw)) for row in rows if row.state != SUPERSEDED
    )
    taken = Counter(
        (*mail, _said(raw))
        for server in played.relays
        for mail, raw in zip(server.accepted, server.raw, strict=True)
    )
    for letter in written.keys() | taken.keys():
        if (written[letter], taken[letter]) != (1, 1):
            recipient, identity, _ = letter
            yield f"{recipient} {identity}: written {written[letter]}, taken {taken[letter]} times"
    yield from (f"{r.recipient} {r.message_id}: {r.state}" for r in rows if r.state not in _ENDED)


_ENDED = (SENT, SUPERSEDED)
