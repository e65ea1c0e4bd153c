"""Reads the rows of a plan's table, laid out like the plan of 2567: eight columns, a heading a due date.

Nothing is dropped in silence: what cannot be read for sure stays as printed, with a doubt for a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import SequenceMatcher

from domain.language.days import parse_date
from domain.language.errors import KamnotError
from domain.language.thai import arabic_digits, match_key, normalise, thai_digits


@dataclass(frozen=True, slots=True)
class TableCell:
    """One cell of a row. `first` is False where a merged cell continues; `span` counts its columns."""

    text: str
    first: bool = True
    span: int = 1


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table, or a paragraph between tables (one cell); `number` counts from 1 in the document."""

    number: int
    cells: tuple[TableCell, ...]
    paragraph: bool = False


@dataclass(frozen=True, slots=True)
class TableDoubt:
    """A doubt for a person: row, activity and field if known, the words as printed."""

    row: int
    activity: int | None
    field: str
    printed: str
    thai: str
    english: str
    read: str = ""


@dataclass(frozen=True, slots=True)
class ReadBatch:
    """A heading of the table: its words and its day; None if no day can be read."""

    row: int
    title: str
    due: date | None


@dataclass(frozen=True, slots=True)
class ReadActivity:
    """One activity as its row says it; `batch` counts the headings, None before the first."""

    row: int
    number: int
    batch: int | None
    texts: dict[str, str]
    points: int | None


@dataclass(frozen=True, slots=True)
class TableReading:
    """What was read."""

    batches: tuple[ReadBatch, ...]
    activities: tuple[ReadActivity, ...]
    doubts: tuple[TableDoubt, ...]


COLUMNS = {
    "number": ("ลำดับ", "ลำดับที่", "ที่"),
    "title": ("โครงการ/กิจกรรม", "มาตรการ/โครงการ/กิจกรรม", "กิจกรรม"),
    "output": ("ผลผลิต",),
    "outcome": ("ผลลัพธ์",),
    "target_group": ("กลุ่มเป้าหมาย",),
    "documents": ("เอกสารที่ต้องจัดส่ง", "เอกสาร/หลักฐาน"),
    "points": ("คะแนน", "คะแนน สำนักดีเด่น"),
    "owner": ("ผู้รับผิดชอบ",),
}
"""The eight columns, by the words of their headings."""
_NEEDED = 4
"""This many known headings make a row the head of a table."""
_ALIKE = 0.8
"""Likeness from which two headings are the same word: สำนักคิดเด่น for สำนักดีเด่น."""
_SUM = re.compile(r"^\s*รวม")
_NOTE = re.compile(r"^\s*หมายเหตุ")
_DUE = re.compile(r"กำหนดส่ง|ภายในวันที่|ส่งภายใน")
_WHOLE_DATE = re.compile(r"[0-9๐-๙]{1,2}\s*[ก-๙.]+\s*(?:พ\.\s?ศ\.\s*)?[0-9๐-๙]{4}(?![0-9๐-๙])")
_NUMBER = re.compile(r"^[^0-9๐-๙a-zA-Z]{0,3}([0-9๐-๙]{1,3})\s*[.)]?$")
_LOOKALIKES = str.maketrans({"o": "0", "O": "0", "l": "1", "I": "1", "|": "1", "ฅ": "5"})
"""Letters that scanners and typists put for digits."""
_LONGEST_GAP = 5
"""A larger jump in the numbering is a misprint, not missing rows."""


def similarity(one: str, other: str) -> float:
    """How alike two texts are, 0 to 1, apart from spaces and punctuation."""
    a, b = match_key(one), match_key(other)
    return SequenceMatcher(None, a, b, autojunk=False).ratio() if a and b else float(a == b)


