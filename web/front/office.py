"""What all requests of one server share: workspaces, children that inspect files, and results kept in memory.

A result of one unit, day and language is kept until the audit has a new line: whatever changes it is audited. It ends
after a minute in any case, because two things are not: a file lost from the store, and the office's closed days.
While many bring files each line is soon followed by another, so one thread at a time works a unit out, and all who
came before it began take what it found.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict, deque
from collections.abc import Container, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from domain.facts import EnteredMeasure
from domain.language.errors import TooOftenError
from domain.language.thai import thai_digits
from domain.reminders.recipients import People
from domain.reminders.staffing import staffing_notes
from domain.results import Evaluation
from flows.evidence.browse import ListedEvidence, all_evidence
from flows.evidence.measures import entered
from flows.evidence.registers import KeptRegister, list_registers
from flows.house.units import all_units
from flows.letters.contacts import contacts_of
from flows.letters.recipients import people_known
from flows.letters.snoozes import Snooze, snoozes_of
from flows.papers.submissions import Submission, handed_in
from flows.run.audit import newest_line
from flows.run.judge import load_facts
from flows.run.workspace import Workspace, today
from flows.run.workspaces import Workspaces, open_inspectors
from storage.settings import Settings
from web.front.shown import told

if TYPE_CHECKING:
    from flows.run.workspaces import Inspectors

_KEPT_SECONDS = 60.0
_MOST_KEPT = 64
MOST_A_MINUTE = 30
"""Files of one account."""
_MINUTE = 60.0


@dataclass(frozen=True)
class UnitView:
    """All that the pages of one unit show, as of one day and one line of the audit."""

    ws: Workspace
    unit: str
    unit_name: str
    day: date
    evaluation: Evaluation
    evidence: tuple[ListedEvidence, ...]
    offices: Mapping[str, str]
    """The office of each account."""
    snoozes: tuple[Snooze, ...]
    submissions: tuple[Submission, ...]
    numbers: Mapping[str, EnteredMeasure]
    people: People

    def staffing(self, groups: Container[str], *, director: bool = False) -> tuple[str, ...]:
        """What is unusual of who is there in these groups, in the reader's language."""
        asked = (group for group in self.ws.plan.groups if group.id in groups)
        notes = staffing_notes(self.people, asked, self.day, director=director)
        return tuple(told(note, self.ws.language) for note in notes)

    @cached_property
    def registers(self) -> list[KeptRegister]:
        """The registers of the plan with their rows; none if it declares none."""
        return list_registers(self.ws, self.unit) if self.ws.plan.registers else []

    def versions(self, requirement: str) -> tuple[ListedEvidence, ...]:
        """Every version of a document, oldest first."""
        return tuple(e for e in self.evidence if e.fact.requirement == requirement)

    def submitted(self, batch: str) -> Submission | None:
        """The submission of a batch that stands."""
        found = (s for s in self.submissions if s.batch == batch and s.withdrawn_at is None)
        return next(found, None)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A view with the audit's newest line when it began to be worked out, and the moment at which it ends."""

    line: int
    until: float
    view: UnitView


