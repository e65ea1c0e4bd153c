"""Rows of registers as people write them: cells read from text, written back, and a table compared with what is there.

The rules hold for a row typed by hand, one of a table and one from a page alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from domain.facts import Cell, RegisterRow
from domain.language.days import parse_date
from domain.language.errors import KamnotError, NotThereError
from domain.language.how import How, Verb
from domain.language.tables import BroughtTable, TableList, TableNote, read_list, sheet_of
from domain.language.thai import (
    arabic_digits,
    fiscal_year_span,
    match_key,
    normalise,
    thai_date,
    thai_digits,
)
from domain.plan.model import ColumnKind, Plan, ProofBy, Register, RegisterColumn
from domain.plan.requirements import named_activity
from domain.words.wording import digits

YES, NO = ("มี", "ใช่", "yes", "true", "✓", "x"), ("ไม่มี", "ไม่ใช่", "ไม่", "no", "false", "-")
ROW_HEADS = ("แถวที่", "row")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+")
"""Thousands with commas; `1,2` is no count."""
_SEPARATORS = ",; \n"
_SEVERAL = re.compile(r"[,;\n]")
_ADDRESS = re.compile(r"https?://[^\s/?#]+(?:[/?#]\S*)?", re.IGNORECASE)
_LONGEST_TEXT = 2000
_SHEETS_BEGIN = date(1899, 12, 30)
_LARGEST = 10**9


def find_register(plan: Plan, text: str) -> Register:
    """The register by its id or Thai title. Raises NotThereError with those that there are."""
    key = match_key(text)
    for register in plan.registers:
        if key in (match_key(register.id), match_key(register.title)):
            return register
    near = [r for r in plan.registers if key and key in match_key(r.title)]
    if len(near) == 1:
        return near[0]
    there = ", ".join(f"{r.id} ({r.title})" for r in plan.registers)
    if not there:
        raise NotThereError(
            "แผนที่ใช้อยู่ไม่มีทะเบียน ถ้าแผนฉบับใหม่มี โปรดนำแผนนั้นมาใช้ก่อน",
            "The plan in use declares no register; take a newer plan into use first.",
        )
    raise NotThereError(
        f"ไม่มีทะเบียน “{text}” ที่มีคือ {there}",
        f"There is no register {text!r}; there are: {there}.",
        How(Verb.REGISTER_LIST),
    )


def find_column(register: Register, text: str) -> RegisterColumn:
    """The column by its id, Thai title or another heading. Raises NotThereError with those that there are."""
    key = match_key(text)
    for column in register.columns:
        if key in map(match_key, (column.id, column.title, *column.also)):
            return column
    there = ", ".join(f"{c.id} ({c.title})" for c in register.columns)
    raise NotThereError(
        f"ทะเบียน{register.title}ไม่มีช่อง “{text}” ที่มีคือ {there}",
        f"The register {register.id} has no column {text!r}; there are: {there}.",
        How(Verb.REGISTER_SHOW, register.id),
    )


def read_cell(plan: Plan, column: RegisterColumn, text: str) -> Cell | None:
    """A cell as typed; None if it is empty. Raises KamnotError with the column and what was expected."""
    plain = normalise(text).strip()
    return _read(plan, column, plain) if plain else None


def _read(plan: Plan, column: RegisterColumn, plain: str) -> Cell:
    """The cell from text that is mended and not empty, as a table's reader gives it."""
    try:
        return _READERS[column.kind](plan, column, plain)
    except _NotReadError as error:
        thai, english = error.expected
        raise KamnotError(
            f"ช่อง “{column.title}” เขียนว่า “{plain}” {thai}",
            f"The column {column.id!r} says {plain!r}: {english}",
        ) from None


def cell_doubts(
    plan: Plan, register: Register, written: Mapping[str, str]
) -> dict[str, KamnotError]:
    """Why cells cannot be taken, by column, for a form that shows each beside its field."""
    found: dict[str, KamnotError] = {}
    for column in register.columns:
        try:
            if read_cell(plan, column, written.get(column.id, "")) is None and column.required:
                found[column.id] = _empty(column)
        except KamnotError as error:
            found[column.id] = error
    return found