def read_rows(rows: Sequence[TableRow]) -> TableReading:
    """Read a plan's table. Raises KamnotError if no row has its headings, or none is an activity."""
    reader = _Reader()
    for row in rows:
        reader.take(row)
    if not reader.columns_seen:
        raise KamnotError(
            "ไม่พบตารางแผนในไฟล์นี้ หัวตารางควรมี ลำดับ โครงการ/กิจกรรม ผลผลิต ผลลัพธ์ กลุ่มเป้าหมาย "
            "เอกสารที่ต้องจัดส่ง คะแนน ผู้รับผิดชอบ",
            "There is no plan table in this file; its headings should be ลำดับ, โครงการ/กิจกรรม, ผลผลิต, "
            "ผลลัพธ์, กลุ่มเป้าหมาย, เอกสารที่ต้องจัดส่ง, คะแนน, ผู้รับผิดชอบ.",
        )
    if not reader.activities:
        raise KamnotError(
            "พบหัวตารางแต่ไม่พบกิจกรรมเลย โปรดตรวจว่าแถวกิจกรรมมีช่องลำดับและชื่อ",
            "The table has headings but no activity; check that its rows have numbers and titles.",
        )
    activities = tuple(_numbered(reader.activities, reader.doubts))
    return TableReading(tuple(reader.batches), activities, tuple(reader.doubts))


@dataclass
class _Draft:
    """An activity while its rows are read."""

    row: int
    printed: str
    batch: int | None
    texts: dict[str, str]
    points: int | None = None
    points_printed: str = ""
    doubts: list[TableDoubt] = field(default_factory=list)