class Office:
    """Shared by all threads of the server. Close it: it keeps children and a thread."""

    def __init__(
        self,
        settings: Settings,
        *,
        page: str,
        as_of: date | None = None,
        inspectors: Inspectors | None = None,
    ) -> None:
        self.settings = settings
        self.page = page.rstrip("/")
        self.secure = urlsplit(page).scheme == "https"
        self.plain = settings.web_plain and not self.secure
        self._as_of = as_of
        self.inspectors = inspectors or open_inspectors(settings)
        self._ends_inspectors = inspectors is None
        self._workspaces = Workspaces(settings, inspectors=self.inspectors)
        self._lock = Lock()
        self._open: dict[str, tuple[tuple[int, date], Workspace]] = {}
        self._kept: dict[tuple[object, ...], _Kept] = {}
        self._turns: defaultdict[str, Lock] = defaultdict(Lock)
        self.bodies: Counter[str] = Counter()
        """How many files each account is sending now."""
        self.files: dict[str, deque[float]] = {}
        """When each account's last files began to come."""
        # What nobody waits for: mails with codes, PDFs for the learning centre.
        self.later = ThreadPoolExecutor(2, thread_name_prefix="later")

    def close(self) -> None:
        """End the children and the threads."""
        self.later.shutdown(wait=False, cancel_futures=True)
        if self._ends_inspectors:
            self.inspectors.close()

    def count_file(self, account: str) -> None:
        """Let one more file of this account come. Raises TooOftenError if it sends too many a minute."""
        now = time.monotonic()
        with self._lock:
            began = self.files.setdefault(account, deque(maxlen=MOST_A_MINUTE))
            if len(began) == MOST_A_MINUTE and now - began[0] < _MINUTE:
                raise TooOftenError(
                    f"ส่งครบ {thai_digits(MOST_A_MINUTE)} ไฟล์ในหนึ่งนาทีแล้ว ไฟล์ที่ส่งแล้วยังอยู่ครบ โปรดรอหนึ่งนาทีแล้วส่งต่อ",
                    f"{MOST_A_MINUTE} files came within a minute and are kept; wait a minute, then go on.",
                )
            began.append(now)

    def today(self) -> date:
        """The day as of which the pages speak: the clock is read here and passed down."""
        return self._as_of or today()

    def door(self) -> Workspace:
        """A workspace that is open already, to ask who comes; which year it follows does not matter."""
        found = self._open.get(self.settings.language)
        return found[1] if found is not None else self.ws(self.settings.language)

    def ws(self, language: str, head: int | None = None) -> Workspace:
        """The workspace of the year that is followed; looked at again when the audit has a new line or a day begins."""
        key = (-1 if head is None else head, today())
        found = self._open.get(language)
        if found is not None and found[0] == key and head is not None:
            return found[1]
        ws = self._workspaces.of(None, language)
        with self._lock:
            self._open[language] = (key, ws)
        return ws

    def standing(self, ws: Workspace, unit: str, head: int | None = None) -> UnitView:
        """What is known of a unit as of today, at `head` (the audit's newest line for None) or a later line."""
        line = newest_line(ws) if head is None else head
        day = self.today()
        key = (unit, day, ws.plan_hash, ws.closed, ws.language)
        if (kept := self._still(key, line)) is not None:
            return kept
        with self._turns[unit]:
            if (kept := self._still(key, line)) is not None:
                return kept
            line = newest_line(ws)
            found = _standing(ws, unit, day)
            with self._lock:
                while len(self._kept) >= _MOST_KEPT:
                    self._kept.pop(next(iter(self._kept)))
                self._kept[key] = _Kept(line, time.monotonic() + _KEPT_SECONDS, found)
            return found

    def _still(self, key: tuple[object, ...], line: int) -> UnitView | None:
        """What is kept, if nothing after it was recorded up to that line."""
        kept = self._kept.get(key)
        holds = kept is not None and kept.line >= line and time.monotonic() < kept.until
        return kept.view if kept is not None and holds else None


def _standing(ws: Workspace, unit: str, day: date) -> UnitView:
    facts = load_facts(ws, unit, day)
    return UnitView(
        ws=ws,
        unit=unit,
        unit_name=next(known.name for known in all_units(ws) if known.id == unit),
        day=day,
        evaluation=ws.evaluator.evaluate(facts, day),
        evidence=all_evidence(ws, unit, facts),
        offices={
            c.account: c.office for c in contacts_of(ws, unit) if c.account and c.office != c.role
        },
        snoozes=snoozes_of(ws, unit, day),
        submissions=handed_in(ws, unit, tuple(ws.plan.batch_by_id)),
        numbers={e.fact.measure: e for e in entered(ws, unit)},
        people=people_known(ws, unit),
    )
