"""Reads the rows of a plan's table, laid out like the plan of 2567: eight columns, a heading a due date.

Nothing is dropped in silence: what cannot be read for sure stays as printed, with a doubt for a person.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import SequenceMatcher

from domain.language.days import parse_date
from domain.language.errors import KamnotError
from domain.language.tables import BroughtTable, TableRow, sheet_of
from domain.language.thai import arabic_digits, match_key, thai_date, thai_digits


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

    @property
    def sheet(self) -> str:
        """The sheet on which the row stands; empty where the file has but one."""
        return sheet_of(self.row)


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
_DUE_WORDS = ("กำหนดส่ง", "ภายในวันที่", "ส่งภายใน")
_DUE = re.compile("|".join(_DUE_WORDS))
_LONGEST_HEADING = 80
"""Letters; a longer paragraph is a sentence of the introduction that mentions a due date."""
_WHOLE_DATE = re.compile(
    r"\d{4}-\d\d-\d\d|[0-9๐-๙]{1,2}([/.-])[0-9๐-๙]{1,2}\1[0-9๐-๙]{4}"
    r"|[0-9๐-๙]{1,2}\s*(?:เดือน\s*)?[ก-๙.]+\s*(?:พ\.?\s?ศ\.?\s*)?(?:[0-9๐-๙]{4}|[0-9๐-๙]{2})(?!\s*[0-9๐-๙])"
)
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
"""A cell that holds a day is read as one; a title says it in words."""
_NUMBER = re.compile(r"^[^0-9๐-๙a-zA-Z]{0,3}([0-9๐-๙]{1,3})\s*[.)]?$")
_LOOKALIKES = str.maketrans({"o": "0", "O": "0", "l": "1", "I": "1", "|": "1", "ฅ": "5"})
"""Letters that scanners and typists put for digits."""
_LONGEST_GAP = 5
"""A larger jump in the numbering is a misprint, not missing rows."""


def similarity(one: str, other: str) -> float:
    """How alike two texts are, 0 to 1, apart from spaces and punctuation."""
    a, b = match_key(one), match_key(other)
    return SequenceMatcher(None, a, b, autojunk=False).ratio() if a and b else float(a == b)


def read_plan_table(table: BroughtTable) -> TableReading:
    """Read a plan's table. Raises KamnotError if no row has its headings, or none is an activity."""
    reader = _Reader()
    reader.doubts += [TableDoubt(0, None, "", "", note.thai, note.english) for note in table.notes]
    for row in table.rows:
        reader.take(row)
    reader.end_sheet()
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
class _Head:
    """The headings of a table, perhaps in two rows: the column that each place of a row belongs to."""

    row: TableRow
    found: dict[int, tuple[str, bool]]

    @property
    def names(self) -> set[str]:
        return {name for name, _ in self.found.values()}

    @property
    def places(self) -> dict[int, str]:
        """The column of every place, also of those that a wide heading covers."""
        return {
            at + more: name
            for at, (name, _) in self.found.items()
            for more in range(self.row.cells[at].span)
        }

    def fits(self, row: TableRow) -> bool:
        """Whether a row of Word has as many cells as the head: then their order tells more than the page's grid."""
        return not row.sheet and len(_starts(row)) == len(_starts(self.row))

    def columns(self, row: TableRow) -> dict[int, str]:
        """The column of every cell of a row: by its order, else that of the heading under which most of it lies."""
        if self.fits(row):
            pairs = zip(_starts(row), _starts(self.row), strict=True)
            return {at: self.found[head][0] for at, head in pairs if head in self.found}
        places = self.places
        found: dict[int, str] = {}
        for at in _starts(row):
            under = Counter(places[i] for i in range(at, at + row.cells[at].span) if i in places)
            if under:
                found[at] = under.most_common(1)[0][0]
        return found

    def covered(self, row: TableRow, at: int) -> list[str]:
        """The columns that a cell covers whole, if the places of a row are what counts."""
        if self.fits(row):
            return []
        end = at + row.cells[at].span
        outside = {name for i, name in self.places.items() if not at <= i < end}
        return [name for name in COLUMNS if name in self.names - outside]


