"""The plan as a book: contents that are right, every activity once, and no sentence of our own."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest

from domain.language.errors import KamnotError
from domain.language.thai import thai_digits
from domain.plan.model import BookChapter, Committee, Plan, WorkingGroup
from domain.plan.readings import with_value
from reports.forms import FORMS
from reports.forms.dossier import Dossier
from reports.paper.document import ContentsList, Doc, Numbering, Para, Table, dots
from reports.paper.fonts import sarabun
from reports.paper.pdf import paginated, to_pdf
from reports.paper.word import to_docx
from tests.support.dossiers import dossier, form, lines, plan_2567
from tests.support.paper import folded

INDICATOR = re.compile(r"ตัวชี้วัดที่ ๒\.๓ ณ วันที่|\* คิดตามการตีความแผน")


@pytest.fixture(scope="module")
def book() -> Doc:
    return paginated(form("plan-book", "half"), sarabun())


@pytest.fixture(scope="module")
def pages(book: Doc) -> list[tuple[str, str]]:
    """The number and the text of every page, as another program reads them."""
    with pypdfium2.PdfDocument(to_pdf(book, sarabun())) as opened:
        texts = [page.get_textpage().get_text_range() for page in opened]
    parts = [text.strip().partition("\r\n") for text in texts]
    return [(number, folded(text)) for number, _, text in parts]


def listed(doc: Doc) -> list[tuple[str, str]]:
    (contents,) = (block for block in doc.blocks() if isinstance(block, ContentsList))
    return [(folded(found.text), page) for found, page in doc.listed(contents)]


def chapters(plan: Plan) -> Iterator[BookChapter]:
    assert plan.book is not None
    for part in plan.book.parts:
        yield from part.chapters


def built(plan: Plan, **known: object) -> Doc:
    made: Dossier = replace(dossier("empty", "plan-book"), plan=plan, **known)  # type: ignore[arg-type]  # named fields
    return FORMS["plan-book"].build(made)


def test_the_contents_name_the_page_on_which_each_chapter_is_printed(
    book: Doc, pages: list[tuple[str, str]]
) -> None:
    names = listed(book)

    assert names[0] == ("คำนำ", "ก")
    assert [name for name, _ in names[1:]] == [
        folded(found.text) for found in book.headings() if found.level < 3
    ][1:]
    for name, page in names:
        assert [number for number, text in pages if number == page and name in text] == [page]
        assert f"{name}.....{page}" in pages[2][1]


def test_word_begins_each_chapter_with_the_number_that_its_contents_name(book: Doc) -> None:
    with zipfile.ZipFile(io.BytesIO(to_docx(book, sarabun()))) as package:
        body = package.read("word/document.xml").decode()
    starts = re.findall(r'<w:pgNumType w:fmt="(\w+)" w:start="(\d+)"/>', body)
    wanted = {page for name, page in listed(book) if page != "ก"}

    assert starts[0] == ("thaiLetters", "1")
    assert {thai_digits(number) for _, number in starts[1:]} == wanted


def test_every_activity_of_the_plan_is_printed_once_with_its_own_columns(book: Doc) -> None:
    tables = [block for block in book.blocks() if isinstance(block, Table)]
    printed = [
        line.cells[0].text
        for table in tables
        if table.rows[0].cells[0].text == "ลำดับ" and len(table.widths) > 6
        for line in table.rows[1:]
    ]

    assert printed == [thai_digits(activity.number) for activity in plan_2567().activities]


def test_part_one_says_nothing_that_is_not_in_the_plan(book: Doc) -> None:
    plan = plan_2567()
    assert plan.book is not None
    texts = {plan.with_counts(t) for p in plan.book.passage_by_id.values() for t in p.text}
    titles = {p.title for p in plan.book.passage_by_id.values()} | {c.title for c in chapters(plan)}
    signed = {line for p in plan.book.passage_by_id.values() for line in p.signed}
    part = {" ".join((p.title, *p.lines)) for p in plan.book.parts}
    conduct = {f"{thai_digits(c.number)}. {c.text}" for c in (*plan.dos, *plan.donts)}
    declared = {f"“{plan.declaration.lines[0]}", *plan.declaration.lines[1:-1]}
    declared.add(f"{plan.declaration.lines[-1]}”")
    known = texts | titles | signed | part | conduct | declared | {plan.title}
    until = next(n for n, s in enumerate(book.sections) if s.landscape)
    said = [
        block.text
        for section in book.sections[: until - 1]
        for block in section.blocks
        if isinstance(block, Para) and block.text and not INDICATOR.match(block.text)
    ]

    assert [text for text in said if text not in known] == [
        "สารบัญ", "คุณธรรมเป้าหมาย", "Do's", "Don'ts",
    ]  # fmt: skip


def test_the_indicator_is_printed_where_the_plan_speaks_of_it_and_marked() -> None:
    said = lines(form("plan-book", "half"))
    figures = [n for n, text in enumerate(said) if text.startswith("ตัวชี้วัดที่ ๒.๓ ณ วันที่")]

    assert len(figures) == 2
    for place in figures:
        assert re.search(r"ร้อยละ [๐-๙.]+\* \(กิจกรรมที่ครบ [๐-๙]+ จาก ๓๘ กิจกรรม\)", said[place])
        assert said[place + 1].startswith("* คิดตามการตีความแผน ๑ ข้อ")


def test_an_indicator_of_which_nothing_is_done_is_left_to_a_pen() -> None:
    said = [text for text in lines(form("plan-book", "empty")) if INDICATOR.match(text)]

    assert said == [f"ตัวชี้วัดที่ ๒.๓ ณ วันที่ ๒๑ มิถุนายน ๒๕๖๗ ร้อยละ {dots(12)}"] * 2


def test_the_shipped_plan_names_nobody_in_its_orders() -> None:
    plan = plan_2567()
    bodies: list[Committee | WorkingGroup] = [plan.committee, *plan.groups]
    seats = [seat for body in bodies for seat in body.roles]
    said = cells(form("plan-book", "empty"))

    assert not any(seat.person for seat in seats)
    assert "ผู้บังคับบัญชากลุ่มงานบริหารทั่วไป" in said
    assert said.count(dots(46)) == sum(
        seat.office in ("บุคลากรของสำนัก", "บุคคลที่คำสั่งระบุชื่อ") for seat in seats
    )


def test_a_bureau_s_own_plan_puts_its_names_into_the_orders() -> None:
    first, *rest = plan_2567().groups
    seats = list(first.roles)
    seats[0] = seats[0].model_copy(update={"person": "ชื่อที่หนึ่ง"})
    seats[3] = seats[3].model_copy(update={"person": "ชื่อที่สี่"})
    named = first.model_copy(update={"roles": tuple(seats)})
    doc = built(plan_2567().changed(groups=(named, *rest)))

    assert {"ชื่อที่หนึ่ง ผู้อำนวยการสำนักการคลังและงบประมาณ", "ชื่อที่สี่"} <= set(cells(doc))
    assert "(ชื่อที่หนึ่ง)" in lines(doc)


def cells(doc: Doc) -> list[str]:
    tables = (block for block in doc.blocks() if isinstance(block, Table))
    return [cell.text for table in tables for line in table.rows for cell in line.cells]


def test_a_person_s_own_words_stand_in_the_place_of_a_passage() -> None:
    doc = built(plan_2567(), edits={"goal": "เป้าหมายของเรา\nอีกย่อหน้า", "strong-picture": "ดูแผ่นพับ"})
    said = lines(doc)

    assert said[said.index("เป้าหมาย") + 1 : said.index("วัตถุประสงค์")] == [
        "เป้าหมายของเรา", "อีกย่อหน้า",
    ]  # fmt: skip
    assert "ดูแผ่นพับ" in said
    assert sum("ติดภาพของสำนักที่นี่" in text for text in cells(doc)) == 1


def test_the_words_of_a_passage_are_those_of_the_plan_with_its_counts() -> None:
    words = FORMS["plan-book"].words(dossier("empty", "plan-book"), "overview")

    assert "๓๘ กิจกรรม" in words[0]


def test_the_cover_has_no_number_and_pages_before_part_one_have_letters(book: Doc) -> None:
    cover, foreword, contents, first, *_ = book.sections

    assert [s.numbering for s in (cover, foreword, contents, first)] == [
        Numbering.NONE, Numbering.LETTERS, Numbering.LETTERS, Numbering.NUMERALS,
    ]  # fmt: skip
    assert (foreword.starts_at, first.starts_at) == (1, 1)


def test_a_chapter_whose_form_the_year_lacks_is_printed_without_it() -> None:
    plan = plan_2567()
    doc = built(plan.changed(forms=plan.forms[:1]))

    assert "รายงานผลการส่งเสริมและพัฒนา “องค์กรคุณธรรม”" not in lines(doc)


def test_a_plan_of_another_year_without_texts_is_one_sentence() -> None:
    with pytest.raises(KamnotError, match=r"ไม่มีข้อความของเล่มแผน"):
        built(plan_2567().changed(book=None))


def test_the_reading_of_the_indicator_changes_what_is_printed() -> None:
    plan = with_value(plan_2567(), "indicator.by", "points")
    known = replace(dossier("half", "plan-book"), plan=plan)

    assert any("จาก ๓๗๕ คะแนน" in text for text in lines(FORMS["plan-book"].build(known)))


@pytest.mark.clock
def test_another_word_processor_prints_the_numbers_that_the_contents_name(
    book: Doc, tmp_path: Path
) -> None:
    """In whatever typeface it has: LibreOffice shows our numerals as 1, 2, 3."""
    if shutil.which("soffice") is None:
        pytest.skip("needs LibreOffice Writer")
    (tmp_path / "เล่ม.docx").write_bytes(to_docx(book, sarabun()))
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
         "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "เล่ม.docx")],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    with pypdfium2.PdfDocument(tmp_path / "เล่ม.pdf") as opened:
        texts = [page.get_textpage().get_text_range().strip() for page in opened]
    parts = [text.partition("\r\n") for text in texts]
    printed = [(thai_digits(number.strip()), re.sub(r"\W", "", text)) for number, _, text in parts]

    for name, page in listed(book):
        begins = re.sub(r"\W", "", name)[:25]
        assert [n for n, text in printed if n == page and begins in text] == [page]
