"""เล่มแผน: the plan as a book, from its cover to its appendices, with a list of contents.

What is printed is the plan's; a person's own words for a passage stand in its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from domain.evaluation.indicator import indicator_share
from domain.language.errors import KamnotError
from domain.language.thai import thai_date, thai_digits
from domain.plan.model import (
    BookChapter,
    BookPart,
    BookPassage,
    BookShows,
    Committee,
    IndicatorBy,
    PlanBook,
    Seat,
    WorkingGroup,
    show_percent,
)
from domain.plan.sources import STAND_INS
from domain.words.policy import marked
from reports.forms.blank_forms import blank_form, lies_across
from reports.forms.dossier import Dossier
from reports.forms.parts import document, unsettled_line
from reports.forms.plan_table import batch_tables, notes
from reports.paper.document import (
    SMALL,
    Align,
    Block,
    Break,
    ContentsList,
    Doc,
    Numbering,
    Pages,
    Para,
    Table,
    cell,
    contents_title,
    dots,
    header_row,
    heading,
    para,
    row,
)

ID = "plan-book"
_LEVELS = 2
"""Parts and chapters stand in the contents."""
_FIRST = 1.5
_INDENTS = (
    (re.compile(r"[๐-๙]+\. "), _FIRST),
    (re.compile(r"\([๐-๙]+\) "), 2.0),
    (re.compile(r"[๐-๙]+\) "), 2.5),
    (re.compile("- "), 2.0),
)
"""Centimetres of the first line's indent by the mark with which a paragraph begins."""
_PICTURE = "ฉบับพิมพ์เป็นแผนภาพ ติดภาพของสำนักที่นี่"
_PICTURE_LINES = 12


def build(dossier: Dossier) -> Doc:
    """The whole book. Raises KamnotError if the year's plan has no texts for it."""
    plan, book = dossier.plan, book_of(dossier)
    name = f"{plan.title} ประจำปีงบประมาณ พ.ศ. {thai_digits(plan.fiscal_year)}"
    return document(dossier, ID, name, _sections(dossier, book))


def book_of(dossier: Dossier) -> PlanBook:
    """The texts of the plan's book. Raises KamnotError if the year's plan has none."""
    book = dossier.plan.book
    if book is None:
        year = dossier.plan.fiscal_year
        raise KamnotError(
            f"แผนปี {year} ไม่มีข้อความของเล่มแผน (book) โปรดเพิ่มไฟล์ book.yaml ตามแบบของปี 2567",
            f"The plan of {year} has no texts of its book; add book.yaml as in 2567.",
        )
    return book


def row_words(dossier: Dossier, row: int | str) -> list[str]:
    """The paragraphs of a passage as the plan has them."""
    passage = book_of(dossier).passage_by_id[str(row)]
    return [dossier.plan.with_counts(text) for text in passage.text]


def _sections(dossier: Dossier, book: PlanBook) -> Iterator[Pages]:
    front = Numbering.LETTERS
    yield Pages(tuple(_cover(dossier, book.cover)), numbering=Numbering.NONE)
    foreword = (
        heading(book.foreword.title, size=18, align=Align.CENTRE),
        *_text(dossier, book.foreword),
        *_signed(book.foreword.signed),
    )
    yield Pages(foreword, numbering=front, starts_at=1)
    yield Pages((contents_title(), ContentsList(_LEVELS)), numbering=front)
    starts_at: int | None = 1
    for part in book.parts:
        for chapter in part.chapters:
            for blocks, across in _chapter(dossier, part, chapter):
                yield Pages(
                    blocks, landscape=across, numbering=Numbering.NUMERALS, starts_at=starts_at
                )
                starts_at = None


def _cover(dossier: Dossier, cover: BookPassage) -> Iterator[Block]:
    yield from (para("") for _ in range(3))
    yield para(dossier.plan.title, bold=True, size=24, align=Align.CENTRE)
    for line in dossier.words(cover.id) or cover.text:
        yield para(line, bold=True, size=22, align=Align.CENTRE)
    yield from (para("") for _ in range(5))
    yield from (para(line, bold=True, size=18, align=Align.CENTRE) for line in cover.signed)


def _chapter(
    dossier: Dossier, part: BookPart, chapter: BookChapter
) -> Iterator[tuple[tuple[Block, ...], bool]]:
    """The pages of a chapter, each with whether they lie across."""
    upright: list[Block] = []
    if chapter is part.chapters[0]:
        name = " ".join((part.title, *part.lines))
        upright.append(heading(name, size=18, align=Align.CENTRE))
    upright.append(heading(chapter.title, 2))
    for passage in chapter.passages:
        upright += _passage(dossier, passage, quoted=chapter.shows in _ORDERS)
    shown = _SHOWN[chapter.shows] if chapter.shows else _nothing
    for blocks, across in shown(dossier, chapter):
        if across:
            # A heading goes with what it heads.
            kept = next((n for n, b in enumerate(reversed(upright)) if not _is_heading(b)), None)
            place = 0 if kept is None else len(upright) - kept
            if place:
                yield tuple(upright[:place]), False
            yield (*upright[place:], *blocks), True
            upright = []
        else:
            upright += blocks
    if chapter.closing is not None:
        signs = chapter.shows in _ORDERS
        upright += _text(dossier, chapter.closing)
        if signs:
            upright = _held_to_the_end(upright, len(chapter.closing.text) + _ROWS_SIGNED)
        upright += _signed(chapter.closing.signed, _signer(dossier, chapter) if signs else None)
    if upright:
        yield tuple(upright), False


