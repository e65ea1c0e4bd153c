"""The documents of the flash drive, sound and unsound, by the names that the label table gives them."""

from __future__ import annotations

import io
import random
import re
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, cast
from unittest.mock import patch

import docx
import openpyxl
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm
from openpyxl.chart import BarChart, Reference
from PIL import Image, ImageDraw

from domain.plan.model import EvidenceRequirement, Section, SectionKind, SignKind
from inspection.office.converting import _FILTERS, converted
from tests.inspection.office.test_package import changed, moved, strict
from tests.support.evidence import (
    FULL_PAGE,
    a_paragraph,
    archive,
    attached,
    camera_data,
    drawn_pdf,
    locked_attachment,
    packed,
    pdf,
    picture,
    qr_code,
    related,
    signature,
    swelling_pdf,
    word_parts,
)

_SAID = (
    "บุคลากรร่วมกันทบทวนงานของแต่ละกลุ่ม และจดข้อตกลงไว้ให้ผู้ที่มาใหม่ใช้ต่อ",
    "ผู้แทนกลุ่มงานเล่าปัญหาที่พบในรอบปี แล้วเลือกสามเรื่องมาแก้ไขร่วมกันก่อน",
    "จากผู้ตอบ ๑๐๘ คน มีผู้เห็นว่าดีขึ้น ๙๑ คน คิดเป็นร้อยละ ๘๔.๒๖ มากกว่าปีก่อน",
    "กลุ่มงานคลังนำวิธีนี้ไปใช้กับการรับเรื่องตั้งแต่เดือนพฤษภาคม เอกสารหายน้อยลงชัดเจน",
)
_WHO = (
    "ผู้เข้าร่วม: ข้าราชการและลูกจ้างของสำนัก ๑๐๙ คน",
    "สถานที่: ห้องประชุมสำนักการคลังและงบประมาณ อาคารรัฐสภา",
    "วันที่ ๑๒ มิถุนายน ๒๕๖๗ เวลา ๐๙.๐๐ - ๑๒.๐๐ นาฬิกา",
    "วิธีการ: วิทยากรบรรยายหนึ่งชั่วโมง แล้วแบ่งกลุ่มแลกเปลี่ยนความเห็น",
)
_CAPTION = "ภาพที่ ๑ บุคลากรร่วมรับฟังการบรรยายในห้องประชุมของสำนัก"
_BUREAU = "สำนักการคลังและงบประมาณ"


# --- Pictures ------------------------------------------------------------------------------------


@cache
def scene(seed: int) -> Image.Image:
    """A picture unlike those of other seeds."""
    chance = random.Random(seed)
    small = Image.new("RGB", (12, 9))
    small.putdata([tuple(chance.randrange(256) for _ in range(3)) for _ in range(12 * 9)])
    return small.resize((480, 360), Image.Resampling.BICUBIC)


def _flat(wide: int, high: int) -> bytes:
    """A picture of one colour with a frame: a line, an emblem, a watermark."""
    image = Image.new("RGB", (wide, high), (200, 190, 150))
    ImageDraw.Draw(image).rectangle((1, 1, wide - 2, high - 2), outline=(90, 80, 40))
    return picture("JPEG", image)


