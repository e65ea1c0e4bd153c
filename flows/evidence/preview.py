"""What a person sees of a version: pages as pictures, a document's text, tables or a film, or a sentence why not.

The inspection children make it from the stored bytes, and the data folder keeps it until somebody deletes it. No
verdict depends on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile
from typing import TYPE_CHECKING

from domain.activity.file_kinds import KINDS, problem_words
from domain.facts import Problem
from domain.language.errors import NotThereError
from domain.language.thai import gregorian_year, shorten, show_date, thai_digits
from domain.words.wording import pick
from flows.evidence.browse import KeptBytes
from flows.evidence.derived import kept_as
from flows.run.workspace import Workspace
from inspection.preview.shown import WIDTHS, Shown, ShownKind, as_json
from storage.db.database import reading
from storage.kept import read_kept, write_kept
from storage.previews import MADE, make_room
from storage.records.listed_evidence import ListedEvidence, find_version

if TYPE_CHECKING:
    from domain.language.tables import TableRow

__all__ = [
    "WIDTHS",
    "FilePreview",
    "Sheet",
    "SheetCell",
    "ShownKind",
    "ShownPage",
    "film",
    "page",
    "preview",
]

FIRST_PAGES = (1, 2, 3)
_CLOSED = frozenset({Problem.INFECTED, Problem.UNSAFE, Problem.EMPTY})
"""What is never opened again for the sake of a picture."""
_COPIES = ("pdf", "docx", "xlsx")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?: (\d\d:\d\d)(?::\d\d(?:\.\d+)?)?)?")
_LONGEST_CELL = 500
_ABOUT = "shown.json"


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell as it is shown; one that is merged takes several columns and rows."""

    text: str
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """The first rows of a sheet."""

    title: str
    rows: tuple[tuple[SheetCell, ...], ...]