_ROWS_SIGNED = 2
"""Duties that stay with the place to sign: nobody signs a page without any."""


def _held_to_the_end(blocks: Sequence[Block], count: int) -> list[Block]:
    """The blocks, the last paragraphs of them held on the page of what follows."""
    kept = (replace(b, keep=True) if isinstance(b, Para) else b for b in blocks[-count:])
    return [*blocks[:-count], *kept]


def _is_heading(block: Block) -> bool:
    return isinstance(block, Para) and block.level > 0


_Shown = Iterator[tuple[tuple[Block, ...], bool]]


def _nothing(_dossier: Dossier, _chapter: BookChapter) -> _Shown:
    yield from ()


def _passage(dossier: Dossier, passage: BookPassage, *, quoted: bool) -> Iterator[Block]:
    if passage.title:
        yield heading(passage.title, 3)
    yield from _text(dossier, passage)
    indicator = dossier.plan.indicator
    if indicator and not quoted and any(indicator.number in text for text in passage.text):
        yield from _indicator(dossier)
    if passage.picture and not dossier.words(passage.id):
        frame = cell(
            para(f"({_PICTURE})", align=Align.CENTRE), *("" for _ in range(_PICTURE_LINES))
        )
        yield Table((16.0,), (row(frame),), header=0)


def _text(dossier: Dossier, passage: BookPassage) -> Iterator[Para]:
    for text in dossier.words(passage.id) or row_words(dossier, passage.id):
        first = next((cm for mark, cm in _INDENTS if mark.match(text)), _FIRST)
        yield para(text, first=first)


def _signed(lines: Sequence[str], signer: str | None = None) -> Iterator[Para]:
    """The group or office below a text; of an order a place to sign."""
    if not lines:
        return
    yield para("", keep=True)
    shown = [*lines] if signer is None else [dots(40), f"({signer or dots(40)})", *lines]
    for number, line in enumerate(shown, 1):
        keep = number < len(shown)
        yield para(line, bold=signer is None, align=Align.CENTRE, left=4.0, keep=keep)


def _indicator(dossier: Dossier) -> Iterator[Para]:
    """The share that the indicator asks for, which the print only names: marked, because its formula is a reading."""
    indicator, found = dossier.plan.indicator, indicator_share(dossier.plan, dossier.evaluation)
    if indicator is None:
        return
    names = dossier.evaluation.unsettled.indicator
    shown, counted = dots(12), ""
    if found is not None and found.done:
        shown = marked(thai_digits(show_percent(found.share, dossier.plan.edges)), names)
        counted = f" ({_COUNTED[found.by].format(done=found.done, whole=found.whole)})"
    said = (
        f"{indicator.number} ณ วันที่ {thai_date(dossier.as_of)} ร้อยละ {shown}{thai_digits(counted)}"
    )
    yield para(said, size=SMALL, left=_FIRST, keep=bool(counted and names))
    if counted:
        yield from unsettled_line(names)


_COUNTED = {
    IndicatorBy.ACTIVITIES: "กิจกรรมที่ครบ {done} จาก {whole} กิจกรรม",
    IndicatorBy.DUE: "กิจกรรมที่ครบ {done} จากที่ถึงกำหนดแล้ว {whole} กิจกรรม",
    IndicatorBy.POINTS: "ได้ {done} จาก {whole} คะแนน",
}


def _declaration(dossier: Dossier, _chapter: BookChapter) -> _Shown:
    plan = dossier.plan
    blocks: list[Block] = [para("")]
    *first, last = plan.declaration.lines
    lines = (f"“{line}" if n == 0 else line for n, line in enumerate((*first, f"{last}”")))
    blocks += (para(line, bold=True, size=18, align=Align.CENTRE) for line in lines)
    blocks += [para(""), heading("คุณธรรมเป้าหมาย", 3)]
    for name, conduct in (("Do's", plan.dos), ("Don'ts", plan.donts)):
        blocks.append(heading(name, 3))
        blocks += (
            para(f"{thai_digits(one.number)}. {one.text}", left=1.5, first=-0.6) for one in conduct
        )
    yield tuple(blocks), False


