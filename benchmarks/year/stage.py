"""The days of the play: the script's deeds, the schedule's runs and the relay, each at its hour.

The flows are called as plain functions in this process; Prefect, which would only wake them, is left out. The clock
is moved in two places: `Workspace.now` (a subclass) and `flows.run.workspace.today`, which a check asks before it
refuses a day to come.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self
from unittest import mock

from pydantic import SecretStr

from benchmarks.year.office import UNIT, Clock, Deed, Office
from benchmarks.year.script import CLOSED_DAYS, CONTACTS, RELAY_DOWN, SCRIPT
from domain.language.thai import fiscal_year_span
from flows.check.check import CheckRequest, check
from flows.check.daily import remind_unit, watch
from flows.deployments.clockwork import season
from flows.deployments.timetable import Job, read_jobs
from flows.house.set_up import set_up
from flows.letters.deliver import deliver
from flows.letters.outbox import release_letters
from storage.db.database import writing
from storage.records.people import set_contact
from storage.settings import Settings
from tests.support.servers.smtp import Relay, relay

DELIVERIES = (time(6, 45), time(12, 15), time(16, 30))
"""So many of the quarter-hourly rounds are played; what a run writes it delivers itself."""
_RELAY_TURNS = time(6)


@dataclass(frozen=True, slots=True)
class Played:
    """What is left of the year: the office as it stands, and every relay that answered at the port."""

    office: Office
    days: int
    relays: tuple[Relay, ...]


def play(home: Path) -> Played:
    """Play the year in a folder of its own."""
    clock = Clock()
    with _Port() as port, _clocked(clock):
        office = _open(home, clock, port)
        days = tuple(_days(office.ws.plan.fiscal_year))
        clock.turn(days[0], time())
        _write_contacts(office)
        rounds = tuple(_rounds(office))
        for day in days:
            for hour, do in sorted(_agenda(day, rounds, port), key=lambda entry: entry[0]):
                clock.turn(day, hour)
                do(office)
        return Played(office, len(days), tuple(port.relays))


def _days(fiscal_year: int) -> Iterator[date]:
    first, last = fiscal_year_span(fiscal_year)
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


@contextmanager
def _clocked(clock: Clock) -> Iterator[None]:
    """Flows that ask for the day get the play's."""
    with (
        mock.patch("flows.run.workspace.today", clock.today),
        mock.patch("flows.check.check.today", clock.today),
    ):
        yield


def _open(home: Path, clock: Clock, port: _Port) -> Office:
    folder = home / "desk"
    folder.mkdir(parents=True)
    closed = home / "closed-days.txt"
    closed.write_text(CLOSED_DAYS, encoding="utf-8")
    url = f"mailto://127.0.0.1:{port.number}?from=kamnot@bureau.example"
    settings = Settings(home=home / "kamnot", notify_urls=SecretStr(url), closed_days=closed)
    set_up(settings, unit=UNIT)
    return Office(settings, clock, folder)


def _write_contacts(office: Office) -> None:
    with writing(office.ws.engine) as session:
        for group, role, email in CONTACTS:
            set_contact(
                session, unit=UNIT, group=group, role=role, office="-", email=email, by="planning",
                now=office.clock.now,
            )  # fmt: skip
    release_letters(office.ws, (), by="planning")


# The hours of a day


@dataclass(frozen=True, slots=True)
class _Round:
    """A run that comes back every day at an hour."""

    hour: time
    do: Deed


def _agenda(
    day: date, rounds: tuple[_Round, ...], port: _Port
) -> Iterator[tuple[time, Deed | Callable[[object], None]]]:
    """What happens on a day, unsorted."""
    for first, last in RELAY_DOWN:
        if day == first:
            yield _RELAY_TURNS, port.close
        if day == last + timedelta(days=1):
            yield _RELAY_TURNS, port.open
    yield from ((hour, deed) for on, hour, deed in SCRIPT if on == day)
    yield from ((r.hour, r.do) for r in rounds)


def _rounds(office: Office) -> Iterator[_Round]:
    """The runs as the timetable has them, of the quarter-hourly deliveries only some."""
    for job in read_jobs(office.settings, office.ws.plan):
        if job.every is not None:
            yield from (_Round(at, _deliver) for at in DELIVERIES)
            continue
        minute, hour, *_ = job.cron.split()
        do = _check(job) if job.flow == "check_batch" else _SINGLE[job.flow]
        yield _Round(time(int(hour), int(minute)), do)


def _check(job: Job) -> Deed:
    """The batch's check, in its season: out of it the scheduled flow ends at once."""

    def do(office: Office) -> None:
        if office.today in season(office.ws, job.name):
            ws = office.run("checks")
            check(ws, CheckRequest(UNIT, ws.batches(job.name), office.today))

    return do


def _remind(office: Office) -> None:
    ws = office.run("daily reminders")
    remind_unit(ws, CheckRequest(UNIT, ws.batches(None), office.today, record=False))


def _deliver(office: Office) -> None:
    deliver(office.run("deliveries"))


def _watch(office: Office) -> None:
    if not watch(office.run("watches")).ok:
        office.alarms.append(office.today)


_SINGLE: dict[str, Deed] = {"remind": _remind, "watch": _watch}


# The relay


class _Port:
    """One port for the whole year. While it is closed it is kept, and who knocks is refused by the machine."""

    def __init__(self) -> None:
        self.relays: list[Relay] = []
        self.number = 0
        self._now = ExitStack()

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._now.close()

    def open(self, _office: object = None) -> None:
        """A relay answers again."""
        self._now.close()
        self.relays.append(self._now.enter_context(relay(port=self.number)))
        self.number = self.relays[-1].port

    def close(self, _office: object = None) -> None:
        """Nobody listens any more."""
        self._now.close()
        held = self._now.enter_context(socket.socket())
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", self.number))
