"""A table that people bring, and the list under its headings. Its file is read elsewhere (`inspection.tables`)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Self

from domain.language.bilingual import Bilingual, Sentence
from domain.language.thai import match_key, normalise, thai_digits


class SheetRow(int):
    """The number of a row, counted from 1 in its sheet, which it names where the workbook has several."""

    sheet: str

    def __new__(cls, number: int, sheet: str) -> Self:
        made = super().__new__(cls, number)
        made.sheet = sheet
        return made

    def __getnewargs__(self) -> tuple[int, str]:  # type: ignore[override]  # for what comes from a child process
        return int(self), self.sheet


def sheet_of(row: int) -> str:
    """The sheet on which a row stands; empty where the file has but one."""
    return row.sheet if isinstance(row, SheetRow) else ""


def row_place(row: int, thai: str = "แถว", english: str = "row") -> Sentence:
    """Where a row stands, for people: its sheet, if the workbook has several, and its number."""
    sheet = sheet_of(row)
    here, there = (f"แผ่นงาน “{sheet}” ", f"sheet “{sheet}”, ") if sheet else ("", "")
    return Sentence(f"{here}{thai} {thai_digits(int(row))}", f"{there}{english} {int(row)}")


def by_sheet(row: int) -> tuple[str, int]:
    """What sorts rows: those of one sheet together."""
    return sheet_of(row), int(row)


@dataclass(frozen=True, slots=True)
class TableCell:
    """One cell of a row. `first` is False where a merged cell continues; `span` counts its columns."""

    text: str
    first: bool = True
    span: int = 1
    down: bool = False
    """A merged cell continues here from the row above."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table, or a paragraph between tables (one cell); `number` counts from 1 in its sheet or document."""

    number: int
    cells: tuple[TableCell, ...]
    paragraph: bool = False
    hidden: bool = False
    sheet: str = ""

    @property
    def texts(self) -> list[str]:
        """What each column says: a cell merged downwards says the same in each row, across it says it once."""
        return [
            normalise(cell.text).strip() if cell.first or cell.down else "" for cell in self.cells
        ]


@dataclass(frozen=True, slots=True)
class TableNote(Bilingual):
    """What a reader of the file should know: what it left out, or how it read something."""

    thai: str
    english: str
    loses: bool = False
    """Something that people see in the table could not be read."""