@dataclass(frozen=True, slots=True)
class FilePreview:
    """What can be shown of a version. `texts` are the words on its first pages.

    `html` is a document with headings, paragraphs, lists, tables and pictures alone; `remarks` say what is left out;
    `why` says why nothing is shown. `copy_of` is the format that came in, where a copy that was made of it is shown.
    """

    item: int
    version: int
    file_name: str
    kind: ShownKind
    pages: int = 0
    texts: tuple[str, ...] = ()
    html: str = ""
    sheets: tuple[Sheet, ...] = ()
    remarks: tuple[str, ...] = ()
    why: str = ""
    copy_of: str = ""


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A drawn page: a JPEG and the words on it. A broken page has an empty picture."""

    image: bytes
    text: str


def preview(ws: Workspace, unit: str, item: int, version: int | None = None) -> FilePreview:
    """What can be shown of a version (the newest for None), with the first pages drawn and kept.

    Raises NotThereError if the unit has no such item or version, KamnotError if the store has lost the bytes.
    """
    one = _version(ws, unit, item, version)
    sha256, shown = _shown_of(ws, one)
    fact = one.fact
    copied = fact.format if sha256 != fact.sha256 else ""
    said = FilePreview(item, fact.version, fact.file_name, shown.kind, shown.pages, copy_of=copied)
    if shown.kind is ShownKind.NOTHING:
        return replace(said, why=_why_not(one, shown, ws.language))
    return replace(
        said,
        texts=_texts(ws, sha256, shown),
        html=shown.html,
        sheets=_sheets(shown, ws.language),
        remarks=_remarks(shown, ws.language),
    )


def page(
    ws: Workspace,
    unit: str,
    item: int,
    number: int,
    width: int = WIDTHS[0],
    version: int | None = None,
) -> ShownPage:
    """A page of a version, or its picture as page 1, drawn about `width` points wide (one of `WIDTHS`).

    Raises NotThereError if the unit has no such version, the version no such page, or nothing of it can be shown.
    """
    one = _version(ws, unit, item, version)
    sha256, shown = _shown_of(ws, one)
    if not 1 <= number <= shown.pages or width not in WIDTHS:
        raise NotThereError(
            f"หลักฐานเลขที่ {item} ไม่มีภาพของหน้า {number}",
            f"Evidence item {item} has no picture of page {number}.",
        )
    image = _kept(ws, sha256, f"{number}-{width}.jpg")
    if image is not None:
        return ShownPage(image, _kept_text(ws, sha256, number))
    drawn = _ask(ws, sha256, (number,), width).drawn
    return ShownPage(drawn[0].image, drawn[0].text) if drawn else ShownPage(b"", "")


def film(ws: Workspace, unit: str, item: int, version: int | None = None) -> KeptBytes:
    """The bytes of a film (`mp4`, `webm`). Raises NotThereError if the version is none."""
    one = _version(ws, unit, item, version)
    sha256, shown = _shown_of(ws, one)
    if shown.kind is not ShownKind.FILM:
        raise NotThereError(f"หลักฐานเลขที่ {item} ไม่ใช่คลิปวิดีโอ", f"Evidence item {item} is no film.")
    kind = "webm" if shown.format == "webm" else "mp4"  # players take the others as it
    return KeptBytes(one.fact.file_name, kind, sha256, one.size)


def _version(ws: Workspace, unit: str, item: int, version: int | None) -> ListedEvidence:
    with reading(ws.engine) as session:
        return find_version(session, unit, item, version)


def _kept(ws: Workspace, sha256: str, name: str) -> bytes | None:
    return read_kept(ws.settings.previews / sha256 / name, MADE)


def _keep(ws: Workspace, sha256: str, drawn: Mapping[str, bytes]) -> None:
    """Keep what was drawn; a folder that cannot be written costs only time."""
    folder = ws.settings.previews
    with suppress(OSError):
        make_room(folder, sha256)
        for name, content in drawn.items():
            write_kept(folder / sha256 / name, MADE, content)


def _shown_of(ws: Workspace, one: ListedEvidence) -> tuple[str, Shown]:
    """What can be shown of a version, or of the copy that was made of it; and whose content that is."""
    sha256, problem = one.fact.sha256, one.fact.problem
    if problem in _CLOSED:
        return sha256, Shown(ShownKind.NOTHING, one.fact.format, problem=problem)
    shown = _about(ws, sha256)
    if shown.kind is ShownKind.NOTHING and shown.problem is None:
        for target in _COPIES:
            copy = kept_as(ws, sha256, target)
            seen = _about(ws, copy.sha256) if copy else shown
            if copy and seen.kind is not ShownKind.NOTHING:
                return copy.sha256, seen
    return sha256, shown


def _about(ws: Workspace, sha256: str) -> Shown:
    kept = _kept(ws, sha256, _ABOUT)
    if kept is not None:
        return as_json().validate_json(kept)
    return _ask(ws, sha256, FIRST_PAGES, WIDTHS[0])


def _ask(ws: Workspace, sha256: str, pages: Sequence[int], width: int) -> Shown:
    """Let a child draw pages, and keep what it drew; what ended badly may end better another time."""
    with ws.store.local(sha256) as path, ws.inspecting() as inspectors:
        shown = inspectors.show(path, pages, width)
    drawn = {}
    for one in shown.drawn:
        drawn[f"{one.number}-{width}.jpg"] = one.image
        drawn[f"{one.number}.txt"] = one.text.encode(errors="replace")
    if shown.lasting:
        drawn[_ABOUT] = as_json().dump_json(replace(shown, drawn=()))
    _keep(ws, sha256, drawn)
    return shown


def _texts(ws: Workspace, sha256: str, shown: Shown) -> tuple[str, ...]:
    drawn = {page.number: page.text for page in shown.drawn}
    first = [number for number in FIRST_PAGES if number <= shown.pages]
    return tuple(drawn.get(n) or _kept_text(ws, sha256, n) for n in first)


def _kept_text(ws: Workspace, sha256: str, number: int) -> str:
    return (_kept(ws, sha256, f"{number}.txt") or b"").decode()


def _why_not(one: ListedEvidence, shown: Shown, language: str) -> str:
    """Why nothing is shown, in a sentence."""
    if not shown.lasting:
        thai = "เปิดตัวอย่างไม่สำเร็จ ไฟล์อาจเสียหายหรือใหญ่เกินไป โปรดดาวน์โหลดไปเปิดดู"
        english = "The preview failed: the file may be damaged or too large; download it instead."
        return pick((thai, english), language)
    if shown.problem is not None:
        told = problem_words(shown.problem, shown.format or one.fact.format, language)
        return pick((f"ไม่มีตัวอย่าง: {told}", f"No preview: {told}"), language)
    thai, english = KINDS[shown.format][:2] if shown.format in KINDS else ("", "")
    what, it = (f" ({thai})", f" ({english})") if thai else ("", "")
    return pick(
        (
            f"ไม่มีตัวอย่างสำหรับไฟล์นี้{what} โปรดดาวน์โหลดไปเปิดดู",
            f"There is no preview of this file{it}; download it instead.",
        ),
        language,
    )


def _remarks(shown: Shown, language: str) -> tuple[str, ...]:
    """What is left out of the tables, and what a document's reader does not see."""
    if shown.unseen:
        words = shorten(shown.unseen, _LONGEST_CELL)
        thai = (
            "ตัวอย่างนี้แสดงข้อความที่ผู้อ่านไม่เห็นในเอกสารจริงด้วย (ถูกซ่อน ขีดฆ่า ขาวบนขาว หรือเล็กมาก)"
            f" ซึ่งไม่นับ คือ “{words}”"
        )
        english = (
            "Shown here too, and not counted, as no reader sees it (hidden, struck through, white on white or tiny):"
            f" “{words}”"
        )
        return (pick((thai, english), language),)
    notes = tuple(note.text(language) for note in shown.table.notes)
    hidden = sum(row.hidden for row in shown.table.rows)
    if not hidden:
        return notes
    thai = f"ไม่แสดงแถวที่ซ่อนไว้ {thai_digits(hidden)} แถว"
    return (*notes, pick((thai, f"{hidden} hidden row(s) are left out"), language))