def _empty(column: RegisterColumn) -> KamnotError:
    return KamnotError(
        f"ช่อง “{column.title}” ว่างอยู่ โปรดกรอก", f"The column {column.id!r} is empty; fill it in."
    )


class _NotReadError(Exception):
    """A cell that cannot be read; `expected` says in Thai and English what it should be."""

    def __init__(self, thai: str, english: str) -> None:
        super().__init__(english)
        self.expected = thai, english


def _text(_: Plan, __: RegisterColumn, text: str) -> Cell:
    if len(text) > _LONGEST_TEXT:
        raise _NotReadError(
            f"ยาวเกินไป โปรดย่อให้ไม่เกิน {_LONGEST_TEXT:,} ตัวอักษร",
            f"it is too long; keep it within {_LONGEST_TEXT:,} letters.",
        )
    return text


def _day(plan: Plan, column: RegisterColumn, text: str) -> Cell:
    if re.fullmatch(r"[3-6]\d{4}", text):
        return _SHEETS_BEGIN + timedelta(int(text))  # a spreadsheet's own number for a day
    try:
        return parse_date(text, plan.fiscal_year)
    except KamnotError as error:
        # It quotes the words itself.
        raise KamnotError(
            f"ช่อง “{column.title}”: {error.thai}", f"The column {column.id!r}: {error.english}"
        ) from error


def _count(_: Plan, column: RegisterColumn, text: str) -> Cell:
    plain = arabic_digits(text).removesuffix(".0")
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    least, most = column.min or 0, _LARGEST if column.max is None else column.max
    if not re.fullmatch(r"-?\d{1,12}", plain) or not least <= int(plain) <= most:
        upper = f" ไม่เกิน {most}" if column.max is not None else ""
        raise _NotReadError(
            f"ต้องเป็นจำนวนเต็มตั้งแต่ {least} ขึ้นไป{upper}",
            f"a whole number from {least}" + (f" to {most}" if upper else "") + " is needed.",
        )
    return int(plain)


def _choice(_: Plan, column: RegisterColumn, text: str) -> Cell:
    return _one_of(column, text)


def _choices(_: Plan, column: RegisterColumn, text: str) -> Cell:
    found, rest = set[str](), text.strip(_SEPARATORS)
    while rest:
        # A choice may hold a comma: known words first, the longest before the others.
        word = next((w for w in _words(column) if _begins(rest, w)), None)
        piece = word or _SEVERAL.split(rest)[0]
        found.add(_one_of(column, piece))
        rest = rest[len(piece) :].strip(_SEPARATORS)
    return tuple(name for name in column.choices if name in found)


def _words(column: RegisterColumn) -> list[str]:
    return sorted({*column.choices, *column.choices.values()}, key=len, reverse=True)


def _begins(text: str, word: str) -> bool:
    return text.startswith(word) and text[len(word) : len(word) + 1] in ("", *_SEPARATORS)


def _known_choice(column: RegisterColumn, text: str) -> str | None:
    for name, title in column.choices.items():
        if text in (name, title):
            return name
    key = match_key(text)
    return next((n for n, t in column.choices.items() if key in (match_key(n), match_key(t))), None)


def _one_of(column: RegisterColumn, text: str) -> str:
    found = _known_choice(column, text)
    if found is None:
        there = ", ".join(column.choices.values())
        raise _NotReadError(
            f"ต้องเป็นหนึ่งใน: {there}", f"it must be one of: {', '.join(column.choices)}."
        )
    return found


def _yes_no(_: Plan, __: RegisterColumn, text: str) -> Cell:
    word = text.lower()
    if word not in (*YES, *NO):
        raise _NotReadError("ต้องเป็น มี หรือ ไม่มี (ใช่ หรือ ไม่ใช่)", "yes or no is needed.")
    return word in YES