# --- What a document says ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with its paragraphs; `fate` is what becomes of it in Word: deleted, moved away, hidden."""

    head: str
    said: tuple[str, ...]
    fate: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document: its cover or title, its parts, and pictures with the words below each."""

    title: tuple[str, ...]
    parts: tuple[Part, ...]
    pictures: tuple[tuple[str, str], ...] = ()


def whole(asked: EvidenceRequirement) -> Paper:
    """A document with every part that the plan lists."""
    kinds = {section.kind for section in asked.sections}
    texts = [s for s in asked.sections if s.kind is SectionKind.TEXT]
    covered = SectionKind.COVER in kinds
    title = (asked.title, _BUREAU, "ประจำปีงบประมาณ พ.ศ. ๒๕๖๗") if covered else (asked.title,)
    shown = SectionKind.IMAGES in kinds
    parts = tuple(_part(n, section, texts) for n, section in enumerate(texts))
    if asked.signs:
        title = (*title, *(_SIGNS[sign.kind](sign.look_for) for sign in asked.signs))
    return Paper(
        title,
        parts if SectionKind.CAPTIONS in kinds or parts else (Part("ผลการจัดกิจกรรม", _SAID),),
        (("photo", _CAPTION),) if shown else (),
    )


_SIGNS: Mapping[SignKind, Callable[[Sequence[str]], str]] = {
    SignKind.WORDS: lambda words: f"{words[0]} {words[-1]}",
    SignKind.NUMBER: lambda _: "ที่ ๗/๒๕๖๖",
    SignKind.DAY: lambda words: f"สั่ง {words[0]}ที่ ๑๕ พฤศจิกายน พ.ศ. ๒๕๖๖",
    SignKind.FILLED: lambda words: f"{words[0]} นางสาวสมใจ ใจดี",
    SignKind.SHORT: lambda words: f"{words[0]} “สุจริต โปร่งใส คลังไทยก้าวหน้า”",
}
"""What shows that a document is the one that was asked for."""


def _part(number: int, section: Section, all_parts: Sequence[Section]) -> Part:
    if section.id == "contents":
        listed = (s.title for s in all_parts if s.id not in ("contents", "foreword"))
        entries = tuple(f"{t} {'.' * 30} {n + 3}" for n, t in enumerate(listed))
        return Part(section.title, entries, "own page")
    if section.id == "virtues":
        return Part(section.title, tuple(f"{v[0]}: {_SAID[0]}" for v in section.all_of))
    if section.all_of:
        return Part(section.title, _WHO)
    head = section.title if section.id == "foreword" else f"{number + 1}. {section.title}"
    return Part(head, (_SAID[number % 4], _SAID[(number + 1) % 4]))


Change = Callable[[Paper], Paper]


def _last(change: Callable[[Part], Part]) -> Change:
    """Change the last part that has running text below it."""
    return lambda paper: replace(paper, parts=(*paper.parts[:-1], change(paper.parts[-1])))


def _under(*said: str) -> Change:
    """Leave this alone under the last heading."""
    return _last(lambda part: replace(part, said=said))


def _becomes(fate: str) -> Change:
    return _last(lambda part: replace(part, fate=fate))


def _pictures(*kinds: str, caption: str = _CAPTION) -> Change:
    return lambda paper: replace(paper, pictures=tuple((kind, caption) for kind in kinds))


def _half(first: bool) -> Change:
    def change(paper: Paper) -> Paper:
        middle = (len(paper.parts) + 1) // 2
        parts = paper.parts[:middle] if first else paper.parts[middle:]
        return replace(paper, parts=parts, pictures=() if first else paper.pictures)

    return change


def _spoilt(by: Callable[[str], str]) -> Change:
    """Every letter as another program would misread it."""

    def change(paper: Paper) -> Paper:
        parts = (Part(by(p.head), tuple(map(by, p.said))) for p in paper.parts)
        return Paper(tuple(map(by, paper.title)), tuple(parts), ())

    return change


def _private(text: str) -> str:
    return "".join(chr(0xE000 + ord(c)) if "\u0e01" <= c <= "\u0e4e" else c for c in text)


# --- Word ----------------------------------------------------------------------------------------


def word(paper: Paper) -> bytes:
    """A Word file by Word's own library, with changes that nobody has accepted yet."""
    document, out = docx.Document(), io.BytesIO()
    for line in paper.title:
        document.add_paragraph(line)
    if len(paper.title) > 1:
        document.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)
    for part in paper.parts:
        heads = [document.add_heading(part.head, 2), *map(document.add_paragraph, part.said)]
        for paragraph in heads:
            _FATES.get(part.fate, _stays)(paragraph)
    for kind, caption in paper.pictures:
        _show(document, kind)
        if caption:
            document.add_paragraph(caption)
    document.save(out)
    return out.getvalue()


def _stays(_: Any) -> None:
    pass


