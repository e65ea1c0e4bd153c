"""The lines of a document's text: which may be headings, and which only announce or repeat one.

The text has no bold or large letters any more. So a heading is recognised by where its line begins and ends and by
the lines around it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from domain.language.thai import bare, fold, normalise

HEADING_LETTERS = 60
"""A line with more letters is running text, not a heading."""
COVER_LETTERS = 600
"""A first page with more letters is no cover."""
SHOWN_LETTERS = 80
_FULL = 0.88
"""A printed line that fills this share of its column continues in the next one."""
_WIDER = 1.4
"""A line longer than the column by this factor belongs to no column of print."""
_PRINTED = 4
"""This many lines of about the same width show that lines are printed lines, not paragraphs."""
_LONGEST_PRINTED = 130
_PRINTED_SHARE = 0.25
_CELL_LETTERS = 26
"""Most letters of a column head: the heads of a table come as one line of short pieces."""
_RUN = 3
"""This many lines in a row that end in growing numbers are a table of contents, under any heading."""
_REPEATED = 3
"""A line at the top or foot of this many pages is a running header."""
_EDGE = 2
_NUL = "\0"
"""Separates lines: normalised text never contains it, and folding would drop a blank."""

# Fonts that raise tone marks make some PDF makers write the syllable twice: ขั้ขั้นตอน.
_SYLLABLE = r"([ก-ฮ][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]+)"
_DOUBLED = re.compile(rf"{_SYLLABLE}(?:\1+(?:\n\1\n?)?|\n\1\n?)")
"""Some readers put the repeated syllable on one line and the rest of the word on the next."""
_CHAPTER = r"(?:บทที่|ส่วนที่|ตอนที่|หัวข้อที่|ข้อที่|ข้อ|หมวด|มิติที่|ภาคผนวก(?=\s*[ก-ฮ]\b))"
_NUMBERING = re.compile(
    rf"^(?:[-•*◆▶☛✓\uf0b7–—]\s*|(?:{_CHAPTER}\s*)?\(?\d{{1,2}}(?:\.\d{{1,2}})*(?:[.):]+|(?=\s)|(?=[ก-๎]))[\s:.–-]*"
    rf"|\(?[ก-ฮ][.)]\s+)"
)
_PAGE_NUMBER = re.compile(r"(?:\d{1,3}|[ก-ฮ]{1,2})$")
_NUMBERED_ENTRY = re.compile(r"[ก-๎)a-z]\s+(?:\d{1,3}|[ก-ฮ])$", re.IGNORECASE)
_ENTRY_NUMBER = re.compile(r"[ก-๎)]\s+(\d{1,3})$")
_LEADER = re.compile(r"\.{3}|(?:\. ){3}|…|\t|\s{3}")
CONTENTS = ("สารบญ", "รายการเนอหา")
_COLUMN_HEADS = frozenset({"เรือง", "หนา", "เรืองหนา", "ลำดบ", "ลาดบ", "ที", "รายการ", "หวขอ"})
_TOP = 4
_DOCUMENTS = ("รายงาน", "องคความรเรือง", "แผน", "คมือ", "บนทก", "เรือง")
COVER_LINES = 3
_NOT_A_COVER = ("คานา", "คาปรารภ", "สารบญ", "บทสรปผบรหาร", "บทคดยอ", "บทนา", "บนทกขอความ")
# Words that may be alone on a line above the rest of a title: รายงาน / สรุปผลการสำรวจ.
_TITLE_BEGINS = frozenset({"รายงาน", "องคความร", "เรือง", "องคความรเรือง", "คมือ", "แผน"})


class LineRole(Enum):
    """What a line is, judged by its place."""

    HEADING = "heading"
    """Short and separate."""
    REPEATED = "repeated"
    """A running header or a line of the cover: a heading only where it is the part's own title."""
    TITLE = "title"
    """Continues the line before: รายงาน / สรุปผลการสำรวจ."""
    TEXT = "text"
    PROMISE = "promise"
    """An entry of a table of contents."""


PICTURE = "\ufffc"
"""Stands in a document's text for a picture."""
ROW, CELL, TABLE_END = "\ufff9", "\ufffa", "\ufffb"
"""Begin a table's row and cell, and end a table, in the text of formats that tell."""
_BORDER = re.compile(f"([{PICTURE}{ROW}{CELL}{TABLE_END}])")


@dataclass(frozen=True, slots=True)
class CellPlace:
    """A cell in the tables of a page: row and column from 1."""

    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line in the forms that are compared, without its number; `page` counts from 1."""

    page: int
    text: str
    """Repaired, without its number."""
    key: str
    bare: str
    role: LineRole
    numbered: bool
    begins: bool
    """A paragraph may begin here: the line before is not filled to its end."""
    printed: str
    """The whole line with its number."""
    on_cover: bool
    names_document: bool
    """At the top, it says which document this is: รายงานผลการ… heads no part."""
    at: int = 0
    """Its place among the document's lines."""
    pictures: int = 0
    """Pictures between this line and the next one."""
    cell: CellPlace | None = None
    """Where it stands in a table; None outside one, and in formats that do not tell."""

    @property
    def shown(self) -> str:
        """The words to show a person."""
        return show(self.printed)


