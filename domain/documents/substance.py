"""Whether something is written under a heading: words, numbers or pictures up to the next heading.

A template's dots, hints in brackets and empty cells are nothing. What is found here is advice for a person.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from domain.documents.lines import CONTENTS, HEADING_LETTERS, Line, LineRole, is_row_of_heads
from domain.language.thai import arabic_digits, bare, fold

LEAST_LETTERS = 10
"""Fewer letters (without marks) are no content: สัมภาษณ์ under a heading is a note."""
LEAST_NUMBERS = 6
"""So many numbers are a table's content, even without words."""
_ENOUGH = 600
"""Letters under a heading after which no more lines are read."""
_SHORT_CELL = 26

_BRACKETS = re.compile(
    r"\[[^\]]{0,300}\]|<[^>]{0,300}>|\{[^}]{0,300}\}|«[^»]{0,300}»"
    r"|\(\s*(?:โปรด|ให้|ระบุ|กรอก|ใส่|อธิบาย|เขียน|แทรก|แนบ|พิมพ์|บรรยาย|ถ้ามี|เช่น|ตัวอย่าง)[^)]{0,300}\)"
)
_HINT = re.compile(
    r"^\W*(?:โปรด|กรุณา)?(?:ระบุ|กรอก|ใส่ข้อความ|พิมพ์ข้อความ|พิมพ์ที่นี่|เขียนที่นี่|คลิก|แทรกภาพ|แทรกรูป|ข้อความตัวอย่าง\W*$|ให้อธิบาย|ให้บรรยาย"
    r"|ให้ระบุ|อยู่ระหว่าง|รอข้อมูล|รอดำเนินการ|รอเพิ่มเติม|ยังไม่มีข้อมูล|ยังไม่ได้ดำเนินการ|(?:รายละเอียด)?(?:ตาม|ดู|ปรากฏใน)\s*(?:เอกสารแนบ|ภาคผนวก)"
    r"|click|tap here|insert|type here|your text|lorem|tbd|todo|x{3,}).*$",
    re.IGNORECASE | re.MULTILINE,
)
_DOTS = re.compile(r"\.{3,}|…|_{3,}|(?:\. ){3,}|(?:\.\s?){4,}|-{3,}")
_NUMBER = re.compile(r"\d+(?:[.,/]\d+)*")
_PAGE_MARK = re.compile(r"\W*(?:หน้า|page)?\W*\d{0,4}\W*(?:/|จาก|of)?\W*\d{0,4}\W*", re.IGNORECASE)
_SHAPE = re.compile(r"^(\D{0,8}?)((?:\d+\.)*)(\d+)(\D?)")
_NOTHING_HAPPENED = re.compile(r"^\W*(?:\d\W*)?(?:ไม่มี|ไม่พบ|ไม่ปรากฏ)")
_ASKS_WHETHER = re.compile("หรือไม่|จำนวน|กรณี|เรื่องร้องเรียน")
GENERAL_HEADINGS = frozenset(
    bare(fold(text))
    for text in (
        "หลักการและเหตุผล", "ความเป็นมา", "วัตถุประสงค์", "เป้าหมาย", "กลุ่มเป้าหมาย", "ตัวชี้วัด", "ขอบเขต", "ระยะเวลา",
        "ระยะเวลาดำเนินการ", "สถานที่", "งบประมาณ", "ผู้รับผิดชอบ", "วิธีดำเนินการ", "ขั้นตอนการดำเนินงาน", "ผลการดำเนินงาน",
        "ผลที่คาดว่าจะได้รับ", "ประโยชน์ที่ได้รับ", "ปัญหาและอุปสรรค", "ข้อเสนอแนะ", "สรุป", "บทสรุป", "ภาคผนวก", "บรรณานุกรม",
        "เอกสารอ้างอิง", "คำนำ", "สารบัญ", "กิตติกรรมประกาศ", "นิยามศัพท์", "ภาพประกอบ", "ภาพกิจกรรม",
    )
)  # fmt: skip
"""Headings of any report: what follows one belongs to it."""


