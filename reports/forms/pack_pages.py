"""Pages that only packs have: the contents, and an activity's pictures for the site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from domain.facts import EvidenceFact
from domain.language.ids import RequirementId
from domain.language.thai import show_date, thai_date, thai_digits
from domain.packs.contents import Absent, Contents, Packed
from domain.packs.selection import FOLDERS, REASONS, PicturePage, Why
from domain.plan.model import Delivery
from domain.words.wording import digits, looked_words, pick, sentence
from reports.forms.dossier import Dossier
from reports.paper.document import (
    Align,
    Block,
    Doc,
    Image,
    Pages,
    Row,
    Table,
    cell,
    header_row,
    heading,
    para,
    row,
)

_CENTRE = Align.CENTRE
_HALF_HASH = 32
_PICTURE = (15.0, 9.5)
"""A picture's size in centimetres: two fit on a page with their captions."""


def contents_page(contents: Contents, language: str = "th") -> Doc:
    """The contents for people: what is missing, then what is left out, then every file."""
    page = _ContentsPage(contents, language)
    section = Pages(tuple(page.blocks()), landscape=True)
    return Doc(page.title, contents.unit_name, contents.as_of, (section,))


class _ContentsPage:
    """The contents in one language; names of files and folders are not translated."""

    def __init__(self, contents: Contents, language: str) -> None:
        self._contents, self._language = contents, language
        due = show_date(contents.due, language)
        self.title = self._say(f"สารบัญชุดเอกสาร กำหนดส่ง {due}", f"Contents of the pack due {due}")

    def blocks(self) -> Iterator[Block]:
        """The page from top to bottom."""
        contents = self._contents
        yield heading(self.title, size=18, align=_CENTRE)
        yield para(contents.unit_name, bold=True, align=_CENTRE)
        yield para(self._standing(), align=_CENTRE)
        if contents.why:
            words = self._say("เหตุผลที่นำส่งก่อนครบ", "Handed in incomplete because")
            yield para(f"{words}: {contents.why}", align=_CENTRE)
        if contents.counted:
            words = looked_words(contents.counted, contents.unseen, self._language)
            yield para(words, align=_CENTRE)
        yield from self._missing()
        yield from self._unsigned()
        yield from self._on_paper()
        yield from self._without_pictures()
        for title in self._contents.forms_by_hand:
            yield para(self._say(f"ใช้ฉบับที่สำนักจัดทำ: {title}", f"As handed in: {title}"))
        yield from self._left_out()
        yield from self._files()

    def _say(self, thai: str, english: str) -> str:
        return pick((thai, english), self._language)

    def _standing(self) -> str:
        contents = self._contents
        day = show_date(contents.as_of, self._language)
        day = self._say(f"ข้อมูล ณ วันที่ {day}", f"as of {day}")
        if contents.receipt is None:
            return self._say(f"ฉบับร่าง ยังไม่ได้นำส่ง {day}", f"A draft, not handed in, {day}")
        receipt, office = contents.receipt, contents.office
        return self._say(
            f"เลขที่การนำส่ง {receipt} ผู้นำส่ง {office} {day}",
            f"Submission {receipt}, handed in by {office}, {day}",
        )

    def _missing(self) -> Iterator[Block]:
        missing = self._contents.missing
        if not missing:
            yield heading(self._say("เอกสารครบทุกกิจกรรม", "Every activity is complete"), 2)
            return
        count, activities = self._count(missing), self._number(len({m.activity for m in missing}))
        yield heading(
            self._say(
                f"ยังขาด {count} รายการ ใน {activities} กิจกรรม",
                f"Missing: {count} in {activities} activities",
            ),
            2,
        )
        rows = [row(self._number(m.activity), m.title, m.found, m.remedy) for m in missing]
        head = self._head(
            _ACTIVITY, ("สิ่งที่แผนขอ", "Asked for"), ("ที่ตรวจพบ", "Found"), ("ต้องทำ", "To do")
        )
        yield Table((1.6, 6.5, 8.5, 8.5), (head, *rows))

    def _unsigned(self) -> Iterator[Block]:
        waiting = self._contents.unsigned
        if not waiting:
            return
        count = self._count(waiting)
        yield heading(
            self._say(
                f"แผนให้มีคนที่สอง แต่ยังไม่มีผู้ตรวจรับ {count} ไฟล์",
                f"The plan wants a second person, and nobody has accepted: {count}",
            ),
            2,
        )
        rows = [
            row(self._number(RequirementId.parse(f.requirement).activity), f.file_name)
            for f in waiting
        ]
        yield Table((1.6, 23.5), (self._head(_ACTIVITY, _FILE), *rows))

    def _on_paper(self) -> Iterator[Block]:
        signed = self._contents.on_paper
        if not signed:
            return
        count = self._count(signed)
        yield heading(
            self._say(
                f"คนที่สองลงนามบนกระดาษ {count} ไฟล์", f"A second person signed on paper: {count}"
            ),
            2,
        )
        rows = [
            row(
                self._number(RequirementId.parse(one.requirement).activity),
                one.file_name,
                one.signed_by,
                f"{one.why} ({show_date(one.recorded_on, self._language, short=True)})",
            )
            for one in signed
        ]
        head = self._head(
            _ACTIVITY, _FILE, ("ผู้ลงนาม", "Signed by"), ("เหตุผลและวันที่บันทึก", "Reason and day")
        )
        yield Table((1.6, 9.5, 6.5, 7.5), (head, *rows))

    def _without_pictures(self) -> Iterator[Block]:
        if self._contents.without_pictures:
            numbers = ", ".join(map(self._number, self._contents.without_pictures))
            yield para(
                self._say(
                    f"แบบขอไฟล์รูปของทุกกิจกรรม ยังไม่มีไฟล์รูปของกิจกรรมที่ {numbers}",
                    f"A form wants picture files of every activity; none yet of {numbers}",
                )
            )

    def _left_out(self) -> Iterator[Block]:
        left = self._contents.left_out
        if not left:
            return
        count = self._count(left)
        yield heading(
            self._say(
                f"ไฟล์ที่ไม่อยู่ในชุด หรือไม่อยู่ในบางโฟลเดอร์ {count} รายการ",
                f"Files that stay out of the pack or of a folder: {count}",
            ),
            2,
        )
        rows = [
            row(
                self._number(RequirementId.parse(one.requirement).activity),
                one.file_name,
                self._place(one),
                reason(one, self._language),
            )
            for one in left
        ]
        head = self._head(_ACTIVITY, _FILE, ("ไม่อยู่ใน", "Not in"), ("เหตุผล", "Why"))
        yield Table((1.6, 9.0, 4.5, 10.0), (head, *rows))

    def _place(self, one: Absent) -> str:
        return FOLDERS[Delivery(one.delivery)] if one.delivery else self._say("ทั้งชุด", "the pack")

    def _files(self) -> Iterator[Block]:
        files = sorted(self._contents.files, key=lambda f: f.path)
        count = self._count(files)
        yield heading(
            self._say(
                f"ไฟล์ในชุด {count} ไฟล์ นอกจากสารบัญนี้", f"Files besides these contents: {count}"
            ),
            2,
        )
        rows = [self._file(number, file) for number, file in enumerate(files, 1)]
        head = self._head(
            ("ที่", "No."), ("โฟลเดอร์และไฟล์", "Folder and file"), ("ขนาด (ไบต์)", "Bytes"),
            ("SHA-256", "SHA-256"),
        )  # fmt: skip
        yield Table((1.3, 14.5, 3.0, 6.9), (head, *rows), size=13)

    def _file(self, number: int, file: Packed) -> Row:
        folders, _, name = file.path.rpartition("/")
        halves = (file.sha256[:_HALF_HASH], file.sha256[_HALF_HASH:])
        return row(
            cell(self._number(number), align=_CENTRE),
            cell(
                folders.replace("/", " / "),
                name,
                *filter(None, (self._origin(file), self._late(file))),
            ),
            cell(digits(f"{file.size:,}", self._language), align=Align.RIGHT),
            cell(*halves),
        )

    def _origin(self, file: Packed) -> str:
        """What a PDF was made from, and that a person has not sent it."""
        if file.made_from is None:
            return ""
        if file.by_machine:
            return self._say(
                f"(กำหนดทำจาก {file.made_from} โปรดเปิดดูก่อนนำขึ้นเว็บไซต์)",
                f"(made by Kamnot from {file.made_from}; look at it before it goes online)",
            )
        return self._say(f"(ฉบับ PDF ของ {file.made_from})", f"(the PDF of {file.made_from})")

    def _late(self, file: Packed) -> str:
        """That its evidence was entered after the day received, and why."""
        if not file.backdated_why or file.received_on is None:
            return ""
        day = show_date(file.received_on, self._language, short=True)
        named = sentence(
            "found.backdated_file", self._language, name="", day=day, why=file.backdated_why
        )
        return sentence("found.backdated", self._language, names=named.strip())

    def _head(self, *titles: tuple[str, str]) -> Row:
        return header_row(*(pick(title, self._language) for title in titles))

    def _count(self, things: Sequence[object]) -> str:
        return self._number(len(things))

    def _number(self, number: int) -> str:
        return digits(number, self._language)


_ACTIVITY, _FILE = ("กิจกรรม", "Activity"), ("ไฟล์", "File")


def reason(one: Absent, language: str = "th") -> str:
    """Why a file is left out."""
    text = pick(REASONS[Why(one.why)], language)
    return f"{text}: {one.detail}" if one.detail else text


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
    return Doc(title, dossier.unit_name, dossier.as_of, (Pages(tuple(blocks)),))


def _caption(fact: EvidenceFact) -> str:
    stem = fact.file_name.rpartition(".")[0] or fact.file_name
    words = " ".join(stem.replace("_", " ").split())
    day = fact.event_date or fact.taken_on
    return f"{words} ({thai_date(day)})" if day else words