def _tracked(tag: str, text_tag: str) -> Callable[[Any], None]:
    """What Word writes round the runs that somebody deleted or moved."""

    def change(paragraph: Any) -> None:
        mark = OxmlElement(tag)
        mark.set(qn("w:id"), "7")
        mark.set(qn("w:author"), "ผู้ตรวจ")
        runs = list(paragraph._p.r_lst)
        for run in runs:
            for text in run.findall(qn("w:t")):
                text.tag = qn(text_tag)
            mark.append(run)
        paragraph._p.append(mark)

    return change


def _hide(paragraph: Any) -> None:
    for run in paragraph.runs:
        run.font.hidden = True


_FATES: Mapping[str, Callable[[Any], None]] = {
    "deleted": _tracked("w:del", "w:delText"),
    "moved": _tracked("w:moveFrom", "w:t"),
    "hidden": _hide,
}

_SIZES: Mapping[str, tuple[bytes, float, float]] = {
    "line": (_flat(600, 8), 15, 0.2),
    "emblem": (_flat(90, 100), 2, 2.2),
    "garuda": (_flat(90, 100), 3, 3.2),
    "code": (picture("PNG", qr_code()), 5, 5),
    "signature": (picture("JPEG", signature()), 6, 2.5),
}
"""Pictures that are decoration, with their width and height in centimetres."""


def _show(document: Any, kind: str) -> None:
    if kind in _SIZES:
        data, wide, high = _SIZES[kind]
        document.add_picture(io.BytesIO(data), Cm(wide), Cm(high))
    elif kind == "header":
        run = document.sections[0].header.paragraphs[0].add_run()
        run.add_picture(io.BytesIO(_flat(300, 300)), Cm(6))
    else:
        document.add_picture(io.BytesIO(picture("JPEG", scene(1))), Cm(12))
    if kind == "deleted photo":
        _tracked("w:del", "w:delText")(document.paragraphs[-1])


# --- PDF and OpenDocument ------------------------------------------------------------------------

_TYPST: Mapping[str, str] = {
    "photo": '#image("/photo.jpg", width: 60%)\n',
    "line": '#image("/photo.jpg", width: 100%, height: 2mm, fit: "stretch")\n',
    "garuda": '#image("/photo.jpg", width: 3cm, height: 3cm, fit: "stretch")\n',
}
_STRIPS = (
    "#page(margin: 0pt, stack(..range(10).map(n => "
    'image("/photo.jpg", width: 100%, height: 10%, fit: "stretch"))))\n'
)
_BEHIND = '#set page(background: image("/photo.jpg", width: {0}, height: {0}, fit: "stretch"))\n'


def printed(paper: Paper, before: str = "") -> bytes:
    """A PDF of the same."""
    lines = [before, *(f"{line}\\" for line in paper.title)]
    if len(paper.title) > 1:
        lines.append("#pagebreak()")
    for part in paper.parts:
        aside = "#pagebreak(weak: true)" if part.fate == "own page" else ""
        lines += [
            aside,
            f"\n== {_plain(part.head)}\n",
            *(f"{_plain(s)}\n" for s in part.said),
            aside,
        ]
    for kind, caption in paper.pictures:
        lines += [_TYPST[kind], f"\n{caption}\n"]
    return pdf("\n".join(lines))


def with_last_part(paper: Paper, noted: Callable[[str], str]) -> bytes:
    """A PDF of the same whose last part a reader wrote into it: in a box, or in a form's field."""
    import pikepdf

    last, out = paper.parts[-1], io.BytesIO()
    with pikepdf.open(io.BytesIO(printed(replace(paper, parts=paper.parts[:-1])))) as document:
        words = pikepdf.String("\n".join((last.head, *last.said)))
        note = pikepdf.Object.parse(noted("[60 60 500 200]").encode())
        note["/V" if "/FT" in note else "/Contents"] = words
        notes = pikepdf.Array([document.make_indirect(note)])
        document.pages[-1].Annots = notes
        if "/FT" in note:
            document.Root.AcroForm = pikepdf.Dictionary(Fields=notes)
        document.save(out)
    return out.getvalue()


_SETTINGS = "word/_rels/settings.xml.rels"


def _template(target: str) -> str:
    return related("attachedTemplate", target, external=True)


