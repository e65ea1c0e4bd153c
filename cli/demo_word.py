"""The demo's reports as Word files whose Thai is Thai to Word.

Word takes font, size and boldness of Thai from its complex-script settings; python-docx alone sets only
the Latin half. The same bytes on every run.
"""
# ruff: noqa: SLF001 python-docx gives its XML only through names with an underscore.

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from cli import demo_texts as texts
from cli.demo_pictures import signature
from cli.demo_texts import Report
from domain.thai import thai_digits
from reports.word import FONT, same_every_time

_BODY, _TITLE = 16, 18
_TEXT_WIDTH_CM = 16.0


def word_file(report: Report, pictures: Mapping[str, bytes]) -> bytes:
    """Set a report as a Word file whose Thai is Thai to Word: fonts and sizes of complex script."""
    from docx import Document

    document = Document()
    _set_up(document, report)
    if not isinstance(report.blocks[0], texts.Cover):
        _paragraph(document, report.title, bold=True, size=_TITLE, centred=True)
        _paragraph(document, texts.BUREAU, centred=True)
    for block in report.blocks:
        _add_block(document, block, pictures, report)
    out = io.BytesIO()
    document.save(out)
    return _same_every_time(out.getvalue())


def _same_every_time(docx: bytes) -> bytes:
    """Pack again without the time of packing."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as source, zipfile.ZipFile(out, "w") as target:
        for entry in source.infolist():
            target.writestr(same_every_time(entry.filename), source.read(entry))
    return out.getvalue()


def _set_up(document: Any, report: Report) -> None:
    _describe(document, report)
    for name, size, bold in (("Normal", _BODY, False), ("Heading 1", _TITLE, True)):
        _style(document.styles[name], size, bold)
    section = document.sections[0]
    from docx.shared import Cm

    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(2)
    section.top_margin, section.bottom_margin = Cm(2.5), Cm(2)
    _thai_page_numbers(section)


def _describe(document: Any, report: Report) -> None:
    about = document.core_properties
    moment = datetime.combine(report.received_on, time(9))
    about.title, about.author, about.comments = report.title, texts.BUREAU, ""
    about.created = about.modified = moment
    about.last_modified_by, about.language = texts.BUREAU, "th-TH"


def _style(style: Any, size: int, bold: bool) -> None:
    """Font and size for both scripts: python-docx alone sets the Latin half."""
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size, style.font.bold = FONT, Pt(size), bold
    style.font.color.rgb = RGBColor(0, 0, 0)
    style.paragraph_format.space_after = Pt(4)
    _thai(style.element.get_or_add_rPr(), size, bold)


def _thai(properties: Any, size: int, bold: bool) -> None:
    """Complete run properties for complex script, in the order that Word demands."""
    from docx.oxml.ns import qn

    fonts = properties.get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "cstheme", "eastAsiaTheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)
    if bold:
        _insert(properties, "w:bCs", {}, after=("w:b", "w:rFonts"))
    _insert(properties, "w:szCs", {"w:val": str(size * 2)}, after=("w:sz",))
    _insert(properties, "w:lang", {"w:bidi": "th-TH"}, after=("w:cs", "w:szCs"))


def _insert(properties: Any, tag: str, attributes: dict[str, str], after: Sequence[str]) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for old in properties.findall(qn(tag)):
        properties.remove(old)
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(name), value)
    before = next(found for t in after if (found := properties.find(qn(t))) is not None)
    before.addnext(element)


def _thai_page_numbers(section: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph = section.header.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
    numbers = OxmlElement("w:pgNumType")
    numbers.set(qn("w:fmt"), "thaiNumbers")
    section._sectPr.find(qn("w:cols")).addprevious(numbers)


def _paragraph(
    parent: Any, text: str, *, bold: bool = False, size: int = _BODY, centred: bool = False
) -> Any:
    paragraph = parent.add_paragraph()
    _fill(paragraph, text, bold=bold, size=size, centred=centred)
    return paragraph


def _fill(
    paragraph: Any, text: str, *, bold: bool = False, size: int = _BODY, centred: bool = False
) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.font.complex_script = FONT, Pt(size), True
    if bold:
        run.font.bold = True
    _thai(run._r.get_or_add_rPr(), size, bold)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _add_block(
    document: Any, block: texts.Block, pictures: Mapping[str, bytes], report: Report
) -> None:
    match block:
        case texts.Heading(text):
            _fill(document.add_heading(level=1), text, bold=True, size=_TITLE)
        case texts.Para(text):
            _add_para(document, text)
        case texts.Bullets(items):
            for number, item in enumerate(items, 1):
                _paragraph(document, f"{thai_digits(number)}. {item}")
        case texts.Table():
            _add_table(document, block)
        case texts.Pictures(items):
            _add_pictures(document, items, pictures)
        case texts.Signatures(roles):
            _add_signatures(document, roles)
        case texts.Cover(lines):
            _add_cover(document, lines)
        case texts.Contents():
            _add_contents(document, report)
        case texts.PageBreak():
            document.add_page_break()


def _add_para(document: Any, text: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm

    paragraph = _paragraph(document, text)
    paragraph.paragraph_format.first_line_indent = Cm(1.5)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.THAI_JUSTIFY


def _add_table(document: Any, table: texts.Table) -> None:
    from docx.shared import Cm

    grid = document.add_table(rows=0, cols=len(table.header), style="Table Grid")
    grid.autofit = False
    for number, row in enumerate((table.header, *table.rows)):
        for cell, text in zip(grid.add_row().cells, row, strict=True):
            _fill(cell.paragraphs[0], text, bold=number == 0)
    for column, share in zip(grid.columns, table.widths, strict=True):
        column.width = Cm(_TEXT_WIDTH_CM * share / sum(table.widths))
        for cell in column.cells:
            cell.width = column.width
    _repeat_header(grid.rows[0])
    document.add_paragraph()


def _repeat_header(row: Any) -> None:
    from docx.oxml import OxmlElement

    properties = row._tr.get_or_add_trPr()
    for tag in ("w:cantSplit", "w:tblHeader"):
        properties.append(OxmlElement(tag))


def _add_pictures(
    document: Any, items: Sequence[tuple[str, str]], pictures: Mapping[str, bytes]
) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm

    for name, caption in items:
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = True
        picture = paragraph.add_run().add_picture(io.BytesIO(pictures[name]), width=Cm(12))
        picture._inline.docPr.set("descr", caption)
        _paragraph(document, caption, centred=True)


def _add_signatures(document: Any, roles: Sequence[str]) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm

    for role in roles:
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run().add_picture(io.BytesIO(signature(role)), width=Cm(4))
        _paragraph(document, f"({role})", centred=True)


def _add_cover(document: Any, lines: Sequence[str]) -> None:
    for _ in range(6):
        document.add_paragraph()
    for line in lines:
        _paragraph(document, line, bold=True, size=24, centred=True)
    document.add_page_break()


def _add_contents(document: Any, report: Report) -> None:
    """The contents page as Word keeps it: a field that Word fills anew, with entries until then."""
    from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
    from docx.shared import Cm

    _fill(document.add_heading(level=1), "สารบัญ", bold=True, size=_TITLE)
    headings = [b.text for b in report.blocks if isinstance(b, texts.Heading)]
    entries = [_paragraph(document, f"{text}\t") for text in headings]
    for page, entry in enumerate(entries, 2):
        entry.paragraph_format.tab_stops.add_tab_stop(
            Cm(_TEXT_WIDTH_CM), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
        )
        _fill(entry, thai_digits(page // 2))
    _field(entries[0], entries[-1], 'TOC \\o "1-1"')
    document.add_page_break()


def _field(first: Any, last: Any, instruction: str) -> None:
    """Make the paragraphs from `first` to `last` the shown result of a field, to be filled anew."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    def mark(kind: str) -> Any:
        run, char = OxmlElement("w:r"), OxmlElement("w:fldChar")
        char.set(qn("w:fldCharType"), kind)
        if kind == "begin":
            char.set(qn("w:dirty"), "true")
        run.append(char)
        return run

    code, text = OxmlElement("w:r"), OxmlElement("w:instrText")
    text.text = instruction
    code.append(text)
    start = next(run for run in first._p if run.tag == qn("w:r"))
    for run in (mark("begin"), code, mark("separate")):
        start.addprevious(run)
    last._p.append(mark("end"))