def show(text: str) -> str:
    """Cut words to a length that fits into a sentence."""
    return " ".join(text.split())[:SHOWN_LETTERS]


def mend(text: str) -> str:
    """Normalise, and fold syllables that were written twice."""
    return _DOUBLED.sub(r"\1", normalise(text.replace("\r\n", "\n")))


def read_lines(pages: Sequence[str], *, printed: bool = True) -> list[Line]:
    """The lines of all pages in order, each with its role.

    `printed` False: every line is a whole paragraph, as in Word, and none continues the line before.
    """
    read = [_read(number, text) for number, text in enumerate(pages, 1)]
    headers = _running_headers(read)
    cover = _cover_lines(read)
    lines: list[Line] = []
    for page in read:
        if page.pictures and lines:
            lines[-1] = replace(lines[-1], pictures=lines[-1].pictures + page.pictures)
        covered = cover if page.number == 1 else 0
        lines += _roles(page, headers, len(lines), cover=covered, printed=printed)
    return lines


@dataclass(slots=True)
class Page:
    """The lines of one page, three forms side by side."""

    number: int
    texts: list[str]
    keys: list[str]
    bares: list[str]
    places: list[tuple[int, CellPlace | None]]
    """Of each line, the pictures after it and its cell."""
    pictures: int = 0
    """Pictures before the first line."""


def _read(number: int, text: str) -> Page:
    page = Page(number, [], [], [], [])
    cell: CellPlace | None = None
    rows = 0
    for line in _apart(mend(text)).splitlines():
        if line == PICTURE:
            _add_picture(page)
        elif line == ROW:
            rows += 1
            cell = CellPlace(rows, 0)
        elif line == CELL:
            cell = CellPlace(rows, cell.column + 1) if cell else None
        elif line == TABLE_END:
            cell = None
        elif line and not line.isspace():
            page.texts.append(line.strip(" "))
            page.places.append((0, cell))
    if page.texts:
        keys = fold(_NUL.join(page.texts))
        page.keys, page.bares = keys.split(_NUL), bare(keys).split(_NUL)
    return page


def _apart(text: str) -> str:
    """The text with each picture and each border of a table on a line of its own."""
    return _BORDER.sub(r"\n\1\n", text) if _BORDER.search(text) else text


def _add_picture(page: Page) -> None:
    if not page.places:
        page.pictures += 1
        return
    pictures, cell = page.places[-1]
    page.places[-1] = pictures + 1, cell


def _cover_lines(pages: Sequence[Page]) -> int:
    """How many lines the cover has, 0 for none.

    A cover is a first page of several with little text, no number before its first line and no part that covers never
    have. In a format without pages
    it is some short lines before the foreword or the table of contents.
    """
    if not pages or not pages[0].bares or _NUMBERING.match(pages[0].texts[0]):
        return 0
    first = pages[0]
    ends = next((n for n, line in enumerate(first.bares) if line.startswith(_NOT_A_COVER)), None)
    if len(pages) > 1:
        small = ends is None and sum(map(len, first.keys)) < COVER_LETTERS
        return len(first.bares) if small else 0
    if ends is None or not COVER_LINES <= ends <= COVER_LINES * 4:
        return 0
    return ends if max(map(len, first.bares[:ends])) <= HEADING_LETTERS else 0


def _running_headers(pages: Sequence[Page]) -> frozenset[str]:
    if len(pages) < _REPEATED:
        return frozenset()
    seen = Counter(key for page in pages for key in {_undigited(k) for k in _edges(page)})
    return frozenset(key for key, times in seen.items() if times >= _REPEATED and key)


def _edges(page: Page) -> list[str]:
    return page.bares[:_EDGE] + page.bares[-_EDGE:]


def _undigited(line: str) -> str:
    """A line without the numbers at its ends, and without the leader before a page number."""
    return line.strip("0123456789….·")


def _roles(
    page: Page, headers: frozenset[str], first: int, *, cover: int, printed: bool
) -> Iterator[Line]:
    promised = _promised(page)
    body = [line for n, line in enumerate(page.bares) if n not in promised]
    width = _column_width(body) if printed else 0
    # A first page with numbered lines is a short report rather than a cover.
    titles = 0 if width or any(map(_NUMBERING.match, page.texts[:cover])) else cover
    full_before = title_before = False
    for n, (text, key, bones) in enumerate(zip(page.texts, page.keys, page.bares, strict=True)):
        number = _NUMBERING.match(text)
        own = text[number.end() :] if number else text
        own_key = fold(own) if number else key
        own_bare = bare(own_key) if number else bones
        full = _FULL * width <= len(bones) <= _WIDER * width
        if n in promised:
            role = LineRole.PROMISE
        elif not _may_head(own, own_bare, numbered=bool(number), full=full, continues=full_before):
            role = LineRole.TEXT
        elif title_before and not number:
            role = LineRole.TITLE
        else:
            repeated = n < titles or _is_edge(page, n, headers)
            role = LineRole.REPEATED if repeated else LineRole.HEADING
        at_top = page.number == 1 and n < _TOP and not number
        yield Line(
            page=page.number,
            text=own,
            key=own_key,
            bare=own_bare,
            role=role,
            numbered=bool(number),
            begins=not full_before,
            printed=text,
            on_cover=n < cover,
            names_document=at_top and bones.startswith(_DOCUMENTS),
            at=first + n,
            pictures=page.places[n][0],
            cell=page.places[n][1],
        )
        full_before = full
        title_before = page.number == 1 and bones in _TITLE_BEGINS