def has_substance(
    lines: Sequence[Line],
    head: Line,
    word: str,
    others: Collection[tuple[Line, str]],
    known: Collection[str] = (),
    title: str = "",
) -> bool:
    """Whether something stands under the heading `head`, which was recognised by `word` (without marks).

    `others` are the headings of the other sections with their words; `known` all words that are headings of theirs.
    `title` is the section's in the plan (without marks): a heading of two lines may be the whole of it.
    """
    own = lines[head.at]
    rest, is_cut = _rest_of(own, head, word, [w for line, w in others if line.at == own.at])
    stops = frozenset(_stops(own, [line for line, _ in others]))
    content = [] if is_cut else list(_below(lines, own, stops, known))
    if content and _goes_on(lines, content[0], title):
        del content[0]
    if own.pictures or any(line.pictures for line in content):
        return True
    return says_something("\n".join([rest, *(line.printed for line in content)]), head.printed)


def _stops(own: Line, heads: Sequence[Line]) -> Iterator[int]:
    """Where the next heading ends what is under this one. A table that begins below it is its content."""
    rows = Counter(line.at for line in heads)
    for line in heads:
        begins_table = rows[line.at] > 1 or (line.cell is not None and own.cell is None)
        if line.at != own.at and not begins_table:
            yield line.at


def without_hints(text: str) -> str:
    """The text without a template's hints and with European digits."""
    return _HINT.sub("", _BRACKETS.sub(" ", arabic_digits(text)))


def says_something(text: str, heading: str = "") -> bool:
    """Whether a text is more than blanks and hints; `heading` may ask for a number, or whether there was a case."""
    text = without_hints(text)
    letters = 0
    numbers = 0
    for line in text.splitlines():
        if is_blank(line):
            continue
        own = sum(map(str.isalpha, bare(fold(line))))
        figures = len(_NUMBER.findall(line))
        letters += own
        numbers += figures if own or figures > 1 else not _PAGE_MARK.fullmatch(line)
    if letters >= LEAST_LETTERS or numbers >= LEAST_NUMBERS:
        return True
    if not _ASKS_WHETHER.search(heading):
        return False
    return bool(numbers and letters) or _NOTHING_HAPPENED.search(text.strip()) is not None


def is_blank(line: str) -> bool:
    """Whether a line is a blank to fill in, with its unit: ผู้เข้าร่วม ........ คน."""
    if not _DOTS.search(line) or any(map(str.isdecimal, line)):
        return False
    return sum(map(str.isalpha, bare(fold(line)))) < LEAST_LETTERS


def _rest_of(own: Line, head: Line, word: str, others: Sequence[str]) -> tuple[str, bool]:
    """What follows the heading's words on its own line, and whether another heading follows there.

    Heads of a table's columns have their content below them, not beside them.
    """
    text = own.printed[max(own.printed.find(head.text), 0) :]
    _, end = _place(word, text)
    next_one = min((at for at, _ in (_place(w, text) for w in others) if at >= end), default=None)
    rest = text[end:next_one]
    if next_one is not None:
        return rest, own.numbered or not is_row_of_heads(own.printed)
    if own.role is LineRole.TEXT:
        return rest, False
    # A heading may go on after a blank: only a colon, dots, or as much as a sentence, begins its content.
    tail = re.search(r"[\s:=–-]", rest)
    said = rest[tail.start() :] if tail else ""
    begins = ":" in said[:3] or _DOTS.search(said) is not None
    return said if begins or len(bare(fold(said))) >= 2 * LEAST_LETTERS else "", False


def _place(word: str, text: str) -> tuple[int, int]:
    """Where words that are compared without marks begin and end in a text; at its beginning if they are not in it."""
    letters = [(letter, n) for n, c in enumerate(text) for letter in bare(fold(c))]
    found = "".join(letter for letter, _ in letters).find(word)
    if found < 0 or not word:
        return -1, 0
    return letters[found][1], letters[found + len(word) - 1][1] + 1


