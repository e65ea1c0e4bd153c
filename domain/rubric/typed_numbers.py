"""Reads a number as people type it, and a table of numbers. Whether a value is possible is checked elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.facts import EnteredMeasure
from domain.language.days import parse_date
from domain.language.errors import KamnotError, NotThereError
from domain.language.how import How, Verb
from domain.language.ids import MeasureId
from domain.language.tables import (
    BroughtTable,
    ListLine,
    TableNote,
    read_list,
    rows_places,
    sheet_of,
)
from domain.language.thai import arabic_digits
from domain.plan.model import MeasureKind, Plan
from domain.plan.requirements import named_activity
from domain.words.wording import show_amount

_YES, _NO = ("yes", "true", "มี", "ใช่"), ("no", "false", "ไม่มี", "ไม่ใช่")


@dataclass(frozen=True, slots=True)
class MeasureValue:
    """A measure's value as typed: both counts of a share, a count, or yes/no. It may be impossible."""

    numerator: int | None = None
    denominator: int | None = None
    count: int | None = None
    yes_no: bool | None = None


def find_measure(plan: Plan, text: str) -> MeasureId | None:
    """The number meant by `1.signed`, `rubric.climate`, or an activity's words and the number's id (`จิตอาสา.benefit`).

    None if the plan asks for no such number. Raises NotThereError for words in the titles of several activities.
    """
    meant = named_activity(plan, text) if text not in plan.measure_by_id else None
    name = f"{meant[0].number}.{meant[1]}" if meant else text
    return next((known for known in plan.measure_by_id if known == name), None)


def nearest_measures(plan: Plan, text: str) -> str:
    """The numbers of the activity, note or rubric that a wrong id begins with; else all."""
    near = [name for name in plan.measure_by_id if f"{text}.".startswith(f"{name.owner}.")]
    return ", ".join(near or plan.measure_by_id)


def measure_meant(plan: Plan, measure: str) -> MeasureId:
    """The number that `find_measure` finds. Raises NotThereError if the plan asks for none such."""
    name = find_measure(plan, measure)
    if name is None:
        near = nearest_measures(plan, measure)
        raise NotThereError(
            f"แผนไม่ได้ถามหาตัวเลข “{measure}” ที่มีคือ {near}",
            f"The plan asks for no number {measure!r}; there are: {near}.",
        )
    return name


def read_number(plan: Plan, measure: MeasureId, text: str) -> MeasureValue:
    """Read `180/200`, `5` or `มี`, also in Thai numerals. Raises KamnotError for a value of another kind."""
    kind = plan.measure_by_id[measure].kind
    found = read_value(kind, text)
    if found is None:
        thai, english = FORMS[kind]
        raise KamnotError(
            f"“{text}” ใช้กับ {measure} ไม่ได้ ต้องเป็น{thai}",
            f"{text!r} does not fit {measure}; it takes {english}.",
        )
    return found


def read_value(kind: MeasureKind, text: str) -> MeasureValue | None:
    """Read a value of that kind, also in Thai numerals; None for anything else."""
    return _READERS[kind](arabic_digits(text).strip().lower())


def _share(text: str) -> MeasureValue | None:
    found = re.fullmatch(r"(-?\d{1,12})\s*/\s*(-?\d{1,12})", text)
    return MeasureValue(int(found[1]), int(found[2])) if found else None


def _count(text: str) -> MeasureValue | None:
    return MeasureValue(count=int(text)) if re.fullmatch(r"-?\d{1,12}", text) else None


def _yes_no(text: str) -> MeasureValue | None:
    return MeasureValue(yes_no=text in _YES) if text in (*_YES, *_NO) else None


_READERS: dict[MeasureKind, Callable[[str], MeasureValue | None]] = {
    MeasureKind.SHARE: _share,
    MeasureKind.COUNT: _count,
    MeasureKind.YES_NO: _yes_no,
}
FORMS = {
    MeasureKind.SHARE: (
        "จำนวนและจำนวนทั้งหมด เช่น 180/200 (ร้อยละอย่างเดียวไม่พอ)",
        "a share with both counts such as 180/200 (a percentage alone is not enough)",
    ),
    MeasureKind.COUNT: ("จำนวนเต็ม เช่น 5", "a whole number such as 5"),
    MeasureKind.YES_NO: ("มี หรือ ไม่มี", "yes or no"),
}
"""What a value of each kind looks like, in Thai and English."""