@dataclass(frozen=True, slots=True)
class BroughtTable:
    """The rows of a file's tables, and what was left out of them."""

    rows: tuple[TableRow, ...]
    notes: tuple[TableNote, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """The first sheet of a file of answers: each row's cells as text, empty rows too.

    A day is ISO text, a whole number has no fraction. `others` names the sheets that were left out.
    """

    rows: tuple[tuple[str, ...], ...]
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListLine:
    """One line of a list: what it says by column, and how many of its cells say anything."""

    number: int
    fields: Mapping[str, str]
    filled: int


@dataclass(frozen=True, slots=True)
class TableList:
    """The lines under the headings. `headed` is False if no row has the headings that are needed.

    `columns` are those that every sheet has, `strange` the other words in their headings.
    """

    lines: tuple[ListLine, ...]
    notes: tuple[TableNote, ...]
    headed: bool
    columns: frozenset[str]
    strange: tuple[str, ...]


Headings = Mapping[str, Sequence[str]]
"""The words that head each column."""
_LONG_ENOUGH = 4
"""A word of so many letters is found inside a longer heading: อีเมล in อีเมลผู้ประสานงาน."""
_LONGEST_HEADING = 40


def read_list(
    table: BroughtTable,
    headings: Headings,
    needed: Sequence[Collection[str]],
    loose: Sequence[str] = (),
) -> TableList:
    """The lines under the row that has all columns of one of `needed`. Each sheet has its own headings.

    What stands above the headings is a title. Headings that are repeated, and hidden rows, are left out. The columns
    `loose` are also found by a heading that only contains one of their words.
    """
    reader = _ListReader(_Heads(headings, needed, loose), list(table.notes))
    for row in table.rows:
        reader.take(row)
    return reader.result()


def hidden_rows(numbers: Sequence[int]) -> Iterator[TableNote]:
    """What is said of rows that were left out because they are hidden."""
    for where in rows_places(numbers):
        yield TableNote(
            f"{where.thai} ถูกซ่อนหรือกรองออกไว้ จึงไม่ได้นำเข้า ถ้าต้องการ โปรดเลิกซ่อนแล้วนำเข้าใหม่",
            f"{where.english} are hidden or filtered out and were not taken; show them to import them",
        )


def rows_places(numbers: Sequence[int]) -> Iterator[Sentence]:
    """Where rows stand, those of one sheet together and those in a row as one: `แถว ๒, ๑๔–๔๕`."""
    for sheet, own in groupby(sorted(numbers, key=by_sheet), key=sheet_of):
        rows = ", ".join(_runs(sorted(map(int, own))))
        here, there = (f"แผ่นงาน “{sheet}” ", f"sheet “{sheet}”, ") if sheet else ("", "")
        yield Sentence(f"{here}แถว {thai_digits(rows)}", f"{there}row(s) {rows}")


def _runs(numbers: Sequence[int]) -> Iterator[str]:
    for _, run in groupby(enumerate(numbers), key=lambda at: at[1] - at[0]):
        first, *_, last = [number for _, number in run] * 2
        yield str(first) if first == last else f"{first}–{last}"


class _ListReader:
    """Goes through the rows of all sheets."""

    def __init__(self, heads: _Heads, notes: list[TableNote]) -> None:
        self._heads, self._notes = heads, notes
        self._lines: list[ListLine] = []
        self._hidden: list[int] = []
        self._columns: dict[str, dict[str, int]] = {}
        self._bare: dict[str, None] = {}
        self._strange: dict[str, None] = {}

    def take(self, row: TableRow) -> None:
        texts = row.texts
        filled = sum(map(bool, texts))
        if not filled or row.paragraph:
            return
        columns = self._heads.columns(texts, loosely=row.sheet not in self._columns)
        if columns:
            self._columns[row.sheet] = columns
            others = (t for at, t in enumerate(texts) if t and at not in columns.values())
            self._strange |= dict.fromkeys(others)
        elif row.sheet not in self._columns:
            self._bare[row.sheet] = None
        elif row.hidden:
            self._hidden.append(row.number)
        else:
            found = self._columns[row.sheet].items()
            fields = {name: texts[at] for name, at in found if at < len(texts) and texts[at]}
            self._lines.append(ListLine(row.number, fields, filled))

    def result(self) -> TableList:
        notes = (*self._notes, *self._bare_sheets(), *hidden_rows(self._hidden))
        sheets = [frozenset(columns) for columns in self._columns.values()]
        common = frozenset.intersection(*sheets) if sheets else frozenset[str]()
        return TableList(tuple(self._lines), notes, bool(sheets), common, tuple(self._strange))

    def _bare_sheets(self) -> Iterator[TableNote]:
        for sheet in self._bare:
            if self._columns and sheet not in self._columns:
                yield TableNote(
                    f"แผ่นงาน “{sheet}” ไม่มีหัวตารางที่ต้องใช้ จึงไม่ได้อ่าน",
                    f"the sheet “{sheet}” has no such headings and was not read",
                )


class _Heads:
    """Finds the columns in a row of headings."""

    def __init__(
        self, headings: Headings, needed: Sequence[Collection[str]], loose: Sequence[str]
    ) -> None:
        self._needed = [set(names) for names in needed]
        self._least = min(map(len, self._needed))
        self._exact = {match_key(word): name for name, words in headings.items() for word in words}
        self._loose = {
            name: [key for key in map(match_key, headings[name]) if len(key) >= _LONG_ENOUGH]
            for name in loose
        }

    def columns(self, texts: Sequence[str], *, loosely: bool) -> dict[str, int]:
        """The place of each column; empty if the row is no head."""
        found: dict[str, int] = {}
        # Where more cells head nothing than a head can spare, the row is none: most rows end at their second cell.
        spare = sum(map(bool, texts)) - self._least
        for at, text in enumerate(texts):
            name = self._exact.get(match_key(text)) if text else None
            if name is not None:
                found.setdefault(name, at)
            elif text:
                spare -= 1
                if spare < 0 and not (loosely and self._loose):
                    return {}
        for name, words in self._loose.items() if loosely else ():
            self._find_loosely(name, words, texts, found)
        return found if any(names <= found.keys() for names in self._needed) else {}

    def _find_loosely(
        self, name: str, words: Sequence[str], texts: Sequence[str], found: dict[str, int]
    ) -> None:
        like = [
            at
            for at, text in enumerate(texts)
            if at not in found.values() and len(text) <= _LONGEST_HEADING and "@" not in text
            if any(word in match_key(text) for word in words)
        ]
        if name not in found and len(like) == 1:
            found[name] = like[0]