@dataclass
class _Reader:
    """Goes through the rows: headings, heads of tables, activities and their continuations."""

    batches: list[ReadBatch] = field(default_factory=list)
    activities: list[_Draft] = field(default_factory=list)
    doubts: list[TableDoubt] = field(default_factory=list)
    head: _Head | None = None
    columns_seen: bool = False
    columns: dict[int, str] = field(default_factory=dict)
    """The columns of the row at hand."""
    _told: set[tuple[int, str]] = field(default_factory=set)
    _fresh: bool = False
    """The row before was one of headings: what its head lacks is told when the head is whole."""
    _above: dict[int, tuple[str, bool]] = field(default_factory=dict)
    """The headings that the row before names, also where they are too few."""
    _dated: str = ""
    """A line since the last head that has a day and announces nothing."""
    _sheet: str = ""
    _batches_before: int = 0
    """How many headings of due dates the sheets before this one have."""
    _ended: bool = False
    """A sum or a note closed the table: no row below goes on with an activity."""
    _unread: int = 0
    """Rows of this sheet above any head."""

    def take(self, row: TableRow) -> None:
        if row.sheet != self._sheet:
            self.end_sheet()
            self._sheet, self._batches_before = row.sheet, len(self.batches)
        texts = [
            text if cell.first else "" for text, cell in zip(row.texts, row.cells, strict=True)
        ]
        filled = [index for index, text in enumerate(texts) if text]
        if not filled:
            return
        if len(filled) <= 2 and self._heading(row, " ".join(texts[i] for i in filled)):
            if row.hidden:
                self._once(
                    row, "due", self.batches[-1].title,
                    f"หัวกำหนดส่ง “{self.batches[-1].title}” อยู่ในแถวที่ซ่อนไว้ โปรดตรวจ",
                    f"the due date “{self.batches[-1].title}” stands in a hidden row; check it",
                )  # fmt: skip
            return
        if not (row.paragraph or self._read_head(row)):
            self._end_head()
            self._take_row(row, texts, filled)

    @property
    def _asks_points(self) -> bool:
        return self.head is not None and "points" in self.head.names

    def end_sheet(self) -> None:
        """Tell of a sheet that was not read. The next one has a head of its own."""
        self._end_head()
        if self._sheet and self._unread > 1 and self.head is None:
            self.doubts.append(
                TableDoubt(
                    0,
                    None,
                    "",
                    self._sheet,
                    f"แผ่นงาน “{self._sheet}” ไม่มีหัวตารางแผน จึงไม่ได้อ่าน",
                    f"the sheet “{self._sheet}” has no head of a plan's table and was not read",
                )
            )
        self.head, self._unread, self._above = None, 0, {}

    def _read_head(self, row: TableRow) -> bool:
        """Take a row of headings, also the second row of a head. Returns whether it was one."""
        texts = row.texts
        own = _headings(texts)
        names = {name for name, _ in own.values()}
        above = {at: known for at, known in self._above.items() if known[0] not in names}
        is_head = len(own) >= _NEEDED
        below = bool(above) and len(own) == sum(map(bool, texts))
        self._above = own if len(own) > 1 else {}
        if not is_head and not (below and len(above) + len(own) >= _NEEDED):
            return False
        found = own if len(own) == len(COLUMNS) else above | own
        self._doubt_due(row)
        self.head, self._fresh, self._ended = _Head(row, found), True, False
        self.columns_seen = True
        self._above = found
        return True

    def _take_row(self, row: TableRow, texts: Sequence[str], filled: Sequence[int]) -> None:
        if self.head is None:
            self._unread += len(filled) > 1
            return
        self.columns = self.head.columns(row)
        at, text = filled[0], texts[filled[0]]
        alone = len(filled) == 1 and (
            row.cells[at].span > 1
            or len(texts) == 1
            or (self.columns.get(at) == "number" and _printed_number(text)[0] is None)
        )
        if _SUM.match(text) or (alone and _NOTE.match(text)):
            self._ended = True
            self._take_sum(row, " ".join(texts[i] for i in filled))
        elif alone:
            self._not_understood(row, text)
        else:
            self._take_cells(row, texts)

    def _heading(self, row: TableRow, text: str) -> bool:
        """Read a line that announces a due date. Returns whether it was one."""
        found = _WHOLE_DATE.search(text)
        announced = _DUE.search(text) is not None
        misprinted = not announced and found is not None and _is_nearly_due(text[: found.start()])
        if row.paragraph and len(text) > _LONGEST_HEADING:
            return False
        if not (announced or misprinted):
            self._dated = text if found and len(text) <= _LONGEST_HEADING else self._dated
            return False
        if found is None and row.paragraph and len(text) > 60:
            return False
        due = _day(found[0]) if found else None
        title = " ".join(text.split())
        if misprinted:
            self._once(
                row, "due", text,
                f"บรรทัด “{title}” อ่านเป็นหัวกำหนดส่ง โปรดตรวจ",
                f"the line “{title}” was read as a heading of a due date; check it",
            )  # fmt: skip
        self._dated = ""
        if due is not None:
            title = _ISO.sub(thai_date(due), title)
        self.batches.append(ReadBatch(row.number, title, due))
        return True

    def _doubt_due(self, row: TableRow) -> None:
        """Doubt the due date of a table above which another day stands that nothing announces."""
        if self._dated and self.batches and self.columns_seen:
            last, line = self.batches[-1].title, _short(self._dated)
            self._once(
                row, "due", self._dated,
                f"เหนือตารางนี้มีบรรทัด “{line}” ซึ่งไม่ได้บอกว่าเป็นกำหนดส่ง จึงใช้ “{last}” ตามตารางก่อน โปรดตรวจ",
                f"the line “{line}” above this table announces no due date; “{last}” of the table before was used",
            )  # fmt: skip
        self._dated = ""

    def _end_head(self) -> None:
        """Tell what is doubtful about a head, once it is whole."""
        if not self._fresh or self.head is None:
            return
        self._fresh = False
        row = self.head.row
        for index, (name, exact) in self.head.found.items():
            if not exact:
                text = row.texts[index]
                self._once(
                    row, name, text,
                    f"หัวตาราง “{text}” อ่านเป็น “{COLUMNS[name][0]}”",
                    f"the heading “{text}” was read as “{COLUMNS[name][0]}”",
                )  # fmt: skip
        for name in COLUMNS:
            if name not in self.head.names:
                self._once(
                    row, name, "",
                    f"ตารางนี้ไม่มีช่อง “{COLUMNS[name][0]}” จึงเว้นว่างไว้",
                    f"this table has no column “{COLUMNS[name][0]}”; it was left empty",
                )  # fmt: skip
        if 0 < len(self.batches) == self._batches_before:
            self._once(
                row, "due", self._sheet,
                f"แผ่นงาน “{self._sheet}” ไม่มีหัวกำหนดส่ง จึงใช้ “{self.batches[-1].title}” ของแผ่นก่อน",
                f"the sheet “{self._sheet}” has no due date; that of the sheet before it was used",
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
        cells = self._by_column(texts)
        for at, text in enumerate(texts):
            if text and at not in self.columns:
                self._not_understood(row, text)
        goes_on = any(name == "number" and row.cells[at].down for at, name in self.columns.items())
        number = cells.get("number", "")
        whole = bool(cells.get("owner") and cells.get("title")) and bool(
            cells.get("points") or not self._asks_points
        )
        if self.activities and not number and (goes_on or not whole) and not self._ended:
            self._go_on(cells)
        elif number or whole:
            self._begin(row, cells)
        else:
            self._not_understood(row, " ".join(t for t in texts if t))
        self._doubt_place(row, texts)

    def _by_column(self, texts: Sequence[str]) -> dict[str, str]:
        cells = dict.fromkeys(self.head.names if self.head else (), "")
        for at, name in self.columns.items():
            cells[name] = "\n".join(filter(None, (cells[name], texts[at])))
        return cells

    def _doubt_place(self, row: TableRow, texts: Sequence[str]) -> None:
        """Doubt of the activity what its row does not show plainly: hidden, or cells that do not fit the headings."""
        if not self.activities or self.head is None:
            return
        if row.hidden:
            self._doubt_last(
                row, "title", self.activities[-1].texts.get("title", ""),
                "แถวนี้ถูกซ่อนไว้ในไฟล์ แต่นำเข้ามาด้วย โปรดตรวจว่าอยู่ในแผนนี้",
                "this row is hidden in the file but was taken; check that it belongs to the plan",
            )  # fmt: skip
        filled = Counter(name for at, name in self.columns.items() if texts[at])
        for at, name in self.columns.items():
            covered = self.head.covered(row, at)
            if texts[at] and (len(covered) > 1 or filled[name] > 1):
                heads = ", ".join(COLUMNS[n][0] for n in covered or (name,))
                self._doubt_last(
                    row, name, texts[at],
                    f"ช่อง “{_short(texts[at])}” ไม่ตรงกับหัวตารางช่องเดียว ({heads}) จึงใส่ไว้ที่ “{COLUMNS[name][0]}”",
                    f"the cell “{_short(texts[at])}” does not lie under one heading ({heads});"
                    f" it was taken as “{COLUMNS[name][0]}”",
                )  # fmt: skip

    def _doubt_last(self, row: TableRow, name: str, printed: str, thai: str, english: str) -> None:
        doubt = TableDoubt(row.number, None, name, printed, thai, english, printed)
        self.activities[-1].doubts.append(doubt)

    def _begin(self, row: TableRow, cells: dict[str, str]) -> None:
        batch = len(self.batches) - 1 if self.batches else None
        texts = {name: text for name, text in cells.items() if name not in ("number", "points")}
        draft = _Draft(row.number, cells.get("number", ""), batch, texts)
        # A cell merged over several activities says the same for each of them.
        for at, name in self.columns.items():
            above = self.activities[-1].texts if self.activities else {}
            if row.cells[at].down and name in above:
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
        if not self._asks_points:
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


def _starts(row: TableRow) -> list[int]:
    """Where the cells of a row begin."""
    return [at for at, cell in enumerate(row.cells) if cell.first or cell.down]


def _headings(texts: Sequence[str]) -> dict[int, tuple[str, bool]]:
    """The columns that a row names, with whether their headings are spelled right."""
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
    return found


def _is_nearly_due(text: str) -> bool:
    """Whether words are those of a due date, misprinted: กำหนดสง."""
    return any(similarity(text, word) >= _ALIKE for word in _DUE_WORDS)


def _day(text: str) -> date | None:
    try:
        return parse_date(text, None)
    except KamnotError:
        return None


def read_points(text: str) -> tuple[int | None, bool]:
    """Points as printed (`๕ คะแนน`, `กิจกรรมละ ๑๐ คะแนน รวม ๒๐ คะแนน`), and whether that is sure.

    Letters that look like digits are read as digits, but not for sure; None if there is no number.
    """
    if _ISO.search(text):
        return None, False  # Excel makes a day of 5/10
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