def _activities(dossier: Dossier, _chapter: BookChapter) -> _Shown:
    plan = dossier.plan
    papers = [one for one in plan.knowledge_outputs if one.kind == "knowledge"]
    clips = [one for one in plan.knowledge_outputs if one.kind == "clip"]
    blocks: list[Block] = [heading("ผลลัพธ์เกี่ยวกับองค์ความรู้", 3)] if papers else []
    for number, paper in enumerate(papers, 1):
        line = f"{number}. ผลลัพธ์ในข้อ {paper.activity} องค์ความรู้ เรื่อง {paper.title}"
        blocks.append(para(thai_digits(line), first=_FIRST))
    if clips:
        blocks.append(heading("ผลลัพธ์เกี่ยวกับคลิป", 3))
        blocks += (para(f"เรื่อง {clip.title}", first=_FIRST) for clip in clips)
    yield tuple(blocks), False
    yield (*batch_tables(plan, level=3, sums=False), *notes(plan, level=3)), True


def _committee(dossier: Dossier, _chapter: BookChapter) -> _Shown:
    committee = dossier.plan.committee
    blocks: list[Block] = [
        _seats(committee),
        para("ให้คณะกรรมการฯ มีอำนาจหน้าที่ ดังนี้", first=_FIRST, keep=True),
    ]
    yield (*blocks, *_duties(committee, "{}. ")), False


def _groups(dossier: Dossier, _chapter: BookChapter) -> _Shown:
    for number, group in enumerate(dossier.plan.groups, 1):
        name = thai_digits(f"({number}) {group.name} ประกอบด้วย")
        body = _called(group)
        yield (
            (
                para(name, bold=True, first=_FIRST, keep=True),
                _seats(group),
                para(f"โดยให้{body}มีหน้าที่และอำนาจ ดังนี้", first=_FIRST, keep=True),
                *_duties(group, "{}) "),
            ),
            False,
        )


def _called(group: WorkingGroup) -> str:
    """What the order calls the group where it gives it duties: as its head's seat says."""
    heads = (
        seat.seat.removeprefix("หัวหน้า") for seat in group.roles if seat.seat.startswith("หัวหน้า")
    )
    return next(heads, "คณะทำงาน")


def _seats(body: Committee | WorkingGroup) -> Table:
    rows = (
        row(cell(f"{thai_digits(n)}.", align=Align.RIGHT), _holder(seat), seat.seat)
        for n, seat in enumerate(body.roles, 1)
    )
    return Table((1.4, 8.6, 6.0), tuple(rows), header=0, ruled=False, size=16)


def _holder(seat: Seat) -> str:
    """Who holds a seat, by office; a name stands here only if the bureau wrote it into its own plan."""
    if seat.office not in STAND_INS:
        return f"{seat.person} {seat.office}".strip()
    return seat.person or dots(46)


def _duties(body: Committee | WorkingGroup, mark: str) -> Iterator[Para]:
    for number, duty in enumerate(body.duties, 1):
        yield para(f"{mark.format(thai_digits(number))}{duty.text}", first=_FIRST)


def _signer(dossier: Dossier, chapter: BookChapter) -> str:
    """The name of the office that signs an order, if the bureau wrote it into its own plan; else empty."""
    plan = dossier.plan
    bodies = (plan.committee,) if chapter.shows is BookShows.COMMITTEE else plan.groups
    offices = chapter.closing.signed if chapter.closing else ()
    held = (seat.person for body in bodies for seat in body.roles if seat.office in offices)
    return next(filter(None, held), "")


def _rubric(dossier: Dossier, _chapter: BookChapter) -> _Shown:
    scores = [thai_digits(score) for score in (3, 2, 1, 0)]
    rows = (
        row(
            cell(thai_digits(criterion.number), align=Align.CENTRE),
            criterion.title,
            *(cell(*band.text.splitlines()) for band in criterion.bands),
            "",
        )
        for criterion in dossier.plan.rubric.criteria
    )
    head = header_row("ข้อที่", "เกณฑ์การประเมิน", *scores, "รวม")
    table = Table((1.6, 4.8, 5.2, 4.9, 4.1, 3.6, 1.7), (head, *rows))
    yield (para("เกณฑ์การให้คะแนน", bold=True, align=Align.CENTRE, keep=True), table), True


def _forms(dossier: Dossier, chapter: BookChapter) -> _Shown:
    known = dossier.plan.form_by_id
    for number, form in enumerate(known[name] for name in chapter.forms if name in known):
        across = lies_across(form)
        before = (Break(),) if number and not across else ()
        yield (*before, *blank_form(dossier.plan, form)), across


_ORDERS = (BookShows.COMMITTEE, BookShows.GROUPS)
_SHOWN: dict[BookShows, Callable[[Dossier, BookChapter], _Shown]] = {
    BookShows.DECLARATION: _declaration,
    BookShows.ACTIVITIES: _activities,
    BookShows.COMMITTEE: _committee,
    BookShows.GROUPS: _groups,
    BookShows.RUBRIC: _rubric,
    BookShows.FORMS: _forms,
}