@dataclass
class _Reader:
    """Goes through the rows: headings, heads of tables, activities and their continuations."""

    batches: list[ReadBatch] = field(default_factory=list)
    activities: list[_Draft] = field(default_factory=list)
    doubts: list[TableDoubt] = field(default_factory=list)
    columns: dict[int, str] = field(default_factory=dict)
    columns_seen: bool = False
    _told: set[tuple[int, str]] = field(default_factory=set)

    def take(self, row: TableRow) -> None:
        texts = [normalise(cell.text).strip() if cell.first else "" for cell in row.cells]
        filled = [index for index, text in enumerate(texts) if text]
        if not filled:
            return
        alone = len(filled) == 1 and (
            row.paragraph or row.cells[filled[0]].span > 1 or len(texts) == 1
        )
        text = texts[filled[0]]
        if len(filled) <= 2 and self._heading(row, " ".join(texts[i] for i in filled)):
            return
        if row.paragraph:
            return
        head = _head(texts)
        if head:
            self._take_head(row, head, texts)
        elif not self.columns:
            return
        elif _SUM.match(text) or (alone and _NOTE.match(text)):
            self._take_sum(row, " ".join(texts[i] for i in filled))
        elif alone:
            self._not_understood(row, text)
        else:
            self._take_cells(row, texts)

    def _heading(self, row: TableRow, text: str) -> bool:
        """Read a line that announces a due date. Returns whether it was one."""
        found = _WHOLE_DATE.search(text)
        announced = _DUE.search(text) is not None
        if not announced or (found is None and row.paragraph and len(text) > 60):
            return False
        if row.paragraph and len(text) > 80:
            return False  # a sentence of the introduction that mentions a due date
        due = _day(found[0]) if found else None
        self.batches.append(ReadBatch(row.number, " ".join(text.split()), due))
        return True

    def _take_head(
        self, row: TableRow, head: dict[int, tuple[str, bool]], texts: Sequence[str]
    ) -> None:
        self.columns = {index: name for index, (name, _) in head.items()}
        self.columns_seen = True
        for index, (name, exact) in head.items():
            if not exact:
                self._once(
                    row, name, texts[index],
                    f"หัวตาราง “{texts[index]}” อ่านเป็น “{COLUMNS[name][0]}”",
                    f"the heading “{texts[index]}” was read as “{COLUMNS[name][0]}”",
                )  # fmt: skip
        for name in COLUMNS:
            if name not in self.columns.values():
                self._once(
                    row, name, "",
                    f"ตารางนี้ไม่มีช่อง “{COLUMNS[name][0]}” จึงเว้นว่างไว้",
                    f"this table has no column “{COLUMNS[name][0]}”; it was left empty",
                )  # fmt: skip

    def _once(self, row: TableRow, name: str, printed: str, thai: str, english: str) -> None:
        """One doubt for each due date: a table's head is repeated on every page."""
        key = (len(self.batches), f"{name}:{printed}")
        if key not in self._told:
            self._told.add(key)
            self.doubts.append(TableDoubt(row.number, None, name, printed, thai, english))

    def _take_sum(self, row: TableRow, text: str) -> None:
        """Compare a line of totals with the sum of the rows above. Notes are left to the plan's notes."""
        numbers = [int(n) for n in re.findall(r"\d+", arabic_digits(text))]
        own = [
            a
            for a in self.activities
            if a.batch == (len(self.batches) - 1 if self.batches else None)
        ]
        total = sum(a.points or 0 for a in own)
        every = sum(a.points or 0 for a in self.activities)
        if _SUM.match(text) and numbers and not {total, every} & set(numbers):
            self.doubts.append(
                TableDoubt(
                    row.number,
                    None,
                    "points",
                    text,
                    f"แถวรวมพิมพ์ว่า “{text}” แต่กิจกรรมรวมได้ {thai_digits(total)} คะแนน",
                    f"the row of totals says “{text}”, but the activities add up to {total} points",
                )
            )

    def _not_understood(self, row: TableRow, text: str) -> None:
        self.doubts.append(
            TableDoubt(
                row.number,
                None,
                "",
                text,
                f"ไม่เข้าใจแถวนี้จึงไม่ได้นำเข้า: “{_short(text)}”",
                f"this row was not understood and not taken: “{_short(text)}”",
            )
        )

    def _take_cells(self, row: TableRow, texts: Sequence[str]) -> None:
        cells = {name: texts[i] for i, name in self.columns.items() if i < len(texts)}
        stray = [t for i, t in enumerate(texts) if t and i not in self.columns]
        for text in stray:
            self._not_understood(row, text)
        goes_on = any(
            name == "number" and i < len(row.cells) and not row.cells[i].first
            for i, name in self.columns.items()
        )
        number = cells.get("number", "")
        whole = bool(cells.get("owner") and cells.get("title")) and bool(
            cells.get("points") or "points" not in self.columns.values()
        )
        if self.activities and not number and (goes_on or not whole):
            self._go_on(cells)
        elif number or whole:
            self._begin(row, cells)
        else:
            self._not_understood(row, " ".join(t for t in texts if t))

    def _begin(self, row: TableRow, cells: dict[str, str]) -> None:
        batch = len(self.batches) - 1 if self.batches else None
        texts = {name: text for name, text in cells.items() if name not in ("number", "points")}
        draft = _Draft(row.number, cells.get("number", ""), batch, texts)
        # A cell merged over several activities says the same for each of them.
        for i, name in self.columns.items():
            above = self.activities[-1].texts if self.activities else {}
            if i < len(row.cells) and not row.cells[i].first and name in above:
                draft.texts[name] = above[name]
        draft.points_printed = cells.get("points", "")
        self._read_points(draft)
        self.activities.append(draft)

    def _go_on(self, cells: dict[str, str]) -> None:
        """The row continues the activity above: a page break, or a cell cut in two."""
        draft = self.activities[-1]
        for name, text in cells.items():
            if not text or name == "number":
                continue
            if name == "points":
                draft.points_printed = f"{draft.points_printed} {text}".strip()
                self._read_points(draft)
            else:
                before = draft.texts.get(name, "")
                draft.texts[name] = before + (_joint(text) if before else "") + text

    def _read_points(self, draft: _Draft) -> None:
        draft.doubts = [d for d in draft.doubts if d.field != "points"]
        if "points" not in self.columns.values():
            return
        draft.points, sure = read_points(draft.points_printed)
        if not sure:
            shown = "ไม่มีคะแนน" if draft.points is None else f"{thai_digits(draft.points)} คะแนน"
            draft.doubts.append(
                TableDoubt(
                    draft.row,
                    None,
                    "points",
                    draft.points_printed,
                    f"ช่องคะแนน “{draft.points_printed}” อ่านเป็น {shown}",
                    f"the points “{draft.points_printed}” were read as {draft.points}",
                    "" if draft.points is None else str(draft.points),
                )
            )