# A table


@dataclass(frozen=True, slots=True)
class NumberTableRow:
    """One row of a table of numbers; `line` counts the file's rows from 1. A day left out is None."""

    line: int
    measure: str
    value: str
    on: date | None = None
    event_date: date | None = None
    evidence: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class RowDoubt:
    """Why a row was refused; line 0 means the whole file."""

    line: int
    measure: str
    thai: str
    english: str
    how: How | None = None

    @property
    def sheet(self) -> str:
        """The sheet on which it stands; empty where the file has but one."""
        return sheet_of(self.line)


_HEADINGS = {
    "measure": ("ตัวเลข", "รหัส", "ตัวชี้วัด", "measure", "id"),
    "value": ("ค่า", "value"),
    "part": ("จำนวน", "numerator", "part"),
    "whole": ("จำนวนทั้งหมด", "ทั้งหมด", "denominator", "whole"),
    "on": ("วันที่", "ณ วันที่", "on", "day"),
    "event_date": ("วันจัดกิจกรรม", "event_date", "event date", "event"),
    "evidence": ("หลักฐาน", "หลักฐานเลขที่", "evidence"),
    "why": ("เหตุผล", "หมายเหตุ", "why", "reason", "note"),
}
"""The columns of a table of numbers, in either language, in any order."""


_NEEDED = ({"measure", "value"}, {"measure", "part", "whole"})


def read_number_table(
    table: BroughtTable, fiscal_year: int
) -> tuple[list[NumberTableRow], list[RowDoubt], tuple[TableNote, ...]]:
    """The rows under the heading, those that could not be read, and what was left out. Empty rows are skipped.

    Raises KamnotError if no heading names a number and its value.
    """
    listed = read_list(table, _HEADINGS, _NEEDED)
    if not listed.headed:
        raise KamnotError(
            "ไม่พบหัวตาราง ต้องมีคอลัมน์ “ตัวเลข” กับ “ค่า” (หรือ “จำนวน” กับ “จำนวนทั้งหมด”) เช่น 1.signed, 180/200",
            "No heading was found: columns “measure” and “value” (or “part” and “whole”) are needed,"
            " as 1.signed, 180/200.",
        )
    read: list[NumberTableRow] = []
    doubts: list[RowDoubt] = []
    empty: list[int] = []
    for line in listed.lines:
        if not line.fields or _is_note(line):
            continue
        measure = arabic_digits(line.fields.get("measure", ""))
        if line.fields.keys() == {"measure"}:
            empty.append(line.number)
            continue
        try:
            read.append(_row(line.number, measure, line.fields, fiscal_year))
        except KamnotError as error:
            doubts.append(RowDoubt(line.number, measure, error.thai, error.english, error.how))
    return read, doubts, (*listed.notes, *_not_filled_in(empty))


def _not_filled_in(lines: Sequence[int]) -> Iterator[TableNote]:
    for where in rows_places(lines):
        yield TableNote(
            f"{where.thai} ยังไม่ได้กรอก จึงข้าม", f"{where.english} are not filled in and were skipped"
        )


NUMBER_HEADS = (
    (
        "ตัวเลข",
        "เรื่อง",
        "เป้าหมาย",
        "กรอก",
        "จำนวน",
        "จำนวนทั้งหมด",
        "ค่า",
        "วันจัดกิจกรรม",
        "หลักฐาน",
        "เหตุผล",
    ),
    (
        "measure",
        "what",
        "goal",
        "fill in",
        "part",
        "whole",
        "value",
        "event_date",
        "evidence",
        "why",
    ),
)
"""The columns of a table to be filled in, in Thai and English. Those of no number (what, goal) are for the reader."""