def _link(_: Plan, __: RegisterColumn, text: str) -> Cell:
    if not _ADDRESS.fullmatch(text):
        raise _NotReadError(
            "ต้องเป็นที่อยู่เว็บที่ขึ้นต้นด้วย https:// หรือ http://",
            "an address that begins with https:// or http:// is needed.",
        )
    return text


def _activity(plan: Plan, _: RegisterColumn, text: str) -> Cell:
    return _number_of_activity(plan, text)


def _activities(plan: Plan, _: RegisterColumn, text: str) -> Cell:
    # Titles have blanks: they stand between numbers alone.
    parts = (_SEVERAL if re.search("[ก-ฮ]", text) else re.compile(r"[,;\s]+")).split(text)
    return tuple(sorted({_number_of_activity(plan, part) for part in parts if part.strip()}))


def _number_of_activity(plan: Plan, text: str) -> int:
    try:
        meant = named_activity(plan, arabic_digits(text).removesuffix(".0"))
    except NotThereError as error:
        raise _NotReadError(error.thai, error.english) from error
    if meant is None or meant[1]:
        raise _NotReadError(
            f"ต้องเป็นลำดับกิจกรรมในแผน ๑ ถึง {len(plan.activities)} หรือคำในชื่อกิจกรรม",
            f"the number of an activity of the plan is needed, 1 to {len(plan.activities)}, or words of its title.",
        )
    return meant[0].number


def _evidence(_: Plan, __: RegisterColumn, text: str) -> Cell:
    plain = arabic_digits(text).removesuffix(".0")
    if not re.fullmatch(r"[1-9]\d{0,9}", plain):
        raise _NotReadError(
            "ต้องเป็นหลักฐานเลขที่ เช่น ๑๒ (ดูจากรายการหลักฐาน)",
            "the number of an evidence item is needed, such as 12.",
        )
    return int(plain)


_READERS = {
    ColumnKind.TEXT: _text,
    ColumnKind.DATE: _day,
    ColumnKind.COUNT: _count,
    ColumnKind.CHOICE: _choice,
    ColumnKind.CHOICES: _choices,
    ColumnKind.YES_NO: _yes_no,
    ColumnKind.LINK: _link,
    ColumnKind.ACTIVITY: _activity,
    ColumnKind.ACTIVITIES: _activities,
    ColumnKind.EVIDENCE: _evidence,
}


def show_cell(column: RegisterColumn, cell: Cell | None, language: str) -> str:
    """A cell for people, and for a table that `read_cell` reads again."""
    match cell:
        case None:
            return ""
        case bool():
            return (("ไม่มี", "มี"), ("no", "yes"))[language == "en"][cell]
        case date():
            return thai_date(cell, short=True) if language == "th" else cell.isoformat()
        case tuple():
            return ", ".join(_word(column, value, language) for value in cell)
        case _:
            return _word(column, cell, language)


def _word(column: RegisterColumn, value: object, language: str) -> str:
    if isinstance(value, int):
        return digits(value, language)
    return column.choices.get(str(value), str(value)) if language == "th" else str(value)


def row_words(register: Register, row: RegisterRow, language: str) -> str:
    """A row in one line: each filled cell behind its column's title."""
    return ", ".join(
        f"{c.title if language == 'th' else c.id}: {show_cell(c, row.cells[c.id], language)}"
        for c in register.columns
        if c.id in row.cells
    )


def told_row(register: Register, row: RegisterRow) -> str:
    """A row as an official form tells it (`tells`); empty if the register's rows are not told."""
    told = re.sub(r"\[([^\[\]]*)\]", lambda m: m[1] if _filled(m[1], row) else "", register.tells)
    return re.sub(r"\{([^{}]*)\}", lambda m: _told_cell(register, row, m[1]), told)


def _filled(text: str, row: RegisterRow) -> bool:
    return all(name in row.cells for name in re.findall(r"\{([^{}]*)\}", text))


def _told_cell(register: Register, row: RegisterRow, name: str) -> str:
    cell = row.cells.get(name)
    shown = show_cell(register.column_by_id[name], cell, "th")
    return thai_date(cell) if isinstance(cell, date) else shown