def _below(
    lines: Sequence[Line], own: Line, stops: Collection[int], known: Collection[str]
) -> Iterator[Line]:
    """The lines that belong to a heading."""
    if own.cell and (column := _column_of(lines, own, stops)) is not None:
        yield from column
        return
    shape = _shape(own)
    promised = own.bare.startswith(CONTENTS)
    letters = 0
    left_blank = False
    for line in lines[own.at + 1 :]:
        if line.at in stops or letters > _ENOUGH or _is_next(line, shape):
            return
        if left_blank and _heads_text(lines, line):
            return
        if line.role is LineRole.PROMISE and not promised:
            continue
        if line.role is LineRole.HEADING and (line.bare in known or line.bare in GENERAL_HEADINGS):
            return
        if line.role is LineRole.REPEATED:
            continue
        left_blank = (left_blank or not letters) and _is_left_blank(line)
        letters += len(line.bare)
        yield line


def _goes_on(lines: Sequence[Line], line: Line, title: str) -> bool:
    """Whether the line under a printed heading is the rest of it: words of its title, or all that is above a blank."""
    if line.begins or line.numbered:
        return False
    below = lines[line.at + 1] if line.at + 1 < len(lines) else None
    return line.bare in title or (below is not None and _is_left_blank(below))


def _is_left_blank(line: Line) -> bool:
    """Whether a line is what a template leaves for the writer: dots, a dash, a hint; or a page's number."""
    text = line.printed
    return not line.pictures and (
        is_blank(text) or _PAGE_MARK.fullmatch(_DOTS.sub("", without_hints(text))) is not None
    )


def _heads_text(lines: Sequence[Line], line: Line) -> bool:
    """Whether a short line stands above running text: under a blank it begins something else."""
    if len(line.bare) > HEADING_LETTERS or line.numbered or _is_left_blank(line):
        return False
    return line.at + 1 < len(lines) and len(lines[line.at + 1].bare) > HEADING_LETTERS


def _column_of(lines: Sequence[Line], own: Line, stops: Collection[int]) -> list[Line] | None:
    """The cells under a column's head; None if the heading begins a row."""
    assert own.cell  # noqa: S101  # its caller has looked
    row, column = own.cell.row, own.cell.column
    beside = [x for x in _table(lines, own.at, -1) if x.cell and x.cell.row == row]
    beside += [x for x in _table(lines, own.at, 1) if x.cell and x.cell.row == row]
    heads = [x for x in beside if x.at in stops]
    columns = {x.cell.column for x in beside if x.cell} | {column}
    if not heads and not (len(columns) > 2 and all(len(x.bare) <= _SHORT_CELL for x in beside)):
        return None
    if any(x.cell and x.cell.column == column for x in beside):
        return None
    below = [x for x in _table(lines, own.at, 1) if x.cell and x.cell.row > row]
    same = [x for x in below if x.cell and x.cell.column == column]
    widths = {max((x.cell.column for x in below if x.cell), default=0), max(columns)}
    return same if len(widths) == 1 else below


def _table(lines: Sequence[Line], at: int, step: int) -> Iterator[Line]:
    """The other lines of a line's table, before or after it."""
    last = lines[at]
    n = at + step
    while 0 <= n < len(lines) and lines[n].cell and lines[n].page == last.page:
        yield lines[n]
        n += step


def _shape(line: Line) -> tuple[str, str, int, str] | None:
    """How a line is numbered: what stands around its last number, and that number."""
    found = _SHAPE.match(arabic_digits(line.printed)) if line.numbered else None
    return (found[1], found[2], int(found[3]), found[4]) if found else None


def _is_next(line: Line, shape: tuple[str, str, int, str] | None) -> bool:
    """Whether a line is numbered as the heading after this one."""
    if shape is None or line.role is not LineRole.HEADING:
        return False
    before, above, number, after = shape
    return _shape(line) == (before, above, number + 1, after)