def _head(texts: Sequence[str]) -> dict[int, tuple[str, bool]]:
    """The columns that a row names, with whether their headings are spelled right; empty for no head."""
    found: dict[int, tuple[str, bool]] = {}
    for index, text in enumerate(texts):
        if not text or len(text) > 40:
            continue
        name, ratio = max(
            ((name, max(similarity(text, w) for w in words)) for name, words in COLUMNS.items()),
            key=lambda pair: pair[1],
        )
        if ratio >= _ALIKE and name not in {n for n, _ in found.values()}:
            found[index] = (name, ratio == 1)
    return found if len(found) >= _NEEDED else {}


def _day(text: str) -> date | None:
    try:
        return parse_date(text, None)
    except KamnotError:
        return None


def read_points(text: str) -> tuple[int | None, bool]:
    """Points as printed (`๕ คะแนน`, `กิจกรรมละ ๑๐ คะแนน รวม ๒๐ คะแนน`), and whether that is sure.

    Letters that look like digits are read as digits, but not for sure; None if there is no number.
    """
    plain = arabic_digits(text)
    sure = re.findall(r"\d+", plain)
    mended = re.sub(
        r"(?<![A-Za-z])[0-9oOlI|ฅ]{1,3}(?![A-Za-z])", lambda m: m[0].translate(_LOOKALIKES), plain
    )
    numbers = [int(n) for n in re.findall(r"\d+", mended)]
    whole = re.search(r"รวม\D*(\d+)", mended)
    if whole:
        return int(whole[1]), mended == plain
    if len(numbers) == 1:
        return numbers[0], mended == plain and len(sure) == 1
    return (numbers[0] if numbers else None), False


def _joint(text: str) -> str:
    """Join lines: a new item begins a new line, all else continues the line before."""
    return "\n" if re.match(r"[-–•◆▶☛●○☐]|[0-9๐-๙]{1,2}\s*[.)]", text) else " "


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 80 else plain[:79] + "…"


def _numbered(drafts: Sequence[_Draft], doubts: list[TableDoubt]) -> Iterator[ReadActivity]:
    """Give every row its number: the printed one if possible, else the next, with a doubt.

    A number that is missing between two others means a missing row: an empty activity keeps its place.
    """
    printed = [_printed_number(draft.printed) for draft in drafts]
    last = 0
    for index, draft in enumerate(drafts):
        wanted = last + 1
        number, sure = printed[index]
        after = printed[index + 1][0] if index + 1 < len(drafts) else None
        gap = number is not None and wanted < number <= wanted + _LONGEST_GAP
        if gap and after != wanted + 1:
            for missing in range(wanted, number or 0):
                doubts.append(_missing(draft, missing))
                yield ReadActivity(draft.row, missing, draft.batch, {}, None)
            wanted = number or wanted
        if number != wanted or not sure:
            doubts.append(
                TableDoubt(
                    draft.row,
                    wanted,
                    "number",
                    draft.printed,
                    f"ช่องลำดับ “{draft.printed}” อ่านเป็น {thai_digits(wanted)}",
                    f"the number “{draft.printed}” was read as {wanted}",
                    str(wanted),
                )
            )
        doubts += [replace(doubt, activity=wanted) for doubt in draft.doubts]
        last = wanted
        yield ReadActivity(draft.row, wanted, draft.batch, draft.texts, draft.points)


def _missing(draft: _Draft, number: int) -> TableDoubt:
    return TableDoubt(
        draft.row, number, "title", "",
        f"ตารางไม่มีลำดับที่ {thai_digits(number)} จึงเว้นกิจกรรมเปล่าไว้ให้เติมหรือลบ",
        f"the table has no number {number}; an empty activity keeps its place, to be filled or deleted",
    )  # fmt: skip


def _printed_number(text: str) -> tuple[int | None, bool]:
    """The number and whether it is sure: `๕.` is 5, `l2` is 12 but not for sure."""
    found = _NUMBER.match(text)
    if found:
        return int(arabic_digits(found[1])), True
    mended = _NUMBER.match(arabic_digits(text).translate(_LOOKALIKES))
    return (int(mended[1]), False) if mended else (None, False)