def _is_edge(page: Page, n: int, headers: frozenset[str]) -> bool:
    at_edge = n < _EDGE or n >= len(page.bares) - _EDGE
    return at_edge and _undigited(page.bares[n]) in headers


def _may_head(text: str, bones: str, *, numbered: bool, full: bool, continues: bool) -> bool:
    """Whether a line may be a heading: short, and numbered unless it neither continues nor fills a line."""
    if not bones:
        return False
    if not continues and is_row_of_heads(text):
        return True
    return len(bones) <= HEADING_LETTERS and (numbered or not (continues or full))


def is_row_of_heads(text: str) -> bool:
    """Whether a line is the heads of a table's columns: a few short pieces."""
    cells = text.split()
    if not 1 < len(cells) <= 6:
        return False
    # Marks only lengthen a cell: most cells are short enough without stripping them.
    return all(len(c) <= _CELL_LETTERS or len(bare(c)) <= _CELL_LETTERS for c in cells)


def _column_width(bares: Sequence[str]) -> int:
    """Letters of a full printed line; 0 if lines are whole paragraphs or too few to tell."""
    lengths = sorted(map(len, bares), reverse=True)
    for top in range(min(3, len(lengths))):
        widest = lengths[top]
        alike = sum(n >= _FULL * widest for n in lengths) - top
        if lengths[0] <= _WIDER * widest <= _LONGEST_PRINTED * _WIDER and alike >= max(
            _PRINTED, _PRINTED_SHARE * len(lengths)
        ):
            return widest
    return 0


def _promised(page: Page) -> set[int]:
    """Lines that are entries of a table of contents."""
    promised = {n for n, text in enumerate(page.texts) if _has_leader(text)}
    promised.update(_numbered_run(page))
    for n, line in enumerate(page.bares):
        if line.startswith(CONTENTS) and len(line) <= HEADING_LETTERS and n not in promised:
            promised.update(_listed(page, n + 1, promised))
    return promised


def _numbered_run(page: Page) -> Iterator[int]:
    """Lines in a row that end in page numbers, each at least as high as the one before."""
    run: list[int] = []
    last = 0
    for n, text in enumerate([*page.texts, ""]):
        found = _ENTRY_NUMBER.search(text) if text[-1:].isdecimal() else None
        if found and int(found.group(1)) >= last:
            run.append(n)
            last = int(found.group(1))
            continue
        if len(run) >= _RUN:
            yield from run
        run, last = ([n], int(found.group(1))) if found else ([], 0)


def _has_leader(text: str) -> bool:
    """Whether a line ends in a leader and a page number; checked in steps, so that a page of dots costs no time."""
    if not (".." in text or ". ." in text or "…" in text or "\t" in text or "   " in text):
        return False
    if not (number := _PAGE_NUMBER.search(text.rstrip()[-3:])):
        return False
    before = text.rstrip()[: -len(number.group())]
    return bool(_LEADER.search(before[len(before.rstrip(" .…\t\u00a0")) :]))


def _listed(page: Page, start: int, known: set[int]) -> Iterator[int]:
    """Follow a list under สารบัญ to its end: a long line, or a heading that was listed before."""
    seen: set[str] = set()
    last_unnumbered = None
    for n in range(start, len(page.texts)):
        line = _undigited(page.bares[n])
        if len(line) > HEADING_LETTERS and n not in known:
            break
        numbered = n in known or _ends_in_a_page(page, n)
        if line in seen and not numbered:
            last_unnumbered = None
            break
        if line:
            seen.add(line)
        if last_unnumbered is not None:
            yield last_unnumbered
        last_unnumbered = None if numbered else n
        if numbered:
            yield n
    else:
        if last_unnumbered is not None:
            yield last_unnumbered


def _ends_in_a_page(page: Page, n: int) -> bool:
    text = page.texts[n]
    if page.bares[n] in _COLUMN_HEADS or _is_page_number(text) or _NUMBERED_ENTRY.search(text):
        return True
    return n + 1 < len(page.texts) and _is_page_number(page.texts[n + 1])


def _is_page_number(text: str) -> bool:
    return len(text) <= 3 and bool(_PAGE_NUMBER.fullmatch(text))