def _sheets(shown: Shown, language: str) -> tuple[Sheet, ...]:
    rows: dict[str, list[TableRow]] = {}
    for row in shown.table.rows:
        if not row.hidden:
            rows.setdefault(row.sheet, []).append(row)
    return tuple(Sheet(title, tuple(_cells(own, language))) for title, own in rows.items())


def _cells(rows: Sequence[TableRow], language: str) -> Iterator[tuple[SheetCell, ...]]:
    """The rows up to the last filled one, each up to the sheet's last filled column."""
    filled = [
        (y, x + cell.span)
        for y, row in enumerate(rows)
        for x, cell in enumerate(row.cells)
        if cell.first and cell.text.strip()
    ]
    last, wide = (
        (max(found, default=0) for found in zip(*filled, strict=True)) if filled else (-1, 0)
    )
    for y in range(last + 1):
        yield tuple(
            SheetCell(_readable(cell.text, language), cell.span, _rows_down(rows[y:], x))
            for x, cell in enumerate(rows[y].cells[:wide])
            if cell.first
        )


def _rows_down(rows: Sequence[TableRow], column: int) -> int:
    """How many rows a merged cell takes from the first of them on."""
    below = takewhile(lambda row: column < len(row.cells) and row.cells[column].down, rows[1:])
    return 1 + sum(1 for _ in below)


def _readable(text: str, language: str) -> str:
    """A cell's words; a day as an official writes it, also one whose year was typed as พ.ศ."""
    found = _DAY.fullmatch(text)
    if not found:
        return shorten(text, _LONGEST_CELL) if len(text) > _LONGEST_CELL else text
    year, month, day, clock = found.groups()
    try:
        said = show_date(date(gregorian_year(int(year)), int(month), int(day)), language)
    except ValueError:
        return text
    time = f" {clock}" if clock else ""
    return said + (time if language == "en" else thai_digits(f"{time} น." if time else ""))