def check_row(register: Register, cells: Mapping[str, Cell], twin: int | None) -> None:
    """Raise KamnotError if a row lacks what it must have, or is there already as row `twin`."""
    for column in register.columns:
        if column.required and column.id not in cells:
            raise _empty(column)
    if register.one_of and not any(name in cells for name in register.one_of):
        raise KamnotError(
            f"โปรดกรอกอย่างน้อยหนึ่งช่องใน {_titles(register, register.one_of)}",
            f"Fill in one of the columns {', '.join(register.one_of)}.",
        )
    if twin is not None:
        raise KamnotError(
            f"ซ้ำกับแถวที่ {twin}: {_titles(register, register.unique)} เหมือนกัน ถ้าเป็นเรื่องเดียวกัน โปรดแก้แถวเดิม",
            f"It repeats row {twin}: the same {', '.join(register.unique)}; correct that row instead.",
        )


def key_of(register: Register, cells: Mapping[str, Cell]) -> tuple[object, ...]:
    """What no two rows of a register share."""
    return tuple(_folded(cells.get(name)) for name in register.unique)


def _folded(cell: Cell | None) -> object:
    return match_key(cell) if isinstance(cell, str) else cell


def is_same(register: Register, carried: Mapping[str, Cell], there: Mapping[str, Cell]) -> bool:
    """Whether a row that was carried over is there already: the same where no two rows agree, as far as it says."""
    said = [name for name in register.unique if name in carried]
    return bool(said) and all(_folded(carried[name]) == _folded(there.get(name)) for name in said)


@dataclass(frozen=True, slots=True)
class MissingChoice:
    """A choice of which every bureau must have a row, and there is none; `title` is its Thai words."""

    column: str
    choice: str
    title: str


def missing_choices(register: Register, rows: Sequence[RegisterRow]) -> Iterator[MissingChoice]:
    """The compulsory choices without a row."""
    for name, wanted in register.compulsory.items():
        there = {row.cells.get(name) for row in rows}
        words = register.column_by_id[name].choices
        yield from (MissingChoice(name, c, words[c]) for c in wanted if c not in there)


def choice_words(missing: Iterable[MissingChoice], language: str) -> str:
    """The choices in one line."""
    return ", ".join(one.title if language == "th" else one.choice for one in missing)


def carried_cells(plan: Plan, register: Register, row: RegisterRow, year: int) -> dict[str, Cell]:
    """What a row of an earlier year says that may hold again, as far as the register still takes it.

    Its evidence stays there, and its day too where days before the year are of no use. A figure to compare with says
    where it is from.
    """
    found: dict[str, Cell] = {}
    for column in register.columns:
        left = column.kind is ColumnKind.EVIDENCE or (
            column.id == register.dated_by and not register.earlier
        )
        with suppress(KamnotError):
            cell = read_cell(plan, column, show_cell(column, row.cells.get(column.id), "en"))
            if cell is not None and not left:
                found[column.id] = cell
    for proof in register.proves:
        if proof.by is ProofBy.INCREASE:
            source = f"ทะเบียนของปีงบประมาณ {year} แถวที่ {row.id.number}"
            found.setdefault(proof.over, thai_digits(source))
    return found


def check_day(register: Register, cells: Mapping[str, Cell], fiscal_year: int, on: date) -> None:
    """Raise KamnotError if the row is of a day to come after `on`, or of another fiscal year."""
    day = cells.get(register.dated_by)
    if not isinstance(day, date):
        return
    title = register.column_by_id[register.dated_by].title
    first, last = fiscal_year_span(fiscal_year)
    if day > last or (day < first and not register.earlier):
        raise KamnotError(
            f"ช่อง “{title}” เป็นวันที่ {thai_date(day)} อยู่นอกปีงบประมาณ {fiscal_year}"
            f" ({thai_date(first, short=True)} ถึง {thai_date(last, short=True)}) โปรดตรวจปี",
            f"The column {register.dated_by!r} says {day}, outside the fiscal year {fiscal_year}"
            f" ({first} to {last}); check the year.",
        )
    if day > on:
        raise KamnotError(
            f"ช่อง “{title}” เป็นวันที่ {thai_date(day)} ซึ่งยังไม่ถึงวัน (จดเมื่อวันที่ {thai_date(on)}) โปรดจดเมื่อเกิดขึ้นแล้ว",
            f"The column {register.dated_by!r} says {day}, after {on}, from which it counts;"
            " write it down once it happened.",
        )


