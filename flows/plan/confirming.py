"""Confirms the values of a plan that was carried over: by subject, by activity, or one by one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

from domain.language.errors import KamnotError, NotAllowedError
from domain.language.how import How, Verb
from domain.language.thai import arabic_digits, thai_digits
from domain.next_year.carry import year_doubts
from domain.plan.carried import CarriedField, Subject, find_subject, waiting
from domain.plan.model import Plan
from domain.plan.requirements import find_activity
from domain.plan.sources import Origin, list_sources
from domain.words.agenda_lines import AgendaWriter, place_in_plan
from domain.words.wording import pick
from flows.plan.changes import DueDayReport, due_day_report
from flows.plan.filed import working_day_by
from flows.run.workspace import in_bangkok
from storage.db import audit
from storage.db.database import open_database, writing
from storage.plan_files.edit import Confirmed, confirm_fields, confirm_text
from storage.plan_files.folders import plan_folder, plan_roots
from storage.plan_files.load import load_plan, plan_files
from storage.plan_files.writing import read_text, rewrite
from storage.records.plan_in_force import refuse_closed
from storage.settings import Settings


@dataclass(frozen=True, slots=True)
class AgendaEntry:
    """A subject: how many fields of how many activities wait, and what a person has to look at, a line each."""

    subject: Subject
    waiting: int
    activities: tuple[int, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agenda:
    """What waits to be confirmed in a year's plan, in the order in which it changes results.

    `doubtful` values can be read in several ways; they are settled one by one.
    """

    fiscal_year: int
    from_year: int | None
    entries: tuple[AgendaEntry, ...]
    doubtful: int
    due: DueDayReport


def agenda_of(settings: Settings, fiscal_year: int, names: Sequence[str], language: str) -> Agenda:
    """What waits at these names, or in the whole plan. Nothing is written. Raises KamnotError for a broken plan."""
    plan = load_plan([plan_folder(fiscal_year, *plan_roots(settings))]).plan
    doubts = _year_lines(plan, language)
    reader = AgendaWriter(plan, working_day_by(fiscal_year), language, doubts)
    by_subject = defaultdict(list)
    for one in _chosen(waiting(plan), [_numbered(plan, name) for name in names]):
        by_subject[one.subject].append(one)
    doubtful = sum(value.origin is Origin.DOUBTFUL for value in list_sources(plan))
    entries = [_entry(reader, subject, by_subject[subject]) for subject in Subject]
    return Agenda(
        fiscal_year, plan.carried.year if plan.carried else None,
        tuple(e for e in entries if e.waiting), doubtful, due_day_report(settings, plan),
    )  # fmt: skip


def _year_lines(plan: Plan, language: str) -> tuple[str, ...]:
    """Years in texts that may have to be changed by hand."""
    asks = pick(("ปีที่คงไว้ตามเดิม ถูกต้องหรือไม่", "a year left as it was, is it right"), language)
    by_place = defaultdict[str, list[str]](list)
    for doubt in year_doubts(plan):
        by_place[place_in_plan(doubt.path, language)].append(doubt.words)
    lines = ((place, ", ".join(dict.fromkeys(words))) for place, words in by_place.items())
    return tuple(f"{asks}: {words} ({place})" for place, words in lines)


def _entry(reader: AgendaWriter, subject: Subject, found: Sequence[CarriedField]) -> AgendaEntry:
    numbers = tuple(sorted({one.activity for one in found if one.activity is not None}))
    own = any(one.activity is None for one in found)
    return AgendaEntry(subject, len(found), numbers, tuple(reader.lines(subject, numbers, own=own)))


def _chosen(found: Iterable[CarriedField], names: Sequence[str]) -> list[CarriedField]:
    wanted = [_meant(name) for name in names or ("all",)]
    return [one for one in found if any(means(one) for means in wanted)]


def _meant(name: str) -> Callable[[CarriedField], bool]:
    """Whether a name means a field: `dates`, `documents/7`, `7`, `7.report`, a path, or `all`."""
    subject, number = _subject(name)
    if subject is not None:
        return lambda one: one.subject is subject and number in (None, one.activity)
    path, _, entry = plan_path(name).partition(".*")
    return lambda one: (
        f"{one.node}.{one.field}.".startswith((f"{path}.", f"{path}["))
        if path and not entry
        else one.node.startswith(path) and one.node.endswith(entry)
    )


def _numbered(plan: Plan, name: str) -> str:
    """The name with an activity's number instead of words of its title; any other as it is."""
    subject, _, words = name.partition("/")
    if find_subject(subject) is None:
        subject, words = "", name
    if not re.search("[ก-ฮ]", words):
        return name
    activity, part = find_activity(plan, words)
    numbered = f"{activity.number}.{part}" if part else str(activity.number)
    return f"{subject}/{numbered}" if subject else numbered