def _by_template(paper: Paper) -> bytes:
    out = io.BytesIO(word(paper))
    with zipfile.ZipFile(out, "a") as target:
        target.writestr(_SETTINGS, _template("file:////Users/somchai/Library/Templates/x.dotx"))
    return out.getvalue()


def _plain(text: str) -> str:
    return re.sub(r"([\[\]#*_<>@$\\])", r"\\\1", text)


def odt(paper: Paper) -> bytes:
    """An OpenDocument text of the same."""
    office = "urn:oasis:names:tc:opendocument:xmlns:"
    names = " ".join(f'xmlns:{n}="{office}{long}:1.0"' for n, long in _ODF.items())
    rows = [f"<text:p>{line}</text:p>" for line in paper.title]
    for part in paper.parts:
        rows += [f"<text:h>{part.head}</text:h>", *(f"<text:p>{s}</text:p>" for s in part.said)]
    for _, caption in paper.pictures:
        size = 'svg:width="12cm" svg:height="9cm"'
        rows += [f"<text:p><draw:frame {size}><draw:image/></draw:frame></text:p>"]
        rows += [f"<text:p>{caption}</text:p>"]
    body = f"<office:body><office:text>{''.join(rows)}</office:text></office:body>"
    return archive(
        **{
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {names}>{body}</office:document-content>",
            "META-INF/manifest.xml": "<m/>",
        }
    )


_ODF = {"office": "office", "text": "text", "draw": "drawing", "svg": "svg-compatible"}


def old(data: bytes, new: str, kind: str) -> bytes:
    """A new office file as the programs of 1997 kept it, by LibreOffice."""
    filters = {"doc": "doc:MS Word 97", "xls": "xls:MS Excel 97", "ppt": "ppt:MS PowerPoint 97"}
    with tempfile.TemporaryDirectory() as folder, patch.dict(cast(Any, _FILTERS), filters):
        kept = Path(folder) / "kept"
        kept.write_bytes(data)
        with converted(kept, new, kind) as made:
            return made.read_bytes()


# --- Workbooks and photos ------------------------------------------------------------------------


def _workbook(fill: Callable[[Any], None], **more: str) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    fill(book.active)
    book.save(out)
    with zipfile.ZipFile(out, "a") as target:
        for name, text in more.items():
            target.writestr(name, text)
    return out.getvalue()


def _numbers(sheet: Any) -> None:
    for row in range(1, 9):
        sheet.append([row, row * 12, f"=A{row}*B{row}"])


def _chart(sheet: Any) -> None:
    _numbers(sheet)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=8))
    sheet.add_chart(chart, "E2")


def _formula(text: str) -> Callable[[Any], None]:
    def fill(sheet: Any) -> None:
        _numbers(sheet)
        sheet["D1"] = text

    return fill


def _with_bad_styles(name: str, data: bytes) -> tuple[str, bytes]:
    return name, b"<styleSheet>" if name == "xl/styles.xml" else data


_LINK = '<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><{0}Link/></externalLink>'
WORKBOOKS: Mapping[str, Callable[[], bytes]] = {
    "ตารางตัวเลข": lambda: _workbook(_numbers),
    "ตารางและแผนภูมิ": lambda: _workbook(_chart),
    "ตารางตัวเลข (Strict)": lambda: changed(_workbook(_numbers), strict),
    "ตารางที่รูปแบบเสีย": lambda: changed(_workbook(_numbers), _with_bad_styles),
    "ตารางเก่า": lambda: old(_workbook(_numbers), "xlsx", "xls"),
    "ตารางที่สั่งโปรแกรมด้วย DDE": lambda: _workbook(_formula("=cmd|'/c calc'!A0")),
    "ตารางที่เชื่อม DDE": lambda: _workbook(
        _numbers, **{"xl/externalLinks/externalLink1.xml": _LINK.format("dde")}
    ),
    "ตารางที่ดึงจากไฟล์อื่น": lambda: _workbook(
        _numbers, **{"xl/externalLinks/externalLink1.xml": _LINK.format("ole")}
    ),
    "ตารางที่ต่อฐานข้อมูล": lambda: _workbook(_numbers, **{"xl/connections.xml": "<connections/>"}),
}