def number_template(
    plan: Plan, known: Mapping[MeasureId, EnteredMeasure], language: str
) -> list[tuple[object, ...]]:
    """A table of the numbers that a person must enter, with what is entered already, as `read_number_table` reads it.

    Numbers that registers or surveys prove are left out unless somebody typed them all the same.
    """
    rows: list[tuple[object, ...]] = [NUMBER_HEADS[language == "en"]]
    for name in plan.wanted_measures:
        proven = name in plan.proofs or name in plan.survey_proofs
        if proven and name not in known:
            continue
        asked = plan.measure_by_id[name]
        least = getattr(asked, "at_least", None)
        goal = "" if least is None else show_amount(least, language, asked.unit)
        share = asked.kind is MeasureKind.SHARE
        hint = _HINTS["share" if share else asked.kind.value][language == "en"]
        if getattr(asked, "derived_from", None) is not None:
            hint += _FOLLOWS[language == "en"]
        rows.append((str(name), asked.title, goal, hint, *_filled_in(known.get(name), language)))
    return rows


_FOLLOWS = (
    " (ได้จากหลักฐานหรือตัวเลขอื่นอยู่แล้ว ถ้ากรอกทับต้องมีเหตุผล)",
    " (follows from evidence or other numbers; over it a reason is needed)",
)
_HINTS = {
    "share": ("จำนวน และ จำนวนทั้งหมด", "part and whole"),
    "count": ("ค่า", "value"),
    "yes-no": ("ค่า: มี หรือ ไม่มี", "value: yes or no"),
}


def _filled_in(entry: EnteredMeasure | None, language: str) -> tuple[object, ...]:
    """What stands already in the columns from the part on."""
    if entry is None:
        return ("",) * 6
    fact = entry.fact
    value: object = "" if fact.numerator is not None else fact.value
    if isinstance(value, bool):
        value = (("ไม่มี", "มี"), ("no", "yes"))[language == "en"][value]
    beside = (fact.event_date, fact.evidence, entry.note)
    return tuple("" if v is None else v for v in (fact.numerator, fact.denominator, value, *beside))


def _is_note(line: ListLine) -> bool:
    """Whether a line below the numbers says something in words: no number's name is Thai or has a space."""
    return line.filled == 1 and not re.fullmatch(r"[!-~๐-๙]*", line.fields.get("measure", ""))


def _row(line: int, measure: str, fields: Mapping[str, str], fiscal_year: int) -> NumberTableRow:
    if not measure:
        raise KamnotError(
            "ไม่ได้บอกว่าเป็นตัวเลขใด เช่น 1.signed", "it names no number, such as 1.signed"
        )
    return NumberTableRow(
        line,
        measure,
        _value(fields),
        _day(fields.get("on", ""), fiscal_year),
        _day(fields.get("event_date", ""), fiscal_year),
        _item(fields.get("evidence", "")),
        fields.get("why", ""),
    )


def _value(fields: Mapping[str, str]) -> str:
    """The value in one cell, or a part and its whole in two; a part alone is a count."""
    value, part, whole = (fields.get(name, "") for name in ("value", "part", "whole"))
    if value and (part or whole):
        raise KamnotError(
            "มีทั้งช่องค่าและช่องจำนวน โปรดกรอกแบบเดียว",
            "it has both a value and counts; give one of them",
        )
    if whole and not part:
        raise KamnotError("มีจำนวนทั้งหมดแต่ไม่มีจำนวน", "it has a whole and no part")
    found = value or (f"{part}/{whole}" if whole else part)
    if not found:
        raise KamnotError("ไม่มีค่า", "it has no value")
    if re.fullmatch(r"\d{4}-\d\d-\d\d", found):
        raise KamnotError(
            f"ตารางเก็บค่านี้เป็นวันที่ ({found}) โปรแกรมตารางแปลง เช่น 5/12 เป็นวันที่เอง โปรดใช้ช่องจำนวนและจำนวนทั้งหมด",
            f"the table holds a day ({found}): spreadsheets turn 5/12 into one; use the columns part and whole",
        )
    return found


def _day(text: str, fiscal_year: int) -> date | None:
    return parse_date(text, fiscal_year) if text else None


def _item(text: str) -> int | None:
    plain = arabic_digits(text)
    if not plain:
        return None
    if not re.fullmatch(r"\d{1,9}", plain):
        raise KamnotError(
            f"หลักฐานต้องเป็นเลขที่ของหลักฐานที่รับไว้ ไม่ใช่ “{text}”",
            f"evidence is an item's number, not {text!r}",
            How(Verb.EVIDENCE_LIST),
        )
    return int(plain)