def _subject(name: str) -> tuple[Subject | None, int | None]:
    """`dates/7` as its subject and activity."""
    word, _, number = arabic_digits(name).partition("/")
    digits = number.strip()
    return find_subject(word), int(digits) if digits.isdecimal() else None


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The nodes or values that were confirmed, and how many values of the plan still wait."""

    fiscal_year: int
    paths: tuple[str, ...]
    waiting: int


def confirm(
    settings: Settings,
    fiscal_year: int,
    names: Sequence[str],
    *,
    office: str,
    by: str,
    now: datetime,
) -> Confirmation:
    """Confirm values of a year's plan in its files, with the office that confirms them.

    `names` are subjects (`dates`, `documents/7`), activities (`7`), documents (`7.report`), paths as `plan sources`
    shows them, or `all`.
    Raises KamnotError if a path names nothing open, the plan comes with Kamnot, the year is closed, or the files
    would no longer form a sound plan.
    """
    folder = plan_folder(fiscal_year, *plan_roots(settings))
    if folder.parent != settings.own_plans:
        raise _not_own(fiscal_year)
    refuse_nobody(office)
    plan = load_plan([folder]).plan  # a broken plan is reported in its own words
    names = [_numbered(plan, name) for name in names]
    with writing(open_database(settings)) as session:
        refuse_closed(session, fiscal_year)
        day = in_bangkok(now).date()
        paths = [p for name in names for p in _settle(folder, name, office.strip(), day)]
        details = {"paths": paths, "office": office.strip()}
        audit.record(session, by, "plan.confirm", str(fiscal_year), details, now)
    left = sum(not value.confirmed for value in list_sources(load_plan([folder]).plan))
    return Confirmation(fiscal_year, tuple(paths), left)


def _settle(folder: Path, name: str, office: str, day: date) -> list[str]:
    change = _change(folder, name, office, day)
    found = {file: change(read_text(file)) for file in plan_files([folder])}
    paths = [p or "fiscal_year" for confirmed in found.values() for p in confirmed.paths]
    if not paths:
        raise KamnotError(
            f"ไม่มีค่าที่ยืนยันได้ที่ “{name}” โปรดดูรายการค่าที่รอยืนยัน "
            "ค่าที่ยังเขียนตามฉบับพิมพ์ทั้งที่มีคำอ่านอื่น ต้องเลือกแก้ในไฟล์ก่อน",
            f"Nothing at {name!r} can be confirmed; see the list of what waits."
            " Where a value still has the printed words beside another reading, choose in the file first.",
            How(Verb.PLAN_UNCONFIRMED),
        )
    rewrite(folder, {file: confirmed.text for file, confirmed in found.items()})
    return paths


def _change(folder: Path, name: str, office: str, day: date) -> Callable[[str], Confirmed]:
    """How a file's text is confirmed: the fields of a subject, or all below a path."""
    if _subject(name)[0] is None:
        return partial(confirm_text, chosen=plan_path(name), by=office, on=day)
    fields: dict[str, list[str]] = defaultdict(list)
    for one in _chosen(waiting(load_plan([folder]).plan), [name]):
        fields[one.node].append(one.field)
    return partial(confirm_fields, fields=fields, by=office, on=day)


def plan_path(name: str) -> str:
    """The path of a node or value as `plan sources` shows it: `7.report` names a document or number of 7."""
    text = arabic_digits(name).strip()
    if text == "all":
        return ""
    found = re.fullmatch(r"(\d+)(?:\.([a-z0-9-]+))?", text)
    if found is None:
        return text
    return f"activities[{found[1]}]" + (f".*[{found[2]}]" if found[2] else "")


def _not_own(fiscal_year: int) -> KamnotError:
    return NotAllowedError(
        f"แผนปี {thai_digits(fiscal_year)} มากับโปรแกรม แก้แล้วจะชนกับการอัปเดต โปรดทำฉบับของสำนักก่อน",
        f"The plan of {fiscal_year} comes with Kamnot, and changes to it would clash with updates; make the"
        " bureau's own copy first.",
        How(Verb.PLAN_NEW, f"{fiscal_year} {fiscal_year}"),
    )


def refuse_nobody(office: str) -> None:
    """Raise KamnotError if no office is named."""
    if not office.strip():
        raise KamnotError(
            "โปรดระบุตำแหน่งผู้ยืนยัน เช่น เลขานุการคณะทำงานด้านแผนงาน",
            "Name the office that confirms it, such as the secretary of the planning group.",
            How(Verb.GIVE_OFFICE),
        )
