"""Pages that exist only in a pack: its table of contents, and an activity's pictures for the site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from domain.facts import EvidenceFact
from domain.pack_contents import Absent, Contents, Packed
from domain.packing import FOLDERS, REASONS, PicturePage, Why
from domain.plan import Delivery
from domain.thai import thai_date, thai_digits
from reports.document import (
    Align,
    Block,
    Doc,
    Image,
    Row,
    Section,
    Table,
    cell,
    header_row,
    heading,
    para,
    row,
)
from reports.dossier import Dossier
from reports.forms.parts import on_paper

_CENTRE = Align.CENTRE
_HALF_HASH = 32
_PICTURE = (15.0, 9.5)
"""Centimetres; two fit on a page with their captions."""


def contents_page(contents: Contents) -> Doc:
    """The contents as people read them: what is missing first, then what stays out, then every file."""
    title = f"สารบัญชุดเอกสาร กำหนดส่ง {thai_date(contents.due)}"
    section = Section(tuple(_blocks(contents, title)), landscape=True)
    return Doc(title, contents.unit_name, contents.as_of, (section,))


def _blocks(contents: Contents, title: str) -> Iterator[Block]:
    yield heading(title, size=18, align=_CENTRE)
    yield para(contents.unit_name, bold=True, align=_CENTRE)
    yield para(_standing(contents), align=_CENTRE)
    if contents.why:
        yield para(f"เหตุผลที่นำส่งก่อนครบ: {contents.why}", align=_CENTRE)
    yield from _missing(contents)
    yield from _unsigned(contents)
    yield from _left_out(contents)
    yield from _files(contents)


def _standing(contents: Contents) -> str:
    day = f"ข้อมูล ณ วันที่ {thai_date(contents.as_of)}"
    if contents.receipt is None:
        return f"ฉบับร่าง ยังไม่ได้นำส่ง {day}"
    return f"เลขรับ {contents.receipt} ผู้นำส่ง {contents.office} {day}"


def _missing(contents: Contents) -> Iterator[Block]:
    if not contents.missing:
        yield heading("เอกสารครบทุกกิจกรรม", 2)
        return
    activities = len({m.activity for m in contents.missing})
    yield heading(f"ยังขาด {_count(contents.missing)} รายการ ใน {thai_digits(activities)} กิจกรรม", 2)
    rows = [
        row(_number(m.activity), m.title, m.found, on_paper(m.remedy)) for m in contents.missing
    ]
    head = header_row("กิจกรรม", "สิ่งที่แผนขอ", "ที่ตรวจพบ", "ต้องทำ")
    yield Table((1.6, 6.5, 8.5, 8.5), (head, *rows))


def _unsigned(contents: Contents) -> Iterator[Block]:
    if not contents.unsigned:
        return
    yield heading(f"แผนให้มีคนที่สอง แต่ยังไม่มีผู้ตรวจรับ {_count(contents.unsigned)} ไฟล์", 2)
    rows = [row(_number(_activity(f.requirement)), f.file_name) for f in contents.unsigned]
    yield Table((1.6, 23.5), (header_row("กิจกรรม", "ไฟล์"), *rows))


def _left_out(contents: Contents) -> Iterator[Block]:
    if not contents.left_out:
        return
    yield heading(f"ไฟล์ที่ไม่อยู่ในชุด หรือไม่อยู่ในบางโฟลเดอร์ {_count(contents.left_out)} รายการ", 2)
    rows = [
        row(_number(_activity(one.requirement)), one.file_name, _place(one), reason(one))
        for one in contents.left_out
    ]
    head = header_row("กิจกรรม", "ไฟล์", "ไม่อยู่ใน", "เหตุผล")
    yield Table((1.6, 9.0, 4.5, 10.0), (head, *rows))


def reason(one: Absent) -> str:
    """Why a file stays out, in Thai."""
    text = REASONS[Why(one.why)][0]
    return f"{text}: {one.detail}" if one.detail else text


def _place(one: Absent) -> str:
    return FOLDERS[Delivery(one.delivery)] if one.delivery else "ทั้งชุด"


def _files(contents: Contents) -> Iterator[Block]:
    yield heading(f"ไฟล์ในชุด {_count(contents.files)} ไฟล์ นอกจากสารบัญนี้", 2)
    rows = [
        _file(number, file)
        for number, file in enumerate(sorted(contents.files, key=lambda f: f.path), 1)
    ]
    head = header_row("ที่", "โฟลเดอร์และไฟล์", "ขนาด (ไบต์)", "SHA-256")
    yield Table((1.3, 14.5, 3.0, 6.9), (head, *rows), size=13)


def _file(number: int, file: Packed) -> Row:
    folders, _, name = file.path.rpartition("/")
    halves = (file.sha256[:_HALF_HASH], file.sha256[_HALF_HASH:])
    return row(
        cell(thai_digits(number), align=_CENTRE),
        cell(*filter(None, (folders.replace("/", " / "), name))),
        cell(thai_digits(f"{file.size:,}"), align=Align.RIGHT),
        cell(*halves),
    )


def _count(things: Sequence[object]) -> str:
    return thai_digits(len(things))


def _number(activity: int) -> str:
    return thai_digits(activity)


def _activity(requirement: str) -> int:
    return int(requirement.partition(".")[0])


def picture_page(dossier: Dossier, page: PicturePage, pictures: Mapping[int, Path]) -> Doc:
    """An activity's pictures with their captions; `pictures` are files by evidence item."""
    activity = page.activity
    title = f"ภาพประกอบ กิจกรรมที่ {thai_digits(activity.number)}"
    blocks: list[Block] = [
        heading(title, size=18, align=_CENTRE),
        para(activity.title, bold=True, align=_CENTRE),
    ]
    width, height = _PICTURE
    for fact in page.facts:
        blocks.append(Image(pictures[fact.item], fact.file_name, width, height))
        blocks.append(para(_caption(fact), align=_CENTRE))
    return Doc(title, dossier.unit_name, dossier.as_of, (Section(tuple(blocks)),))


def _caption(fact: EvidenceFact) -> str:
    stem = fact.file_name.rpartition(".")[0] or fact.file_name
    words = " ".join(stem.replace("_", " ").split())
    day = fact.event_date or fact.taken_on
    return f"{words} ({thai_date(day)})" if day else words
