"""A register as an Excel book that can be edited and taken in again, with what describes it for other programs."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from typing import Any

from domain.plan.model import ColumnKind, Register, RegisterColumn
from reports.sheets import to_csv, to_xlsx

_TYPES = {
    ColumnKind.DATE: "date",
    ColumnKind.COUNT: "integer",
    ColumnKind.ACTIVITY: "integer",
    ColumnKind.EVIDENCE: "integer",
}
_LINES = 2000
"""How many lines of a new table offer the choices."""
_ABOUT = {"th": "คำอธิบาย", "en": "about"}
_CHOICES = "choices"
OWN_SHEETS = (*_ABOUT.values(), _CHOICES)
"""The sheets beside the table."""


def register_book(register: Register, rows: Sequence[Sequence[object]], language: str) -> bytes:
    """The book: the table, and a sheet that says of each column what it takes. A choice is picked from a list."""
    from openpyxl import load_workbook

    title = (register.title if language == "th" else register.id)[:31]
    book = load_workbook(
        io.BytesIO(to_xlsx({title: rows, _ABOUT[language]: _about(register, language)}))
    )
    _offer_choices(book, register, language, max(_LINES, len(rows) + 200))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _about(register: Register, language: str) -> list[list[object]]:
    heads: list[object] = (
        ["ช่อง", "รับอะไร", "ต้องกรอก"] if language == "th" else ["column", "takes", "required"]
    )
    lines = [
        [_title(c, language), _takes(c, language), _needed(c, language)] for c in register.columns
    ]
    return [heads, *map(list[object], lines)]


def _title(column: RegisterColumn, language: str) -> str:
    return column.title if language == "th" else column.id


def _takes(column: RegisterColumn, language: str) -> str:
    words = ", ".join(column.choices.values() if language == "th" else column.choices)
    thai, english = _WORDS[column.kind]
    return (thai if language == "th" else english).format(words=words)


def _needed(column: RegisterColumn, language: str) -> str:
    return ("ต้อง" if language == "th" else "yes") if column.required else ""


_WORDS = {
    ColumnKind.TEXT: ("ข้อความ", "text"),
    ColumnKind.DATE: ("วันที่ เช่น ๑๓ มีนาคม ๒๕๖๗ หรือ 13/03/2567", "a day such as 2024-03-13"),
    ColumnKind.COUNT: ("จำนวนเต็ม", "a whole number"),
    ColumnKind.CHOICE: ("เลือกหนึ่ง: {words}", "one of {words}"),
    ColumnKind.CHOICES: ("เลือกได้หลายอย่าง คั่นด้วยจุลภาค: {words}", "several of {words}, with commas"),
    ColumnKind.YES_NO: ("มี หรือ ไม่มี", "yes or no"),
    ColumnKind.LINK: ("ที่อยู่เว็บ เช่น https://…", "an address such as https://…"),
    ColumnKind.ACTIVITY: ("ลำดับกิจกรรมในแผน", "the number of an activity"),
    ColumnKind.ACTIVITIES: ("ลำดับกิจกรรม คั่นด้วยจุลภาค", "numbers of activities, with commas"),
    ColumnKind.EVIDENCE: ("หลักฐานเลขที่", "the number of an evidence item"),
}


def _offer_choices(book: Any, register: Register, language: str, last: int) -> None:
    """Let each cell of a choice be picked. The words stand in a hidden sheet: a rule itself ends at 255 letters."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    hidden = book.create_sheet(_CHOICES)
    hidden.sheet_state = "hidden"
    for place, column in enumerate(register.columns, start=2):
        words = {
            ColumnKind.CHOICE: list(
                column.choices.values() if language == "th" else column.choices
            ),
            ColumnKind.YES_NO: ["มี", "ไม่มี"] if language == "th" else ["yes", "no"],
        }.get(column.kind)
        if words is None:
            continue
        own = get_column_letter(place)
        for line, word in enumerate(words, start=1):
            hidden[f"{own}{line}"] = word
        rule = DataValidation(
            type="list", formula1=f"{_CHOICES}!${own}$1:${own}${len(words)}", allow_blank=True
        )
        book.worksheets[0].add_data_validation(rule)
        rule.add(f"{own}2:{own}{last}")


def register_csv(_: Register, rows: Sequence[Sequence[object]], __: str) -> bytes:
    """The table as text."""
    return to_csv(rows)


def data_package(register: Register, file: str, heads: Sequence[object]) -> str:
    """What the columns of a table hold, as a Frictionless data package that other programs read."""
    named = zip(heads[1:], register.columns, strict=True)
    fields = [
        {"name": str(heads[0]), "type": "integer"},
        *(_field(str(head), c) for head, c in named),
    ]
    names = {c.id: str(head) for head, c in zip(heads[1:], register.columns, strict=True)}
    schema: dict[str, Any] = {"fields": fields, "primaryKey": [str(heads[0])]}
    if register.unique:
        schema["uniqueKeys"] = [[names[name] for name in register.unique]]
    kind = file.rpartition(".")[2].lower()
    resource = {
        "name": register.id, "title": register.title, "type": "table", "path": file, "format": kind,
        "schema": schema,
    }  # fmt: skip
    if kind == "csv":
        resource |= {"encoding": "utf-8-sig", "dialect": {"delimiter": ","}}
    package = {"name": register.id, "title": register.title, "resources": [resource]}
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _field(head: str, column: RegisterColumn) -> dict[str, Any]:
    rules: dict[str, Any] = {"required": True} if column.required else {}
    rules |= {"minimum": column.min} if column.min is not None else {}
    rules |= {"maximum": column.max} if column.max is not None else {}
    if column.kind is ColumnKind.CHOICE:
        rules["enum"] = list(column.choices.values() if head == column.title else column.choices)
    thai_day = head == column.title and column.kind is ColumnKind.DATE
    kind = "string" if thai_day else _TYPES.get(column.kind, "string")
    field: dict[str, Any] = {"name": head, "title": column.title, "type": kind}
    if column.kind is ColumnKind.YES_NO:
        yes, no = ("มี", "ไม่มี") if head == column.title else ("yes", "no")
        field |= {"type": "boolean", "trueValues": [yes], "falseValues": [no]}
    return field | ({"constraints": rules} if rules else {})