_RUNS = "<</S/JavaScript/JS(app.alert\\(1\\))>>"
_LEADS = "/Annots[<</Subtype/Link/Rect[0 0 9 9]/A<</S/{}>>>>]"
_FIELD = '<w:p><w:fldSimple w:instr=" DDEAUTO c:\\\\x.exe "/></w:p>'
HARMFUL: Mapping[str, Callable[[], bytes]] = {
    "PDF ที่มีสคริปต์": lambda: packed(drawn_pdf(f"/OpenAction{_RUNS}")),
    "PDF ที่ลิงก์ไปสคริปต์": lambda: drawn_pdf(page=_LEADS.format("URI/URI(javascript:x)")),
    "PDF ที่ลิงก์ไปไฟล์อื่น": lambda: drawn_pdf(page=_LEADS.format("GoToR/F(a.pdf)/D[0/Fit]")),
    "PDF ที่ซ่อนไฟล์": attached,
    "PDF ที่ไฟล์แนบติดรหัส": locked_attachment,
    "PDF ที่ขยายตัว": swelling_pdf,
    "Word ที่มีมาโคร": lambda: word_parts(a_paragraph(_SAID[0]), **{"word/vbaProject.bin": b"x"}),
    "Word ที่สั่งโปรแกรมด้วย DDE": lambda: word_parts(a_paragraph(_SAID[0]) + _FIELD),
    "Word ที่ใช้แม่แบบของเครื่องอื่น": lambda: word_parts(
        a_paragraph(_SAID[0]), **{_SETTINGS: _template(r"\\server\x.dotx")}
    ),
}  # fmt: skip

TURNS: Mapping[str, Callable[[Image.Image], Image.Image]] = {
    "": lambda image: image,
    "หมุน ๙๐": lambda image: image.transpose(Image.Transpose.ROTATE_90),
    "หมุน ๑๘๐": lambda image: image.transpose(Image.Transpose.ROTATE_180),
    "หมุน ๒๗๐": lambda image: image.transpose(Image.Transpose.ROTATE_270),
    "กลับซ้ายขวา": lambda image: image.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    "ย่อ": lambda image: image.resize((240, 180)),
    "สว่างขึ้น": lambda image: image.point(lambda value: min(255, int(value * 1.15))),
}  # fmt: skip
_PHOTO = re.compile(r"ภาพถ่าย (\d+)(?: กล้องปี (\d+))?(?: (?!HEIC|PNG)(.+?))?(?: (HEIC|PNG))?$")


def _photo(text: str) -> bytes:
    """`ภาพถ่าย 3 หมุน ๙๐ HEIC`: a scene, what was done to it, and the format in which it is saved."""
    found = _PHOTO.match(text)
    assert found, text
    seed, year, turn, kind = found.groups()
    image = TURNS[turn or ""](scene(100 + int(seed)))
    taken = {"exif": camera_data(f"{year}:03:04 10:00:00")} if year else {}
    return picture({"HEIC": "HEIF", "PNG": "PNG"}.get(kind or "", "JPEG"), image, **taken)


# --- By name -------------------------------------------------------------------------------------