def _titles(register: Register, columns: Sequence[str]) -> str:
    return ", ".join(register.column_by_id[name].title for name in columns)


# --- A table ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LineDoubt:
    """Why a line of a table was refused."""

    line: int
    thai: str
    english: str

    @property
    def sheet(self) -> str:
        """The sheet on which it stands; empty where the file has but one."""
        return sheet_of(self.line)


@dataclass(frozen=True, slots=True)
class TableLine:
    """A line of a table: the row that it names, if any, and its cells."""

    line: int
    number: int | None
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class RegisterTable:
    """What a table says: lines that could be read, those that could not, and what was left out of it."""

    lines: tuple[TableLine, ...]
    doubts: tuple[LineDoubt, ...]
    notes: tuple[TableNote, ...]
    columns: frozenset[str]
    """The columns that it has: of a row that is there the others stay as they are."""


def headings(register: Register) -> dict[str, tuple[str, ...]]:
    """The words that head each column, and the row's number."""
    return {"": ROW_HEADS} | {c.id: (c.title, c.id, *c.also) for c in register.columns}


def read_register_table(plan: Plan, register: Register, table: BroughtTable) -> RegisterTable:
    """The lines under the headings.

    Raises KamnotError if a column that must be filled in has no heading, one may have been renamed, or the file shows
    what could not be read.
    """
    lost = next((note for note in table.notes if note.loses), None)
    if lost is not None:
        raise KamnotError(f"ไม่ได้นำเข้า เพราะ{lost.thai}", f"Not taken: {lost.english}.")
    needed = {column.id for column in register.columns if column.required}
    listed = read_list(table, headings(register), [needed])
    if not listed.headed:
        raise _no_headings(register, table)
    lines, doubts = [], []
    known: dict[str, dict[str, Cell]] = {}
    for line in listed.lines:
        if not line.fields:
            continue
        try:
            lines.append(_line(plan, register, line.number, line.fields, known))
        except KamnotError as error:
            faults = [*_cell_faults(plan, register, line.fields)] or [error]
            doubts += [LineDoubt(line.number, fault.thai, fault.english) for fault in faults]
    notes = (*listed.notes, *_column_notes(register, listed))
    return RegisterTable(tuple(lines), tuple(doubts), notes, listed.columns)


def _no_headings(register: Register, table: BroughtTable) -> KamnotError:
    """What is said of a table without the headings that are needed: by the row that has most of them."""
    names = {match_key(word): c.id for c in register.columns for word in (c.title, c.id, *c.also)}
    rows = [[text for text in row.texts if text] for row in table.rows]
    near = max(rows, key=lambda texts: sum(match_key(t) in names for t in texts), default=[])
    there_is = {names.get(match_key(text)) for text in near}
    missing = [c for c in register.columns if c.required and c.id not in there_is]
    strange = [t for t in near if match_key(t) not in names] if there_is - {None} else []
    strange = [text for text in strange if match_key(text) not in map(match_key, ROW_HEADS)]
    found = f" ที่พบคือ {_quoted(strange)}" if strange else ""
    there = f"; there are: {', '.join(strange)}" if strange else ""
    return KamnotError(
        f"ไม่พบหัวตาราง {_quoted(c.title for c in missing)} ของทะเบียน{register.title}{found}"
        " ถ้าเปลี่ยนชื่อหัวไว้ โปรดแก้ให้ตรงกับแบบ",
        f"The register {register.id} needs the headings {', '.join(c.id for c in missing)}{there};"
        " if one was renamed, name it as in the template.",
        How(Verb.REGISTER_SHOW, register.id),
    )


def _column_notes(register: Register, listed: TableList) -> Iterator[TableNote]:
    """What is said of columns that are missing or unknown. Raises KamnotError if one may be the other, renamed."""
    heads = {match_key(word) for words in headings(register).values() for word in words}
    twice = [text for text in listed.strange if match_key(text) in heads]
    if twice:
        raise KamnotError(
            f"หัวตาราง {_quoted(twice)} มีมากกว่าหนึ่งคอลัมน์ โปรดเหลือคอลัมน์เดียว",
            f"The heading {', '.join(twice)} stands over more than one column; keep one.",
        )
    missing = [c for c in register.columns if c.id not in listed.columns]
    filled = any(line.filled > len(line.fields) for line in listed.lines)
    if missing and filled:
        there = _quoted(listed.strange) or "คอลัมน์ที่ไม่มีหัว"
        raise KamnotError(
            f"ตารางไม่มีหัว {_quoted(c.title for c in missing)} แต่มี {there} ที่ไม่ใช่ช่องของทะเบียน{register.title}"
            " ถ้าเปลี่ยนชื่อหัวไว้ โปรดแก้ให้ตรงกับแบบ ถ้าเพิ่มคอลัมน์เอง โปรดลบออกก่อน",
            f"The table lacks the heading {', '.join(c.id for c in missing)} and has {', '.join(listed.strange)},"
            f" which the register {register.id} has not; name a renamed one as in the template, or take it out.",
        )
    if missing:
        yield TableNote(
            f"ตารางไม่มีช่อง {_quoted(c.title for c in missing)} ค่าเดิมของแถวที่มีอยู่ยังคงเดิม",
            f"the table lacks {', '.join(c.id for c in missing)}; rows that are there keep them",
        )
    if listed.strange:
        yield TableNote(
            f"คอลัมน์ {_quoted(listed.strange)} ไม่ใช่ช่องของทะเบียน จึงไม่ได้นำเข้า",
            f"{', '.join(listed.strange)} is no column of the register and was not taken",
        )


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)


def _line(
    plan: Plan,
    register: Register,
    number: int,
    fields: Mapping[str, str],
    known: dict[str, dict[str, Cell]],
) -> TableLine:
    """A line as cells; `known` are those that were read before, by column and text: most lines repeat them."""
    named = arabic_digits(fields.get("", "")).removesuffix(".0")
    if named and not re.fullmatch(r"[1-9]\d{0,8}", named):
        raise KamnotError(
            f"“{named}” ไม่ใช่เลขแถวของทะเบียน แถวใหม่ให้เว้นช่องนี้ว่างไว้",
            f"{named!r} is no row of the register; leave this cell empty for a new row.",
        )
    cells: dict[str, Cell] = {}
    for column in register.columns:
        plain = fields.get(column.id)
        if plain is None:
            continue
        read = known.setdefault(column.id, {})
        cell = read.get(plain)
        cells[column.id] = read[plain] = cell if cell is not None else _read(plan, column, plain)
    return TableLine(number, int(named) if named else None, cells)


def _cell_faults(
    plan: Plan, register: Register, fields: Mapping[str, str]
) -> Iterator[KamnotError]:
    """Why each cell of a line cannot be read: who mends it mends all of them at once."""
    for column in register.columns:
        try:
            if column.id in fields:
                _read(plan, column, fields[column.id])
        except KamnotError as error:
            yield error


def table_rows(
    register: Register, rows: Sequence[RegisterRow], language: str
) -> Iterator[list[object]]:
    """The register as a table that can be edited and read in again, its heading first."""
    yield [
        ROW_HEADS[language == "en"],
        *(c.title if language == "th" else c.id for c in register.columns),
    ]
    for row in rows:
        yield [
            row.id.number,
            *(_excel_cell(c, row.cells.get(c.id), language) for c in register.columns),
        ]


def _excel_cell(column: RegisterColumn, cell: Cell | None, language: str) -> object:
    """Counts as numbers; all else as words, because a spreadsheet would show days in its own way."""
    if isinstance(cell, int) and not isinstance(cell, bool):
        return cell
    return show_cell(column, cell, language)