_WRITERS: Mapping[str, Callable[[Paper], bytes]] = {
    "Word": word,
    "PDF": printed,
    "ODT": odt,
    "Word เก่า": lambda paper: old(word(paper), "docx", "doc"),
    "Word Strict": lambda paper: changed(word(paper), strict),
    "Word Online": lambda paper: changed(
        word(paper), moved("word/document.xml", "word/document2.xml")
    ),
    "Word ตัวใหญ่": lambda paper: changed(
        word(paper), lambda name, data: (name.replace("word/document.xml", "word/Document.XML"), data)
    ),
    "PDF มีลายน้ำ": lambda paper: printed(paper, _BEHIND.format("55%")),
    "PDF มีพื้นหลัง": lambda paper: printed(paper, _BEHIND.format("100%")),
    "PDF กล่องข้อความ": lambda paper: with_last_part(
        paper, "<</Type/Annot/Subtype/FreeText/F 4/DA(/Helv 9 Tf)/Rect {}>>".format
    ),
    "PDF ช่องกรอก": lambda paper: with_last_part(
        paper, "<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/F 4/Rect {}>>".format
    ),
    "Word ของเครื่อง Mac": _by_template,
    "PDF สแกนเป็นแถบ": lambda _: pdf(_STRIPS + _STRIPS),
    "PDF สแกน": lambda _: pdf(FULL_PAGE + FULL_PAGE),
}  # fmt: skip
_CHANGES: Mapping[str, Change] = {
    "เล่มครบ": lambda paper: paper,
    "เรื่องอื่น": lambda paper: replace(
        paper, title=("รายงานการประชุม",), parts=(Part("มติ", _SAID * 4),)
    ),
    "เล่มครบ แต่ย่อหน้าร่างถูกลบ": lambda paper: replace(
        paper, parts=(*paper.parts, Part("ข้อความร่าง", (_SAID[0],), "deleted"))
    ),
    "ครึ่งแรก": _half(first=True),
    "ครึ่งหลัง": _half(first=False),
    "ขาดหัวข้อสุดท้าย": lambda paper: replace(paper, parts=paper.parts[:-1]),
    "หัวข้อสุดท้ายว่าง": _under(),
    "หัวข้อสุดท้ายมีแต่จุด": _under("." * 80, "." * 80),
    "หัวข้อสุดท้ายมีแต่เส้น": _under("_" * 60),
    "หัวข้อสุดท้ายมีแต่คำแนะนำ": _under("(โปรดระบุรายละเอียดพอสังเขป)"),
    "หัวข้อสุดท้ายรอข้อมูล": _under("อยู่ระหว่างรวบรวมข้อมูลจากกลุ่มงาน"),
    "หัวข้อสุดท้ายมีแต่ขีด": _under("-"),
    "หัวข้อสุดท้ายถูกลบ": _becomes("deleted"),
    "หัวข้อสุดท้ายถูกย้ายออก": _becomes("moved"),
    "หัวข้อสุดท้ายถูกซ่อน": _becomes("hidden"),
    "ภาพถูกลบ": _pictures("deleted photo"),
    "ภาพมีแต่เส้นคั่น": _pictures("line", caption=""),
    "ภาพมีแต่ตราเล็ก": _pictures("emblem", caption=""),
    "ภาพมีแต่ครุฑ": _pictures("garuda", caption=""),
    "ภาพมีแต่คิวอาร์โค้ด": _pictures("code", caption="สแกนเพื่อดูภาพกิจกรรม"),
    "ภาพมีแต่ลายมือชื่อ": _pictures("signature", caption="(ลงชื่อ) ผู้อำนวยการสำนัก"),
    "ภาพถ่ายกับคิวอาร์โค้ด": _pictures("photo", "code"),
    "ภาพมีแต่บนหัวกระดาษ": _pictures("header", caption=""),
    "ไม่มีภาพ": lambda paper: replace(paper, pictures=()),
    "ภาพไม่มีคำบรรยาย": _pictures("photo", "photo", caption=""),
    "ภาพมีแต่เลขที่ภาพ": _pictures("photo", "photo", caption="ภาพที่ ๑"),
    "ภาพมีคำบรรยาย": _pictures("photo", "photo"),
    "ตัวอักษรไม่มีตาราง": _spoilt(_private),
    "ตัวอักษรผิดรหัส": _spoilt(lambda text: text.encode().decode("cp874", "replace")),
    "ตัวอักษรเป็นละติน": _spoilt(lambda text: text.encode().decode("latin-1").replace("\x85", "…")),
}


def document(name: str, asked: EvidenceRequirement) -> bytes:
    """The document that a label names: `เล่มครบ | Word`, `ตารางตัวเลข`, `ภาพถ่าย 3 หมุน ๙๐`."""
    if make := WORKBOOKS.get(name) or HARMFUL.get(name):
        return make()
    if name.startswith("ภาพถ่าย "):
        return _photo(name)
    said, _, writer = name.partition(" | ")
    return _WRITERS[writer](_CHANGES[said](whole(asked)))
